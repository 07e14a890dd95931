//! What an operator sees and does: metrics, the list of clients, and the log.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use push::client::{ClientError, Subscription};
use serde::Deserialize;
use wire::{Clients, ConnectedClient, ServerMessage, Status};

use super::{
    daemon_with, encoded,
    tokens::{house_with_a_secret, token},
};
use crate::support::{Daemon, House, PATIENCE, TestClient, dealt};

/// The status and the body of a request with these headers, each with its end of line.
pub(super) fn ask(daemon: &Daemon, request: &str, headers: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(&daemon.address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let host = &daemon.address;
    let head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

/// All series by their names with labels.
fn metrics(daemon: &Daemon) -> BTreeMap<String, f64> {
    let (status, page) = daemon.get("/metrics");
    assert_eq!(status, 200, "{page}");
    let samples = page.lines().filter(|line| !line.starts_with('#'));
    let sample = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap();
        (name.to_owned(), value.parse().unwrap())
    };
    samples.map(sample).collect()
}

/// Those that have become another number.
fn changes(before: &BTreeMap<String, f64>, after: &BTreeMap<String, f64>) -> BTreeMap<String, f64> {
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed = after.iter().filter(|(name, value)| before[*name] != **value);
    changed.map(|(name, value)| (name.clone(), *value)).collect()
}

fn clients(daemon: &Daemon) -> Clients {
    wire::decode(&daemon.get("/admin/clients").1).unwrap()
}

async fn wait_for(daemon: &Daemon, connections: usize) {
    let waiting = async {
        while daemon.stats().active_connections != connections {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}

/// The clients, when all of them have what they want up to this entry and nothing waits.
async fn all_at(daemon: &Daemon, seq: u64) -> Vec<ConnectedClient> {
    let waiting = async {
        loop {
            let items = clients(daemon).items;
            if items.iter().all(|client| client.cursor == seq && client.queued_bytes == 0) {
                return items;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

async fn close_code(client: &mut TestClient) -> u16 {
    let ClientError::Closed { code, .. } = client.end().await else { panic!("not closed") };
    code
}

#[tokio::test]
async fn every_connection_hand_and_message_is_counted_once() {
    let house = House::new();
    // No heartbeat comes between.
    let daemon = daemon_with(&house, &["--heartbeat-interval", "1h"]);
    let before = metrics(&daemon);
    let (mut live, ack) = daemon.joined("client_name=live").await;
    let (mut resumed, _) = daemon.joined("client_name=resumed&since=0").await;
    let ServerMessage::ResyncComplete(_) = resumed.next().await else { panic!("no replay") };
    let (mut leaving, _) = daemon.joined("client_name=leaving&room=chat:a").await;
    let ServerMessage::StateSnapshot(_) = leaving.next().await else { panic!("no snapshot") };
    let ServerMessage::Presence(_) = leaving.next().await else { panic!("no presence") };
    for delivery in dealt(81, 2) {
        house.append("one.txt", delivery.text.as_bytes());
        live.next_hand().await;
        resumed.next_hand().await;
    }
    // A client has a hand before the daemon has noted that; what it asks for then comes behind.
    for client in [&mut live, &mut resumed] {
        client.send(r#"{"type":"ping"}"#).await;
        let ServerMessage::Pong(_) = client.next().await else { panic!("no pong") };
    }
    assert_eq!(daemon.stats().rooms, 2);
    let listed = all_at(&daemon, 2).await;
    let names: Vec<_> = listed.iter().map(|client| client.client_name.as_deref()).collect();
    assert_eq!(names, [Some("live"), Some("resumed"), Some("leaving")]);
    assert_eq!(listed.iter().map(|client| client.messages_sent).sum::<u64>(), 12);
    assert!(listed.iter().all(|client| client.lag == 0), "{listed:?}");

    let close = format!("DELETE /admin/clients/{}", ack.client_id);
    assert_eq!(ask(&daemon, &close, ""), (204, String::new()));
    assert_eq!(close_code(&mut live).await, 4503);
    drop(leaving);
    wait_for(&daemon, 1).await;
    assert_eq!(ask(&daemon, &close, "").0, 404);

    let mut after = changes(&before, &metrics(&daemon));
    // What depends on the time: uptime, scans, and in which buckets the hands are.
    after.retain(|name, _| {
        let of_time = ["uptime", "scan", "_seconds_sum", "_seconds_bucket", "sent_bytes"];
        !of_time.iter().any(|word| name.contains(word))
    });
    let expected = [
        ("railbird_commit_to_socket_seconds_count", 4.0),
        ("railbird_connections_accepted_total", 3.0),
        ("railbird_connections{state=\"in\"}", 1.0),
        ("railbird_disconnects_total{code=\"4503\"}", 1.0),
        ("railbird_disconnects_total{code=\"gone\"}", 1.0),
        ("railbird_entries_announced_total{origin=\"live\"}", 2.0),
        ("railbird_file_to_commit_seconds_count", 2.0),
        ("railbird_file_to_socket_seconds_count", 4.0),
        ("railbird_files_watched", 1.0),
        ("railbird_hands", 2.0),
        ("railbird_log_seq", 2.0),
        ("railbird_messages_received_total", 2.0),
        ("railbird_messages_sent_total", 12.0),
        ("railbird_recoveries_total{result=\"recovered\"}", 1.0),
        ("railbird_sessions{fed_from=\"memory\"}", 1.0),
    ];
    let expected = expected.map(|(name, value)| (name.to_owned(), value));
    assert_eq!(after, BTreeMap::from(expected));
    // So that each of these numbers is how much it has grown.
    assert!(after.keys().all(|name| before[name] == 0.0));
    let latency = daemon.stats().latency_ms;
    assert!(latency.p50.is_some() && latency.p50 <= latency.p99, "{latency:?}");
}

#[tokio::test]
async fn scans_backfill_and_what_is_put_aside_are_in_the_metrics() {
    let house = House::new();
    let deliveries = dealt(82, 3);
    for delivery in &deliveries[..2] {
        house.append("before.txt", delivery.text.as_bytes());
    }
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let end = deliveries[2].text.find("*** SUMMARY").unwrap();
    house.append("after.txt", &deliveries[2].text.as_bytes()[..end]);
    house.append("after.txt", b"\n\n");
    house.append("after.txt", dealt(83, 1)[0].text.as_bytes());
    client.next_hand().await;
    let metrics = metrics(&daemon);
    for (series, value) in [
        ("railbird_entries_announced_total{origin=\"live\"}", 1.0),
        ("railbird_quarantined_texts", 1.0),
        ("railbird_hands", 3.0),
        ("railbird_part_health{part=\"store\"}", 0.0),
        ("railbird_part_health{part=\"history\"}", 0.0),
        ("railbird_health", 0.0),
        ("railbird_ingest_active", 1.0),
    ] {
        assert_eq!(metrics[series], value, "{series}");
    }
    assert_eq!(metrics["railbird_entries_announced_total{origin=\"backfill\"}"], 2.0);
    assert!(1.0 <= metrics["railbird_folder_scans_total"]);
    let (all, last) = (
        metrics["railbird_folder_scan_seconds_total"],
        metrics["railbird_folder_scan_last_seconds"],
    );
    assert!(0.0 < last && last <= all, "{last} {all}");
    let (_, body) = daemon.get("/health");
    assert_eq!(wire::decode::<wire::Health>(&body).unwrap().status, Status::Ok);
}

/// A line of the log.
#[derive(Debug, Deserialize)]
struct Line {
    level: String,
    target: String,
    fields: Fields,
    span: Option<Session>,
}

#[derive(Debug, Deserialize)]
struct Fields {
    message: String,
    code: Option<String>,
    seconds: Option<f64>,
    messages: Option<u64>,
    bytes: Option<u64>,
}

/// What each line about a session says.
#[derive(Debug, Deserialize)]
struct Session {
    name: String,
    client: String,
    client_name: String,
    address: String,
    user: Option<String>,
}

#[tokio::test]
async fn the_log_tells_of_each_session_and_holds_no_card_token_or_query() {
    let (house, secret) = house_with_a_secret();
    let mut command = house.command();
    command
        .args(["--log-level", "trace", "--log-format", "json", "--jwt-secret-file"])
        .arg(&secret);
    let daemon = Daemon::start(house.quiet(command));
    let tokens = [token(&secret, &["--ttl", "1h"]), token(&secret, &["--ttl", "2h", "--admin"])];
    let filter = encoded(r#"{"min_pot_bb":0.25}"#);
    let query = format!("client_name=in%20address&token={}&filter={filter}&x=hidden", tokens[0]);
    let (mut in_address, ack) = daemon.joined(&query).await;
    let (mut in_message, other) = daemon.joined("client_name=in%20message&x=hidden").await;
    in_message.send(&format!(r#"{{"type":"auth","token":"{}"}}"#, tokens[1])).await;
    let ServerMessage::AuthOk(_) = in_message.next().await else { panic!("not let in") };
    in_message.send(r#"{"type":"publish","room":"chat:a","body":"hidden"}"#).await;
    let deliveries = dealt(84, 6);
    let (broken, whole) = deliveries.split_first().unwrap();
    house.append("one.txt", &broken.text.as_bytes()[..broken.text.find("*** SUMMARY").unwrap()]);
    house.append("one.txt", b"\n\n");
    let mut cards = Vec::new();
    for delivery in whole {
        house.append("one.txt", delivery.text.as_bytes());
        let hand = in_address.next_hand().await;
        let dealt = hand.players.iter().map(|player| &player.cards).chain([&hand.hero_cards]);
        cards.extend(dealt.filter(|cards| !cards.is_empty()).cloned());
    }
    assert!(!cards.is_empty());
    for (request, status) in [
        (format!("GET /metrics?token={}", tokens[0]), 200),
        (format!("GET /metrics?token={}x", tokens[0]), 401),
        (format!("DELETE /admin/clients/{}?token={}", ack.client_id, tokens[1]), 204),
    ] {
        assert_eq!(ask(&daemon, &request, "").0, status);
    }
    assert_eq!(close_code(&mut in_address).await, 4503);
    drop(in_message);
    wait_for_ends(&house, 2).await;
    daemon.kill();

    let log = house.told();
    let lines: Vec<Line> = log.lines().map(|line| wire::decode(line).unwrap()).collect();
    assert!(lines.iter().any(|line| line.target.starts_with("railbird::")), "{log}");
    for (client, name, code) in
        [(&ack.client_id, "in address", "4503"), (&other.client_id, "in message", "gone")]
    {
        let its =
            lines.iter().filter(|line| line.span.as_ref().is_some_and(|s| s.client == *client));
        let its: Vec<&Line> = its.collect();
        for line in &its {
            let span = line.span.as_ref().unwrap();
            assert_eq!((span.name.as_str(), span.client_name.as_str()), ("session", name));
            assert_eq!(span.address, "127.0.0.1");
        }
        let (first, last) = (its[0], its[its.len() - 1]);
        assert_eq!((first.level.as_str(), first.fields.message.as_str()), ("INFO", "connected"));
        assert_eq!((last.level.as_str(), last.fields.message.as_str()), ("INFO", "disconnected"));
        assert_eq!(last.span.as_ref().unwrap().user.as_deref(), Some("ann"));
        let Fields { code: ended, seconds, messages, bytes, .. } = &last.fields;
        assert_eq!(ended.as_deref(), Some(code));
        assert!(0.0 < seconds.unwrap() && 6 < messages.unwrap() && 1000 < bytes.unwrap());
    }
    let mut secrets: Vec<String> = tokens.iter().map(|token| token[..20].to_owned()).collect();
    secrets.push(std::fs::read_to_string(&secret).unwrap().trim().to_owned());
    secrets
        .extend(["hidden", "min_pot_bb", "token=", "Dealt to", "resume_token"].map(str::to_owned));
    for cards in cards {
        secrets.extend([cards.join(" "), cards.join("\\\",\\\""), cards.join("\",\"")]);
    }
    for secret in secrets {
        let found = log.lines().find(|line| line.contains(&secret));
        assert!(found.is_none(), "{secret:?} is in {found:?}");
    }
}

/// Waits until the log tells that so many sessions have ended.
async fn wait_for_ends(house: &House, sessions: usize) {
    let waiting = async {
        while house.told().matches("\"disconnected\"").count() < sessions {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap();
}
