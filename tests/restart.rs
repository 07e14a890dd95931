//! Stopping and coming back: what a client that keeps its cursor sees has no hole and no
//! double, whoever of the two was away.

use push::client::{ClientError, Subscription};
use store::{Epoch, Seq};
use wire::{ConnectionAck, ResyncComplete, ServerMessage};

use crate::support::{Daemon, Dice, House, TestClient, dealt};

/// Comes back to a daemon with a cursor.
async fn resume(daemon: &Daemon, epoch: &str, since: u64) -> (TestClient, ConnectionAck) {
    let subscription = Subscription {
        epoch: Some(Epoch(epoch.to_owned())),
        since: Some(Seq(since)),
        ..Subscription::default()
    };
    daemon.client(subscription).await
}

/// What the replay brings, and how it ends.
async fn replay(client: &mut TestClient) -> (Vec<(u64, String)>, ResyncComplete) {
    let mut hands = Vec::new();
    loop {
        match client.next().await {
            ServerMessage::NewHand(hand) => {
                assert!(hand.replayed, "{hand:?}");
                hands.push((hand.seq, hand.hand_id));
            }
            ServerMessage::ResyncComplete(end) => return (hands, end),
            other => panic!("{other:?} in a replay"),
        }
    }
}

#[tokio::test]
async fn a_client_that_comes_back_gets_what_it_missed_and_then_the_live_hands() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, ack) = daemon.client(Subscription::default()).await;
    let deliveries = dealt(11, 12);
    let expected: Vec<(u64, String)> =
        (1..).zip(deliveries.iter().map(|delivery| delivery.hand.id.to_string())).collect();
    for delivery in &deliveries[..4] {
        house.append("one.txt", delivery.text.as_bytes());
    }
    assert_eq!(client.next_hands(4).await, expected[..4]);
    drop(client);

    let (mut witness, _) = daemon.client(Subscription::default()).await;
    for delivery in &deliveries[4..9] {
        house.append("one.txt", delivery.text.as_bytes());
        witness.next_hand().await;
    }
    let (mut client, again) = resume(&daemon, &ack.epoch, 4).await;
    assert_eq!(again.seq, 9);
    let (hands, end) = replay(&mut client).await;
    assert_eq!(hands, expected[4..9]);
    assert_eq!((end.from_seq, end.to_seq, end.count, end.recovered), (4, 9, 5, true));
    for delivery in &deliveries[9..] {
        house.append("one.txt", delivery.text.as_bytes());
    }
    assert_eq!(client.next_hands(3).await, expected[9..]);
}

#[tokio::test]
async fn a_cursor_of_another_log_or_above_the_top_is_told_so() {
    let house = House::new();
    let daemon = house.daemon();
    let (_, ack) = daemon.client(Subscription::default()).await;
    for (epoch, since, reason) in [("other", 0, "other_epoch"), (&ack.epoch, 5, "ahead")] {
        let (mut client, _) = resume(&daemon, epoch, since).await;
        let (hands, end) = replay(&mut client).await;
        assert_eq!(hands, []);
        assert_eq!((end.recovered, end.reason.as_deref()), (false, Some(reason)));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_daemon_that_is_stopped_says_goodbye_and_goes_on_where_it_was() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, ack) = daemon.client(Subscription::default()).await;
    let deliveries = dealt(12, 6);
    for delivery in &deliveries[..3] {
        house.append("one.txt", delivery.text.as_bytes());
    }
    client.next_hands(3).await;
    assert_eq!(daemon.terminate(), Some(0));
    let ClientError::Closed { code, reason } = client.end().await else { panic!("not closed") };
    assert_eq!(code, 1001);
    assert!(reason.starts_with("shutting down; reconnect_after_ms="), "{reason}");

    for delivery in &deliveries[3..] {
        house.append("one.txt", delivery.text.as_bytes());
    }
    let daemon = house.daemon();
    let (mut client, again) = resume(&daemon, &ack.epoch, 3).await;
    assert_eq!(again.epoch, ack.epoch);
    let mut hands = Vec::new();
    while hands.len() < 3 {
        if let ServerMessage::NewHand(hand) = client.next().await {
            hands.push((hand.seq, hand.hand_id));
        }
    }
    let missed = deliveries[3..].iter().map(|delivery| delivery.hand.id.to_string());
    assert_eq!(hands, (4..).zip(missed).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_daemon_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let house = House::new();
    let deliveries = dealt(13, 80);
    let mut dice = Dice::new(3);
    let mut text: Vec<u8> = Vec::new();
    for delivery in &deliveries {
        text.extend_from_slice(delivery.text.as_bytes());
    }
    let mut rest = text.as_slice();
    let mut epoch: Option<String> = None;
    let mut seen: Vec<(u64, String)> = Vec::new();
    for _ in 0..8 {
        let daemon = house.daemon();
        let (mut client, ack) = match &epoch {
            None => daemon.client(Subscription { backfill: true, ..Subscription::default() }).await,
            Some(epoch) => resume(&daemon, epoch, seen.len() as u64).await,
        };
        assert_eq!(epoch.get_or_insert_with(|| ack.epoch.clone()), &ack.epoch);
        let (piece, after) = rest.split_at(rest.len().min(1 + dice.below(text.len() / 4)));
        house.append("one.txt", piece);
        rest = after;
        // Reads some of it and is cut off in the middle of the rest.
        for _ in 0..dice.below(4) {
            let next = tokio::time::timeout(std::time::Duration::from_secs(1), client.next()).await;
            if let Ok(ServerMessage::NewHand(hand)) = next {
                seen.push((hand.seq, hand.hand_id));
            }
        }
        daemon.kill();
    }
    house.append("one.txt", rest);
    let daemon = house.daemon();
    let (mut client, _) = resume(&daemon, &epoch.unwrap(), seen.len() as u64).await;
    while seen.len() < deliveries.len() {
        if let ServerMessage::NewHand(hand) = client.next().await {
            seen.push((hand.seq, hand.hand_id));
        }
    }
    let expected: Vec<(u64, String)> =
        (1..).zip(deliveries.iter().map(|delivery| delivery.hand.id.to_string())).collect();
    assert_eq!(seen, expected);
    assert_eq!(daemon.stats().hands_total, 80);
    assert_eq!(daemon.stats().quarantined, 0);
}
