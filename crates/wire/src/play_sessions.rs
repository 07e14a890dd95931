//! The sessions of a hero, as `/api/sessions` answers them.

use std::collections::BTreeMap;

use hand_history::{Amount, Currency};
use hud::{PlaySession, Purse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Number,
    labels::{self, KINDS},
    message::timestamp,
    quotient::bb100,
};

/// `GET /api/sessions`: when a hero played, and what he won.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaySessions {
    /// The newest first.
    pub items: Vec<PlaySessionJson>,
}

/// What was played without a break of half an hour, at all tables at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "PlaySession")]
pub struct PlaySessionJson {
    /// When the first hand was played.
    #[schemars(extend("format" = "date-time"))]
    pub started_at: String,
    /// When the last hand was played.
    #[schemars(extend("format" = "date-time"))]
    pub ended_at: String,
    /// The seconds from the first hand to the last.
    pub seconds: u64,
    /// How many hands were played.
    pub hands: u32,
    /// How many of them had a big blind: those that big blinds are counted over.
    pub hands_bb: u32,
    /// How many tables, pools and tournaments were played.
    pub tables: usize,
    /// How these were organised.
    #[schemars(extend("items" = { "type": "string", "enum": KINDS }))]
    pub kinds: Vec<String>,
    /// What was won, by what was played for: `EUR`, `CHIPS`, `PLAY`.
    pub net: BTreeMap<String, Number>,
    /// Big blinds won in a hundred hands; `null` without hands that have one.
    pub net_bb100: Option<Number>,
    /// What could be expected after the last decisions; `null` as long as it is not computed.
    pub ev_net: Option<BTreeMap<String, Number>>,
    /// The same in big blinds for a hundred hands.
    pub ev_bb100: Option<Number>,
    /// The part of the rake that was paid by what was put in.
    pub rake_paid: BTreeMap<String, Number>,
}

impl PlaySessions {
    /// The answer for these sessions, which have the oldest first. What could be expected is
    /// only said when it is known of all hands.
    #[must_use]
    pub fn new(sessions: &[PlaySession], ev_is_known: bool) -> Self {
        let json = |session| PlaySessionJson::new(session, ev_is_known);
        Self { items: sessions.iter().rev().map(json).collect() }
    }
}

impl PlaySessionJson {
    fn new(session: &PlaySession, ev_is_known: bool) -> Self {
        let totals = &session.totals;
        let amounts = |amount: &dyn Fn(Currency) -> Amount| {
            let named = |currency: &Currency| {
                (labels::currency(*currency).to_owned(), Number(amount(*currency)))
            };
            session.currencies.iter().map(named).collect()
        };
        let of = |purse: &Purse| amounts(&|currency| purse.of(currency));
        let seconds = (session.ended_at - session.started_at).num_seconds();
        Self {
            started_at: timestamp(session.started_at),
            ended_at: timestamp(session.ended_at),
            seconds: u64::try_from(seconds).unwrap_or_default(),
            hands: totals.hands(),
            hands_bb: totals.hands_bb,
            tables: session.tables.len(),
            kinds: session.kinds.iter().map(|kind| labels::kind(*kind).to_owned()).collect(),
            net: of(&totals.net),
            net_bb100: bb100(totals.net_bb, totals.hands_bb),
            ev_net: ev_is_known.then(|| amounts(&|currency| totals.ev_net(currency))),
            ev_bb100: ev_is_known.then(|| bb100(totals.ev_net_bb(), totals.hands_bb)).flatten(),
            rake_paid: of(&totals.rake_paid),
        }
    }
}
