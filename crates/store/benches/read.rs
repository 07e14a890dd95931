//! What it takes to ask a log of a million hands for numbers of players, beside looking up one
//! hand by its id.
//!
//! The sketch: the counters of somebody who was dealt a million hands are some hundreds of sums
//! a month, of 150 bytes each. Reading a sum and adding it takes 300 ns, so that a year is a
//! millisecond. Behind them are eight pieces at most, 1,600 facts of 100 ns. Whoever asks for
//! single hands has all facts read: 250,000 take 25 ms.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "a bench prints ratios, and a step that fails should end it"
)]

use std::{
    collections::HashMap,
    hint::black_box,
    path::Path,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use dealer::Casino;
use hand_history::{Hand, HandText, Kind, PlayerIndex, Position, parse};
use hud::{Month, Played, Scope, StackBand, play_sessions};
use store::{Content, Item, Origin, Packed, Reader, Store};

/// How many hands the log has, and the hero alone.
const HANDS: usize = 1_000_000;
const AT_ONCE: usize = 5000;

/// After so many batches the hero meets other opponents: each has some 3,000 hands with him.
const SAME_OPPONENTS: usize = 6;

/// How often each question is asked; the median counts.
const TURNS: usize = 15;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    let (players, id) = fill(&mut store);
    let reader = store.reader().unwrap();
    let hero = reader.heroes().unwrap().first().cloned().unwrap();
    let of_hero = |scope: &Scope| reader.sums(&hero, scope).unwrap().unwrap().totals.hands();
    println!("{HANDS} hands, {} of the hero, {} players", of_hero(&all()), players.len());

    let floor = median(|| drop(black_box(reader.hands(&id).unwrap())));
    tell("one hand by its id", floor, floor);
    let start = at(0);
    let month = Month::of(start + TimeDelta::days(20));
    for (name, scope) in [
        ("hero: everything", all()),
        (
            "hero: a kind, two positions",
            Scope {
                kinds: vec![Kind::Cash],
                positions: vec![Position::Btn, Position::Sb],
                ..all()
            },
        ),
        ("hero: a month", Scope { months: Some(month..=month), ..all() }),
        ("hero: last 1000 hands", Scope { last: Some(1000), ..all() }),
        (
            "hero: a week",
            Scope {
                from: Some(start + TimeDelta::days(30)),
                before: Some(start + TimeDelta::days(37)),
                ..all()
            },
        ),
        (
            "hero: two stack bands",
            Scope { stack_bands: vec![StackBand::From10, StackBand::From20], ..all() },
        ),
    ] {
        tell(name, median(|| _ = black_box(of_hero(&scope))), floor);
    }
    table(&reader, &players, floor);
    let sessions = || drop(black_box(play_sessions(&reader.facts(&hero).unwrap().unwrap())));
    tell("hero: sessions", median(sessions), floor);
}

/// The statistics of those who play most, as at a table of nine.
fn table(reader: &Reader, players: &HashMap<String, u32>, floor: Duration) {
    let mut names: Vec<_> = players.iter().collect();
    names.sort_by_key(|(name, hands)| (u32::MAX - **hands, *name));
    for (what, skipped) in
        [("a table: hero, the eight next", 1), ("hero, eight of the middle", names.len() / 2)]
    {
        let eight = names.iter().skip(skipped).take(8);
        let nine: Vec<_> = names.iter().take(1).chain(eight).collect();
        let hands: u32 = nine.iter().skip(1).map(|(_, hands)| **hands).sum();
        println!("eight opponents of {} hands each", hands / 8);
        let ask = || {
            for (name, _) in &nine {
                black_box(reader.sums(name, &all()).unwrap());
            }
        };
        tell(what, median(ask), floor);
    }
}

fn all() -> Scope {
    Scope { play_money: true, ..Scope::default() }
}

fn at(hand: usize) -> DateTime<Utc> {
    // Some 250 hands an hour, day and night.
    DateTime::from_timestamp(1_600_000_000 + 14 * i64::try_from(hand).unwrap(), 0).unwrap()
}

/// Deals the hands into the log. How many of them each player was dealt, and the id of one.
fn fill(store: &mut Store) -> (HashMap<String, u32>, String) {
    let mut casino = Casino::new(7, 40);
    let mut players = HashMap::new();
    let mut id = String::new();
    for batch in 0..HANDS / AT_ONCE {
        let dealt: Vec<_> = (0..AT_ONCE)
            .map(|hand| {
                let delivery = casino.deal(at(batch * AT_ONCE + hand));
                let bytes = delivery.text.trim_end().as_bytes();
                let mut hand = parse(&HandText { offset: 0, bytes: bytes.into() }).unwrap();
                rename(&mut hand, batch / SAME_OPPONENTS);
                (Played::of(&hand), Packed::new(bytes).unwrap())
            })
            .collect();
        let items: Vec<Item<'_>> = dealt
            .iter()
            .map(|(played, text)| Item {
                file: Path::new("a.txt"),
                offset: 0,
                origin: Origin::Backfill,
                content: Content::Hand(played, text),
            })
            .collect();
        store.append(&items, &[]).unwrap();
        for (played, _) in &dealt {
            for (name, _) in &played.players {
                *players.entry(name.to_string()).or_default() += 1;
            }
        }
        id = dealt.last().unwrap().0.id.to_string();
    }
    (players, id)
}

/// Gives the opponents other names than those of before: there are few in the casino.
fn rename(hand: &mut Hand, crowd: usize) {
    let hero = hand.hero;
    for (index, player) in (0..).zip(&mut hand.players) {
        if hero != Some(PlayerIndex(index)) {
            player.name = format!("{} {crowd}", player.name).into();
        }
    }
}

fn median(mut ask: impl FnMut()) -> Duration {
    let mut times = [Duration::ZERO; TURNS].map(|_| {
        let start = Instant::now();
        ask();
        start.elapsed()
    });
    times.sort();
    times.get(TURNS / 2).copied().unwrap_or_default()
}

fn tell(what: &str, time: Duration, floor: Duration) {
    let ratio = time.as_secs_f64() / floor.as_secs_f64();
    println!("{what:32} {:>9.3} ms {ratio:9.1}", time.as_secs_f64() * 1000.0);
}
