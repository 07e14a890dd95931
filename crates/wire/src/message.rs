//! What the server sends over the WebSocket.
//!
//! Only log entries have a `seq` of their own; on every other message it means "as of":
//! the state after that entry.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::{NewHand, TournamentResult};

/// The version of the protocol, as [`ConnectionAck::protocol`] names it.
pub const PROTOCOL_VERSION: u32 = 1;

/// One text frame from the server: an object with `type` in snake_case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// First, once.
    ConnectionAck(ConnectionAck),
    /// A hand, in the order of the log.
    NewHand(Box<NewHand>),
    /// How a tournament ended for a player, in the order of the log.
    TournamentResult(Box<TournamentResult>),
    /// The end of a replay.
    ResyncComplete(ResyncComplete),
    /// The connection is alive, and everything up to its `seq` has been sent.
    Heartbeat(Heartbeat),
    /// The answer to `ping`.
    Pong(Pong),
    /// A request that could not be served; the connection stays.
    Error(ErrorMessage),
}

/// The greeting of a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionAck {
    /// The server's name for this connection, a UUID of version 4.
    pub client_id: String,
    /// The server's clock.
    pub timestamp: String,
    /// [`PROTOCOL_VERSION`].
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
    pub rooms: Vec<String>,
    /// Whether the server knows who this is.
    pub authenticated: bool,
    /// The name behind the token, if any.
    pub user: Option<String>,
}

/// The end of a replay, or the news that there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResyncComplete {
    /// The room that was asked for; `null` for all of the session.
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat {
    /// The server's clock.
    pub timestamp: String,
    /// Which log the seq belongs to.
    pub epoch: String,
    /// Everything up to here that matches has been sent: the cursor.
    pub seq: u64,
}

/// The answer to `ping`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pong {
    /// The server's clock.
    pub timestamp: String,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// A request that could not be served.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorMessage {
    /// A word for programs, in snake_case.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// The server's clock.
    pub timestamp: String,
    /// The `id` of the request, where one was given.
    pub request: Option<RequestId>,
}

/// What a client put into `id`, given back as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RequestId {
    /// A number.
    Number(serde_json::Number),
    /// A string.
    Text(String),
}

/// A time as all messages print it: RFC 3339 in UTC with `Z`, to the second for a time of
/// play, to the millisecond for the server's clock.
#[must_use]
pub fn timestamp(time: DateTime<Utc>) -> String {
    let precision = match time.timestamp_subsec_millis() {
        0 => SecondsFormat::Secs,
        _ => SecondsFormat::Millis,
    };
    time.to_rfc3339_opts(precision, true)
}
