//! What the cards of one player are worth with the ranks of a board, flushes aside.

use super::{BOARD, BoardGame};
use crate::{
    AceToFive, Cards, Rank,
    ace_to_five::LowRanks,
    hand_rank::of_ranks,
    holding::{Counts, Holding},
    omaha_board::pairs,
};

/// The worth of a hand; the better one is the greater one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Worth {
    /// Never 0.
    pub(super) high: u32,
    /// 0 without a low that counts.
    pub(super) low: u32,
}

/// The cards of one player.
#[derive(Debug)]
pub(super) enum Holder {
    /// All of them can be in the hand.
    Holdem(Counts),
    /// Two of them are in the hand.
    Omaha(TwoOfMany),
}

/// The cards of a player of Omaha.
#[derive(Debug)]
pub(super) struct TwoOfMany {
    has_low: bool,
    /// Every choice of two ranks.
    twos: Vec<Counts>,
    /// The best hand with each three ranks of the board, as they are asked for.
    best: Vec<Option<Worth>>,
}

impl Holder {
    pub(super) fn new(game: BoardGame, hand: &Cards) -> Self {
        match game {
            BoardGame::Holdem => Self::Holdem(Holding::of(&**hand).counts()),
            BoardGame::Omaha | BoardGame::OmahaHiLo => {
                let mut twos: Vec<Counts> = Vec::with_capacity(10);
                for two in pairs(hand) {
                    let counts = Holding::of(&two).counts();
                    if !twos.contains(&counts) {
                        twos.push(counts);
                    }
                }
                let best = vec![None; THREES];
                Self::Omaha(TwoOfMany { has_low: game == BoardGame::OmahaHiLo, twos, best })
            }
        }
    }

    /// The worth with a board of these ranks.
    pub(super) fn worth(&mut self, board: [Rank; BOARD]) -> Worth {
        match self {
            Self::Holdem(hole) => {
                let counts = board.into_iter().fold(*hole, Counts::with);
                Worth { high: of_ranks(counts).strength(), low: 0 }
            }
            Self::Omaha(hole) => hole.worth(board),
        }
    }
}

impl TwoOfMany {
    fn worth(&mut self, [a, b, c, d, e]: [Rank; BOARD]) -> Worth {
        let threes = [
            [a, b, c],
            [a, b, d],
            [a, b, e],
            [a, c, d],
            [a, c, e],
            [a, d, e],
            [b, c, d],
            [b, c, e],
            [b, d, e],
            [c, d, e],
        ];
        threes.into_iter().fold(Worth::default(), |best, three| best.max(self.with_three(three)))
    }

    /// The best hand with these ranks of the board.
    fn with_three(&mut self, three: [Rank; 3]) -> Worth {
        let Self { has_low, twos, best } = self;
        let found = || {
            twos.iter().fold(Worth::default(), |best, two| best.max(of_five(*has_low, *two, three)))
        };
        match best.get_mut(place(three)) {
            Some(known) => *known.get_or_insert_with(found),
            None => found(),
        }
    }
}

impl Worth {
    /// The better high and the better low.
    fn max(self, other: Self) -> Self {
        Self { high: self.high.max(other.high), low: self.low.max(other.low) }
    }
}

fn of_five(has_low: bool, two: Counts, three: [Rank; 3]) -> Worth {
    let counts = three.into_iter().fold(two, Counts::with);
    let low = if has_low { AceToFive::low_of(LowRanks::of(counts.once)) } else { None };
    Worth { high: of_ranks(counts).strength(), low: low.map_or(0, AceToFive::strength) }
}

/// How many times three ranks there are, one after the other.
const THREES: usize = 13 * 13 * 13;

fn place([first, second, third]: [Rank; 3]) -> usize {
    (first as usize * 13 + second as usize) * 13 + third as usize
}
