//! How fast histories become hands, beside what only looking at their bytes takes.
//!
//! The sketch: a hand has some 800 bytes in 26 lines. The splitter looks at its bytes once, 32
//! together, and copies nothing: 0.13 µs. To see that they are UTF-8 takes 0.03 µs. Then the
//! lines: 30 ns for each of 22 seats, headings, actions and lines of the summary, 0.15 µs for
//! the first two. Five allocations and their ends take 40 ns each, and eight short strings
//! 10 ns, because they are moved as soon as they are written: 1.2 µs, of which every fourth
//! nanosecond is lost where the next line or name cannot be foretold. Two cores share nothing,
//! so that they should take half the time.
//!
//! Figures of a shared machine move by a quarter. So all subjects take turns, the best of
//! several turns counts, and what is to be compared is the ratio to the line ends.
#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a bench prints ratios"
)]

use std::{
    fs,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use chrono::DateTime;
use dealer::Casino;
use hand_history::{Block, Hand, Splitter, audit, parse};
use memchr::memchr_iter;
use rayon::prelude::*;

/// How much is read in each turn.
const BYTES: usize = 100_000_000;

/// How much is handed to a splitter at once, as the daemon does.
const PART: usize = 1 << 20;

/// How often each subject is measured.
const TURNS: usize = 15;

/// What is measured.
struct Subject<'a> {
    name: &'static str,
    run: Box<dyn Fn() + 'a>,
    best: Duration,
}

impl<'a> Subject<'a> {
    fn new(name: &'static str, run: impl Fn() + 'a) -> Self {
        Self { name, run: Box::new(run), best: Duration::MAX }
    }

    fn take_turn(&mut self) {
        let start = Instant::now();
        (self.run)();
        self.best = self.best.min(start.elapsed());
    }
}

fn main() {
    let (source, parts) = parts();
    let bytes: usize = parts.iter().map(Vec::len).sum();
    let hands: usize = parts.iter().map(|part| read(part, |_| {})).sum();
    println!("{hands} hands of {} bytes from {source}", bytes / hands.max(1));

    let two_cores = rayon::ThreadPoolBuilder::new().num_threads(2).build().ok();
    let two_cores = |run: &(dyn Fn() + Sync)| two_cores.iter().for_each(|pool| pool.install(run));
    let each = |look: fn(&[u8])| parts.iter().for_each(|part| look(part));
    let mut subjects = [
        Subject::new("line ends (memchr)", || {
            each(|part| _ = black_box(memchr_iter(b'\n', part).fold(0, |all, at| all ^ at)));
        }),
        Subject::new("UTF-8 check (std)", || {
            each(|part| _ = black_box(std::str::from_utf8(part).is_ok()));
        }),
        Subject::new("UTF-8 check (simdutf8)", || {
            each(|part| _ = black_box(simdutf8::basic::from_utf8(part).is_ok()));
        }),
        Subject::new("split", || {
            each(|part| Splitter::new(0, part).for_each(|block| _ = black_box(block)));
        }),
        Subject::new("split, parse", || each(|part| _ = read(part, |hand| _ = black_box(hand)))),
        Subject::new("split, parse, audit", || {
            each(|part| _ = read(part, |hand| _ = black_box(audit(&hand))));
        }),
        Subject::new("split, parse; two cores", || {
            two_cores(&|| {
                parts.par_iter().for_each(|part| _ = read(part, |hand| _ = black_box(hand)));
            });
        }),
    ];
    for _ in 0..TURNS {
        subjects.iter_mut().for_each(Subject::take_turn);
    }

    let [line_ends, .., one_core, _, two_cores] = &subjects;
    println!("{:26}{:>11}{:>8}{:>14}", "", "M hands/s", "GB/s", "of line ends");
    for Subject { name, best, .. } in &subjects {
        let (per_hand, seconds) = (hands as f64 / 1e6, best.as_secs_f64());
        println!(
            "{name:26}{:11.2}{:8.2}{:14.3}",
            per_hand / seconds,
            bytes as f64 / 1e9 / seconds,
            line_ends.best.as_secs_f64() / seconds
        );
    }
    let speedup = one_core.best.as_secs_f64() / two_cores.best.as_secs_f64();
    println!("two cores read {speedup:.2} times as fast as one");
}

/// Gives each hand of a part, and says how many there are.
fn read(part: &[u8], give: impl Fn(Hand)) -> usize {
    let mut hands = 0;
    for block in Splitter::new(0, part) {
        let Block::Hand(text) = block else { continue };
        if let Ok(hand) = parse(&text) {
            hands += 1;
            give(hand);
        }
    }
    hands
}

/// Where the hands come from, and their texts: whole files, joined to parts.
fn parts() -> (&'static str, Vec<Vec<u8>>) {
    let real = real_files();
    let (source, files) = match real.is_empty() {
        false => ("real histories", real),
        true => ("the dealer, as there are no real histories beside the project", dealt_files()),
    };
    let mut parts = vec![Vec::new()];
    let mut total = 0;
    for file in files.iter().cycle() {
        if parts.last().is_some_and(|part| PART < part.len() + file.len()) {
            parts.push(Vec::with_capacity(PART));
        }
        if let Some(part) = parts.last_mut() {
            part.extend_from_slice(file);
            part.extend_from_slice(b"\n\n\n");
        }
        total += file.len();
        if BYTES <= total {
            break;
        }
    }
    (source, parts)
}

/// The files of the corpus that hold hands. Those in another code than UTF-8, one in three
/// hundred, are left out: the check for it would stop at them.
fn real_files() -> Vec<Vec<u8>> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folders = fs::read_dir(corpus).into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten());
    let mut paths: Vec<_> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read(path).ok());
    texts.filter(|text| std::str::from_utf8(text).is_ok() && 0 < read(text, |_| {})).collect()
}

/// Hands of one evening at many tables.
fn dealt_files() -> Vec<Vec<u8>> {
    const HANDS: i64 = 30_000;
    const START: i64 = 1_700_000_000;
    let mut casino = Casino::new(1, 24);
    let times = (START..START + HANDS).filter_map(|second| DateTime::from_timestamp(second, 0));
    times.map(|at| casino.deal(at).text.into_bytes()).collect()
}
