//! What is kept of one player in one hand.

use std::{borrow::Borrow, sync::Arc};

use chrono::{DateTime, Utc};
use hand_history::{Amount, Position};

use crate::{
    Contribution, Dimensions, Ending, Line, Millionths, Month, PlayersDealt, Setting, StackBand,
};

/// One player in one hand, as far as a number of his or a result asks for it.
///
/// What the all-in of a hand was worth is known later than the hand. It comes as a fact of its
/// own, an *adjustment*, which has the place of the hand and counts nothing but
/// [`Fact::adjustment`]. Facts are added up in any order, so that sums need not know which is
/// which.
///
/// Whoever keeps many of them has a number for the setting instead, which is what `S` is for.
///
/// Amounts are in the unit of the setting's currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact<S = Arc<Setting>> {
    /// The entry of the log that the hand is.
    pub entry: u64,
    /// When it was played.
    pub played_at: DateTime<Utc>,
    /// What was played, and for what.
    pub setting: S,
    /// A number that stands for the table, the pool or the tournament.
    pub table: u64,
    /// The player's position; `None` in games without blinds.
    pub position: Option<Position>,
    /// How many players were dealt in.
    pub players_dealt: u8,
    /// The effective stack, where there is a big blind.
    pub stack_band: Option<StackBand>,
    /// What he did.
    pub line: Line,
    /// What the hand changed in his stack.
    pub net: Amount,
    /// His part of the rake, by what he had in the pot.
    pub rake_paid: Amount,
    /// The rake divided by those who were dealt in.
    pub rake_dealt: Amount,
    /// How it ended for him.
    pub ending: Ending,
    /// What he could expect when the last decision had been made, less what he got.
    pub adjustment: Amount,
}

impl<S> Fact<S> {
    /// What is kept of a contribution to a hand, which is this entry of the log and was played
    /// at this table and time.
    #[must_use]
    pub fn of(
        (entry, table): (u64, u64),
        played_at: DateTime<Utc>,
        setting: S,
        contribution: &Contribution,
    ) -> Self {
        Self {
            entry,
            played_at,
            setting,
            table,
            position: contribution.position,
            players_dealt: contribution.players_dealt,
            stack_band: StackBand::of(contribution),
            line: contribution.line,
            net: contribution.net,
            rake_paid: contribution.rake_paid,
            rake_dealt: contribution.rake_dealt,
            ending: contribution.ending,
            adjustment: Amount::ZERO,
        }
    }

    /// The adjustment of this hand, by an amount.
    #[must_use]
    pub fn adjusted_by(self, adjustment: Amount) -> Self {
        Self {
            line: Line::default(),
            net: Amount::ZERO,
            rake_paid: Amount::ZERO,
            rake_dealt: Amount::ZERO,
            ending: Ending::default(),
            adjustment,
            ..self
        }
    }

    /// Whether it is a hand, and no adjustment of one.
    #[must_use]
    pub const fn is_hand(&self) -> bool {
        self.line.opp != 0
    }

    /// The same with another word for the setting.
    #[must_use]
    pub fn with_setting<T>(self, setting: T) -> Fact<T> {
        let Self { entry, played_at, table, position, players_dealt, stack_band, .. } = self;
        let Self { line, net, rake_paid, rake_dealt, ending, adjustment, .. } = self;
        Fact {
            entry,
            played_at,
            setting,
            table,
            position,
            players_dealt,
            stack_band,
            line,
            net,
            rake_paid,
            rake_dealt,
            ending,
            adjustment,
        }
    }
}

impl Fact {
    /// Where it counts.
    #[must_use]
    pub fn dimensions(&self) -> Dimensions {
        Dimensions {
            setting: Arc::clone(&self.setting),
            position: self.position,
            players: PlayersDealt::of(self.players_dealt),
            month: Month::of(self.played_at),
        }
    }
}

impl<S: Borrow<Setting>> Fact<S> {
    /// What he won in big blinds.
    #[must_use]
    pub fn net_bb(&self) -> Option<Millionths> {
        Millionths::ratio(self.net, self.setting.borrow().big_blind?)
    }

    /// The adjustment in big blinds.
    #[must_use]
    pub fn adjustment_bb(&self) -> Option<Millionths> {
        Millionths::ratio(self.adjustment, self.setting.borrow().big_blind?)
    }
}
