//! Who wins how often, over every board that can still come: exactly, in whole numbers.
//!
//! Before the flop more than a million boards can come, yet they are soon counted. The suits of
//! a board matter only where it makes a flush, and no board holds three cards of two suits. So
//! the boards are taken together by their ranks, 6,175 bags of five at most, with the number of
//! ways to deal each ([`bags`]). What a player has without a flush is looked up once a bag
//! ([`holder`]); then the ways are parted by the ranks that fall in a suit in which somebody can
//! have a flush ([`flushes`]), and each part is paid out to those who win it ([`split`]).

mod bags;
mod flushes;
mod holder;
mod split;

use self::{
    bags::{Bag, each_bag},
    flushes::Flushes,
    holder::Holder,
    split::Split,
};
use crate::{Card, Cards, Rank, holding::Holding};

/// A game in which players make their hands with a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BoardGame {
    /// Two cards, and any five of them and the board make the hand.
    Holdem,
    /// Four or five cards, of which two make the hand with three of the board.
    Omaha,
    /// The same, and the best eight-or-better low takes half of each pot.
    OmahaHiLo,
}

/// Players who contend for a pot, by their places in the list of hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Contenders(u16);

impl Contenders {
    /// Whether a player contends.
    pub(crate) const fn contains(self, player: usize) -> bool {
        self.0 & Self::bit(player) != 0
    }

    const fn bit(player: usize) -> u16 {
        if player < Runout::MAX_PLAYERS { 1 << player } else { 0 }
    }
}

impl FromIterator<usize> for Contenders {
    fn from_iter<I: IntoIterator<Item = usize>>(players: I) -> Self {
        Self(players.into_iter().fold(0, |bits, player| bits | Self::bit(player)))
    }
}

/// Known hands before the board is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Runout {
    game: BoardGame,
    hands: Vec<Cards>,
    board: Cards,
}

/// How often each player wins one pot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equity {
    /// How many boards can come.
    pub boards: u64,
    /// By player: how many of the boards' shares are his. Who does not contend has none. All
    /// shares together are [`Equity::SHARES`] a board, unless nobody contends.
    pub shares: Vec<u64>,
}

impl Equity {
    /// The shares of one board: each half of a pot can be parted evenly among up to ten.
    pub const SHARES: u64 = 2 * 2520;
}

impl Runout {
    /// The most players.
    pub const MAX_PLAYERS: usize = 10;

    /// The hands of two to ten players and what there is of the board. `None` for cards that
    /// cannot be dealt so: one is in two places, a hand is not of the game's size, or the deck
    /// is too short.
    #[must_use]
    pub fn new(game: BoardGame, hands: &[Cards], board: &[Card]) -> Option<Self> {
        let sizes = match game {
            BoardGame::Holdem => 2..=2,
            BoardGame::Omaha | BoardGame::OmahaHiLo => 4..=5,
        };
        let size = hands.first()?.len();
        let sized = sizes.contains(&size) && hands.iter().all(|hand| hand.len() == size);
        let known = hands.iter().flat_map(|hand| hand.iter()).chain(board);
        let mut seen = 0_u64;
        for card in known.clone() {
            let bit = 1 << card.index();
            if seen & bit != 0 {
                return None;
            }
            seen |= bit;
        }
        let board = Cards::from_slice(board).ok().filter(|board| board.len() <= BOARD)?;
        let missing = BOARD - board.len();
        let fits =
            known.count() + missing <= DECK && (2..=Self::MAX_PLAYERS).contains(&hands.len());
        (sized && fits).then(|| Self { game, hands: hands.to_vec(), board })
    }

    /// How many boards can come.
    #[must_use]
    pub fn boards(&self) -> u64 {
        let unseen = DECK - self.known().count();
        let missing = BOARD - self.board.len();
        let choices = (1..).zip((0..=unseen).rev()).take(missing);
        choices.fold(1, |ways, (nth, left)| ways * left as u64 / nth)
    }

    /// How often each player wins each of these pots.
    #[must_use]
    pub fn equities(&self, pots: &[Contenders]) -> Vec<Equity> {
        let known = Holding::of(self.known());
        let board = Holding::of(&*self.board);
        let hands = self.hands.iter().map(|hand| Holding::of(&**hand));
        let hands: Vec<Holding> = hands.collect();
        let mut flushes = Flushes::of_suits(self.game, known, board, &hands);
        let mut holders: Vec<Holder> =
            self.hands.iter().map(|hand| Holder::new(self.game, hand)).collect();
        let mut split = Split::new(pots);
        let none = vec![0; self.hands.len()];
        let (mut highs, mut lows, mut with_flush) = (none.clone(), none.clone(), none);
        each_bag(BOARD - self.board.len(), known, &mut |bag| {
            let ranks = self.board_with(bag);
            for ((high, low), holder) in highs.iter_mut().zip(&mut lows).zip(&mut holders) {
                let worth = holder.worth(ranks);
                (*high, *low) = (worth.high, worth.low);
            }
            if self.game == BoardGame::OmahaHiLo {
                split.pay_lows(&lows, bag.ways);
            }
            let mut plain = bag.ways;
            for suit in &mut flushes {
                suit.each_part(bag, &mut |flushes, ways| {
                    for ((best, high), flush) in with_flush.iter_mut().zip(&highs).zip(flushes) {
                        *best = *high.max(flush);
                    }
                    split.pay_highs(&with_flush, ways);
                    plain -= ways;
                });
            }
            split.pay_highs(&highs, plain);
        });
        split.equities(self.boards(), self.hands.len())
    }

    fn known(&self) -> impl Iterator<Item = &Card> + Clone {
        self.hands.iter().flat_map(|hand| hand.iter()).chain(self.board.iter())
    }

    /// The ranks of the whole board.
    fn board_with(&self, bag: &Bag) -> [Rank; BOARD] {
        let mut ranks = [Rank::Two; BOARD];
        let known = self.board.iter().map(|card| card.rank());
        for (slot, rank) in ranks.iter_mut().zip(bag.ranks().chain(known)) {
            *slot = rank;
        }
        ranks
    }
}

/// The cards of a whole board.
const BOARD: usize = 5;

/// The cards of a deck.
const DECK: usize = 52;

#[cfg(test)]
mod tests;
