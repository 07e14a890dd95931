//! Stud and razz: antes, a bring-in, and cards of which four are open.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use cards::Card;
use hand_history::{ActionKind, Street, Variant};

use super::{Played, in_play::InPlay};
use crate::{betting::Round, claim::Claim, dice::Dice, rules::Rules, seating::Seating};

pub(super) fn play(seating: &mut Seating, rules: &Rules, dice: &mut Dice) -> Played {
    let Rules { game, price, .. } = *rules;
    let mut hand = InPlay::new(seating, seating.everybody(), rules, dice);
    hand.deal_first();
    hand.open(Street::Blinds, &[]);
    hand.post_antes(&[]);
    hand.open(Street::Third, &[]);
    if let Some(player) = hand.bring_in() {
        let order = hand.order_after(player);
        hand.bet(Round::new(&order, game.limit, price.small_bet).after_bring_in(price.bring_in));
    }
    for (street, bet) in [
        (Street::Fourth, price.small_bet),
        (Street::Fifth, price.big_bet),
        (Street::Sixth, price.big_bet),
        (Street::Seventh, price.big_bet),
    ] {
        let unfolded = hand.unfolded();
        if unfolded.len() < 2 {
            break;
        }
        for player in unfolded {
            hand.deal_to(player);
        }
        hand.open(street, &[]);
        hand.start_bets();
        hand.bet(Round::new(&hand.order_by_open_cards(), game.limit, bet));
    }
    hand.finish(None)
}

/// The open cards among those that a player has, in the order in which they were dealt: the
/// first two are hidden, and the seventh.
pub(super) fn open_cards(own: &[Card]) -> &[Card] {
    own.get(2..own.len().min(6)).unwrap_or_default()
}

impl InPlay<'_> {
    /// Lets the worst open card bring in. Nobody does when fewer than two have chips.
    fn bring_in(&mut self) -> Option<usize> {
        let with_chips = |player: &usize| self.purses[*player].behind.is_positive();
        let players: Vec<usize> = self.unfolded().into_iter().filter(with_chips).collect();
        if players.len() < 2 {
            return None;
        }
        let worst = players.into_iter().max_by_key(|&player| {
            let door = open_cards(self.own(player)).first().copied();
            door.map(|card| badness(card, self.rules.game.variant))
        })?;
        let amount = self.purses[worst].bet(self.rules.price.bring_in);
        self.put(worst, ActionKind::BringIn(amount));
        self.note_bets();
        Some(worst)
    }

    /// The best open cards act first.
    fn order_by_open_cards(&self) -> Vec<usize> {
        let variant = self.rules.game.variant;
        let worth = |player: &usize| {
            Claim::of(variant, open_cards(self.own(*player)), &[]).map(|claim| claim.hand)
        };
        // Of equal hands the first in the order acts first.
        let best = self.unfolded().into_iter().rev().max_by_key(worth);
        best.map_or_else(Vec::new, |best| self.order_from(best))
    }
}

/// How much a card deserves to bring in: in stud the lowest does, in razz the highest, where
/// the ace is low. Suits decide between equal ranks, clubs being the lowest.
fn badness(card: Card, variant: Variant) -> u8 {
    if variant == Variant::Razz { (card.index() + 4) % 52 } else { 51 - card.index() }
}
