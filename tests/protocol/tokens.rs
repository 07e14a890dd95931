//! Who is let in where there is a secret: tokens of the command line against the daemon.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use push::client::ClientError;
use wire::{HandsPage, ServerMessage};

use super::{daemon_with, encoded};
use crate::{
    frames::peer::Peer,
    support::{Daemon, House, TestClient, dealt, railbird},
};

/// A house with a file that holds a secret.
pub(super) fn house_with_a_secret() -> (House, PathBuf) {
    let house = House::new();
    let path = house.empty_config().with_file_name("secret");
    fs::write(&path, "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n").unwrap();
    (house, path)
}

/// A daemon that knows the secret.
fn closed_daemon(house: &House, secret: &Path) -> Daemon {
    daemon_with(house, &["--jwt-secret-file", &secret.display().to_string()])
}

/// A token as the command line makes it.
pub(super) fn token(secret: &Path, options: &[&str]) -> String {
    let mut command = Command::new(railbird());
    command.args(["token", "create", "--sub", "ann", "--jwt-secret-file"]).arg(secret);
    let made = command.args(options).env("RAILBIRD_CONFIG", "/dev/null").output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

async fn error(client: &mut TestClient) -> String {
    match client.next().await {
        ServerMessage::Error(error) => error.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_is_taken_from_the_header_the_address_and_the_first_message() {
    let (house, secret) = house_with_a_secret();
    let daemon = closed_daemon(&house, &secret);
    let good = token(&secret, &["--ttl", "1h"]);

    let line = format!("Authorization: Bearer {good}\r\n");
    let (_, mut in_header) = Peer::ask(&daemon.address, "", &line);
    let ServerMessage::ConnectionAck(ack) = in_header.message() else { panic!("no ack") };
    assert_eq!((ack.authenticated, ack.user.as_deref()), (true, Some("ann")));

    let (mut in_address, ack) = daemon.joined(&format!("token={good}")).await;
    assert_eq!((ack.authenticated, ack.user.as_deref()), (true, Some("ann")));

    let (mut in_message, ack) = daemon.joined("room=hands&since=0").await;
    assert_eq!((ack.authenticated, ack.user), (false, None));
    in_message.send(r#"{"type":"join","room":"tables"}"#).await;
    assert_eq!(error(&mut in_message).await, "not_authenticated");
    in_message.send(&format!(r#"{{"type":"auth","token":"{good}"}}"#)).await;
    let ServerMessage::AuthOk(ok) = in_message.next().await else { panic!("not let in") };
    assert_eq!((ok.user.as_str(), ok.rooms), ("ann", vec!["hands".to_owned()]));
    let ServerMessage::ResyncComplete(end) = in_message.next().await else { panic!("no replay") };
    assert!(end.recovered, "{end:?}");

    let delivery = dealt(61, 1).remove(0);
    house.append("one.txt", delivery.text.as_bytes());
    let id = delivery.hand.id.to_string();
    assert_eq!(in_address.next_hand().await.hand_id, id);
    assert_eq!(in_message.next_hand().await.hand_id, id);
    let ServerMessage::NewHand(hand) = in_header.message() else { panic!("no hand") };
    assert_eq!(hand.hand_id, id);
}

#[tokio::test]
async fn a_bad_token_and_none_at_all_let_nobody_in() {
    let (house, secret) = house_with_a_secret();
    let options = ["--auth-timeout", "1", "--jwt-secret-file", &secret.display().to_string()];
    let daemon = daemon_with(&house, &options);
    let good = token(&secret, &["--ttl", "1h"]);
    let other = secret.with_file_name("other");
    fs::write(&other, "f".repeat(64)).unwrap();
    let expired = token(&secret, &["--ttl", "1s"]);
    tokio::time::sleep(std::time::Duration::from_millis(2100)).await;
    for bad in [&token(&other, &["--ttl", "1h"]), &expired, &good[1..], "x"] {
        let (mut client, ack) = daemon.joined(&format!("token={bad}")).await;
        assert!(!ack.authenticated);
        assert_eq!(error(&mut client).await, "auth_failed");
        let ClientError::Closed { code, .. } = client.end().await else { panic!("not closed") };
        assert_eq!(code, 4501);
        let (status, _) = daemon.get_with_token("/ws/stats", bad);
        assert_eq!(status, 401, "{bad}");
    }
    let (mut silent, _) = daemon.joined("").await;
    assert_eq!(error(&mut silent).await, "auth_timeout");
    let ClientError::Closed { code, .. } = silent.end().await else { panic!("not closed") };
    assert_eq!(code, 4502);
    for path in ["/ws/stats", "/api/hands", "/api/hands/1", "/api/tables", "/api/quarantine"] {
        let (status, body) = daemon.get(path);
        assert_eq!(status, 401, "{path}: {body}");
        let (status, body) = daemon.get_with_token(path, &good);
        let expected = if path == "/api/hands/1" { 404 } else { 200 };
        assert_eq!(status, expected, "{path}: {body}");
        let (status, _) = daemon.get(&format!("{path}?token={good}"));
        assert_eq!(status, expected, "{path} with the token in the address");
    }
    for path in ["/health", "/try", "/openapi.json", "/schema/messages.json"] {
        assert_eq!(daemon.get(path).0, 200, "{path}");
    }
}

#[tokio::test]
async fn a_token_of_one_table_shows_no_other() {
    let (house, secret) = house_with_a_secret();
    let daemon = closed_daemon(&house, &secret);
    let all = token(&secret, &["--ttl", "1h"]);
    let (mut witness, _) = daemon.joined(&format!("token={all}")).await;
    let deliveries = dealt(62, 9);
    let mut hands = Vec::new();
    for delivery in &deliveries {
        house.append("one.txt", delivery.text.as_bytes());
        hands.push(witness.next_hand().await);
    }
    let room = hands[0].table_key.clone();
    let limited = token(&secret, &["--ttl", "1h", "--room", &room]);
    let query = format!("token={limited}&room=hands&room={}&since=0", encoded(&room));
    let (mut client, ack) = daemon.joined(&query).await;
    assert_eq!(ack.rooms, [room.as_str()]);
    assert_eq!(error(&mut client).await, "room_forbidden");
    let its: Vec<u64> =
        hands.iter().filter(|hand| hand.table_key == room).map(|hand| hand.seq).collect();
    let mut seen = Vec::new();
    loop {
        match client.next().await {
            ServerMessage::NewHand(hand) => seen.push(hand.seq),
            ServerMessage::ResyncComplete(_) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(seen, its);
    client.send(r#"{"type":"join","rooms":["tables","player:x"]}"#).await;
    let mut refused = 0;
    while refused < 2 {
        match client.next().await {
            ServerMessage::Error(error) => {
                assert_eq!(error.code, "room_forbidden");
                refused += 1;
            }
            ServerMessage::StateSnapshot(snapshot) => assert_eq!(snapshot.room, room),
            ServerMessage::Presence(_) => {}
            other => panic!("{other:?}"),
        }
    }
    let (status, body) = daemon.get_with_token("/api/hands?after_seq=0", &limited);
    assert_eq!(status, 200, "{body}");
    let page: HandsPage = wire::decode(&body).unwrap();
    assert_eq!(super::api::seqs(&page), its);
    for hand in &hands {
        let path = format!("/api/hands/{}", hand.hand_id);
        let expected = if hand.table_key == room { 200 } else { 404 };
        assert_eq!(daemon.get_with_token(&path, &limited).0, expected, "{path}");
    }
    assert_eq!(daemon.get_with_token("/api/hands?room=tables", &limited).0, 403);
    assert_eq!(daemon.get_with_token("/api/quarantine", &limited).0, 403);
}
