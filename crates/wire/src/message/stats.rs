//! The message for what a hand changed in the numbers of its players.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::StatValues;

/// Numbers of players at a table have changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatsUpdated {
    /// The table.
    pub table_key: String,
    /// As of this entry of the log.
    pub seq: u64,
    /// What has changed, by the names of the players. A player who is new at the table has all
    /// that is wanted of him.
    pub players: BTreeMap<String, StatValues>,
}
