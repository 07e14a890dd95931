//! A cash table: people come and go, sit out, and buy more chips between the hands.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use hand_history::{Amount, Hand, Kind, Limit};
use smol_str::SmolStr;

use crate::{
    dice::Dice,
    header::Header,
    names::{HERO, NAMES},
    offer::Offer,
    play::play,
    rules::Rules,
    seating::{Blinds, Guest, Seating},
};

/// One cash table. The hero stays as long as it exists.
#[derive(Debug)]
pub(crate) struct Cash {
    pub(crate) name: SmolStr,
    id: u64,
    hands: u32,
    pub(crate) offer: Offer,
    seating: Seating,
    /// Who may sit down, the longest absent first.
    outside: VecDeque<SmolStr>,
}

const SEATS: u8 = 6;

/// What most people buy, in big blinds.
const FULL_STACK: i64 = 100;

/// The same in fixed limit, in small bets: so few that all-ins happen.
const FULL_STACK_OF_BETS: i64 = 24;

impl Cash {
    pub(crate) fn new(id: u64, name: SmolStr, offer: Offer, dice: &mut Dice) -> Self {
        let rules = &offer.rules;
        let mut names = NAMES;
        dice.shuffle(&mut names);
        let mut outside: VecDeque<SmolStr> = names.into_iter().map(SmolStr::from).collect();
        let first = usize::from(SEATS) - 1;
        let seated: Vec<SmolStr> = outside.drain(..first).chain([SmolStr::from(HERO)]).collect();
        let buy_in = |name| Some(Guest::new(name, some_chips(rules, dice)));
        let mut chairs: Vec<Option<Guest>> = seated.into_iter().map(buy_in).collect();
        dice.shuffle(&mut chairs);
        let seating = Seating::new(chairs, dice);
        Self { name, id, hands: 0, offer, seating, outside }
    }

    /// Plays the next hand.
    pub(crate) fn deal(&mut self, at: DateTime<Utc>, dice: &mut Dice) -> Hand {
        if 0 < self.hands {
            self.pause(dice);
        }
        self.hands += 1;
        let played = play(&mut self.seating, &self.offer.rules, dice);
        self.seating.settle(&played.players);
        let header = Header {
            table_id: self.id,
            number: self.hands,
            played_at: at,
            kind: Kind::Cash,
            pool: None,
            real_money: self.offer.real_money,
            rules: self.offer.rules,
            name: self.name.clone(),
            max_seats: SEATS,
            tournament: None,
        };
        header.complete(played)
    }

    /// What happens between two hands. Afterwards two can play.
    fn pause(&mut self, dice: &mut Dice) {
        for chair in &mut self.seating.chairs {
            match chair {
                Some(guest) => {
                    let hero = guest.name == HERO;
                    let leaves = if guest.stack.is_positive() { 2 } else { 40 };
                    if !hero && dice.chance(leaves) {
                        self.outside.extend(chair.take().map(|guest| guest.name));
                    } else {
                        stay(guest, &self.offer.rules, dice);
                    }
                }
                None if dice.chance(15) => {
                    let newcomer = self.outside.pop_front();
                    *chair = newcomer.map(|name| sit_down(name, &self.offer.rules, dice));
                }
                None => {}
            }
        }
        if self.seating.players() < 2 {
            self.gather(dice);
        }
    }

    /// Brings everybody back, and the empty chairs new people.
    fn gather(&mut self, dice: &mut Dice) {
        for chair in &mut self.seating.chairs {
            match chair {
                Some(guest) => {
                    guest.away = false;
                    guest.stack = guest.stack.max(full_stack(&self.offer.rules));
                }
                None => {
                    let newcomer = self.outside.pop_front();
                    *chair = newcomer.map(|name| sit_down(name, &self.offer.rules, dice));
                }
            }
        }
    }
}

/// What somebody who does not leave does between two hands.
fn stay(guest: &mut Guest, rules: &Rules, dice: &mut Dice) {
    let short = guest.stack.hundredths() < full_stack(rules).hundredths() / 2;
    let was_away = guest.away;
    guest.away = if was_away { !dice.chance(35) } else { dice.chance(4) };
    let returns = was_away && !guest.away;
    if returns {
        guest.eager = dice.chance(70);
    }
    let broke = !guest.stack.is_positive();
    // Nobody returns with too little to post what he owes, and the hero is never broke.
    if short && (returns || broke && guest.name == HERO || dice.chance(30)) {
        guest.stack = full_stack(rules);
    }
}

/// A newcomer waits for the big blind, or pays one at once.
fn sit_down(name: SmolStr, rules: &Rules, dice: &mut Dice) -> Guest {
    let owes = Blinds { small: false, big: true };
    let stack = some_chips(rules, dice);
    Guest { owes, eager: dice.chance(60), ..Guest::new(name, stack) }
}

pub(crate) fn full_stack(rules: &Rules) -> Amount {
    let bets = match rules.game.limit {
        Limit::NoLimit | Limit::PotLimit => FULL_STACK,
        Limit::FixedLimit => FULL_STACK_OF_BETS,
    };
    Amount::from_hundredths(rules.price.small_bet.hundredths() * bets)
}

/// From less than half of a full stack to more than anybody may buy: he has played for a
/// while.
pub(crate) fn some_chips(rules: &Rules, dice: &mut Dice) -> Amount {
    let full = full_stack(rules).hundredths();
    let least = Amount::from_hundredths(full * 2 / 5);
    dice.amount(least, Amount::from_hundredths(full * 8 / 5), rules.house.unit)
}
