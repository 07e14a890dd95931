//! A parser that fails, a log that is gone, and clients that do not read.

use std::{
    fs,
    time::{Duration, Instant},
};

use push::client::{Client, Subscription, connect};
use store::{Epoch, Seq, Store};
use wire::ServerMessage;

use super::wait_for_health;
use crate::{
    deaths::wait_for,
    support::{Daemon, House, PATIENCE, dealt},
};

/// One hand makes the parser panic: it is put aside, and the others come.
#[tokio::test]
async fn a_parser_that_panics_costs_one_hand_its_place() {
    let house = House::new();
    let mut hands = dealt(71, 9);
    // They stand there from the start, because a file that grows may be read twice.
    hands[..7].iter().for_each(|hand| house.append("one.txt", hand.text.as_bytes()));
    let command = house.armed_command("in-parser=3*off->1*return->off");
    let daemon = Daemon::start(house.quiet(command));
    let everything = Subscription { since: Some(Seq(0)), ..Subscription::default() };
    wait_for(&daemon, 6, PATIENCE);
    let (mut client, _) = daemon.client(everything).await;
    hands[7..].iter().for_each(|hand| house.append("one.txt", hand.text.as_bytes()));
    let aside = hands.remove(3);
    let mut found = Vec::new();
    while found.len() < hands.len() {
        if let ServerMessage::NewHand(hand) = client.next().await {
            found.push(hand.hand_id);
        }
    }
    assert!(hands.iter().map(|hand| hand.hand.id.to_string()).eq(found));
    wait_for_health(&daemon, 200, "\"status\":\"ok\"");
    daemon.kill();
    let store = Store::open(&house.data_dir()).unwrap();
    let found = store.reader().unwrap().quarantine(0, 10).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].reason.contains("the parser failed"), "{found:?}");
    assert_eq!(String::from_utf8_lossy(&found[0].bytes).trim_end(), aside.text.trim_end());
}

/// The same where all cores parse.
#[test]
fn a_parser_that_panics_among_hundreds_costs_one_hand_its_place() {
    let house = House::new();
    for hand in dealt(72, 300) {
        house.append("one.txt", hand.text.as_bytes());
    }
    let command = house.armed_command("in-parser=100*off->1*return->off");
    let daemon = Daemon::start(house.quiet(command));
    wait_for(&daemon, 299, PATIENCE);
    let stats = daemon.stats();
    assert_eq!((stats.hands_total, stats.quarantined), (299, 1));
}

#[tokio::test]
async fn a_log_that_is_gone_is_made_again_under_another_epoch() {
    let house = House::new();
    let hands = dealt(73, 10);
    let daemon = house.daemon();
    let (mut client, ack) = daemon.client(Subscription::default()).await;
    for hand in &hands {
        house.append("one.txt", hand.text.as_bytes());
        client.next_hand().await;
    }
    daemon.kill();
    fs::remove_dir_all(house.data_dir()).unwrap();

    let daemon = house.daemon();
    wait_for(&daemon, 10, PATIENCE);
    let resume = Subscription {
        since: Some(Seq(10)),
        epoch: Some(Epoch(ack.epoch.clone())),
        ..Subscription::default()
    };
    let (mut client, again) = daemon.client(resume).await;
    assert_ne!(again.epoch, ack.epoch);
    let ServerMessage::ResyncComplete(end) = client.next().await else { panic!("no answer") };
    assert_eq!((end.recovered, end.reason.as_deref()), (false, Some("other_epoch")));
    let everything = Subscription { since: Some(Seq(0)), ..Subscription::default() };
    let (mut client, _) = daemon.client(everything).await;
    let expected: Vec<(u64, String)> =
        (1..).zip(hands.iter().map(|hand| hand.hand.id.to_string())).collect();
    assert_eq!(client.next_hands(10).await, expected);
}

/// Entries up to the end of the connection or of the replay; the seq of the last one.
async fn read_on(client: &mut Client, mut cursor: u64) -> u64 {
    loop {
        let next = tokio::time::timeout(PATIENCE, client.next_message()).await;
        let seq = match next.expect("nothing came") {
            Ok(ServerMessage::NewHand(hand)) => hand.seq,
            Ok(ServerMessage::TournamentResult(result)) => result.seq,
            Ok(ServerMessage::ResyncComplete(_)) | Err(_) => return cursor,
            Ok(_) => continue,
        };
        assert_eq!(seq, cursor + 1);
        cursor = seq;
    }
}

/// Clients that stop reading in the middle of much: the others get their hands, no memory is
/// spent on the slow ones, they are cut off, and come back without a loss.
#[tokio::test]
async fn clients_that_do_not_read_are_cut_off_and_disturb_nobody() {
    let house = House::new();
    let past: Vec<_> = dealt(74, 3_030);
    let (past, live) = past.split_at(3_000);
    let text: String = past.iter().map(|hand| hand.text.as_str()).collect();
    house.append("past.txt", text.as_bytes());
    let daemon = Daemon::start(house.quiet(house.command()));
    wait_for(&daemon, past.len() as u64, PATIENCE);
    #[cfg(target_os = "linux")]
    let before = resident(&daemon);
    let full =
        |since| Subscription { since: Some(Seq(since)), full: true, ..Subscription::default() };
    let mut stalled = Vec::new();
    for _ in 0..4 {
        stalled.push(connect(&daemon.url(), &full(0)).await.unwrap());
    }
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut slowest = Duration::ZERO;
    for hand in live {
        let written = Instant::now();
        house.append("live.txt", hand.text.as_bytes());
        assert_eq!(client.next_hand().await.hand_id, hand.hand.id.to_string());
        slowest = slowest.max(written.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    #[cfg(target_os = "linux")]
    {
        let more = resident(&daemon).saturating_sub(before);
        eprintln!("4 clients that do not read took {more} kB");
        assert!(more < 16 << 10, "{more} kB");
    }
    let deadline = Instant::now() + PATIENCE;
    while daemon.stats().slow_disconnects < 4 {
        assert!(Instant::now() < deadline, "{:?}", daemon.stats());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let top = daemon.stats().seq;
    for mut client in stalled {
        let mut cursor = read_on(&mut client, 0).await;
        assert!(cursor < top, "it was not slow");
        while cursor < top {
            let mut client = connect(&daemon.url(), &full(cursor)).await.unwrap();
            cursor = read_on(&mut client, cursor).await;
        }
    }
}

/// The memory that a daemon has now, in kB.
#[cfg(target_os = "linux")]
fn resident(daemon: &Daemon) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
