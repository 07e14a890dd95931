//! Omaha's rule: a hand is two of the player's cards and three of the board.

use crate::{AceToFive, Card, HandRank, ace_to_five::LowRanks, holding::Holding};

/// A board, ready to be combined with the cards of many players.
///
/// A board of fewer than three cards is taken whole: the hand is what there is so far.
#[derive(Clone, Copy, Debug)]
pub struct OmahaBoard {
    /// All choices of three cards of the board; those from `len` on are empty.
    threes: [Holding; Self::MOST],
    len: usize,
}

impl OmahaBoard {
    /// The ways to choose three of five cards.
    const MOST: usize = 10;

    /// A board of up to five cards; what is beyond them is not looked at.
    #[must_use]
    pub fn new(board: &[Card]) -> Self {
        let board = board.get(..5).unwrap_or(board);
        let mut threes = [Holding::EMPTY; Self::MOST];
        let mut len = 0;
        let mut add = |three: Holding| {
            if let Some(slot) = threes.get_mut(len) {
                *slot = three;
                len += 1;
            }
        };
        if board.len() < 3 {
            add(Holding::of(board));
        }
        for (i, one) in board.iter().enumerate() {
            for [two, three] in pairs(board.get(i + 1..).unwrap_or_default()) {
                add(Holding::of(&[*one, two, three]));
            }
        }
        Self { threes, len }
    }

    /// The best hand with two of these cards. Fewer than two are worth nothing.
    #[must_use]
    pub fn high(&self, hole: &[Card]) -> HandRank {
        let best = self.hands(hole).map(HandRank::of_holding).max();
        best.unwrap_or_else(|| HandRank::of_cards(&[]))
    }

    /// The best eight-or-better low with two of these cards, if there is one.
    #[must_use]
    pub fn low(&self, hole: &[Card]) -> Option<AceToFive> {
        let ranks = |cards: Holding| LowRanks::of(cards.counts().once);
        self.hands(hole).filter_map(|hand| AceToFive::low_of(ranks(hand))).max()
    }

    /// Every hand that the rule allows.
    fn hands(&self, hole: &[Card]) -> impl Iterator<Item = Holding> {
        let threes = self.threes.iter().take(self.len);
        pairs(hole)
            .map(|two| Holding::of(&two))
            .flat_map(move |two| threes.clone().map(move |three| two.or(*three)))
    }
}

/// Every choice of two of these cards.
pub(crate) fn pairs(cards: &[Card]) -> impl Iterator<Item = [Card; 2]> {
    let others = |i: usize| cards.get(i + 1..).unwrap_or_default().iter();
    cards.iter().enumerate().flat_map(move |(i, one)| others(i).map(move |other| [*one, *other]))
}

#[cfg(test)]
mod tests;
