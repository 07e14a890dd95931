//! How the invented players decide: at random, but not without looking at their cards.
//!
//! Nobody learns poker here. The mix only has to reach every street, every kind of all-in
//! and many-handed pots often enough.

use cards::{Card, Category, HandRank, Rank};
use hand_history::Amount;

use crate::{
    betting::{Move, Turn},
    dice::Dice,
};

/// What a player sees at his turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) hole: [Card; 2],
    pub(crate) board: &'a [Card],
    /// All chips put in so far.
    pub(crate) pot: Amount,
    pub(crate) big_blind: Amount,
    /// The smallest chip.
    pub(crate) unit: Amount,
}

/// What the player does.
pub(crate) fn decide(turn: Turn, view: View<'_>, dice: &mut Dice) -> Move {
    let appeal = appeal(view.hole, view.board);
    let free = turn.call == Amount::ZERO;
    let cheap = turn.call <= view.big_blind || turn.call.hundredths() * 4 <= view.pot.hundredths();
    let (fold, raise) = match (free, cheap) {
        (true, _) => (0, 18 + 16 * appeal),
        (false, true) => (42 - 14 * appeal, 6 + 7 * appeal),
        (false, false) => (78 - 22 * appeal, 4 + 5 * appeal),
    };
    if dice.chance(fold) {
        return Move::Fold;
    }
    match turn.raise {
        Some((least, most)) if dice.chance(raise) => Move::RaiseTo(size(least, most, view, dice)),
        Some(_) | None => Move::Call,
    }
}

/// A total to raise to: somewhere up to the size of the pot, or everything.
fn size(least: Amount, most: Amount, view: View<'_>, dice: &mut Dice) -> Amount {
    let short = most.hundredths() <= 8 * view.big_blind.hundredths();
    if short || most <= least || dice.chance(6) {
        // Some like to keep a last chip. It dies as an ante, before its owner can post.
        let kept = if dice.chance(12) { view.unit } else { Amount::ZERO };
        return least.max(most - kept);
    }
    dice.amount(least, most.min(least + view.pot), view.unit)
}

/// How much a player likes his cards, from 0 to 3.
fn appeal(hole: [Card; 2], board: &[Card]) -> u32 {
    let [one, other] = hole.map(Card::rank);
    match (board, HandRank::of(hole, board).category()) {
        ([], Category::OnePair(rank)) => 2 + u32::from(Rank::Nine < rank),
        ([], _) => u32::from(Rank::Ten <= one) + u32::from(Rank::Ten <= other),
        (_, Category::HighCard(_)) => 0,
        (_, Category::OnePair(_)) => 1,
        (_, Category::TwoPairs { .. }) => 2,
        (
            _,
            Category::Trips(_)
            | Category::Straight(_)
            | Category::Flush(_)
            | Category::FullHouse { .. }
            | Category::Quads(_)
            | Category::StraightFlush(_),
        ) => 3,
    }
}
