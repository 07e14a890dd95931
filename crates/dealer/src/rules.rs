//! What is played at a table, and for what.

use hand_history::Amount;

use crate::{game::Game, layout::Layout, pots::House};

/// The rules of one hand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    pub(crate) game: Game,
    pub(crate) price: Price,
    pub(crate) house: House,
    /// What the house puts into the pot.
    pub(crate) added: Amount,
    /// How the hand will be told, which decides what of it is known afterwards.
    pub(crate) layout: Layout,
}

/// What a hand costs. What a game does not ask for is zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Price {
    pub(crate) ante: Amount,
    pub(crate) small_blind: Amount,
    pub(crate) big_blind: Amount,
    pub(crate) bring_in: Amount,
    /// The bet of the first rounds: in fixed limit the only one, else the least.
    pub(crate) small_bet: Amount,
    /// The bet of the later rounds.
    pub(crate) big_bet: Amount,
}

impl Price {
    /// Blinds for no limit and pot limit, in which the big blind is the least bet.
    pub(crate) const fn blinds(small: Amount, big: Amount, ante: Amount) -> Self {
        Self {
            ante,
            small_blind: small,
            big_blind: big,
            bring_in: Amount::ZERO,
            small_bet: big,
            big_bet: big,
        }
    }

    /// Blinds for fixed limit: half a small bet, down to the cent, and a whole one.
    pub(crate) fn fixed(small_bet: Amount) -> Self {
        let half = Amount::from_hundredths(small_bet.hundredths() / 2);
        let blinds = Self::blinds(half, small_bet, Amount::ZERO);
        Self { big_bet: small_bet + small_bet, ..blinds }
    }

    /// Antes and a bring-in for stud, in fixed limit.
    pub(crate) fn stud(ante: Amount, bring_in: Amount, small_bet: Amount) -> Self {
        let (none, fixed) = (Amount::ZERO, Self::fixed(small_bet));
        Self { ante, bring_in, small_blind: none, big_blind: none, ..fixed }
    }
}
