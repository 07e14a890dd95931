//! What a counter is kept for: the questions that sums are kept ready for.

use chrono::Datelike as _;
use hand_history::{Hand, Kind, Limit, Position, Variant};
use smol_str::SmolStr;

use crate::Contribution;

/// What all hands of one counter of a player have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dimensions {
    /// How the table is organised.
    pub kind: Kind,
    /// The game.
    pub variant: Variant,
    /// Its betting structure; with the variant it is the type of the game.
    pub limit: Limit,
    /// The stakes, as printed.
    pub stakes: SmolStr,
    /// The player's position.
    pub position: Option<Position>,
    /// How many were dealt in.
    pub players: PlayersDealt,
    /// When.
    pub month: Month,
    /// Real money, or play.
    pub real_money: bool,
}

/// How many players were dealt in, as far as the game differs by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlayersDealt {
    /// Heads-up. A player alone is counted here too.
    Two,
    /// Three, as in an Expresso.
    Three,
    /// Four to six.
    FourToSix,
    /// Seven or more.
    SevenUp,
}

/// A month of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// Of our era.
    pub year: i32,
    /// From 1 to 12.
    pub month: u8,
}

impl Dimensions {
    /// Where a contribution of this hand counts.
    #[must_use]
    pub fn of(hand: &Hand, contribution: &Contribution) -> Self {
        Self {
            kind: hand.kind,
            variant: hand.variant,
            limit: hand.limit,
            stakes: hand.stakes.text.clone(),
            position: contribution.position,
            players: PlayersDealt::of(contribution.players_dealt),
            month: Month::of(hand),
            real_money: hand.real_money,
        }
    }
}

impl PlayersDealt {
    /// The class of so many players.
    #[must_use]
    pub const fn of(players: u8) -> Self {
        match players {
            0..=2 => Self::Two,
            3 => Self::Three,
            4..=6 => Self::FourToSix,
            _ => Self::SevenUp,
        }
    }
}

impl Month {
    /// When a hand was played.
    #[must_use]
    pub fn of(hand: &Hand) -> Self {
        let month = u8::try_from(hand.played_at.month()).unwrap_or_default();
        Self { year: hand.played_at.year(), month }
    }
}
