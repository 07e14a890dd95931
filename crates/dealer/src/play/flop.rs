//! Hold'em and Omaha: blinds, own cards, and a board that all share.

use hand_history::Street;

use super::{Played, in_play::InPlay};
use crate::{betting::Round, dice::Dice, rules::Rules, seating::Seating};

pub(super) fn play(seating: &mut Seating, rules: &Rules, dice: &mut Dice) -> Played {
    let lineup = seating.advance();
    let Rules { game, price, .. } = *rules;
    let mut hand = InPlay::new(seating, lineup.dealt.clone(), rules, dice);
    hand.deal_first();
    hand.post_blinds(&lineup);
    hand.open(Street::Preflop, &[]);
    let order = hand.order_after(lineup.big);
    hand.bet(Round::new(&order, game.limit, price.small_bet).after_blinds(price.big_blind));
    for (street, cards, least) in [
        (Street::Flop, 3, price.small_bet),
        (Street::Turn, 1, price.big_bet),
        (Street::River, 1, price.big_bet),
    ] {
        if hand.unfolded().len() < 2 {
            break;
        }
        hand.deal_board(street, cards);
        hand.start_bets();
        hand.bet(Round::new(&lineup.dealt, game.limit, least));
    }
    hand.finish(Some(&lineup))
}
