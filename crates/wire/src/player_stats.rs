//! What is known of a player, as one object: the line of `railbird stats --json`, and the
//! answer of the statistics' endpoints.

use hand_history::{Amount, Currency};
use hud::{Stat, Totals};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Note, Number, StatValues, quotient::bb100};

/// The statistics of one player over the hands that were asked for. Of a player without any
/// such hand every value is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlayerStats {
    /// His name.
    pub player: String,
    /// How many hands he was dealt in.
    pub hands: u32,
    /// How many of them have a big blind: what `net_bb100` and `ev_bb100` are means of.
    pub hands_bb: u32,
    /// What he won, by currency.
    pub net: PurseJson,
    /// Big blinds won in a hundred hands.
    pub net_bb100: Option<Number>,
    /// What he won, adjusted for luck after all-ins; `null` until that is computed.
    pub ev_net: PurseJson,
    /// Big blinds won in a hundred hands, adjusted for luck after all-ins; `null` until that is
    /// computed.
    pub ev_bb100: Option<Number>,
    /// His part of the rake, by what he had put into the pot.
    pub rake_paid: PurseJson,
    /// What is noted about him.
    pub note: Option<Note>,
    /// His numbers by the ids of their stats, all of them in the order of the catalogue.
    pub stats: StatValues,
}

/// An amount of each currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PurseJson {
    /// Euros.
    #[serde(rename = "EUR")]
    pub eur: Option<Number>,
    /// Tournament chips.
    #[serde(rename = "CHIPS")]
    pub chips: Option<Number>,
    /// Play money, where it was asked for.
    #[serde(rename = "PLAY", default, skip_serializing_if = "Option::is_none")]
    #[serde(deserialize_with = "given")]
    pub play: Option<Option<Number>>,
}

/// Which of the numbers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Whether hands for play money were asked for too.
    pub play_money: bool,
    /// Whether all all-ins of the hands are computed.
    pub ev: bool,
}

impl PlayerStats {
    /// The object of a player with these totals.
    #[must_use]
    pub fn new(player: &str, totals: &Totals, shown: Shown, note: Option<Note>) -> Self {
        let all: Vec<Stat> = Stat::all().collect();
        let was_dealt_in = 0 < totals.hands();
        let is_adjusted = was_dealt_in && shown.ev;
        let purse = |of: &dyn Fn(Currency) -> Option<Amount>| PurseJson {
            eur: of(Currency::Eur).map(Number),
            chips: of(Currency::Chips).map(Number),
            play: shown.play_money.then(|| of(Currency::Play).map(Number)),
        };
        let net = |currency| was_dealt_in.then(|| totals.net.of(currency));
        let ev = |currency| is_adjusted.then(|| totals.ev_net(currency));
        let rake_paid = |currency| was_dealt_in.then(|| totals.rake_paid.of(currency));
        Self {
            player: player.to_owned(),
            hands: totals.hands(),
            hands_bb: totals.hands_bb,
            net: purse(&net),
            net_bb100: bb100(totals.net_bb, totals.hands_bb),
            ev_net: purse(&ev),
            ev_bb100: is_adjusted.then(|| bb100(totals.ev_net_bb(), totals.hands_bb)).flatten(),
            rake_paid: purse(&rake_paid),
            note,
            stats: StatValues::of(totals, &all),
        }
    }
}

/// A field that is there, even if it is `null`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Number>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}
