//! Trains the dictionary that texts are packed with, from dealt hands.
//!
//! `cargo run --release -p store --example dictionary > crates/store/src/packed/1.dictionary`
//!
//! Dealt hands stand for all formats of the client and name no real player. A dictionary that
//! a released log was packed with is never changed: a better one gets the next number, and
//! [`store::Packed`] learns to read both.

use std::io::{self, Write as _};

use chrono::{DateTime, TimeDelta, Utc};
use dealer::{Casino, Game, Layout, deal_one, write};

/// Larger ones do not pack better: 16 KiB hold every phrase of the client.
const SIZE: usize = 16 << 10;

/// Hands of a casino with its usual mix of games and tournaments, and of each game alone.
const MIXED: u32 = 12_000;
const OF_EACH_GAME: u64 = 60;

fn main() -> io::Result<()> {
    let dictionary = zstd::dict::from_samples(&samples(), SIZE)?;
    io::stdout().write_all(&dictionary)
}

fn samples() -> Vec<Vec<u8>> {
    let mut casino = Casino::new(1, 60);
    let mut at: DateTime<Utc> = DateTime::from_timestamp(1_500_000_000, 0).unwrap_or_default();
    let mut samples = Vec::new();
    for _ in 0..MIXED {
        // Hours apart, so that every digit of the dates occurs.
        at += TimeDelta::seconds(11_117);
        let delivery = casino.deal(at);
        samples.push(delivery.text.trim_end().into());
        samples.extend(delivery.summary.map(|(_, summary)| summary.trim_end().into()));
    }
    for game in Game::ALL {
        for seed in 0..OF_EACH_GAME {
            let layout = if seed % 4 == 0 { Layout::Export } else { Layout::Client };
            samples.push(write(&deal_one(game, layout, seed), layout).trim_end().into());
        }
    }
    samples
}
