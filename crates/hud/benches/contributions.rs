//! How long it takes to count a hand, beside what it takes to read it.
//!
//! The sketch: a hand has four players and eleven decisions. A decision moves chips and notes
//! some eight stats with four instructions each, 60 together; to start takes 400, to write down
//! what a player did 200 each. 2,000 instructions are half a microsecond at most, and a quarter
//! of what it takes to read the hand. To add a player's hand to his totals is to add up the
//! dozen stats that he had a chance for: 150 instructions.
//!
//! Figures of a shared machine move by a quarter. So all subjects take turns, the best of
//! several turns counts, and what is to be compared is the ratio to the parser.
#![expect(
    clippy::print_stdout,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    reason = "a bench prints ratios"
)]

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::DateTime;
use dealer::Casino;
use hand_history::{Block, Hand, Splitter, parse};
use hud::{Fact, Setting, Totals, contributions};

/// So many hands are dealt where there are no real ones.
const HANDS: usize = 30_000;

/// How often each subject is measured.
const TURNS: usize = 15;

/// What is done with every hand that was read.
type Use = fn(&Hand, &mut Totals);

const SUBJECTS: [(&str, Use); 4] = [
    ("parse", |hand, _| _ = black_box(hand)),
    ("parse, count", |hand, _| _ = black_box(contributions(hand))),
    ("parse, count, sort", |hand, _| {
        each_fact(hand, |fact| _ = black_box(fact.dimensions()));
    }),
    ("parse, count, add", |hand, totals| {
        each_fact(hand, |fact| totals.add(&fact));
    }),
];

/// Gives what is kept of each player of a hand.
fn each_fact(hand: &Hand, mut give: impl FnMut(Fact)) {
    let setting = Arc::new(Setting::of(hand));
    for part in contributions(hand) {
        give(Fact::of((0, 0), hand.played_at, Arc::clone(&setting), &part));
    }
}

fn main() {
    let (source, texts) = texts();
    let mut best = [Duration::MAX; SUBJECTS.len()];
    let mut hands = 0;
    for _ in 0..TURNS {
        for ((_, take), best) in SUBJECTS.iter().zip(&mut best) {
            let mut totals = Totals::default();
            let start = Instant::now();
            hands = read(&texts, |hand| take(hand, &mut totals));
            *best = start.elapsed().min(*best);
            black_box(totals);
        }
    }
    println!("{hands} hands from {source}");
    println!("{:20}{:>11}{:>10}", "", "M hands/s", "of parse");
    let [parse, ..] = best;
    for ((name, _), best) in SUBJECTS.iter().zip(best) {
        let speed = hands as f64 / 1e6 / best.as_secs_f64();
        println!("{name:20}{speed:11.2}{:10.3}", best.as_secs_f64() / parse.as_secs_f64());
    }
}

/// Gives each hand of the texts, and says how many there are.
fn read(texts: &[Vec<u8>], mut give: impl FnMut(&Hand)) -> usize {
    let mut hands = 0;
    for text in texts {
        for block in Splitter::new(0, text) {
            let Block::Hand(text) = block else { continue };
            if let Ok(hand) = parse(&text) {
                hands += 1;
                give(&hand);
            }
        }
    }
    hands
}

/// Where the hands come from, and their texts.
fn texts() -> (&'static str, Vec<Vec<u8>>) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let folders = fs::read_dir(corpus).into_iter().flatten().flatten();
    let files = folders.flat_map(|folder| fs::read_dir(folder.path()).into_iter().flatten());
    let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    paths.sort();
    let real: Vec<Vec<u8>> = paths.iter().filter_map(|path| fs::read(path).ok()).collect();
    match real.is_empty() {
        false => ("real histories", real),
        true => ("the dealer, as there are no real histories beside the project", dealt()),
    }
}

/// Hands of one evening at many tables.
fn dealt() -> Vec<Vec<u8>> {
    const START: i64 = 1_700_000_000;
    let mut casino = Casino::new(1, 24);
    let times = (START..).filter_map(|second| DateTime::from_timestamp(second, 0)).take(HANDS);
    times.map(|at| casino.deal(at).text.into_bytes()).collect()
}
