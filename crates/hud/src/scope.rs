//! Which hands are counted.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use hand_history::{Kind, Limit, Position, Variant};
use smol_str::SmolStr;

use crate::{Dimensions, Fact, Month, PlayersDealt, StackBand};

/// The hands that a number is made of. What is not asked for does not matter: the default is
/// every hand that was not played for play money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// How the table is organised, one of these.
    pub kinds: Vec<Kind>,
    /// The game, one of these.
    pub games: Vec<(Variant, Limit)>,
    /// The stakes, as printed, one of these.
    pub stakes: Vec<SmolStr>,
    /// The player's position, one of these.
    pub positions: Vec<Position>,
    /// How many were dealt in, one of these.
    pub players: Vec<PlayersDealt>,
    /// From the first of these months to the last.
    pub months: Option<RangeInclusive<Month>>,
    /// Whether hands for play money are counted too.
    pub play_money: bool,
    /// Played at this time or later.
    pub from: Option<DateTime<Utc>>,
    /// Played before this time.
    pub before: Option<DateTime<Utc>>,
    /// The effective stack, one of these.
    pub stack_bands: Vec<StackBand>,
    /// The table, the pool or the tournament, by the number that stands for it.
    pub table: Option<u64>,
    /// Only so many hands, the last ones of those that fit the rest.
    pub last: Option<u32>,
}

impl Scope {
    /// Whether counters cannot answer, but only the facts of each hand.
    #[must_use]
    pub const fn asks_for_facts(&self) -> bool {
        self.from.is_some()
            || self.before.is_some()
            || !self.stack_bands.is_empty()
            || self.table.is_some()
            || self.last.is_some()
    }

    /// Whether what is counted under these dimensions is asked for, as far as they tell.
    #[must_use]
    pub fn covers(&self, dimensions: &Dimensions) -> bool {
        let Dimensions { setting, position, players, month } = dimensions;
        is_one_of(&self.kinds, &setting.kind)
            && is_one_of(&self.games, &(setting.variant, setting.limit))
            && is_one_of(&self.stakes, &setting.stakes)
            && (self.positions.is_empty()
                || position.is_some_and(|position| self.positions.contains(&position)))
            && is_one_of(&self.players, players)
            && self.months.as_ref().is_none_or(|months| months.contains(month))
            && (setting.real_money || self.play_money)
    }

    /// Whether a fact is asked for. How many there are of them is not its concern: see
    /// [`Scope::last`].
    #[must_use]
    pub fn takes(&self, fact: &Fact) -> bool {
        self.from.is_none_or(|from| from <= fact.played_at)
            && self.before.is_none_or(|before| fact.played_at < before)
            && self.table.is_none_or(|table| table == fact.table)
            && (self.stack_bands.is_empty()
                || fact.stack_band.is_some_and(|band| self.stack_bands.contains(&band)))
            && self.covers(&fact.dimensions())
    }
}

/// Whether one of the wanted values is this one; no wanted values are all.
fn is_one_of<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}
