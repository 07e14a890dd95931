//! What a hand is worth where the highest wins: the best five cards of up to seven.

use crate::{
    Card, Rank,
    holding::{Counts, Holding},
    rank_set::RankSet,
};

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
    /// The rank of a player's two cards with the board, as in hold'em.
    ///
    /// On a short board the hand is what there is so far: two aces before the flop are
    /// [`Category::OnePair`].
    #[must_use]
    pub fn of(hole: [Card; 2], board: &[Card]) -> Self {
        Self::of_holding(Holding::of(hole.iter().chain(board)))
    }

    /// The rank of the best five of up to seven cards, as in stud; of fewer, what there is.
    #[must_use]
    pub fn of_cards(cards: &[Card]) -> Self {
        Self::of_holding(Holding::of(cards))
    }

    pub(crate) fn of_holding(holding: Holding) -> Self {
        let by_rank = of_ranks(holding.counts());
        match holding.flush() {
            Some(suit) => of_one_suit(suit).max(by_rank),
            None => by_rank,
        }
    }

    /// What the hand is called.
    #[must_use]
    pub const fn category(self) -> Category {
        self.category
    }

    /// The rank as one number, which orders as ranks do and is never 0: to compare two ranks
    /// field by field is slow where it is all that is done with them.
    pub(crate) const fn strength(self) -> u32 {
        let (order, high, low) = match self.category {
            Category::HighCard(high) => (1, high, Rank::Two),
            Category::OnePair(high) => (2, high, Rank::Two),
            Category::TwoPairs { high, low } => (3, high, low),
            Category::Trips(high) => (4, high, Rank::Two),
            Category::Straight(high) => (5, high, Rank::Two),
            Category::Flush(high) => (6, high, Rank::Two),
            Category::FullHouse { trips, pair } => (7, trips, pair),
            Category::Quads(high) => (8, high, Rank::Two),
            Category::StraightFlush(high) => (9, high, Rank::Two),
        };
        order << 24 | (high as u32) << 20 | (low as u32) << 16 | self.kickers.bits() as u32
    }

    /// The same cards where five ranks in a row with a low ace are no straight.
    pub(crate) const fn without_wheel(self) -> Self {
        let category = match self.category {
            Category::Straight(Rank::Five) => Category::HighCard(Rank::Ace),
            Category::StraightFlush(Rank::Five) => Category::Flush(Rank::Ace),
            _ => return self,
        };
        Self { category, kickers: RankSet::WHEEL }
    }

    /// A hand that is decided by the ranks in its name.
    const fn without_kickers(category: Category) -> Self {
        Self { category, kickers: RankSet::EMPTY }
    }
}

/// The best flush or straight flush in a suit with five ranks or more.
pub(crate) fn of_one_suit(suit: RankSet) -> HandRank {
    match suit.straight() {
        Some(high) => HandRank::without_kickers(Category::StraightFlush(high)),
        None => HandRank { category: Category::Flush(suit.high()), kickers: suit.top(5) },
    }
}

/// The best hand for which the suits of the cards do not matter.
pub(crate) fn of_ranks(counts: Counts) -> HandRank {
    let Counts { once, twice, thrice, four_times } = counts;
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
        return HandRank { category: Category::HighCard(once.high()), kickers: once.top(5) };
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
