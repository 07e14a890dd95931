//! What a daemon costs that watches the files of years while nobody plays.
//!
//! The sketch: a listing of 5,000 files takes 6.5 ms, every two seconds: 0.33 % of a core. The
//! stand is 0.5 % of a core and 30 MB.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a bench prints ratios, and a step that fails should end it"
)]

#[path = "support.rs"]
mod support;

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant, SystemTime},
};

use self::support::{Daemon, appender, computed, memory_now, simulate};

/// Hands enough for this many files.
const HANDS: u64 = 70_000;
const FILES: usize = 5_000;

/// The daemon has settled when it computes less than this in that time, in hundredths of a second:
/// behind the hands it counts what all-ins were worth.
const SETTLE: Duration = Duration::from_secs(10);
const SETTLED: u64 = 50;

/// How long it is measured.
const MEASURE: Duration = Duration::from_secs(40);

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (all, history) = (folder.path().join("all"), folder.path().join("history"));
    simulate(&all, HANDS);
    fs::create_dir(&history).unwrap();
    for entry in fs::read_dir(&all).unwrap().take(FILES) {
        let entry = entry.unwrap();
        let file = history.join(entry.file_name());
        fs::rename(entry.path(), &file).unwrap();
        // Nearly all files of a player are older than a day.
        appender(&file).set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }
    let files = fs::read_dir(&history).unwrap().count();
    let daemon = Daemon::start(&[&history], &folder.path().join("data"));
    settle(daemon.id());
    let before = computed(daemon.id());
    thread::sleep(MEASURE);
    let used = (computed(daemon.id()) - before) as f64 / 100.0 / MEASURE.as_secs_f64();
    let listing = listing(&history).as_secs_f64() / 2.0;
    println!("{files} files");
    println!("a listing of them every 2 s {:8.3} % of a core   1.00", listing * 100.0);
    println!("railbird run, idle          {:8.3} % of a core {:6.2}", used * 100.0, used / listing);
    println!("{:.1} MB of memory", memory_now(daemon.id()) as f64 / 1e6);
}

/// Waits until the daemon has done what was to be done.
fn settle(process: u32) {
    let mut before = 0;
    loop {
        thread::sleep(SETTLE);
        let now = computed(process);
        if now - before < SETTLED {
            return;
        }
        before = now;
    }
}

/// The shortest of ten listings with the size of each file.
fn listing(folder: &Path) -> Duration {
    let list = || {
        let start = Instant::now();
        let sizes = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().metadata().unwrap());
        assert!(0 < sizes.map(|file| file.len()).sum::<u64>());
        start.elapsed()
    };
    (0..10).map(|_| list()).min().unwrap()
}
