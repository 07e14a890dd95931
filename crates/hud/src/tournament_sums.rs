//! The tournaments of a player, added up.

use std::collections::BTreeMap;

use hand_history::{Amount, Currency, Kind};

use crate::{Millionths, PlayedTournament, Tally};

/// The sum of tournaments that were played for the same currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TournamentSums {
    /// How many tournaments there are.
    pub count: u32,
    /// How many of them are finished.
    pub finished: u32,
    /// How many entries were made.
    pub entries: u32,
    /// What those cost whose cost is known.
    pub cost: Amount,
    /// How many tournaments have no known cost: a ticket was paid with. They are in no sum of
    /// costs, and neither in the average buy-in nor in the return.
    pub cost_unknown: u32,
    /// Money out of prize pools.
    pub prize: Amount,
    /// The face value of the tickets that were won, as far as it is known.
    pub ticket_value: Amount,
    /// How many tournaments gave a ticket without a face value. They are not in the return.
    pub ticket_value_unknown: u32,
    /// Money for the heads of others.
    pub bounty: Amount,
    /// How many finished tournaments paid a prize, and how many are finished.
    pub itm: Tally,
    /// What came back.
    pub roi: Roi,
    /// How many finished tournaments have a known place.
    pub placed: u32,
    /// How many of them ended in the first, the second and the third place.
    pub podium: [u32; 3],
    /// What only Expresso has.
    pub expresso: ExpressoSums,
}

/// What came back of tournaments that are finished and of which both sides are known: those
/// with an unknown cost, or with a ticket of unknown value, are on neither side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Roi {
    /// Prizes, tickets and bounties, less the cost.
    pub profit: Amount,
    /// The cost.
    pub cost: Amount,
}

/// The sum of Expresso tournaments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpressoSums {
    /// How many tournaments had this multiplier, of those that tell it.
    pub multipliers: BTreeMap<Millionths, u32>,
    /// How many tournaments there are hands of.
    pub games: u32,
    /// What these games changed in the player's stacks, in chips.
    pub net: Amount,
    /// What he could expect after the last decisions, less what he got, in chips.
    pub adjustment: Amount,
}

impl TournamentSums {
    /// The sum of those tournaments that were played for this currency.
    #[must_use]
    pub fn of(tournaments: &[PlayedTournament], currency: Currency) -> Self {
        let mut sums = Self::default();
        for tournament in tournaments.iter().filter(|played| played.currency == currency) {
            sums.add(tournament);
        }
        sums
    }

    /// How many tournaments have a known cost: the divisor of the average buy-in.
    #[must_use]
    pub const fn cost_known(&self) -> u32 {
        self.count - self.cost_unknown
    }

    fn add(&mut self, tournament: &PlayedTournament) {
        self.count += 1;
        self.entries += tournament.entries;
        self.cost += tournament.cost.unwrap_or_default();
        self.cost_unknown += u32::from(tournament.cost.is_none());
        self.prize += tournament.prize;
        self.ticket_value += tournament.ticket_value.unwrap_or_default();
        self.ticket_value_unknown += u32::from(tournament.ticket_value.is_none());
        self.bounty += tournament.bounty;
        if tournament.finished {
            self.finish(tournament);
        }
        if tournament.kind == Kind::Expresso {
            self.expresso.add(tournament);
        }
    }

    /// Adds what is only known when all is over.
    fn finish(&mut self, tournament: &PlayedTournament) {
        self.finished += 1;
        self.itm += Tally { num: u32::from(tournament.is_in_the_money()), opp: 1 };
        if let (Some(profit), Some(cost)) = (tournament.profit(), tournament.cost) {
            self.roi.profit += profit;
            self.roi.cost += cost;
        }
        if let Some(place) = tournament.place {
            self.placed += 1;
            let step = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
            if let Some(count) = step.and_then(|step| self.podium.get_mut(step)) {
                *count += 1;
            }
        }
    }
}

impl ExpressoSums {
    fn add(&mut self, tournament: &PlayedTournament) {
        if let Some(multiplier) = tournament.multiplier() {
            *self.multipliers.entry(multiplier).or_default() += 1;
        }
        if 0 < tournament.hands {
            self.games += 1;
            self.net += tournament.net;
            self.adjustment += tournament.adjustment;
        }
    }
}
