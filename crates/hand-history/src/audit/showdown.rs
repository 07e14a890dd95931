//! Whose hand is the best.

use cards::{AceToFive, Card, DeuceToSeven, HandRank, OmahaBoard};

use super::{deal, seats::Seats};
use crate::{ActionKind, Hand, Variant};

/// What a hand can win a pot with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    best: Best,
    /// The low that halves a pot.
    low: Option<AceToFive>,
}

/// The worth of a hand in its game. All hands that are compared are of one game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Best {
    High(HandRank),
    Razz(AceToFive),
    Draw(DeuceToSeven),
}

/// What the cards of a player are worth, where they and the board are known.
pub(super) fn claim(hand: &Hand, player: usize) -> Option<Claim> {
    let hole = hand.players.get(player)?.cards;
    let whole = hole.len() == deal::hole_cards(hand.variant);
    if !whole || hand.board.len() != deal::board_cards(hand.variant) {
        return None;
    }
    let omaha = || OmahaBoard::new(&hand.board);
    let (best, low) = match hand.variant {
        Variant::Holdem => {
            let hole = <[Card; 2]>::try_from(&*hole).ok()?;
            (Best::High(HandRank::of(hole, &hand.board)), None)
        }
        Variant::Omaha | Variant::Omaha5 => (Best::High(omaha().high(&hole)), None),
        // Plain five-card Omaha was printed as a game of high and low in 2016: without a mark
        // on a pot it is not known which of them it was.
        Variant::Omaha5HiLo if !is_halved(hand) => return None,
        Variant::OmahaHiLo | Variant::Omaha5HiLo => {
            (Best::High(omaha().high(&hole)), omaha().low(&hole))
        }
        Variant::Stud => (Best::High(HandRank::of_cards(&hole)), None),
        Variant::StudHiLo => {
            (Best::High(HandRank::of_cards(&hole)), AceToFive::eight_or_better(&hole))
        }
        Variant::Razz => (Best::Razz(AceToFive::of_cards(&hole)), None),
        Variant::TripleDraw27 => {
            (Best::Draw(DeuceToSeven::of(<&[Card; 5]>::try_from(&*hole).ok()?)), None)
        }
    };
    Some(Claim { best, low })
}

/// Whether the best low hand takes half of a pot.
pub(super) const fn has_low(variant: Variant) -> bool {
    matches!(variant, Variant::OmahaHiLo | Variant::Omaha5HiLo | Variant::StudHiLo)
}

fn is_halved(hand: &Hand) -> bool {
    let halved = |kind: &ActionKind| matches!(kind, ActionKind::Collect { half: Some(_), .. });
    hand.actions.iter().any(|action| halved(&action.kind))
}

/// Who shares a pot. If nobody has a low, there are no halves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Winners {
    pub(super) best: Seats,
    pub(super) low: Seats,
}

impl Winners {
    /// The winners among the contenders; `None` where a hand that decides is not known.
    pub(super) fn of(contenders: Seats, claims: &[Option<Claim>]) -> Option<Self> {
        if contenders.from(0).nth(1).is_none() {
            return Some(Self { best: contenders, low: Seats::EMPTY });
        }
        let claim = |player: usize| *claims.get(player)?;
        if contenders.from(0).any(|player| claim(player).is_none()) {
            return None;
        }
        let best = greatest(contenders, |player| Some(claim(player)?.best));
        let low = greatest(contenders, |player| claim(player)?.low);
        Some(Self { best, low })
    }
}

/// The players with the greatest worth; nobody where none has any.
fn greatest<Worth: Ord>(of: Seats, worth: impl Fn(usize) -> Option<Worth>) -> Seats {
    let most = of.from(0).filter_map(&worth).max();
    of.from(0).filter(|&player| most.is_some() && worth(player) == most).collect()
}
