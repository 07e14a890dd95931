//! The two layouts in which hands are found.

use crate::game::{Family, Game};

/// The layout of a hand's text. Which of them a hand is in shows only beyond hold'em.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The client's: `7-Card Stud`, `*** 3rd STREET ***`, the cards that the hero sees.
    Client,
    /// The one of exports: `7stud`, `*** THIRD ***`, a line for either half of a pot, and in
    /// stud and draw no cards before the showdown.
    Export,
}

impl Layout {
    /// Whether cards are told when they are dealt.
    pub(crate) fn tells_deals(self, game: Game) -> bool {
        match self {
            Self::Client => true,
            Self::Export => game.family() == Family::Flop,
        }
    }
}
