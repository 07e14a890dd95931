//! Who sits where, as messages and snapshots tell it.

use std::{collections::BTreeSet, time::Duration};

use push::client::Subscription;
use wire::{CloseReason, ServerMessage, Tables};

use super::{Known, daemon_with, encoded, snapshot, up_to_now};
use crate::support::{Daemon, House, TestClient, dealt_now};

/// Writes hands one by one; each is sent before the next is written. The seqs of each table.
pub(super) async fn play(
    house: &House,
    witness: &mut TestClient,
    deliveries: &[dealer::Delivery],
) -> Vec<(u64, String)> {
    let mut played = Vec::new();
    for delivery in deliveries {
        house.append(&delivery.file_name, delivery.text.as_bytes());
        let hand = witness.next_hand().await;
        assert_eq!(hand.hand_id, delivery.hand.id.to_string());
        played.push((hand.seq, hand.table_key));
        if let Some((file, text)) = &delivery.summary {
            house.append(file, text.as_bytes());
            while !matches!(witness.next().await, ServerMessage::TournamentResult(_)) {}
        }
    }
    played
}

/// After which entry a table is as the message tells it.
fn seq_of_table(message: &ServerMessage) -> Option<u64> {
    match message {
        ServerMessage::TableOpened(table) | ServerMessage::TableUpdated(table) => Some(table.seq),
        ServerMessage::TableClosed(closed) => Some(closed.table.seq),
        _ => None,
    }
}

/// The open tables as `/api/tables` tells them.
fn open_tables(daemon: &Daemon) -> Known {
    let (status, body) = daemon.get("/api/tables");
    assert_eq!(status, 200, "{body}");
    let tables: Tables = wire::decode(&body).unwrap();
    Known::of(tables.items)
}

#[tokio::test]
async fn whoever_follows_the_tables_knows_what_whoever_comes_later_is_shown() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut witness, _) = daemon.client(Subscription::default()).await;
    let (mut follower, ack) = daemon.joined("room=tables").await;
    let first = snapshot(&mut follower).await;
    assert_eq!((first.room.as_str(), first.seq, first.tables.len()), ("tables", ack.seq, 0));
    let deliveries = dealt_now(31, 240);
    let mut known = Known::default();
    let (mut most, mut compared) = (0, 0);
    for some in deliveries.chunks(12) {
        let played = play(&house, &mut witness, some).await;
        let (messages, state) = up_to_now(&mut follower, "tables").await;
        let told = messages.iter().filter_map(seq_of_table).max();
        messages.into_iter().for_each(|message| known.learn(message));
        // A snapshot that overtakes the last messages stands for them.
        if told == played.last().map(|(seq, _)| *seq) {
            assert_eq!(state, known);
            compared += 1;
        }
        known = state;
        let (mut newcomer, ack) = daemon.joined("room=tables").await;
        let shown = snapshot(&mut newcomer).await;
        assert_eq!((shown.seq, &shown.epoch), (ack.seq, &ack.epoch));
        assert_eq!(Known::of(shown.tables), known);
        assert_eq!(open_tables(&daemon), known);
        most = most.max(known.0.len());
    }
    assert!(3 <= most && 0 < compared, "{most} tables, compared {compared} times");
    for (key, table) in &known.0 {
        let (status, body) = daemon.get(&format!("/api/tables/{}", encoded(key)));
        assert_eq!(status, 200, "{body}");
        let alone = Known::of(vec![wire::decode(&body).unwrap()]);
        assert_eq!(alone.0.get(key), Some(table));
    }
    let (status, _) = daemon.get("/api/tables/table%3ANowhere");
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_room_of_a_table_gets_its_hands_and_its_changes_and_no_others() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut witness, _) = daemon.client(Subscription::default()).await;
    let deliveries = dealt_now(32, 90);
    let (begin, rest) = deliveries.split_at(12);
    let keys: BTreeSet<String> =
        play(&house, &mut witness, begin).await.into_iter().map(|(_, key)| key).collect();
    assert!(keys.iter().any(|key| key.starts_with("table:")), "{keys:?}");
    assert!(keys.iter().any(|key| key.starts_with("tournament:")), "{keys:?}");
    let mut followers = Vec::new();
    for key in keys {
        let (mut follower, ack) = daemon.joined(&format!("room={}", encoded(&key))).await;
        let shown = snapshot(&mut follower).await;
        assert_eq!((&shown.room, shown.seq), (&key, ack.seq));
        let known = Known::of(shown.tables);
        assert!(known.0.keys().all(|table| *table == key), "{known:?} in {key}");
        followers.push((key, follower, known));
    }
    let played = play(&house, &mut witness, rest).await;
    let open = open_tables(&daemon);
    for (key, mut follower, mut known) in followers {
        let mut hands = Vec::new();
        let (messages, state) = up_to_now(&mut follower, &key).await;
        for message in messages {
            match message {
                ServerMessage::NewHand(hand) => hands.push((hand.seq, hand.table_key)),
                ServerMessage::TournamentResult(result) => {
                    assert_eq!(format!("tournament:{}", result.tournament_id), key);
                }
                ServerMessage::PlayerJoined(moved) | ServerMessage::PlayerLeft(moved) => {
                    assert_eq!(moved.table_key, key);
                }
                ServerMessage::LevelChanged(changed) => assert_eq!(changed.table_key, key),
                ServerMessage::Presence(presence) => assert_eq!(presence.room, key),
                other => known.learn(other),
            }
        }
        let its: Vec<_> = played.iter().filter(|(_, table)| *table == key).cloned().collect();
        assert_eq!(hands, its, "{key}");
        assert_eq!(known.0.get(&key), open.0.get(&key), "{key}");
        assert_eq!(state, known, "{key}");
    }
}

