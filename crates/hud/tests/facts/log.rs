//! Facts of one player, as a log could hold them.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Amount, Currency, Kind, Limit, Position, Variant};
use hud::{Ending, Fact, Line, Setting, StackBand, Stat};
use proptest::{collection::vec, option, prelude::*, sample::select};

pub(crate) fn cents(hundredths: i64) -> Amount {
    Amount::from_hundredths(hundredths)
}

pub(crate) fn time(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A hand at a cash table at nine in the evening, of which every field is something.
pub(crate) fn hand() -> Fact {
    let line = Line {
        opp: 1 << Stat::Hands.index() | 1 << Stat::Vpip.index() | 1 << Stat::Pfr.index(),
        num: 1 << Stat::Hands.index() | 1 << Stat::Vpip.index(),
        aggressions: 1,
        calls: 1,
        folds: 0,
    };
    Fact {
        entry: 7,
        played_at: time("2023-11-14T21:00:00Z"),
        setting: setting(Kind::Cash, Currency::Eur),
        table: 3,
        position: Some(Position::Btn),
        players_dealt: 5,
        stack_band: Some(StackBand::From80),
        line,
        net: cents(250),
        rake_paid: cents(4),
        rake_dealt: cents(2),
        ending: Ending { showdown: true, won: true },
        adjustment: Amount::ZERO,
    }
}

pub(crate) fn setting(kind: Kind, currency: Currency) -> Arc<Setting> {
    Arc::new(Setting {
        kind,
        variant: Variant::Holdem,
        limit: Limit::NoLimit,
        stakes: "0.01/0.02".into(),
        currency,
        real_money: currency != Currency::Play,
        big_blind: Some(cents(2)),
    })
}

/// The same hand with something changed.
pub(crate) fn with(change: impl FnOnce(&mut Fact)) -> Fact {
    let mut fact = hand();
    change(&mut fact);
    fact
}

/// The same hand with something changed in its setting.
pub(crate) fn with_setting(change: impl FnOnce(&mut Setting)) -> Fact {
    with(|fact| change(Arc::make_mut(&mut fact.setting)))
}

/// What differs from hand to hand: the seconds since the one before, what was played, the
/// table, what was won, the adjustment, the rake and the end.
type Draw = (i64, (Kind, Currency), u64, i64, Option<i64>, i64, bool);

fn draw() -> impl Strategy<Value = Draw> {
    let settings = vec![
        (Kind::Cash, Currency::Eur),
        (Kind::Pool, Currency::Eur),
        (Kind::Expresso, Currency::Chips),
        (Kind::Cash, Currency::Play),
    ];
    // Breaks of half an hour, give or take a second, and hands at the same time.
    let gap = select(vec![0, 0, 1, 60, 600, 1799, 1800, 1801, 90_000]);
    let amount = -500i64..500;
    (gap, select(settings), 0u64..4, amount.clone(), option::of(amount), 0i64..30, any::<bool>())
}

/// The hands of some evenings with their adjustments, in any order. The log does not hold them
/// as they were played.
pub(crate) fn facts() -> impl Strategy<Value = Vec<Fact>> {
    let entries = Just((1u64..=60).collect::<Vec<u64>>()).prop_shuffle();
    (vec(draw(), 0..60), entries).prop_map(|(draws, entries)| log(draws, &entries)).prop_shuffle()
}

/// The same facts in two orders.
pub(crate) fn facts_in_two_orders() -> impl Strategy<Value = (Vec<Fact>, Vec<Fact>)> {
    facts().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle()))
}

fn log(draws: Vec<Draw>, entries: &[u64]) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut played_at = hand().played_at;
    for ((gap, (kind, currency), table, net, adjustment, rake, showdown), entry) in
        draws.into_iter().zip(entries)
    {
        played_at += TimeDelta::seconds(gap);
        let fact = with(|fact| {
            fact.entry = *entry;
            fact.played_at = played_at;
            fact.setting = setting(kind, currency);
            fact.table = table;
            fact.net = cents(net);
            fact.rake_paid = cents(rake);
            fact.ending.showdown = showdown;
        });
        facts.extend(adjustment.map(|by| fact.clone().adjusted_by(cents(by))));
        facts.push(fact);
    }
    facts
}
