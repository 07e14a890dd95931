//! What there is to say about each number, for those who show them.

use hud::{Measure, Stat};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `GET /api/stats`: all stats that there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatCatalogue {
    /// In the order in which all lists have them.
    pub items: Vec<CatalogueEntry>,
}

/// What there is to say about one stat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CatalogueEntry {
    /// The name that programs use: `fold_to_3bet`.
    pub id: String,
    /// The name that players use: `Fold to 3Bet`.
    pub label: String,
    /// What it counts, in a sentence.
    pub description: String,
    /// What was done, and out of which chances to do it.
    pub formula: String,
    /// From how many chances on the value says something about a player.
    pub min_sample: u32,
    /// What the value is.
    pub measure: MeasureJson,
}

/// What the value of a stat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MeasureJson {
    /// How often.
    Count,
    /// How many times of a hundred chances.
    Percentage,
    /// How many times as often.
    Ratio,
}

/// All stats that there are.
#[must_use]
pub fn stat_catalogue() -> StatCatalogue {
    let entry = |stat: Stat| {
        let entry = stat.entry();
        CatalogueEntry {
            id: entry.id.to_owned(),
            label: entry.label.to_owned(),
            description: entry.description.to_owned(),
            formula: entry.formula.to_owned(),
            min_sample: entry.min_sample,
            measure: match entry.measure {
                Measure::Count => MeasureJson::Count,
                Measure::Percentage => MeasureJson::Percentage,
                Measure::Ratio => MeasureJson::Ratio,
            },
        }
    };
    StatCatalogue { items: Stat::all().map(entry).collect() }
}
