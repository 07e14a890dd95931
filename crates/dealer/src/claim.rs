//! What a player's cards give him a claim to.

use cards::{AceToFive, Card, Category, DeuceToSeven, HandRank, OmahaBoard};
use hand_history::Variant;

/// What a player can claim of the pots that he has paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The worth of his hand, for all of a pot or the high half of it.
    pub(crate) hand: Worth,
    /// His low, where the game has one and it qualifies.
    pub(crate) low: Option<AceToFive>,
}

/// The worth of a hand by the ranking of its game. The better hand is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    High(HandRank),
    AceToFive(AceToFive),
    DeuceToSeven(DeuceToSeven),
}

impl Claim {
    /// The claim of these cards. In the middle of a hand it is for what there is so far.
    pub(crate) fn of(variant: Variant, own: &[Card], board: &[Card]) -> Option<Self> {
        let high = |rank| Self { hand: Worth::High(rank), low: None };
        let omaha = || OmahaBoard::new(board);
        Some(match variant {
            Variant::Holdem => high(HandRank::of(*own.first_chunk()?, board)),
            Variant::Omaha | Variant::Omaha5 => high(omaha().high(own)),
            Variant::OmahaHiLo | Variant::Omaha5HiLo => {
                Self { low: omaha().low(own), ..high(omaha().high(own)) }
            }
            Variant::Stud => high(HandRank::of_cards(own)),
            Variant::StudHiLo => {
                Self { low: AceToFive::eight_or_better(own), ..high(HandRank::of_cards(own)) }
            }
            Variant::Razz => Self { hand: Worth::AceToFive(AceToFive::of_cards(own)), low: None },
            Variant::TripleDraw27 => {
                let rank = DeuceToSeven::of(own.first_chunk()?);
                Self { hand: Worth::DeuceToSeven(rank), low: None }
            }
        })
    }
}

impl Worth {
    /// What the hand is called.
    pub(crate) fn category(self) -> Category {
        match self {
            Self::High(rank) => rank.category(),
            Self::AceToFive(rank) => rank.category(),
            Self::DeuceToSeven(rank) => rank.category(),
        }
    }
}
