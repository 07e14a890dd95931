//! What a hand is worth in deuce-to-seven: the worst hand at hold'em wins.
//!
//! Straights and flushes count against it, and the ace is high only: `A2345` is no straight
//! but an ace high. The best hand is `75432` of more than one suit.

use std::cmp::Reverse;

use crate::{Card, Category, HandRank};

/// The worth of a hand in deuce-to-seven. The better hand is greater, equal hands split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeuceToSeven(Reverse<HandRank>);

impl DeuceToSeven {
    /// The rank of five cards.
    #[must_use]
    pub fn of(cards: &[Card; 5]) -> Self {
        Self(Reverse(HandRank::of_cards(cards).without_wheel()))
    }

    /// What the hand is called, in the words of high hands.
    #[must_use]
    pub const fn category(self) -> Category {
        self.0.0.category()
    }
}

#[cfg(test)]
mod tests;
