//! The points of the winnings graph, as `/api/graph` answers them.

use hand_history::Currency;
use hud::{Winnings, thinned};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Number, labels, message::timestamp};

/// `GET /api/graph`: what a hero had won after each of his hands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Graph {
    /// What the amounts count.
    #[schemars(extend("enum" = ["EUR", "CHIPS", "PLAY"]))]
    pub currency: String,
    /// How many hands were played for it.
    pub hands: u32,
    /// The oldest first: one for each hand, or as many as were asked for, evenly over the
    /// hands, with the first and the last one.
    pub points: Vec<GraphPoint>,
}

/// How a hero stood after a hand. The amounts are sums over this hand and all before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GraphPoint {
    /// The position of the hand in the log.
    pub seq: u64,
    /// When it was played.
    #[schemars(extend("format" = "date-time"))]
    pub played_at: String,
    /// How many hands it makes.
    pub hands: u32,
    /// What was won.
    pub net: Number,
    /// What could be expected after the last decisions; `null` as long as it is not computed.
    pub ev_net: Option<Number>,
    /// What was won in hands that went to a showdown with the hero in it.
    pub with_showdown: Number,
    /// What was won in the other hands.
    pub without_showdown: Number,
    /// The part of the rake that was paid by what was put in.
    pub rake_paid: Number,
}

impl Graph {
    /// So many points are answered when nobody says how many: more than a screen has columns
    /// for a graph.
    pub const POINTS: usize = 1000;

    /// Nobody gets more points than this, which is two megabytes of JSON.
    pub const MOST_POINTS: usize = 10_000;

    /// The graph of these points, which are of one currency, with so many of them at most.
    /// What could be expected is only said when it is known of all hands.
    #[must_use]
    pub fn new(points: &[Winnings], currency: Currency, most: usize, ev_is_known: bool) -> Self {
        let left = thinned(points, most);
        Self {
            currency: labels::currency(currency).to_owned(),
            hands: points.last().map_or(0, |last| last.hands),
            points: left.iter().map(|point| GraphPoint::new(point, ev_is_known)).collect(),
        }
    }
}

impl GraphPoint {
    fn new(point: &Winnings, ev_is_known: bool) -> Self {
        Self {
            seq: point.entry,
            played_at: timestamp(point.played_at),
            hands: point.hands,
            net: Number(point.net),
            ev_net: ev_is_known.then_some(Number(point.ev_net)),
            with_showdown: Number(point.with_showdown),
            without_showdown: Number(point.without_showdown),
            rake_paid: Number(point.rake_paid),
        }
    }
}
