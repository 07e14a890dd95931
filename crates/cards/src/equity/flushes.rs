//! What flushes in one suit change.

use super::{
    BOARD, BoardGame,
    bags::{Bag, Group, choices, unseen},
};
use crate::{Suit, hand_rank::of_one_suit, holding::Holding, rank_set::RankSet};

/// A suit in which somebody can still have a flush.
#[derive(Debug)]
pub(super) struct Flushes {
    game: BoardGame,
    /// How many suits are like this one: what is counted for it counts for each.
    suits: u64,
    /// The cards of each player in this suit.
    hands: Vec<RankSet>,
    board: RankSet,
    /// The least number of cards of this suit that have to come.
    least: usize,
    /// By [`Group::place`].
    ways: [Ways; Group::PLACES],
    /// For some of what the board can have of this suit, the strength of each player's flush,
    /// or [`NONE`].
    found: Vec<u32>,
    /// By what is on the board of this suit: the end of its strengths in `found`; 0 where nobody
    /// has asked yet.
    ends: Vec<u16>,
}

/// The strength of no flush: less than that of any hand.
const NONE: u32 = 1;

/// The sets of ranks.
const SETS: usize = 1 << 13;

impl Flushes {
    /// The suits in which anybody can have a flush; those that are alike stand once.
    pub(super) fn of_suits(
        game: BoardGame,
        known: Holding,
        board: Holding,
        hands: &[Holding],
    ) -> Vec<Self> {
        let missing =
            BOARD - board.suits().into_iter().map(|ranks| ranks.len() as usize).sum::<usize>();
        let mut suits: Vec<Self> = Vec::with_capacity(Suit::ALL.len());
        for suit in 0..Suit::ALL.len() {
            let of =
                |holding: &Holding| holding.suits().get(suit).copied().unwrap_or(RankSet::EMPTY);
            let hands: Vec<RankSet> = hands.iter().map(of).collect();
            let Some(least) = least(game, &hands, of(&board)).filter(|least| *least <= missing)
            else {
                continue;
            };
            // Two suits of which the same ranks are known see the same in the other suits.
            let board = of(&board);
            let alike = |other: &&mut Self| other.hands == hands && other.board == board;
            match suits.iter_mut().find(alike) {
                Some(other) => other.suits += 1,
                None => {
                    let (ways, found, ends) = (ways(suit, known), Vec::new(), vec![0; SETS]);
                    suits.push(Self { game, suits: 1, hands, board, least, ways, found, ends });
                }
            }
        }
        suits
    }

    /// Parts the ways to deal a bag by what falls in this suit, and gives those in which
    /// somebody may have a flush: the strength of each player's flush, and the number of ways.
    pub(super) fn each_part(&mut self, bag: &Bag, see: &mut impl FnMut(&[u32], u64)) {
        let groups = bag.groups();
        if self.least <= groups.len() {
            self.part(
                groups,
                Part { suited: self.board, least: self.least, ways: self.suits },
                see,
            );
        }
    }

    /// Parts the ways to deal these groups, of which each has one card of the suit at most, and
    /// there are at least as many as cards that have to come.
    fn part(&mut self, groups: &[Group], part: Part, see: &mut impl FnMut(&[u32], u64)) {
        let Some((group, higher)) = groups.split_first() else {
            see(self.strengths(part.suited), part.ways);
            return;
        };
        let Ways { without, with } = self.ways.get(group.place()).copied().unwrap_or_default();
        if without != 0 && part.least <= higher.len() {
            self.part(higher, Part { ways: part.ways * without, ..part }, see);
        }
        if with != 0 {
            let suited = part.suited.or(RankSet::of(group.rank));
            let least = part.least.saturating_sub(1);
            self.part(higher, Part { suited, least, ways: part.ways * with }, see);
        }
    }

    /// The strength of each player's flush with these cards of the suit on the board.
    fn strengths(&mut self, suited: RankSet) -> &[u32] {
        let Self { game, hands, found, ends, .. } = self;
        let Some(end) = ends.get_mut(usize::from(suited.bits())) else { return &[] };
        if *end == 0 {
            found.extend(hands.iter().map(|hand| flush(*game, *hand, suited)));
            // Ten players have 23,800 strengths with all sets of up to five ranks.
            *end = u16::try_from(found.len()).unwrap_or_default();
        }
        let end = usize::from(*end);
        found.get(end - hands.len()..end).unwrap_or_default()
    }
}

/// Some of the ways to deal the groups of a bag that were looked at so far.
#[derive(Clone, Copy, Debug)]
struct Part {
    /// What is on the board of the suit.
    suited: RankSet,
    /// How many cards of it have to come yet.
    least: usize,
    ways: u64,
}

/// How many cards of a suit have to come for a flush, if one can.
fn least(game: BoardGame, hands: &[RankSet], board: RankSet) -> Option<usize> {
    let most = hands.iter().map(|hand| hand.len()).max()?;
    // In Omaha it takes two cards of a hand and three of the board.
    let needed = match game {
        BoardGame::Holdem => 5 - most,
        BoardGame::Omaha | BoardGame::OmahaHiLo if most < 2 => return None,
        BoardGame::Omaha | BoardGame::OmahaHiLo => 3,
    };
    Some(needed.saturating_sub(board.len()) as usize)
}

/// In how many ways a group can be dealt without a card of the suit, and with one.
#[derive(Clone, Copy, Debug, Default)]
struct Ways {
    without: u64,
    with: u64,
}

/// The ways for each group.
fn ways(suit: usize, known: Holding) -> [Ways; Group::PLACES] {
    let mut seen = known.suits();
    let mut left = RankSet::EMPTY;
    if let Some(this) = seen.get_mut(suit) {
        left = RankSet::ALL.without(*this);
        // What is asked for first is the other suits.
        *this = RankSet::ALL;
    }
    let mut all = [Ways::default(); Group::PLACES];
    for (rank, others) in unseen(seen) {
        let with_one = left.and(RankSet::of(rank)) != RankSet::EMPTY;
        for count in 1..=4 {
            if let Some(ways) = all.get_mut(Group { rank, count }.place()) {
                let with = if with_one { choices(others, count - 1) } else { 0 };
                *ways = Ways { without: choices(others, count), with };
            }
        }
    }
    all
}

/// The strength of the best flush in a suit.
fn flush(game: BoardGame, hand: RankSet, board: RankSet) -> u32 {
    match game {
        BoardGame::Holdem => {
            let all = hand.or(board);
            if 5 <= all.len() { of_one_suit(all).strength() } else { NONE }
        }
        BoardGame::Omaha | BoardGame::OmahaHiLo => {
            let twos = hand.choices_of(2);
            let threes = board.choices_of(3);
            let fives = twos.flat_map(|two| threes.clone().map(move |three| two.or(three)));
            fives.map(|five| of_one_suit(five).strength()).max().unwrap_or(NONE)
        }
    }
}
