//! What players do in a hand, in the order the text tells it.

use std::ops::Range;

use cards::Cards;
use smol_str::SmolStr;

use crate::Amount;

/// The place of a player in [`Hand::players`](crate::Hand::players).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlayerIndex(pub u8);

/// One line of a street: who did what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Who acts.
    pub player: PlayerIndex,
    /// What he does.
    pub kind: ActionKind,
    /// Whether the line says that it took his last chip.
    pub all_in: bool,
}

/// What an [`Action`] is. An `Amount` alone is the chips that the action adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Posts an ante.
    Ante(Amount),
    /// Posts the small blind in position.
    SmallBlind(Amount),
    /// Posts the big blind in position.
    BigBlind(Amount),
    /// Posts a missed small blind: chips for the pot that match no bet.
    DeadSmallBlind(Amount),
    /// Posts a big blind out of position, which counts as a bet on the street.
    LiveBigBlind(Amount),
    /// Refuses to post, and takes no part.
    DenyBlind,
    /// Brings in (stud).
    BringIn(Amount),
    /// Gives up.
    Fold,
    /// Adds nothing.
    Check,
    /// Matches the bet, or as much of it as he has.
    Call(Amount),
    /// Makes the first bet of a street.
    Bet(Amount),
    /// Raises the bet.
    Raise {
        /// The player's total on this street after the raise, as printed. A dead small
        /// blind is in it, though it matches no bet.
        to: Amount,
        /// The chips that the raise adds.
        added: Amount,
    },
    /// Throws cards away for others (draw).
    Discard {
        /// How many.
        count: u8,
    },
    /// Keeps all his cards (draw).
    StandPat(Cards),
    /// Shows his cards.
    Show {
        /// What he shows.
        cards: Cards,
        /// The hand as Winamax names it: `One pair : Aces`.
        description: Option<SmolStr>,
    },
    /// Takes chips out of a pot.
    Collect {
        /// How many, his own uncalled bet included.
        amount: Amount,
        /// From which pot.
        pot: PotName,
        /// Which half of it, in games with two.
        half: Option<Half>,
    },
}

impl ActionKind {
    /// Whether a player chose it in a round of betting. Posts and draws are none.
    #[must_use]
    pub const fn is_decision(&self) -> bool {
        match self {
            Self::Fold | Self::Check | Self::Call(_) | Self::Bet(_) | Self::Raise { .. } => true,
            Self::Ante(_)
            | Self::SmallBlind(_)
            | Self::BigBlind(_)
            | Self::DeadSmallBlind(_)
            | Self::LiveBigBlind(_)
            | Self::DenyBlind
            | Self::BringIn(_)
            | Self::Discard { .. }
            | Self::StandPat(_)
            | Self::Show { .. }
            | Self::Collect { .. } => false,
        }
    }

    /// The chips that this action adds to the pot.
    #[must_use]
    pub const fn added(&self) -> Amount {
        match self {
            Self::Ante(amount)
            | Self::SmallBlind(amount)
            | Self::BigBlind(amount)
            | Self::DeadSmallBlind(amount)
            | Self::LiveBigBlind(amount)
            | Self::BringIn(amount)
            | Self::Call(amount)
            | Self::Bet(amount)
            | Self::Raise { added: amount, .. } => *amount,
            Self::DenyBlind
            | Self::Fold
            | Self::Check
            | Self::Discard { .. }
            | Self::StandPat(_)
            | Self::Show { .. }
            | Self::Collect { .. } => Amount::ZERO,
        }
    }
}

/// The pot that a `collected` line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PotName {
    /// The pot that everybody plays for.
    Main,
    /// A side pot, counted from 1.
    Side(u8),
}

/// Half of a pot in a game of high and low.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Half {
    Hi,
    Lo,
}

/// A part of the hand between two headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Street {
    /// Antes and blinds; in stud the antes alone.
    Blinds,
    Preflop,
    Flop,
    Turn,
    River,
    /// The streets of stud, by the number of cards that a player has.
    Third,
    Fourth,
    Fifth,
    Sixth,
    Seventh,
    /// The rounds of draw games.
    FirstBet,
    FirstDraw,
    SecondBet,
    SecondDraw,
    ThirdBet,
    ThirdDraw,
    FourthBet,
    Showdown,
}

impl Street {
    /// What this part of a hand is for.
    #[must_use]
    pub const fn stage(self) -> Stage {
        match self {
            Self::Blinds => Stage::Posts,
            Self::Preflop | Self::Third | Self::FirstBet => Stage::FirstBets,
            Self::Flop
            | Self::Turn
            | Self::River
            | Self::Fourth
            | Self::Fifth
            | Self::Sixth
            | Self::Seventh
            | Self::SecondBet
            | Self::ThirdBet
            | Self::FourthBet => Stage::LaterBets,
            Self::FirstDraw | Self::SecondDraw | Self::ThirdDraw => Stage::Draw,
            Self::Showdown => Stage::Showdown,
        }
    }
}

/// What a part of a hand is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Antes and blinds.
    Posts,
    /// The first round of betting, for which the blinds count.
    FirstBets,
    /// A round of betting that begins with nothing.
    LaterBets,
    /// Cards are changed.
    Draw,
    /// Cards are shown.
    Showdown,
}

/// What happened on one street.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreetLog {
    /// Which street.
    pub street: Street,
    /// Only the cards that this street added to the board.
    pub cards: Cards,
    /// Its actions, as a range of [`Hand::actions`](crate::Hand::actions).
    pub actions: Range<usize>,
}
