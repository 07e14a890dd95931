//! How fast histories come into the log, beside what it takes to read them at all.
//!
//! The sketch: a hand of a kilobyte is read (0.3 µs), parsed (1 µs) and packed (3 µs) on any
//! core, and written by one: two rows, one of them into a tree of keys (4 µs), the pages twice,
//! ahead and to their place (1 µs), and what its players did (2 µs). That is 11 µs on two cores,
//! or 180,000 hands a second at best; the stand is 100,000, 700 bytes a hand, and 300 MB of
//! memory.
//!
//! Files that are imported were just written, so that they come from memory. The disk takes
//! part with what is made durable.
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
    hint::black_box,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use hand_history::{Block, Splitter, parse};
use rayon::prelude::*;

use self::support::{peak_memory, railbird, simulate};

/// How many hands are imported.
const HANDS: u64 = 300_000;

/// How often each subject is measured; the best turn counts.
const TURNS: usize = 3;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let history = folder.path().join("history");
    simulate(&history, HANDS);
    let files: Vec<PathBuf> =
        fs::read_dir(&history).unwrap().map(|entry| entry.unwrap().path()).collect();
    let bytes: u64 = files.iter().map(|file| file.metadata().unwrap().len()).sum();
    println!("{HANDS} dealt hands of {} bytes in {} files", bytes / HANDS, files.len());

    let (mut reading, mut parsing, mut importing) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let (mut size, mut memory) = (0, 0);
    for _ in 0..TURNS {
        reading = reading.min(time(|| files.iter().for_each(|file| drop(fs::read(file).unwrap()))));
        parsing = parsing.min(time(|| files.par_iter().for_each(|file| read(file))));
        let data = tempfile::tempdir().unwrap();
        let (time, most) = import(&history, data.path());
        (importing, memory) = (importing.min(time), memory.max(most));
        size = fs::metadata(data.path().join("railbird.db")).unwrap().len();
    }
    let rate = |time: Duration| HANDS as f64 / time.as_secs_f64();
    for (name, time) in [
        ("read the files, one core", reading),
        ("read, split, parse, all cores", parsing),
        ("railbird import, durable", importing),
    ] {
        let ratio = rate(time) / rate(parsing);
        println!("{name:32} {:>9.0} hands/s  {ratio:6.3}", rate(time));
    }
    println!("{} bytes a hand on disk", size / HANDS);
    println!("{} MB of memory at most", memory / 1_000_000);
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn read(file: &Path) {
    let bytes = fs::read(file).unwrap();
    let mut splitter = Splitter::new(0, &bytes);
    while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
        if let Block::Hand(text) = block {
            black_box(parse(&text).unwrap());
        }
    }
}

/// Imports a folder; how long it took until all hands were in the log, and the most memory that
/// it took, in bytes. What all-ins were worth is counted after that, and not waited for.
fn import(history: &Path, data: &Path) -> (Duration, u64) {
    let start = Instant::now();
    let mut command = railbird();
    command.arg("import").arg(history).arg("--data-dir").arg(data);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stdout.take().unwrap());
    let waiting = std::thread::spawn(move || {
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        assert!(line.contains(" new, "), "{line}");
        start.elapsed()
    });
    let mut memory = 0;
    while !waiting.is_finished() {
        memory = memory.max(peak_memory(child.id()));
        std::thread::sleep(Duration::from_millis(20));
    }
    let time = waiting.join().unwrap();
    // It leaves all-ins for another time, and closes the log.
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    child.wait().unwrap();
    (time, memory)
}
