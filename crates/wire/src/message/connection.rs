//! Messages about the connection itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::RequestId;
use crate::{Filter, Room};

/// The greeting of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionAck {
    /// The server's name for this connection, a UUID of version 4.
    pub client_id: String,
    /// The server's clock.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The version of the protocol: 1.
    pub protocol: u32,
    /// The version of the daemon.
    pub server_version: String,
    /// Which log the seqs belong to.
    pub epoch: String,
    /// The top of the log.
    pub seq: u64,
    /// Seconds between two heartbeats.
    pub heartbeat_interval: u64,
    /// What takes this session back after a break; `null` where the server keeps none.
    pub resume_token: Option<String>,
    /// The rooms that the session is in.
    #[schemars(with = "Vec<Room>")]
    pub rooms: Vec<String>,
    /// Whether the server knows who this is.
    pub authenticated: bool,
    /// The name behind the token, if any.
    pub user: Option<String>,
}

/// The end of a replay, or the news that there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResyncComplete {
    /// The room that was asked for; `null` for all of the session.
    #[schemars(with = "Option<Room>")]
    pub room: Option<String>,
    /// Which log the seqs belong to.
    pub epoch: String,
    /// The seq after which the replay started.
    pub from_seq: u64,
    /// The seq up to which everything that matches has been sent: the cursor.
    pub to_seq: u64,
    /// How many entries were replayed.
    pub count: u64,
    /// Whether the session continues without a gap.
    pub recovered: bool,
    /// Why not: `other_epoch` or `ahead`.
    pub reason: Option<String>,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// Sent every `heartbeat_interval` of the connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Heartbeat {
    /// The server's clock.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// Which log the seq belongs to.
    pub epoch: String,
    /// Everything up to here that matches has been sent: the cursor.
    pub seq: u64,
}

/// The answer to `ping`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pong {
    /// The server's clock.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// A request that could not be served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ErrorMessage {
    /// A word for programs, in snake_case.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// The server's clock.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// The `id` of the request, where one was given.
    pub request: Option<RequestId>,
}

/// The token was accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AuthOk {
    /// The name behind the token.
    pub user: String,
    /// When the token expires; `null` where it does not.
    #[schemars(extend("format" = "date-time"))]
    pub expires_at: Option<String>,
    /// The rooms that the session is in.
    #[schemars(with = "Vec<Room>")]
    pub rooms: Vec<String>,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// The session was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Reconnected {
    /// The server's name for it, as before.
    pub client_id: String,
    /// Its rooms.
    #[schemars(with = "Vec<Room>")]
    pub rooms: Vec<String>,
    /// Its filter.
    pub filter: Filter,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// The filter was replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subscribed {
    /// The new filter: the keys that are set.
    pub filter: Filter,
    /// The cursor: what comes after it passes the new filter.
    pub seq: u64,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// Something that a player or an administrator should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// How much it matters.
    pub level: Level,
    /// A word for programs, in snake_case.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// More of it for programs; which depends on the code.
    pub detail: Option<Value>,
}

/// How much a notice matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Good to know.
    Info,
    /// Something is missing, or soon will be.
    Warning,
    /// Something does not work.
    Error,
}

/// The detail of a notice about so many things.
#[must_use]
pub fn count_detail(count: u64) -> Value {
    serde_json::json!({ "count": count })
}
