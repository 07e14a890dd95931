//! What is played at a table, and for what.

use hand_history::{Amount, Currency, Hand, Kind, Limit, Variant};
use smol_str::SmolStr;

/// What hands at the same stakes have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Setting {
    /// How the table is organised.
    pub kind: Kind,
    /// The game.
    pub variant: Variant,
    /// Its betting structure; with the variant it is the type of the game.
    pub limit: Limit,
    /// The stakes, as printed.
    pub stakes: SmolStr,
    /// What the amounts count.
    pub currency: Currency,
    /// Real money, or play.
    pub real_money: bool,
    /// The big blind, where the game has one that is more than nothing.
    pub big_blind: Option<Amount>,
}

impl Setting {
    /// What a hand was played for.
    #[must_use]
    pub fn of(hand: &Hand) -> Self {
        Self {
            kind: hand.kind,
            variant: hand.variant,
            limit: hand.limit,
            stakes: hand.stakes.text.clone(),
            currency: hand.currency,
            real_money: hand.real_money,
            big_blind: hand.stakes.big_blind.filter(|big_blind| big_blind.is_positive()),
        }
    }
}
