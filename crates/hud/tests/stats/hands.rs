//! Hands to count: dealt ones of every game, and real ones where they stand beside the project.

use std::{
    fs,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta};
use dealer::{Casino, Game, Layout, deal_one, write};
use hand_history::{Block, Hand, HandText, Splitter, parse};

/// Gives hands of every game and of an evening at many tables, as the parser reads them.
pub(crate) fn dealt(mut give: impl FnMut(&Hand)) {
    const SEEDS: u64 = 150;
    const EVENING: i64 = 4000;
    for game in Game::ALL {
        for seed in 0..SEEDS {
            give(&read(&write(&deal_one(game, Layout::Client, seed), Layout::Client)));
        }
    }
    let mut casino = Casino::new(5, 24);
    let opened = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    for hand in 0..EVENING {
        give(&read(&casino.deal(opened + TimeDelta::seconds(hand * 5)).text));
    }
}

fn read(text: &str) -> Hand {
    parse(&HandText { offset: 0, bytes: text.trim_end().as_bytes().into() }).unwrap()
}

/// Gives the hands of a folder beside the project, and says how many.
pub(crate) fn of_folder(folder: &str, mut give: impl FnMut(&Hand)) -> usize {
    let mut count = 0;
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
        let bytes = fs::read(&file).unwrap();
        let mut splitter = Splitter::new(0, &bytes);
        while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
            if let Block::Hand(text) = block
                && let Ok(hand) = parse(&text)
            {
                count += 1;
                give(&hand);
            }
        }
    }
    count
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect()
}
