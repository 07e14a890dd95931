//! Facts of one player, as a log could hold them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use hand_history::{Amount, Currency, Kind, Limit, Position, Variant};
use hud::{Ending, Fact, Line, Setting, StackBand, Stat};

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
