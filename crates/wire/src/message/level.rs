//! The message for a new level of a tournament.

use hud::LevelChange;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::timestamp;
use crate::Number;

/// A tournament plays for other blinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LevelChanged {
    /// The table.
    pub table_key: String,
    /// As of this entry of the log.
    pub seq: u64,
    /// Winamax's id of the tournament.
    pub tournament_id: String,
    /// The level, where the hand tells one that means something.
    pub level: Option<u16>,
    /// The small blind from now on.
    pub small_blind: Option<Number>,
    /// The big blind from now on.
    pub big_blind: Option<Number>,
    /// The ante from now on.
    pub ante: Option<Number>,
    /// What follows, where an earlier summary of the same name, buy-in and speed tells.
    pub next: Option<NextLevel>,
    /// When that begins at the latest.
    #[schemars(extend("format" = "date-time"))]
    pub level_ends_at: Option<String>,
    /// The tournament whose summary tells.
    pub source: Option<String>,
}

/// The level that follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NextLevel {
    /// Its number, where it is known.
    pub level: Option<u16>,
    /// Its small blind.
    pub small_blind: Number,
    /// Its big blind.
    pub big_blind: Number,
    /// Its ante; 0 where there is none.
    pub ante: Number,
}

impl LevelChanged {
    /// The message for a new level, as of this entry of the log.
    #[must_use]
    pub fn new(change: &LevelChange, seq: u64) -> Self {
        Self {
            table_key: change.table.to_string(),
            seq,
            tournament_id: change.tournament_id.to_string(),
            level: change.level,
            small_blind: change.small_blind.map(Number),
            big_blind: change.big_blind.map(Number),
            ante: change.ante.map(Number),
            next: change.next.as_ref().map(|next| NextLevel {
                // Schedules do not number their levels.
                level: None,
                small_blind: Number(next.small_blind),
                big_blind: Number(next.big_blind),
                ante: Number(next.ante),
            }),
            level_ends_at: change.ends_at.map(timestamp),
            source: change.source.as_ref().map(ToString::to_string),
        }
    }
}
