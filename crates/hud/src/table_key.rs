//! The name of the table, pool or tournament that a hand belongs to.

use std::fmt;

use hand_history::Hand;
use smol_str::SmolStr;

/// What stays the same from hand to hand while a player looks at one window.
///
/// A tournament is one key though its tables change, and a pool is one though every hand of
/// it is a new table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKey {
    /// A cash table or a pool, by its exact name.
    Table(SmolStr),
    /// A tournament, by Winamax's id.
    Tournament(SmolStr),
}

impl TableKey {
    /// The key of the table that a hand was played at.
    #[must_use]
    pub fn of(hand: &Hand) -> Self {
        match &hand.tournament {
            Some(tournament) => Self::Tournament(tournament.id.clone()),
            None => Self::Table(hand.table.name.clone()),
        }
    }
}

/// As rooms are named: `table:Colorado 2`, `tournament:125478546`.
impl fmt::Display for TableKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table(name) => write!(f, "table:{name}"),
            Self::Tournament(id) => write!(f, "tournament:{id}"),
        }
    }
}
