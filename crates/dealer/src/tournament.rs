//! A tournament at one table, from the first hand to the hero's last.

use chrono::{DateTime, Utc};
use hand_history::{Amount, Hand, Player};
use smol_str::SmolStr;

use crate::{
    dice::Dice,
    event::{Event, Level},
    header::Header,
    layout::Layout,
    names::{HERO, NAMES},
    play::play,
    pots::House,
    rules::{Price, Rules},
    seating::{Guest, Seating},
};

/// One tournament.
#[derive(Debug)]
pub(crate) struct Tournament {
    pub(crate) id: u64,
    pub(crate) event: &'static Event,
    pub(crate) prize_pool: Amount,
    table_id: u64,
    hands: u32,
    seating: Seating,
    /// What the hero got for knocking others out.
    bounties_won: Amount,
}

/// How the tournament ended for the hero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Finish {
    /// From 1.
    pub(crate) place: usize,
    /// His part of the prize pool.
    pub(crate) prize: Amount,
    pub(crate) bounties: Amount,
}

impl Tournament {
    pub(crate) fn new(id: u64, table_id: u64, event: &'static Event, dice: &mut Dice) -> Self {
        let mut names = NAMES;
        dice.shuffle(&mut names);
        let others = names.into_iter().take(usize::from(event.seats) - 1);
        let bounty = (0 < event.bounty).then(|| Amount::from_hundredths(event.bounty));
        let seat = |name: &str| {
            let guest = Guest::new(SmolStr::from(name), Amount::from_units(event.stack));
            Some(Guest { bounty, ..guest })
        };
        let mut chairs: Vec<Option<Guest>> = others.chain([HERO]).map(seat).collect();
        dice.shuffle(&mut chairs);
        let all_prizes = event.prize * i64::from(event.seats);
        let buy_in = event.prize + event.bounty + event.fee;
        let prize_pool =
            dice.pick(event.multipliers).map_or(all_prizes, |multiplier| multiplier * buy_in);
        Self {
            id,
            event,
            prize_pool: Amount::from_hundredths(prize_pool),
            table_id,
            hands: 0,
            seating: Seating::new(chairs, dice),
            bounties_won: Amount::ZERO,
        }
    }

    /// The name with the id in brackets.
    pub(crate) fn full_name(&self) -> String {
        format!("{}({})", self.event.name, self.id)
    }

    /// Plays the next hand, which may be the hero's last.
    pub(crate) fn deal(&mut self, at: DateTime<Utc>, dice: &mut Dice) -> (Hand, Option<Finish>) {
        let (number, level) = self.level();
        self.hands += 1;
        let chips = Amount::from_units;
        let rules = Rules {
            game: self.event.game,
            price: Price::blinds(chips(level.small), chips(level.big), chips(level.ante)),
            house: House { unit: chips(1), rake_cap: Amount::ZERO },
            added: Amount::ZERO,
            layout: Layout::Client,
        };
        let played = play(&mut self.seating, &rules, dice);
        self.seating.settle(&played.players);
        let finish = self.eliminate(&played.players);
        let header = Header {
            table_id: self.table_id,
            number: self.hands,
            played_at: at,
            kind: self.event.kind,
            pool: None,
            real_money: self.event.real_money,
            rules,
            name: SmolStr::from(self.event.name),
            max_seats: self.event.seats,
            tournament: Some(hand_history::Tournament {
                id: self.id.to_string().into(),
                name: SmolStr::from(self.event.name),
                level: Some(number),
                buy_in: self.event.buy_in(),
            }),
        };
        (header.complete(played), finish)
    }

    /// The level of the next hand, and its number from 1.
    fn level(&self) -> (u16, Level) {
        let past = self.hands / self.event.hands_per_level;
        let levels = (1_u16..).zip(self.event.levels.iter().copied());
        let reached = levels.take_while(|&(number, _)| u32::from(number) <= past + 1);
        reached.last().unwrap_or((1, Level { small: 1, big: 2, ante: 0 }))
    }

    /// Empties the chairs of broke players, and passes on their bounties.
    fn eliminate(&mut self, players: &[Player]) -> Option<Finish> {
        let winner = players.iter().max_by_key(|player| player.collected)?;
        let mut heads = Amount::ZERO;
        let mut hero_is_out = false;
        for chair in &mut self.seating.chairs {
            if let Some(guest) = chair.take_if(|guest| !guest.stack.is_positive()) {
                heads += guest.bounty.unwrap_or_default();
                hero_is_out |= guest.name == HERO;
            }
        }
        // Half of a bounty is money, the other half goes onto the head of the winner.
        let money = Amount::from_hundredths(heads.hundredths() / 2);
        if winner.name == HERO {
            self.bounties_won += money;
        }
        let left = self.seating.players();
        let guests = self.seating.chairs.iter_mut().flatten();
        let mut last_bounty = Amount::ZERO;
        for guest in guests.filter(|guest| guest.name == winner.name) {
            guest.bounty = guest.bounty.map(|bounty| bounty + heads - money);
            last_bounty = guest.bounty.unwrap_or_default();
        }
        if hero_is_out {
            let hero = players.iter().find(|player| player.name == HERO)?;
            // Of two who go together, the one with more chips is placed higher.
            let broke = players.iter().filter(|player| player.stack + player.net() == Amount::ZERO);
            let above = broke.filter(|player| hero.stack < player.stack).count();
            return Some(self.finish(left + above + 1));
        }
        if left == 1 {
            // Whoever is left keeps the bounty on his own head.
            self.bounties_won += last_bounty;
            return Some(self.finish(1));
        }
        None
    }

    fn finish(&self, place: usize) -> Finish {
        let percent = self.event.payouts.get(place - 1).copied().unwrap_or_default();
        let prize = Amount::from_hundredths(self.prize_pool.hundredths() * percent / 100);
        Finish { place, prize, bounties: self.bounties_won }
    }
}
