//! Messages to an overlay that shows one table.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RequestId, TableJson};

/// The overlay has a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableClaimed {
    /// Which one.
    pub table_key: String,
    /// The table as it is now.
    pub snapshot: TableJson,
    /// What takes the claim to another connection.
    pub claim_token: String,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// The overlay waits for a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimQueued {
    /// Its place in the queue, from 1.
    pub position: u64,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// The overlay has no table any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimReleased {
    /// The table that it had; `null` if it only waited for one.
    pub table_key: Option<String>,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}
