//! What a hand is worth where the lowest wins and the ace is the lowest card: razz, and the
//! low half of hi/lo games.
//!
//! Straights and flushes do not count; pairs do, against the hand. The best is `5432A`.

use std::cmp::Reverse;

use crate::{
    Card, Category, Rank,
    holding::{Counts, Holding},
    rank_set::RankSet,
};

/// The worth of a low hand. The better, lower hand is greater, equal hands split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AceToFive(Reverse<Shape>);

/// The ranks of the hand by how often they occur in it, the ace below the deuce.
///
/// The order of the fields is the order of comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Shape {
    /// How many ranks occur four times, three times, and twice or more: quads are worse than
    /// a full house, that is worse than trips, two pairs are worse than one.
    repeats: [u32; 3],
    four_times: LowRanks,
    thrice: LowRanks,
    twice: LowRanks,
    once: LowRanks,
}

impl AceToFive {
    /// The rank of the lowest five of up to seven cards, as in razz; of fewer, what there is.
    #[must_use]
    pub fn of_cards(cards: &[Card]) -> Self {
        let Counts { once, twice, thrice, four_times } = Holding::of(cards).counts();
        // A hand takes each rank once before it takes any twice, and the lowest first.
        let mut left = u32::try_from(cards.len()).unwrap_or(u32::MAX).min(5);
        let mut take = |ranks: RankSet| {
            let taken = LowRanks::of(ranks).lowest(left);
            left -= taken.len();
            taken
        };
        let (once, twice) = (take(once), take(twice));
        let (thrice, four_times) = (take(thrice), take(four_times));
        let repeats = [four_times, thrice, twice].map(LowRanks::len);
        Self(Reverse(Shape { repeats, four_times, thrice, twice, once }))
    }

    /// The same, if it is five different ranks up to the eight, as hi/lo games ask for.
    #[must_use]
    pub fn eight_or_better(cards: &[Card]) -> Option<Self> {
        Self::low_of(LowRanks::of(Holding::of(cards).counts().once))
    }

    /// What the hand is called, in the words of high hands; it is never a straight or flush.
    #[must_use]
    pub fn category(self) -> Category {
        let Shape { repeats, four_times, thrice, twice, once } = self.0.0;
        match repeats {
            [0, 0, 0] => Category::HighCard(once.highest()),
            [0, 0, 1] => Category::OnePair(twice.highest()),
            [0, 0, _] => {
                Category::TwoPairs { high: twice.highest(), low: twice.lowest(1).highest() }
            }
            [0, _, 1] => Category::Trips(thrice.highest()),
            [0, _, _] => {
                let pair = twice.without(thrice).highest();
                Category::FullHouse { trips: thrice.highest(), pair }
            }
            [_, _, _] => Category::Quads(four_times.highest()),
        }
    }

    /// A low hand as one number, which orders as low hands do and is never 0.
    pub(crate) const fn strength(self) -> u32 {
        u32::MAX - self.0.0.once.0 as u32
    }

    /// The low hand in these different ranks, if five of them are no higher than eight.
    pub(crate) const fn low_of(ranks: LowRanks) -> Option<Self> {
        let once = ranks.and(LowRanks::EIGHT_AND_BELOW).lowest(5);
        if once.len() < 5 {
            return None;
        }
        let none = LowRanks::EMPTY;
        let repeats = [0; 3];
        Some(Self(Reverse(Shape { repeats, four_times: none, thrice: none, twice: none, once })))
    }
}

/// A set of ranks in which the ace is the lowest bit, so that sets of the same size compare
/// as low hands do: by their highest rank first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LowRanks(u16);

impl LowRanks {
    const EMPTY: Self = Self(0);
    const EIGHT_AND_BELOW: Self = Self(0b1111_1111);

    /// The ranks of a set in which the ace is high.
    pub(crate) const fn of(ranks: RankSet) -> Self {
        let bits = ranks.bits();
        let ace = bits >> (Rank::Ace as u16);
        Self((bits << 1 | ace) & 0b1_1111_1111_1111)
    }

    const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The highest rank; an ace where there is none.
    fn highest(self) -> Rank {
        let bit = self.0.checked_ilog2().unwrap_or_default();
        // The deuce is bit 1 here and the first of all ranks.
        let index = bit.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| Rank::ALL.get(index)).copied().unwrap_or(Rank::Ace)
    }

    /// The lowest `count` ranks, or all where there are fewer.
    const fn lowest(self, count: u32) -> Self {
        let mut above = self.0;
        let mut left = count;
        while 0 < left && above != 0 {
            above &= above - 1;
            left -= 1;
        }
        Self(self.0 & !above)
    }
}

#[cfg(test)]
mod tests;
