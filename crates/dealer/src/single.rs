//! One hand of a game, for tests that want each of them.

use chrono::{DateTime, TimeDelta};
use hand_history::Hand;

use crate::{cash::Cash, dice::Dice, game::Game, layout::Layout, offer::Offer};

/// The time of the first hand at every table of its own.
const OPENED: i64 = 1_780_000_000;

/// A hand of this game as this layout tells it: one of the first at a cash table. The same
/// seed gives the same hand.
#[must_use]
pub fn deal_one(game: Game, layout: Layout, seed: u64) -> Hand {
    let mut dice = Dice::new(seed);
    let real_money = dice.chance(70);
    let offer = Offer::of(game, layout, real_money, &mut dice);
    let id = 1_000_000 + u64::from(dice.below(9_000_000));
    let mut table = Cash::new(id, "Brocéliande".into(), offer, &mut dice);
    let opened = DateTime::from_timestamp(OPENED, 0).unwrap_or_default();
    let hand_at = |number: u32| opened + TimeDelta::seconds(i64::from(number) * 40);
    // Nobody sits out or owes a blind before some hands have been played.
    let earlier = dice.below(12);
    for number in 0..earlier {
        table.deal(hand_at(number), &mut dice);
    }
    table.deal(hand_at(earlier), &mut dice)
}
