//! What it takes to make hands durable, beside a durable write of as many bytes.
//!
//! The sketch: a commit writes the ends of some trees ahead, about six pages of 4 KiB, and
//! waits once for the disk; that is the price of one hand. Of many hands in one commit each
//! costs two rows, 4 µs, and 700 bytes on disk at most.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a bench prints ratios, and a step that fails should end it"
)]

use std::{
    fs::{self, File},
    io::{Seek as _, Write as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use chrono::DateTime;
use dealer::Casino;
use hand_history::HandText;
use hud::Played;
use store::{Content, FileCheckpoint, Item, Origin, Packed, Store};

/// Commits of one hand, and hands in commits of many.
const SINGLE: usize = 400;
const MANY: usize = 100_000;
const AT_ONCE: usize = 2_500;

/// What a commit of one hand writes ahead: six pages and their heads.
const PAGES: usize = 6 * 4120;

fn main() {
    let hands = hands(SINGLE + MANY);
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let baseline = folder.path().join("baseline");

    let (mut commits, mut writes) = (Vec::new(), Vec::new());
    for hand in hands.iter().take(SINGLE) {
        commits.push(time(|| append(&mut store, std::slice::from_ref(hand))));
        writes.push(durable_write(&baseline, PAGES));
        store.tidy().unwrap();
    }
    let floor = report("durable write of six pages", &mut writes, None);
    report("commit of one hand", &mut commits, Some(floor));

    let bytes: usize = hands.iter().skip(SINGLE).map(|hand| hand.bytes).sum();
    let write = durable_write(&baseline, bytes);
    let commits = time(|| hands.chunks(AT_ONCE).for_each(|hands| append(&mut store, hands)));
    println!("{MANY} hands of {} bytes, {AT_ONCE} in a commit:", bytes / MANY);
    for (name, time) in [("durable write of their texts", write), ("commits", commits)] {
        let rate = MANY as f64 / time.as_secs_f64();
        let ratio = time.as_secs_f64() / write.as_secs_f64();
        println!("{name:32} {rate:>10.0} hands/s {ratio:7.2}");
    }
    drop(store);
    let size = fs::metadata(folder.path().join("railbird.db")).unwrap().len();
    println!("{} bytes a hand on disk", size / hands.len() as u64);
}

/// A hand with its text as the log keeps it.
struct Ready {
    file: PathBuf,
    played: Played,
    text: Packed,
    bytes: usize,
}

fn hands(count: usize) -> Vec<Ready> {
    let mut casino = Casino::new(5, 100);
    let at = |i: i64| DateTime::from_timestamp(1_600_000_000 + i, 0).unwrap();
    (0..)
        .take(count)
        .map(|i| {
            let delivery = casino.deal(at(i));
            let bytes = delivery.text.trim_end().as_bytes();
            let text = HandText { offset: 0, bytes: bytes.into() };
            let hand = hand_history::parse(&text).unwrap();
            Ready {
                file: delivery.file_name.into(),
                played: Played::of(&hand),
                text: Packed::new(bytes).unwrap(),
                bytes: bytes.len(),
            }
        })
        .collect()
}

fn append(store: &mut Store, hands: &[Ready]) {
    let items: Vec<Item<'_>> = hands
        .iter()
        .map(|ready| Item {
            file: &ready.file,
            offset: 0,
            origin: Origin::Live,
            content: Content::Hand(&ready.played, &ready.text),
        })
        .collect();
    let checkpoint = FileCheckpoint { offset: 1, fingerprint: 1 };
    let checkpoints: Vec<(&Path, FileCheckpoint)> =
        hands.iter().take(1).map(|ready| (&*ready.file, checkpoint)).collect();
    store.append(&items, &checkpoints).unwrap();
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

/// Writes this many bytes over what a file holds, and waits for the disk.
fn durable_write(path: &Path, bytes: usize) -> Duration {
    let content = vec![1; bytes];
    let mut file = File::options().create(true).truncate(false).write(true).open(path).unwrap();
    time(|| {
        file.rewind().unwrap();
        file.write_all(&content).unwrap();
        file.sync_data().unwrap();
    })
}

/// Prints the median and the 99th of 100; returns the median.
fn report(name: &str, times: &mut [Duration], floor: Option<Duration>) -> Duration {
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let ratio = floor.map_or(1.0, |floor| at(50).as_secs_f64() / floor.as_secs_f64());
    println!("{name:32} p50 {:>8.0?}  p99 {:>8.0?} {ratio:7.2}", at(50), at(99));
    at(50)
}
