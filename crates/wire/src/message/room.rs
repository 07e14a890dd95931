//! Messages about rooms and of those who are in them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RequestId, TableJson};
use crate::Room;

/// What a room is like, as of the session's cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StateSnapshot {
    /// Which room.
    #[schemars(with = "Room")]
    pub room: String,
    /// Which log the seq belongs to.
    pub epoch: String,
    /// The cursor of the session.
    pub seq: u64,
    /// The open tables of the room.
    pub tables: Vec<TableJson>,
    /// Who is in the room, at most 100 of them.
    pub members: Vec<Member>,
    /// How many are in the room.
    pub member_count: u64,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// A room was joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoomJoined {
    /// Which one.
    #[schemars(with = "Room")]
    pub room: String,
    /// The cursor: what comes after it is sent for this room as well.
    pub seq: u64,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// A room was left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RoomLeft {
    /// Which one.
    #[schemars(with = "Room")]
    pub room: String,
    /// The cursor: what comes after it is not sent for this room.
    pub seq: u64,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// What was said has been passed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// To which room.
    #[schemars(with = "Room")]
    pub room: String,
    /// The `id` of the request, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<RequestId>,
}

/// Who came to a room and who left it, in that order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Presence {
    /// Which room.
    #[schemars(with = "Room")]
    pub room: String,
    /// What happened since the last message of the room.
    pub events: Vec<PresenceEvent>,
    /// How many are in the room now.
    pub member_count: u64,
}

/// Somebody came or left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PresenceEvent {
    /// `joined` or `left`.
    pub event: String,
    /// The server's name for the session.
    pub client_id: String,
    /// The client's own name.
    pub client_name: Option<String>,
    /// The name behind its token.
    pub user: Option<String>,
}

/// A session in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Member {
    /// The server's name for the session.
    pub client_id: String,
    /// The client's own name.
    pub client_name: Option<String>,
    /// The name behind its token.
    pub user: Option<String>,
}

/// What a client said to a room. He who said it gets it too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Message {
    /// Who said it.
    pub from: Member,
    /// To which room.
    #[schemars(with = "Room")]
    pub room: String,
    /// When it came in, by the server's clock.
    #[schemars(extend("format" = "date-time"))]
    pub ts: String,
    /// What was said: any JSON.
    pub body: Value,
    /// What goes with it.
    pub meta: Option<Value>,
}

impl Message {
    /// An empty message.
    #[must_use]
    pub const fn new(from: Member, room: String, ts: String) -> Self {
        Self { from, room, ts, body: Value::Null, meta: None }
    }
}
