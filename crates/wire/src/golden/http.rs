use std::{collections::BTreeMap, time::Duration};

use super::{CLIENT, EPOCH, NOW, check, hand};
use crate::{
    ClientEncoding, ClientFeed, ClientState, Clients, ConnectedClient, HandsPage, Health, Latency,
    Listening, NewHand, Origin, Part, Place, Problem, Quarantine, QuarantinedText, ServerMessage,
    Stats, Status, Tables, decode, encode, hands_page,
};

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
        latency_ms: Latency {
            p50: Some(Duration::from_micros(520).into()),
            p99: Some(Duration::from_millis(3).into()),
        },
        rooms: 4,
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

#[test]
fn pages_are_golden() {
    let message = |fixture, seq| {
        let place = Place { seq, origin: Origin::Live, replayed: true };
        ServerMessage::NewHand(Box::new(NewHand::new(&hand(fixture).0, place, None)))
    };
    let items = vec![message("cash/split-pot.txt", 1204), message("omaha/pot-limit.txt", 1203)];
    let page = HandsPage { items, next: Some(1203) };
    check("hands_page", &page);
    let texts: Vec<String> = page.items.iter().map(encode).collect();
    assert_eq!(decode(&hands_page(&texts, page.next)), Ok(page));
    let empty = HandsPage { items: Vec::new(), next: None };
    assert_eq!(hands_page(&[""; 0], None), encode(&empty));
    check("tables", &Tables { items: vec![super::table::cash_table()] });
    let text = QuarantinedText {
        number: 3,
        file: "/home/ana/history/20230102_Nice 05_real_holdem_no-limit.txt".to_owned(),
        offset: 4096,
        reason: "no line says what is in the pot".to_owned(),
        text: "Winamax Poker - CashGame\n".to_owned(),
    };
    check("quarantine", &Quarantine { items: vec![text], next: None });
}

#[test]
fn clients_are_golden() {
    let client = ConnectedClient {
        client_id: CLIENT.to_owned(),
        client_name: Some("overlay".to_owned()),
        user: Some("ana".to_owned()),
        address: "192.168.1.20".to_owned(),
        state: ClientState::In,
        rooms: vec!["hands".to_owned(), "tables".to_owned()],
        filtered: true,
        cursor: 1200,
        lag: 4,
        queued_bytes: 5120,
        rtt_ms: Some(Duration::from_micros(1840).into()),
        since: NOW.to_owned(),
        encoding: ClientEncoding::Deflate,
        fed_from: ClientFeed::Memory,
        messages_sent: 311,
        bytes_sent: 402_118,
        messages_received: 2,
    };
    let pending = ConnectedClient {
        client_name: None,
        user: None,
        state: ClientState::Pending,
        rooms: Vec::new(),
        rtt_ms: None,
        encoding: ClientEncoding::Json,
        fed_from: ClientFeed::Store,
        ..client.clone()
    };
    check("clients", &Clients { items: vec![client, pending] });
}
