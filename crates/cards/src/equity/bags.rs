//! The ranks of the cards that still come, suits aside.

use super::BOARD;
use crate::{Rank, holding::Holding, rank_set::RankSet};

/// Some of the missing cards that are of one rank.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) rank: Rank,
    /// How many of them there are, at least one.
    pub(super) count: u8,
}

impl Group {
    /// How many places there are.
    pub(super) const PLACES: usize = 13 * 5;

    /// The place of the group in a list of all.
    pub(super) fn place(self) -> usize {
        self.rank as usize * 5 + usize::from(self.count)
    }
}

/// The missing cards by their ranks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bag {
    groups: [Group; BOARD],
    len: usize,
    /// In how many ways these ranks can be dealt.
    pub(super) ways: u64,
}

impl Bag {
    /// The cards of each rank that occurs, lowest first.
    pub(super) fn groups(&self) -> &[Group] {
        self.groups.get(..self.len).unwrap_or_default()
    }

    /// The rank of each card, lowest first.
    pub(super) fn ranks(&self) -> impl Iterator<Item = Rank> {
        self.groups().iter().flat_map(|group| (0..group.count).map(|_| group.rank))
    }

    fn with(mut self, group: Group, ways: u64) -> Self {
        if let Some(slot) = self.groups.get_mut(self.len) {
            *slot = group;
            self.len += 1;
            self.ways *= ways;
        }
        self
    }
}

/// Gives every bag of so many cards that are not known.
pub(super) fn each_bag(missing: usize, known: Holding, see: &mut impl FnMut(&Bag)) {
    let left = unseen(known.suits());
    let nothing = Group { rank: Rank::Two, count: 0 };
    let empty = Bag { groups: [nothing; BOARD], len: 0, ways: 1 };
    fill(&empty, missing, &left, see);
}

/// Gives every bag that has so many more cards, of these ranks.
fn fill(bag: &Bag, missing: usize, left: &[(Rank, u8)], see: &mut impl FnMut(&Bag)) {
    if missing == 0 {
        return see(bag);
    }
    let mut left = left;
    while let Some((&(rank, of_rank), higher)) = left.split_first() {
        for (count, more) in (1..=of_rank).zip((0..missing).rev()) {
            let group = Group { rank, count };
            fill(&bag.with(group, choices(of_rank, count)), more, higher, see);
        }
        left = higher;
    }
}

/// How many cards of each rank are in none of these sets, of which there is one a suit.
pub(super) fn unseen(seen: [RankSet; 4]) -> [(Rank, u8); 13] {
    Rank::ALL.map(|rank| {
        let out = |suit: &&RankSet| suit.and(RankSet::of(rank)) == RankSet::EMPTY;
        (rank, seen.iter().filter(out).fold(0, |count, _| count + 1))
    })
}

/// In how many ways so many of the cards of one rank can be chosen.
pub(super) fn choices(of: u8, count: u8) -> u64 {
    const CHOICES: [[u64; 5]; 5] =
        [[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 2, 1, 0, 0], [1, 3, 3, 1, 0], [1, 4, 6, 4, 1]];
    let row = CHOICES.get(usize::from(of));
    row.and_then(|row| row.get(usize::from(count))).copied().unwrap_or_default()
}
