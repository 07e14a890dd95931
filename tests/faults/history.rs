//! A history folder with thousands of files, and with files that are written again.

use std::{fs, path::Path};

use push::client::Subscription;
use store::{Entry, Text};

use crate::{
    deaths::{verdict::log_of, wait_for},
    support::{Daemon, Dice, House, PATIENCE, dealt, is_long},
};

/// Where each entry of a log stood: file name and offset.
fn places(log: &[Entry]) -> Vec<(String, u64)> {
    let place = |entry: &Entry| {
        let name = Path::new(&entry.file).file_name().unwrap().to_str().unwrap().to_owned();
        match &entry.text {
            Text::Hand(text) => (name, text.offset),
            Text::Summary { text, .. } => (name, text.offset),
            Text::Damaged(reason) => panic!("{reason}"),
        }
    };
    log.iter().map(place).collect()
}

/// Thousands of files stand in the folder: they are read in the order of their first hands,
/// whatever they are called and whenever they were made.
#[test]
fn thousands_of_files_are_read_in_the_order_in_which_they_were_played() {
    let count = if is_long() { 50_000 } else { 3_000 };
    let mut dice = Dice::new(61);
    let mut files: Vec<_> = dealt(61, count)
        .into_iter()
        .enumerate()
        .map(|(number, hand)| {
            let name = format!("{:04x} {number}.txt", dice.below(1 << 16));
            (hand.hand.played_at, name, hand.text)
        })
        .collect();
    files.sort();
    let expected: Vec<(String, u64)> = files.iter().map(|(_, name, _)| (name.clone(), 0)).collect();
    // Made in an order which is that of nothing.
    files.sort_by(|(.., one), (.., other)| one.cmp(other));
    for _ in 0..2 {
        let house = House::new();
        for (_, name, text) in &files {
            house.append(name, text.as_bytes());
        }
        let daemon = Daemon::start(house.quiet(house.command()));
        wait_for(&daemon, count as u64, PATIENCE);
        #[cfg(target_os = "linux")]
        assert!(memory(&daemon) < 128 << 10, "{count} files took {} kB", memory(&daemon));
        assert_eq!(daemon.stats().watching, count as u64);
        daemon.kill();
        if is_long() {
            assert!(house.told().contains("files_left="), "no progress is shown");
        }
        let found = places(&log_of(&house.data_dir()));
        let first = expected.iter().zip(&found).position(|(expected, found)| expected != found);
        assert_eq!((found.len(), first), (count, None));
        // The second time they are made the other way round.
        files.reverse();
    }
}

/// The most memory that a daemon has used, in kB.
#[cfg(target_os = "linux")]
fn memory(daemon: &Daemon) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", daemon.id())).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_file_that_is_copied_moved_linked_or_written_again_brings_only_what_is_new() {
    let house = House::new();
    let daemon = Daemon::start(house.quiet(house.command()));
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let hands = dealt(62, 8);
    let path = |name: &str| house.history().join(name);
    for hand in &hands[..4] {
        house.append("one.txt", hand.text.as_bytes());
        client.next_hand().await;
    }
    fs::copy(path("one.txt"), path("copy.txt")).unwrap();
    fs::hard_link(path("one.txt"), path("link.txt")).unwrap();
    fs::rename(path("one.txt"), path("moved.txt")).unwrap();
    let text = |hands: &[dealer::Delivery]| -> String {
        hands.iter().map(|hand| hand.text.as_str()).collect()
    };
    house.append("moved.txt", hands[4].text.as_bytes());
    assert_eq!(client.next_hand().await.hand_id, hands[4].hand.id.to_string());
    // The same from the start and one more, as an editor or a backup writes it.
    fs::write(path("copy.txt"), text(&hands[..6])).unwrap();
    assert_eq!(client.next_hand().await.hand_id, hands[5].hand.id.to_string());
    // Another content that is longer than what was read.
    fs::write(path("moved.txt"), text(&hands[3..7]).repeat(2)).unwrap();
    assert_eq!(client.next_hand().await.hand_id, hands[6].hand.id.to_string());
    house.append("link.txt", hands[7].text.as_bytes());
    let last = client.next_hand().await;
    assert_eq!((last.seq, last.hand_id), (8, hands[7].hand.id.to_string()));
    let stats = daemon.stats();
    assert_eq!((stats.seq, stats.quarantined), (8, 0));
}
