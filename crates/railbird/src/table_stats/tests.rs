use std::{path::Path, sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Hand, HandText, parse};
use push::StatsRequest;
use store::{Content, Item, Origin, Outcome, Packed, Seq, Store};
use wire::{AllStats, StatsScope, StatsSince, WantedStats};

use super::LiveStats;
use crate::{open_tables::OpenTables, pseudonyms::Names, statistics::Statistics};

/// A hand of ana, this many minutes after the first one.
fn hand(minutes: i64) -> (Hand, Packed) {
    let at = DateTime::from_timestamp(1_700_000_000, 0).unwrap() + TimeDelta::minutes(minutes);
    let at = at.format("%Y/%m/%d %H:%M:%S");
    let text = format!(
        "Winamax Poker - CashGame - HandId: #1-{minutes}-1700000000 - Holdem no limit \
         (0.01€/0.02€) - {at} UTC\n\
         Table: 'Nice' 5-max (real money) Seat #1 is the button\n\
         Seat 1: ana (2€)\nSeat 2: bob (2€)\n*** ANTE/BLINDS ***\n\
         ana posts small blind 0.01€\nbob posts big blind 0.02€\nDealt to ana [Ah Kd]\n\
         *** PRE-FLOP *** \nana folds\nbob collected 0.03€ from pot\n*** SUMMARY ***\n\
         Total pot 0.03€ | No rake\nSeat 2: bob (big blind) won 0.03€\n"
    );
    let packed = Packed::new(text.as_bytes()).unwrap();
    (parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap(), packed)
}

fn append(store: &mut Store, (hand, text): &(Hand, Packed), origin: Origin) -> Seq {
    let played = hud::Played::of(hand);
    let content = Content::Hand(&played, text);
    let item = Item { file: Path::new("a.txt"), offset: 0, origin, content };
    match store.append(&[item], &[]).unwrap().first() {
        Some(Outcome::New { seq, .. }) => *seq,
        other => panic!("{other:?}"),
    }
}

#[test]
fn hands_of_the_past_that_come_between_live_ones_belong_to_the_session_too() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let mut tables = OpenTables::new(Duration::from_secs(600));
    let mut stats = LiveStats::new(Statistics::new(store.reader().unwrap(), Names::default()));
    let request = StatsRequest {
        stats: WantedStats::All(AllStats::All),
        scope: StatsScope { since: StatsSince::Session, ..StatsScope::default() },
    };
    let mut play = |store: &mut Store, minutes| {
        let played = hand(minutes);
        let seq = append(store, &played, Origin::Live);
        tables.observe(&played.0, seq, Utc::now());
        let wanted = [Arc::new(request.clone())];
        assert_eq!(stats.updates(&[(seq, &played.0)], tables.open(), &wanted).len(), 1);
        stats.told.values().next().unwrap()["ana"].hands()
    };
    assert_eq!(play(&mut store, 60), 1);
    // What stood in the files at the start comes behind it.
    append(&mut store, &hand(0), Origin::Backfill);
    append(&mut store, &hand(40), Origin::Backfill);
    assert_eq!(play(&mut store, 61), 3);
    assert_eq!(play(&mut store, 62), 4);
    assert_eq!(play(&mut store, 92), 1);
}
