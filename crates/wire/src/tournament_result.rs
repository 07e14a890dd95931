//! The message for one entry of a player into a tournament.

use hand_history::{Kind, TournamentSummary};
use hud::cost;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    hand::{BuyInJson, buy_in},
    labels::{self, KINDS},
    message::timestamp,
    new_hand::{Origin, Place},
    number::Number,
};

/// `tournament_result`: a block of a summary that the log got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TournamentResult {
    /// The position of the block in the log.
    pub seq: u64,
    /// When the tournament started; `null` where it is not printed.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: Option<String>,
    /// Who played; `null` where it is not printed.
    pub player: Option<String>,
    /// Winamax's id of the tournament.
    pub tournament_id: String,
    /// Its name.
    pub name: String,
    /// `tournament` or `expresso`.
    #[schemars(extend("enum" = KINDS))]
    pub kind: String,
    /// Which of the player's entries this is, from 1.
    pub entry: u32,
    /// What the amounts count: `EUR` or `PLAY`.
    #[schemars(extend("enum" = ["EUR", "CHIPS", "PLAY"]))]
    pub currency: String,
    /// What a seat costs.
    pub buy_in: BuyInJson,
    /// What this entry cost, with rebuys and add-ons; `null` for a ticket.
    pub cost: Option<Number>,
    /// Money out of the prize pool.
    pub prize: Number,
    /// Money for the heads of others.
    pub bounty: Number,
    /// A ticket that was won.
    pub ticket: Option<TicketJson>,
    /// The player's place; `null` where it is not printed.
    pub place: Option<u32>,
    /// People registered.
    pub entrants: Option<u32>,
    /// The prize pool.
    pub prizepool: Option<Number>,
    /// How long the player was in it.
    pub played_seconds: Option<u32>,
    /// How the block came into the log.
    pub origin: Origin,
    /// Whether the session asked for it again.
    pub replayed: bool,
}

/// A ticket for another tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TicketJson {
    /// As printed.
    pub name: String,
    /// Its face value, where one is printed.
    pub value: Option<Number>,
}

impl TournamentResult {
    /// The message for a block at its place; `entry` counts the player's blocks of this
    /// tournament from 1.
    #[must_use]
    pub fn new(summary: &TournamentSummary, entry: u32, place: Place) -> Self {
        let ticket = summary.gain.ticket.as_ref();
        Self {
            seq: place.seq,
            timestamp: summary.started_at.map(timestamp),
            player: summary.player.as_ref().map(ToString::to_string),
            tournament_id: summary.id.to_string(),
            name: summary.name.to_string(),
            kind: labels::kind(Kind::of_tournament(&summary.name)).to_owned(),
            entry,
            currency: labels::currency(summary.currency).to_owned(),
            buy_in: buy_in(&summary.buy_in),
            cost: cost(summary).map(Number),
            prize: Number(summary.gain.prize),
            bounty: Number(summary.gain.bounty),
            ticket: ticket.map(|ticket| TicketJson {
                name: ticket.name.to_string(),
                value: ticket.value.map(Number),
            }),
            place: summary.place,
            entrants: summary.entrants,
            prizepool: summary.prizepool.map(Number),
            played_seconds: summary.played_seconds,
            origin: place.origin,
            replayed: place.replayed,
        }
    }
}
