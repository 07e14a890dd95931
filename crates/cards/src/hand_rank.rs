//! What a hold'em hand is worth: the best five cards of up to seven.
//!
//! Works on one set of ranks per suit, so that no combination of cards is ever listed: pairs
//! and trips are ranks that several suits share, a flush is a suit with five ranks. Omaha's
//! rule (two cards of the hand, three of the board) is this rank for each choice of cards.

use crate::{Card, Rank, rank_set::RankSet};

/// The worth of a hand. The better hand is greater, equal hands split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandRank {
    // The order of the fields is the order of comparison.
    category: Category,
    kickers: RankSet,
}

/// What a hand is called, with the ranks that stand in its name; worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Nothing but this highest card.
    HighCard(Rank),
    /// Two cards of this rank.
    OnePair(Rank),
    /// Two pairs.
    TwoPairs {
        /// The rank of the better pair.
        high: Rank,
        /// The rank of the other.
        low: Rank,
    },
    /// Three cards of this rank.
    Trips(Rank),
    /// Five ranks in a row up to this one; a five when the ace is low.
    Straight(Rank),
    /// Five cards of a suit, the highest of this rank.
    Flush(Rank),
    /// Trips and a pair.
    FullHouse {
        /// The rank of the three.
        trips: Rank,
        /// The rank of the two.
        pair: Rank,
    },
    /// Four cards of this rank.
    Quads(Rank),
    /// Five ranks in a row, all of a suit.
    StraightFlush(Rank),
}

impl HandRank {
    /// The rank of a player's two cards with the board.
    ///
    /// On a short board the hand is what there is so far: two aces before the flop are
    /// [`Category::OnePair`].
    #[must_use]
    pub fn of(hole: [Card; 2], board: &[Card]) -> Self {
        let mut suits = [RankSet::EMPTY; 4];
        let mut high = Rank::Two;
        for card in hole.iter().chain(board) {
            if let Some(suit) = suits.get_mut(card.suit() as usize) {
                *suit = suit.or(RankSet::of(card.rank()));
            }
            high = high.max(card.rank());
        }
        let by_rank = of_ranks(suits, high);
        match of_one_suit(suits) {
            Some(flush) => flush.max(by_rank),
            None => by_rank,
        }
    }

    /// What the hand is called.
    #[must_use]
    pub const fn category(self) -> Category {
        self.category
    }

    /// A hand that is decided by the ranks in its name.
    const fn without_kickers(category: Category) -> Self {
        Self { category, kickers: RankSet::EMPTY }
    }
}

/// The best flush or straight flush.
fn of_one_suit(suits: [RankSet; 4]) -> Option<HandRank> {
    let suit = suits.into_iter().find(|suit| 5 <= suit.len())?;
    match suit.straight() {
        Some(high) => Some(HandRank::without_kickers(Category::StraightFlush(high))),
        None => Some(HandRank { category: Category::Flush(suit.highest()?), kickers: suit.top(5) }),
    }
}

/// The best hand for which the suits of the cards do not matter.
fn of_ranks([clubs, diamonds, hearts, spades]: [RankSet; 4], high: Rank) -> HandRank {
    // How often a rank occurs, from how often it occurs in each half of the deck.
    let (once_low, twice_low) = (clubs.or(diamonds), clubs.and(diamonds));
    let (once_high, twice_high) = (hearts.or(spades), hearts.and(spades));
    let once = once_low.or(once_high);
    let twice = twice_low.or(twice_high).or(once_low.and(once_high));
    let thrice = twice_low.and(once_high).or(once_low.and(twice_high));
    let four_times = twice_low.and(twice_high);

    let but = |ranks: RankSet, rank: Rank| ranks.without(RankSet::of(rank));
    if let Some(quads) = four_times.highest() {
        return HandRank { category: Category::Quads(quads), kickers: but(once, quads).top(1) };
    }
    if let Some(trips) = thrice.highest()
        && let Some(pair) = but(twice, trips).highest()
    {
        return HandRank::without_kickers(Category::FullHouse { trips, pair });
    }
    if let Some(high) = once.straight() {
        return HandRank::without_kickers(Category::Straight(high));
    }
    if let Some(trips) = thrice.highest() {
        return HandRank { category: Category::Trips(trips), kickers: but(once, trips).top(2) };
    }
    let Some(pair) = twice.highest() else {
        return HandRank { category: Category::HighCard(high), kickers: once.top(5) };
    };
    let rest = but(once, pair);
    match but(twice, pair).highest() {
        Some(low) => {
            let category = Category::TwoPairs { high: pair, low };
            HandRank { category, kickers: but(rest, low).top(1) }
        }
        None => HandRank { category: Category::OnePair(pair), kickers: rest.top(3) },
    }
}

#[cfg(test)]
mod tests;
