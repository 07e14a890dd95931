//! What tournaments come to, in numbers that a player compares.

use hand_history::{Amount, Currency};
use hud::{ExpressoSums, PlayedTournament, Roi, Tally, TournamentSums};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Number,
    quotient::{mean, of_millionths, percentage},
};

/// Tournaments by what they were played for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TotalsByCurrency {
    /// Those for real money, freerolls included.
    #[serde(rename = "EUR")]
    pub eur: TournamentTotals,
    /// Those for play money.
    #[serde(rename = "PLAY")]
    pub play: TournamentTotals,
}

/// The sum of tournaments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TournamentTotals {
    /// How many tournaments there are.
    pub count: u32,
    /// How many of them are finished.
    pub finished: u32,
    /// How many entries were made.
    pub entries: u32,
    /// What those cost whose cost is known.
    pub cost: Number,
    /// How many have no known cost. They are in no sum of costs, and neither in `abi` nor in
    /// `roi`.
    pub cost_unknown: u32,
    /// Money out of prize pools.
    pub prize: Number,
    /// The face value of tickets that were won, as far as it is known.
    pub ticket_value: Number,
    /// How many gave a ticket without a face value. They are not in `roi`.
    pub ticket_value_unknown: u32,
    /// Money for the heads of others.
    pub bounty: Number,
    /// How many of the finished ones paid a prize or a ticket. A bounty alone is none.
    pub itm: Share,
    /// What came back of the cost.
    pub roi: RoiJson,
    /// The average buy-in: what the tournaments with a known cost did cost, with rebuys and
    /// entries made again.
    pub abi: Mean,
    /// How many of the finished ones with a known place were won.
    pub first: Share,
    /// How many of these ended in the second place.
    pub second: Share,
    /// How many of these ended in the third place.
    pub third: Share,
    /// What only Expresso has.
    pub expresso: ExpressoTotals,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// So many.
    pub num: u32,
    /// Of so many.
    pub opp: u32,
    /// The percentage; `null` of none.
    pub value: Option<Number>,
}

/// The return on investment, over finished tournaments of which both sides are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Roi")]
pub struct RoiJson {
    /// Prizes, tickets and bounties, less the cost.
    pub profit: Number,
    /// What these tournaments cost.
    pub cost: Number,
    /// The percentage; `null` where nothing was paid.
    pub value: Option<Number>,
}

/// An amount for each of some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mean {
    /// All of it.
    pub sum: Number,
    /// For so many.
    pub count: u32,
    /// For each; `null` of none.
    pub value: Option<Number>,
}

/// The sum of Expresso tournaments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExpressoTotals {
    /// By multiplier, the lowest first.
    pub multipliers: Vec<Multiplier>,
    /// The chips won in a game that there are hands of.
    pub net_chips: Mean,
    /// The chips that could be expected in such a game; `null` as long as it is not computed.
    pub ev_chips: Option<Mean>,
}

/// How often a multiplier came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Multiplier {
    /// How many times the buy-in the prize pool was.
    pub multiplier: Number,
    /// How many tournaments had it.
    pub count: u32,
}

impl TotalsByCurrency {
    /// The sums of these tournaments.
    pub(super) fn new(tournaments: &[PlayedTournament], ev_is_known: bool) -> Self {
        let of = |currency| {
            TournamentTotals::new(&TournamentSums::of(tournaments, currency), ev_is_known)
        };
        Self { eur: of(Currency::Eur), play: of(Currency::Play) }
    }
}

impl TournamentTotals {
    fn new(sums: &TournamentSums, ev_is_known: bool) -> Self {
        let [first, second, third] =
            sums.podium.map(|num| Share::of(Tally { num, opp: sums.placed }));
        Self {
            count: sums.count,
            finished: sums.finished,
            entries: sums.entries,
            cost: Number(sums.cost),
            cost_unknown: sums.cost_unknown,
            prize: Number(sums.prize),
            ticket_value: Number(sums.ticket_value),
            ticket_value_unknown: sums.ticket_value_unknown,
            bounty: Number(sums.bounty),
            itm: Share::of(sums.itm),
            roi: RoiJson::of(sums.roi),
            abi: Mean::of(sums.cost, sums.cost_known()),
            first,
            second,
            third,
            expresso: ExpressoTotals::new(&sums.expresso, ev_is_known),
        }
    }
}

impl Share {
    fn of(Tally { num, opp }: Tally) -> Self {
        Self { num, opp, value: percentage(num, opp) }
    }
}

impl RoiJson {
    fn of(Roi { profit, cost }: Roi) -> Self {
        let value = percentage(profit.hundredths(), cost.hundredths());
        Self { profit: Number(profit), cost: Number(cost), value }
    }
}

impl Mean {
    fn of(sum: Amount, count: u32) -> Self {
        Self { sum: Number(sum), count, value: mean(sum, count) }
    }
}

impl ExpressoTotals {
    fn new(sums: &ExpressoSums, ev_is_known: bool) -> Self {
        let multipliers = sums.multipliers.iter().filter_map(|(multiplier, count)| {
            Some(Multiplier { multiplier: of_millionths(*multiplier)?, count: *count })
        });
        let ev = sums.net + sums.adjustment;
        Self {
            multipliers: multipliers.collect(),
            net_chips: Mean::of(sums.net, sums.games),
            ev_chips: ev_is_known.then(|| Mean::of(ev, sums.games)),
        }
    }
}
