//! A set of ranks in sixteen bits, for which counting and finding straights is arithmetic.

use crate::Rank;

/// A set of ranks. Sets of the same size compare as players compare kickers: by the
/// highest rank first, because a higher rank is a higher bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RankSet(u16);

impl RankSet {
    /// No rank.
    pub(crate) const EMPTY: Self = Self(0);

    /// All ranks.
    pub(crate) const ALL: Self = Self(0b1_1111_1111_1111);

    /// The five ranks of the wheel, in which the ace is low.
    pub(crate) const WHEEL: Self = Self(0b1_0000_0000_1111);

    /// The bits, the deuce being the lowest.
    pub(crate) const fn bits(self) -> u16 {
        self.0
    }

    /// The set of this rank alone.
    pub(crate) const fn of(rank: Rank) -> Self {
        Self(1 << rank as u16)
    }

    /// The ranks that are in either set.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The ranks that are in both sets.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The set without these ranks.
    pub(crate) const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// How many ranks there are.
    pub(crate) const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The highest rank, if there is one.
    pub(crate) fn highest(self) -> Option<Rank> {
        let index = self.0.checked_ilog2()?;
        Rank::ALL.get(usize::try_from(index).ok()?).copied()
    }

    /// The highest rank; a deuce where there is none.
    pub(crate) fn high(self) -> Rank {
        self.highest().unwrap_or(Rank::Two)
    }

    /// The highest `count` ranks, or all where there are fewer.
    pub(crate) const fn top(self, count: u32) -> Self {
        let mut bits = self.0;
        while bits.count_ones() > count {
            bits &= bits - 1;
        }
        Self(bits)
    }

    /// Every choice of so many of the ranks.
    pub(crate) fn choices_of(self, count: u32) -> impl Iterator<Item = Self> + Clone {
        // To count in the bits of a set alone, all others are set while one is added.
        let next = move |set: &Self| Some(Self((set.0 | !self.0).wrapping_add(1) & self.0));
        let sets = std::iter::successors(Some(Self::EMPTY), next).take(1 << self.len());
        sets.filter(move |set| set.len() == count)
    }

    /// The high end of the best five ranks in a row; the five in `A2345`.
    pub(crate) fn straight(self) -> Option<Rank> {
        // A bit stays only if the four bits below it are set as well.
        let bits = self.0;
        let ends = Self(bits & bits << 1 & bits << 2 & bits << 3 & bits << 4);
        let wheel = self.and(Self::WHEEL) == Self::WHEEL;
        ends.highest().or(wheel.then_some(Rank::Five))
    }
}

#[cfg(test)]
mod tests {
    use super::RankSet;
    use crate::Rank;

    fn set(letters: &str) -> RankSet {
        letters.bytes().filter_map(Rank::parse).map(RankSet::of).fold(RankSet::EMPTY, RankSet::or)
    }

    #[test]
    fn a_straight_is_named_by_its_high_end() {
        for (ranks, high) in [
            ("A2345", Some(Rank::Five)),
            ("A23456", Some(Rank::Six)),
            ("TJQKA", Some(Rank::Ace)),
            ("234569", Some(Rank::Six)),
            ("5678", None),
            ("QKA23", None),
            ("A2346", None),
            ("", None),
        ] {
            assert_eq!(set(ranks).straight(), high, "{ranks}");
        }
    }

    #[test]
    fn every_choice_of_ranks_comes_once() {
        let twos: Vec<RankSet> = set("259A").choices_of(2).collect();
        assert_eq!(twos, ["25", "29", "59", "2A", "5A", "9A"].map(set));
        assert_eq!(set("259").choices_of(3).collect::<Vec<_>>(), [set("259")]);
        assert_eq!(set("25").choices_of(3).count(), 0);
    }

    #[test]
    fn the_top_ranks_are_the_highest() {
        assert_eq!(set("2469TQ").top(3), set("9TQ"));
        assert_eq!(set("24").top(3), set("24"));
        assert_eq!(set("").highest(), None);
    }
}
