//! Every message as it stands in `fixtures/wire`, which tools outside are tested against.
//!
//! A golden file changes only by adding fields. `UPDATE_GOLDEN=1 cargo test -p wire` writes
//! them again, for a reviewer to look at.

use std::{collections::BTreeMap, path::Path};

use hand_history::{Hand, HandText, SummaryText, parse, parse_summary};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    ConnectionAck, ErrorMessage, HandJson, Health, Heartbeat, Listening, NewHand, Origin,
    PROTOCOL_VERSION, Part, Place, Pong, Problem, RequestId, ResyncComplete, ServerMessage, Source,
    Stats, Status, TournamentResult,
};

/// Checks a value against its golden file, in both directions.
fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(name: &str, value: &T) {
    let path = fixtures().join("wire").join(format!("{name}.json"));
    let text = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, golden, "{name} is not what {} says", path.display());
    assert_eq!(&serde_json::from_str::<T>(&golden).unwrap(), value, "{name} does not read back");
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

fn hand(fixture: &str) -> (Hand, u64) {
    let bytes = std::fs::read(fixtures().join(fixture)).unwrap();
    let length = bytes.len() as u64;
    (parse(&HandText { offset: 0, bytes: bytes.into() }).unwrap(), length)
}

const NOW: &str = "2026-01-02T03:04:05.678Z";
const EPOCH: &str = "5f0c1d2e3b4a5968";

#[test]
fn the_messages_of_a_connection_are_golden() {
    let ack = ConnectionAck {
        client_id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".to_owned(),
        timestamp: NOW.to_owned(),
        protocol: PROTOCOL_VERSION,
        server_version: "0.0.0".to_owned(),
        epoch: EPOCH.to_owned(),
        seq: 1204,
        heartbeat_interval: 30,
        resume_token: None,
        rooms: vec!["hands".to_owned()],
        authenticated: false,
        user: None,
    };
    check("connection_ack", &ServerMessage::ConnectionAck(ack));
    let heartbeat = Heartbeat { timestamp: NOW.to_owned(), epoch: EPOCH.to_owned(), seq: 1204 };
    check("heartbeat", &ServerMessage::Heartbeat(heartbeat));
    let id = Some(RequestId::Text("a7".to_owned()));
    check("pong", &ServerMessage::Pong(Pong { timestamp: NOW.to_owned(), id: id.clone() }));
    let error = ErrorMessage {
        code: "unknown_type".to_owned(),
        message: "no request has the type \"dance\"".to_owned(),
        timestamp: NOW.to_owned(),
        request: id,
    };
    check("error", &ServerMessage::Error(error));
}

#[test]
fn the_end_of_a_replay_is_golden() {
    let recovered = ResyncComplete {
        room: None,
        epoch: EPOCH.to_owned(),
        from_seq: 1200,
        to_seq: 1204,
        count: 4,
        recovered: true,
        reason: None,
        id: Some(RequestId::Number(7.into())),
    };
    let lost = ResyncComplete {
        from_seq: 9000,
        count: 0,
        recovered: false,
        reason: Some("ahead".to_owned()),
        id: None,
        ..recovered.clone()
    };
    check("resync_complete", &ServerMessage::ResyncComplete(recovered));
    check("resync_complete_ahead", &ServerMessage::ResyncComplete(lost));
}

#[test]
fn hands_are_golden() {
    let file = "20230102_Expresso Nitro(618031930)_real_holdem_no-limit.txt";
    let live = Place { seq: 1205, origin: Origin::Live, replayed: false };
    let again = Place { seq: 17, origin: Origin::Backfill, replayed: true };
    for (name, fixture, place, full) in [
        ("new_hand", "expresso/nitro-all-in.txt", live, false),
        ("new_hand_full", "expresso/nitro-all-in.txt", live, true),
        ("new_hand_replayed", "cash/money-missing.txt", again, false),
    ] {
        let (hand, length) = hand(fixture);
        let source = Source { file: file.to_owned(), offset: 4096, length };
        let whole = full.then(|| HandJson::new(&hand, Some(source)));
        let message = NewHand::new(&hand, place, whole);
        check(name, &ServerMessage::NewHand(Box::new(message)));
    }
    for (name, fixture) in [
        ("hand_cash", "cash/out-of-position-posts.txt"),
        ("hand_fixed_limit", "cash/fixed-limit.txt"),
        ("hand_pool", "pool/hold-up-money-in-the-pot.txt"),
        ("hand_knockout", "tournament/knockout-with-bounties.txt"),
        ("hand_omaha", "omaha/pot-limit.txt"),
        ("hand_with_warnings", "cash/money-missing.txt"),
    ] {
        check(name, &HandJson::new(&hand(fixture).0, None));
    }
}

#[test]
fn the_result_of_a_tournament_is_golden() {
    let text = "\
Winamax Poker - Tournament summary : #30 - W SERIES(827696740)
Player : Ann
Buy-In : 3€ + 1.50€ + 0.50€
Rebuy cost : 4.50€ + 0.50€
Your rebuys : 2
Registered players : 4358
Prizepool : 31746€
Tournament started 2024/09/01 20:00:01 UTC
You played 3h 30min 36s
You finished in 32th place
You won 95.94€ + Ticket 125€ + Bounty 57.50€
";
    let text = SummaryText { offset: 0, bytes: text.as_bytes().into() };
    let place = Place { seq: 1206, origin: Origin::Live, replayed: false };
    let message = TournamentResult::new(&parse_summary(&text).unwrap(), 1, place);
    check("tournament_result", &ServerMessage::TournamentResult(Box::new(message)));
}

#[test]
fn the_answers_of_http_are_golden() {
    let stats = Stats {
        active_connections: 3,
        heartbeat_interval: 30,
        heartbeat_active: true,
        broadcast_worker_active: true,
        queue_size: 0,
        seq: 1204,
        epoch: EPOCH.to_owned(),
        uptime_seconds: 3600,
        slow_disconnects: 0,
        hands_total: 1204,
        quarantined: 2,
        watching: 17,
    };
    check("stats", &stats);
    let fine = Part { status: Status::Ok, detail: String::new() };
    let missing =
        Part { status: Status::Degraded, detail: "/home/ana/history does not exist".to_owned() };
    let parts = BTreeMap::from([("store".to_owned(), fine), ("history".to_owned(), missing)]);
    check("health", &Health::of(parts));
    let detail = "since: \"soon\" is not a seq".to_owned();
    check("problem", &Problem::new(400, "Bad Request", detail));
    let address = "127.0.0.1:8000".to_owned();
    check("listening", &Listening { addresses: vec![address.clone()], address });
}
