//! What a counter is kept for: the questions that sums are kept ready for.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Utc};
use hand_history::Position;

use crate::Setting;

/// What all hands of one counter of a player have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Dimensions {
    /// What was played, and for what.
    pub setting: Arc<Setting>,
    /// The player's position.
    pub position: Option<Position>,
    /// How many were dealt in.
    pub players: PlayersDealt,
    /// When.
    pub month: Month,
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
    /// The month of a time.
    #[must_use]
    pub fn of(time: DateTime<Utc>) -> Self {
        Self { year: time.year(), month: u8::try_from(time.month()).unwrap_or_default() }
    }
}
