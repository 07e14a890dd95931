//! The cards that were dealt.

use super::purse::Purse;
use crate::{Foul, Hand, Street, Variant, Warning};

/// Warns of a board or of hole cards that the game does not deal.
pub(super) fn check(hand: &Hand, purses: &[Purse], warnings: &mut Vec<Warning>) {
    let most = hole_cards(hand.variant);
    for (index, player) in hand.players.iter().enumerate() {
        let known = player.cards.len();
        let right = known == 0 || known == most || (known < most && some_are_seen(hand.variant));
        if !right {
            warnings.push(super::warning(hand, index, Foul::HoleCards(known)));
        }
    }
    let unfolded = purses.iter().filter(|purse| purse.in_hand).count();
    let size = hand.board.len();
    let whole = size == board_cards(hand.variant);
    let streets_are_right = hand.streets.iter().all(|log| log.cards.len() == added(log.street));
    // The cards may end before the last street when one player is left.
    if !streets_are_right || (!whole && (2 <= unfolded || !matches!(size, 0 | 3 | 4))) {
        warnings.push(Warning::BoardSize(size));
    }
}

/// How many cards a player holds in the end.
pub(super) const fn hole_cards(variant: Variant) -> usize {
    match variant {
        Variant::Holdem => 2,
        Variant::Omaha | Variant::OmahaHiLo => 4,
        Variant::Omaha5 | Variant::Omaha5HiLo | Variant::TripleDraw27 => 5,
        Variant::Stud | Variant::StudHiLo | Variant::Razz => 7,
    }
}

/// Whether others see some of a player's cards.
const fn some_are_seen(variant: Variant) -> bool {
    matches!(variant, Variant::Stud | Variant::StudHiLo | Variant::Razz)
}

/// How many cards a whole board has.
pub(super) const fn board_cards(variant: Variant) -> usize {
    match variant {
        Variant::Holdem
        | Variant::Omaha
        | Variant::Omaha5
        | Variant::OmahaHiLo
        | Variant::Omaha5HiLo => 5,
        Variant::Stud | Variant::StudHiLo | Variant::Razz | Variant::TripleDraw27 => 0,
    }
}

/// How many cards a street adds to the board.
const fn added(street: Street) -> usize {
    match street {
        Street::Flop => 3,
        Street::Turn | Street::River => 1,
        _ => 0,
    }
}
