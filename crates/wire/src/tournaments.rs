//! The tournaments of a hero, as `/api/tournaments` answers them.

mod totals;

use hud::PlayedTournament;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::totals::{
    ExpressoTotals, Mean, Multiplier, RoiJson, Share, TotalsByCurrency, TournamentTotals,
};
use crate::{
    Number,
    hand::{BuyInJson, buy_in},
    labels,
    message::timestamp,
    quotient::of_millionths,
};

/// `GET /api/tournaments`: what each tournament of a hero cost and brought, and all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tournaments {
    /// The newest first.
    pub items: Vec<PlayedTournamentJson>,
    /// What all of them come to.
    pub totals: TotalsByCurrency,
}

/// One tournament of one player, all his entries together. Amounts are in its currency, but
/// for chips.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PlayedTournament")]
pub struct PlayedTournamentJson {
    /// Who played; `null` where it is not printed.
    pub player: Option<String>,
    /// Winamax's id of the tournament.
    pub tournament_id: String,
    /// Its name.
    pub name: String,
    /// `tournament` or `expresso`.
    #[schemars(extend("enum" = ["tournament", "expresso"]))]
    pub kind: String,
    /// What it was played for.
    #[schemars(extend("enum" = ["EUR", "PLAY"]))]
    pub currency: String,
    /// When it started, or when the first hand was played; `null` where neither is known.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: Option<String>,
    /// When the last hand was played; `null` without hands.
    #[schemars(extend("format" = "date-time"))]
    pub last_hand_at: Option<String>,
    /// What a seat costs.
    pub buy_in: BuyInJson,
    /// How often the player entered. An entry that no summary tells the end of counts too.
    pub entries: u32,
    /// Whether the last entry has ended, as far as a summary tells.
    pub finished: bool,
    /// What all entries cost, with rebuys and add-ons; `null` for a ticket whose price is
    /// printed nowhere.
    pub cost: Option<Number>,
    /// Money out of the prize pool; `null` until there is a summary.
    pub prize: Option<Number>,
    /// The face value of tickets that were won; `null` where one has none printed, and until
    /// there is a summary.
    pub ticket_value: Option<Number>,
    /// Money for the heads of others; `null` until there is a summary.
    pub bounty: Option<Number>,
    /// Prize, tickets and bounty less the cost; `null` until it is finished, and where a part
    /// is not known.
    pub profit: Option<Number>,
    /// The best place of the player; `null` where none is printed.
    pub place: Option<u32>,
    /// People registered.
    pub entrants: Option<u32>,
    /// The prize pool.
    pub prizepool: Option<Number>,
    /// How many times the buy-in the prize pool of an Expresso is; `null` for others.
    pub multiplier: Option<Number>,
    /// How many hands there are of it.
    pub hands: u32,
    /// What these changed in the player's stack, in chips; `null` without hands.
    pub net_chips: Option<Number>,
    /// The chips that could be expected after the last decisions; `null` without hands, and as
    /// long as it is not computed.
    pub ev_chips: Option<Number>,
}

impl Tournaments {
    /// The answer for these tournaments, which have the oldest first. What could be expected is
    /// only said when it is known of all hands.
    #[must_use]
    pub fn new(tournaments: &[PlayedTournament], ev_is_known: bool) -> Self {
        let json = |tournament| PlayedTournamentJson::new(tournament, ev_is_known);
        Self {
            items: tournaments.iter().rev().map(json).collect(),
            totals: TotalsByCurrency::new(tournaments, ev_is_known),
        }
    }
}

impl PlayedTournamentJson {
    fn new(played: &PlayedTournament, ev_is_known: bool) -> Self {
        let has_summary = 0 < played.summaries;
        let has_hands = 0 < played.hands;
        let ev = played.net + played.adjustment;
        Self {
            player: played.player.as_ref().map(ToString::to_string),
            tournament_id: played.id.to_string(),
            name: played.name.to_string(),
            kind: labels::kind(played.kind).to_owned(),
            currency: labels::currency(played.currency).to_owned(),
            started_at: played.started_at.map(timestamp),
            last_hand_at: played.last_hand_at.map(timestamp),
            buy_in: buy_in(&played.buy_in),
            entries: played.entries,
            finished: played.finished,
            cost: played.cost.map(Number),
            prize: has_summary.then_some(Number(played.prize)),
            ticket_value: played.ticket_value.filter(|_| has_summary).map(Number),
            bounty: has_summary.then_some(Number(played.bounty)),
            profit: played.profit().map(Number),
            place: played.place,
            entrants: played.entrants,
            prizepool: played.prizepool.map(Number),
            multiplier: played.multiplier().and_then(of_millionths),
            hands: played.hands,
            net_chips: has_hands.then_some(Number(played.net)),
            ev_chips: (has_hands && ev_is_known).then_some(Number(ev)),
        }
    }
}
