//! What a player can do that no table lets pass.

use std::fmt;

use crate::{
    Amount, PotName,
    warning::{pot_name, two_decimals},
};

/// Something that a player did, or got, against the rules. It prints as its code, with an
/// amount or a pot behind it where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foul {
    /// His ante or blind is so much more (or, negative, less) than the stakes ask for.
    PostOffBy(Amount),
    /// He, or somebody before him, has posted this already.
    PostedTwice,
    /// It was his turn, and the play went on without him.
    TurnSkipped,
    /// He had acted already, and nothing new was asked of him.
    OutOfTurn,
    /// He acted after he had folded, or without chips.
    CannotAct,
    /// He put in so much more than he had.
    MoreThanStack(Amount),
    /// His last chip went in, and the line does not say so.
    AllInUnmarked,
    /// The line says all-in, and so much was left.
    AllInWithChips(Amount),
    /// He checked when so much was to call.
    CheckedBet(Amount),
    /// His call is so much more (or, negative, less) than was to call.
    CallOffBy(Amount),
    /// He bet where somebody had bet.
    BetOverBet,
    /// He raised where nobody had bet.
    RaisedNothing,
    /// He raised again, though nobody had made a full raise since he acted.
    NotReopened,
    /// His bet or raise, not all-in, is so much below the least.
    BelowMinimum(Amount),
    /// His bet or raise is so much above what the pot allows.
    AbovePotLimit(Amount),
    /// His bet or raise is so much more (or, negative, less) than the fixed one.
    FixedBetOffBy(Amount),
    /// He holds so many cards, which is not the number of the game.
    HoleCards(usize),
    /// He took from a pot that he could not win, or that is not the highest of his.
    WrongPot(PotName),
    /// He took so much more (or, negative, less) than his hand was worth.
    ShareOffBy(Amount),
}

impl Foul {
    const fn code(self) -> &'static str {
        match self {
            Self::PostOffBy(_) => "post_off_by",
            Self::PostedTwice => "posted_twice",
            Self::TurnSkipped => "turn_skipped",
            Self::OutOfTurn => "out_of_turn",
            Self::CannotAct => "cannot_act",
            Self::MoreThanStack(_) => "more_than_stack",
            Self::AllInUnmarked => "all_in_unmarked",
            Self::AllInWithChips(_) => "all_in_with_chips",
            Self::CheckedBet(_) => "checked_bet",
            Self::CallOffBy(_) => "call_off_by",
            Self::BetOverBet => "bet_over_bet",
            Self::RaisedNothing => "raised_nothing",
            Self::NotReopened => "not_reopened",
            Self::BelowMinimum(_) => "below_minimum",
            Self::AbovePotLimit(_) => "above_pot_limit",
            Self::FixedBetOffBy(_) => "fixed_bet_off_by",
            Self::HoleCards(_) => "hole_cards",
            Self::WrongPot(_) => "wrong_pot",
            Self::ShareOffBy(_) => "share_off_by",
        }
    }
}

impl fmt::Display for Foul {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code();
        match *self {
            Self::PostedTwice
            | Self::TurnSkipped
            | Self::OutOfTurn
            | Self::CannotAct
            | Self::AllInUnmarked
            | Self::BetOverBet
            | Self::RaisedNothing
            | Self::NotReopened => f.write_str(code),
            Self::PostOffBy(amount)
            | Self::MoreThanStack(amount)
            | Self::AllInWithChips(amount)
            | Self::CheckedBet(amount)
            | Self::CallOffBy(amount)
            | Self::BelowMinimum(amount)
            | Self::AbovePotLimit(amount)
            | Self::FixedBetOffBy(amount)
            | Self::ShareOffBy(amount) => write!(f, "{code}:{}", two_decimals(amount)),
            Self::HoleCards(count) => write!(f, "{code}:{count}"),
            Self::WrongPot(pot) => write!(f, "{code}:{}", pot_name(pot)),
        }
    }
}
