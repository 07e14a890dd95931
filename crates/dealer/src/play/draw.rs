//! Deuce-to-seven triple draw: blinds, five cards, and three times the chance to change some.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use cards::{Card, Cards, Rank};
use hand_history::{ActionKind, Street};

use super::{Played, in_play::InPlay};
use crate::{
    betting::Round, dice::Dice, layout::Layout, names::HERO, rules::Rules, seating::Seating,
};

pub(super) fn play(seating: &mut Seating, rules: &Rules, dice: &mut Dice) -> Played {
    let lineup = seating.advance();
    let Rules { game, price, .. } = *rules;
    let mut hand = InPlay::new(seating, lineup.dealt.clone(), rules, dice);
    hand.deal_first();
    hand.post_blinds(&lineup);
    hand.open(Street::FirstBet, &[]);
    let order = hand.order_after(lineup.big);
    hand.bet(Round::new(&order, game.limit, price.small_bet).after_blinds(price.big_blind));
    for (draw, street, least) in [
        (Street::FirstDraw, Street::SecondBet, price.small_bet),
        (Street::SecondDraw, Street::ThirdBet, price.big_bet),
        (Street::ThirdDraw, Street::FourthBet, price.big_bet),
    ] {
        if hand.unfolded().len() < 2 {
            break;
        }
        hand.open(draw, &[]);
        for player in hand.unfolded() {
            hand.change_cards(player);
        }
        hand.open(street, &[]);
        hand.start_bets();
        hand.bet(Round::new(&lineup.dealt, game.limit, least));
    }
    hand.finish(Some(&lineup))
}

impl InPlay<'_> {
    /// Lets a player throw away what he does not like, for as many other cards.
    fn change_cards(&mut self, player: usize) {
        let highest = if self.dice.chance(30) { Rank::Ten } else { Rank::Eight };
        let (kept, unwanted) = sort_out(self.own(player), highest);
        self.replace(player, kept, &unwanted);
        let count = u8::try_from(unwanted.len()).unwrap_or(u8::MAX);
        let kind = match (count, self.rules.layout) {
            (0, Layout::Client) => {
                // Only the hero's cards are told.
                let hero = self.guests[player].1.name == HERO;
                let cards = Cards::from_slice(self.own(player)).unwrap_or_default();
                ActionKind::StandPat(if hero { cards } else { Cards::EMPTY })
            }
            (count, Layout::Client | Layout::Export) => ActionKind::Discard { count },
        };
        self.tell(player, kind);
    }
}

/// What a player keeps, and what he throws away: pairs, and what is too high.
fn sort_out(own: &[Card], highest: Rank) -> (Vec<Card>, Vec<Card>) {
    let mut kept: Vec<Card> = Vec::new();
    let mut unwanted = Vec::new();
    for &card in own {
        let pairs = kept.iter().any(|other| other.rank() == card.rank());
        if pairs || highest < card.rank() {
            unwanted.push(card);
        } else {
            kept.push(card);
        }
    }
    (kept, unwanted)
}

#[cfg(test)]
mod tests {
    use hand_history::{Limit, Variant};

    use super::{Card, InPlay};
    use crate::{
        dice::Dice,
        game::Game,
        layout::Layout,
        names::NAMES,
        offer::Offer,
        seating::{Guest, Seating},
    };

    #[test]
    fn who_changes_cards_gets_none_that_anybody_holds_or_that_he_threw_away() {
        let mut dice = Dice::new(1);
        let game = Game::new(Variant::TripleDraw27, Limit::FixedLimit);
        let rules = Offer::of(game, Layout::Client, true, &mut dice).rules;
        let guest = |name: &str| Some(Guest::new(name.into(), rules.price.big_bet));
        let chairs = NAMES.into_iter().take(6).map(guest).collect();
        let seating = Seating::new(chairs, &mut dice);
        let mut hand = InPlay::new(&seating, (0..6).collect(), &rules, &mut dice);
        hand.deal_first();
        // 90 cards are changed, which is more than the deck has.
        for player in (0..3).flat_map(|_| 0..6) {
            let thrown_away = hand.own(player).to_vec();
            hand.replace(player, Vec::new(), &thrown_away);
            assert_eq!(hand.own(player).len(), 5);
            assert!(!hand.own(player).iter().any(|card| thrown_away.contains(card)));
            let mut held: Vec<Card> = (0..6).flat_map(|player| hand.own(player)).copied().collect();
            held.sort_unstable();
            held.dedup();
            assert_eq!(held.len(), 30);
        }
    }
}