#[tokio::test]
async fn a_table_without_a_hand_is_closed_as_idle() {
    let house = House::new();
    let daemon = daemon_with(&house, &["--table-idle", "2"]);
    let (mut follower, _) = daemon.joined("room=tables").await;
    assert_eq!(snapshot(&mut follower).await.tables, []);
    let delivery = dealt_now(33, 1).remove(0);
    house.append(&delivery.file_name, delivery.text.as_bytes());
    let ServerMessage::TableOpened(opened) = follower.next().await else { panic!("not opened") };
    assert_eq!((opened.seq, &opened.last_hand_id), (1, &delivery.hand.id.to_string()));
    let ServerMessage::TableClosed(closed) = follower.next().await else { panic!("not closed") };
    assert_eq!((closed.reason, closed.table.seq), (CloseReason::Idle, 1));
    assert_eq!(closed.table.table_key, opened.table_key);
    assert_eq!(open_tables(&daemon), Known::default());
}

#[cfg(unix)]
#[tokio::test]
async fn tables_outlive_a_restart_and_a_death_unless_they_are_idle_by_then() {
    let house = House::new();
    let mut daemon = house.daemon();
    let deliveries = dealt_now(34, 60);
    for (round, some) in deliveries.chunks(20).enumerate() {
        let (mut witness, _) = daemon.client(Subscription::default()).await;
        play(&house, &mut witness, some).await;
        let (mut before, _) = daemon.joined("room=tables").await;
        let before = snapshot(&mut before).await;
        assert!(!before.tables.is_empty());
        match round % 2 {
            0 => assert_eq!(daemon.terminate(), Some(0)),
            _ => daemon.kill(),
        }
        daemon = house.daemon();
        let (mut after, _) = daemon.joined("room=tables").await;
        assert_eq!(snapshot(&mut after).await, before, "round {round}");
    }
    daemon.kill();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let daemon = daemon_with(&house, &["--table-idle", "1"]);
    let (mut late, ack) = daemon.joined("room=tables").await;
    let shown = snapshot(&mut late).await;
    assert_eq!((shown.tables, shown.seq), (Vec::new(), ack.seq));
}
