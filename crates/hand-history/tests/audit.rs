//! What the audit says of whole hands: of real ones, where they stand beside the project, and
//! of dealt ones. It should say nothing.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a failed step should fail its test, and a skipped one should say so"
)]

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta};
use dealer::{Casino, Game, Layout, deal_one, write};
use hand_history::{Block, Hand, HandText, Splitter, audit, parse};

/// Real hands of which the audit says something: the hand, what it says, and why.
const ODD_HANDS: &[(&str, &str)] = &[
    // 2010 counts half chips, and does not see that the last half chip is a last one.
    ("6307872438747255-64-1288123510", "all_in_unmarked:Player6"),
];

/// How many hands of each game and layout are dealt.
const SEEDS: u64 = 60;

/// The files below a folder; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The hands of a file that can be read.
fn hands(file: &Path) -> Vec<Hand> {
    let bytes = fs::read(file).unwrap();
    let mut splitter = Splitter::new(0, &bytes);
    let blocks = std::iter::from_fn(|| splitter.next().or_else(|| splitter.rest()));
    let hand = |block| match block {
        Block::Hand(text) => parse(&text).ok(),
        Block::Summary(_) | Block::Stray(_) => None,
    };
    blocks.filter_map(hand).collect()
}

fn audited(hand: &Hand) -> Vec<String> {
    audit(hand).iter().map(ToString::to_string).collect()
}

#[test]
fn real_hands_are_played_by_the_rules() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let files = files(&corpus);
    if files.is_empty() {
        eprintln!("skipped: there is no corpus of real hands beside the project");
        return;
    }
    let mut count = 0;
    for file in files {
        for hand in hands(&file) {
            count += 1;
            let known = ODD_HANDS.iter().find(|(id, _)| *id == hand.id.0);
            let expected: Vec<&str> = known.iter().map(|(_, warning)| *warning).collect();
            assert_eq!(audited(&hand), expected, "hand {} of {}", hand.id, file.display());
        }
    }
    assert!(30_000 < count, "{count} hands");
}

#[test]
fn the_hands_of_the_fixtures_are_played_by_the_rules() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let files = files(&fixtures);
    assert!(!files.is_empty());
    for file in files.iter().filter(|file| !file.ends_with("cash/money-missing.txt")) {
        for hand in hands(file) {
            assert_eq!(audited(&hand), [""; 0], "{}", file.display());
        }
    }
}

#[test]
fn dealt_hands_of_every_game_are_played_by_the_rules() {
    for game in Game::ALL {
        for layout in [Layout::Client, Layout::Export] {
            for seed in 0..SEEDS {
                let text = write(&deal_one(game, layout, seed), layout);
                check_dealt(&text);
            }
        }
    }
}

#[test]
fn a_night_at_the_casino_is_played_by_the_rules() {
    let mut casino = Casino::new(11, 12);
    let opened = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    for hand in 0..1500 {
        check_dealt(&casino.deal(opened + TimeDelta::seconds(hand * 5)).text);
    }
}

fn check_dealt(text: &str) {
    let bytes = text.trim_end().as_bytes().into();
    let hand = parse(&HandText { offset: 0, bytes }).unwrap();
    assert_eq!(audited(&hand), [""; 0], "{text}");
}
