//! How the invented players decide: at random, but not without looking at their cards.
//!
//! Nobody learns poker here. The mix only has to reach every street, every kind of all-in
//! and many-handed pots often enough.

use cards::{Card, Category, Rank};
use hand_history::{Amount, Variant};

use crate::{
    betting::{Move, Turn},
    claim::Claim,
    dice::Dice,
};

/// What a player sees at his turn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) variant: Variant,
    pub(crate) own: &'a [Card],
    pub(crate) board: &'a [Card],
    /// All chips put in so far.
    pub(crate) pot: Amount,
    /// The big blind, or the small bet.
    pub(crate) bet: Amount,
    /// The smallest chip.
    pub(crate) unit: Amount,
}

/// What the player does.
pub(crate) fn decide(turn: Turn, view: View<'_>, dice: &mut Dice) -> Move {
    let appeal = appeal(view);
    let free = turn.call == Amount::ZERO;
    let cheap = turn.call <= view.bet || turn.call.hundredths() * 4 <= view.pot.hundredths();
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
    let short = most.hundredths() <= 8 * view.bet.hundredths();
    if short || most <= least || dice.chance(6) {
        // Some like to keep a last chip. It dies as an ante, before its owner can post.
        let kept = if dice.chance(12) { view.unit } else { Amount::ZERO };
        return least.max(most - kept);
    }
    dice.amount(least, most.min(least + view.pot), view.unit)
}

/// How much a player likes his cards, from 0 to 3.
fn appeal(view: View<'_>) -> u32 {
    let View { variant, own, board, .. } = view;
    match variant {
        Variant::Holdem | Variant::Omaha | Variant::Omaha5 | Variant::Stud => high(view),
        Variant::OmahaHiLo | Variant::Omaha5HiLo | Variant::StudHiLo => {
            let low = Claim::of(variant, own, board).and_then(|claim| claim.low);
            high(view).max(low.map_or(low_cards(own) / 3, |_| 2))
        }
        Variant::Razz | Variant::TripleDraw27 => low_cards(own).saturating_sub(1).min(3),
    }
}

/// How much there is to a hand that wants to be high.
fn high(View { variant, own, board, .. }: View<'_>) -> u32 {
    let Some(claim) = Claim::of(variant, own, board) else { return 0 };
    let high_cards = own.iter().filter(|card| Rank::Ten <= card.rank()).count();
    match (board, claim.hand.category()) {
        ([], Category::OnePair(rank)) => 2 + u32::from(Rank::Nine < rank),
        ([], Category::HighCard(_)) => u32::try_from(high_cards).unwrap_or(u32::MAX).min(2),
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

/// How many different ranks up to the eight there are.
fn low_cards(own: &[Card]) -> u32 {
    let mut ranks: Vec<Rank> = own.iter().map(|card| card.rank()).collect();
    ranks.sort_unstable();
    ranks.dedup();
    let low = ranks.into_iter().filter(|&rank| rank <= Rank::Eight).count();
    u32::try_from(low).unwrap_or(u32::MAX)
}
