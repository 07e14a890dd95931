//! What a client sends, as a schema: [`Request`](crate::Request) reads it with words of its
//! own for each mistake, which a derived reader has not.

use schemars::JsonSchema;
use serde_json::Value;

use crate::{Filter, RequestId, Room};

/// One text frame from a client.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ClientMessage {
    /// What every answer to this message carries back.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<RequestId>,
    #[serde(flatten)]
    request: ClientRequest,
}

#[derive(JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is used")]
enum ClientRequest {
    /// Answered by `pong`.
    Ping {},
    /// Shows who the client is, or renews that on the open connection. Answered by `auth_ok`.
    Auth {
        /// A JWT.
        token: String,
    },
    /// Joins a room, or several. Answered by `room_joined` for each.
    #[schemars(extend("oneOf" = [{ "required": ["room"] }, { "required": ["rooms"] }]))]
    Join {
        /// The room.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<Room>,
        /// The rooms.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(length(min = 1, max = 256))]
        rooms: Option<Vec<Room>>,
        /// So many of the last entries of each room come first.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(range(max = 1000))]
        last: Option<u32>,
    },
    /// Leaves a room, or several. Answered by `room_left` for each.
    #[schemars(extend("oneOf" = [{ "required": ["room"] }, { "required": ["rooms"] }]))]
    Leave {
        /// The room.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<Room>,
        /// The rooms.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(length(min = 1, max = 256))]
        rooms: Option<Vec<Room>>,
    },
    /// Asks for a `state_snapshot` of a room that has one.
    StateRequest {
        /// The room.
        room: Room,
    },
    /// Replaces the whole filter; `{}` clears it. Answered by `subscribed`.
    Subscribe {
        /// The new filter.
        filter: Filter,
    },
    /// Asks for entries of the log again, from `last_seq` or from `last_timestamp` on; the
    /// first wins. They end with `resync_complete`.
    #[schemars(extend("anyOf" = [
        { "required": ["last_seq"] },
        { "required": ["last_timestamp"] },
    ]))]
    Resync {
        /// The log that `last_seq` belongs to; without it, the current one.
        #[serde(skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        /// The client's cursor: what comes after it is sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<u64>,
        /// Hands played at this time or later are sent.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schemars(extend("format" = "date-time"))]
        last_timestamp: Option<String>,
        /// Only the entries of this room.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<Room>,
    },
    /// Takes back name, rooms, filter and claim of a session that ended at most 10 minutes
    /// ago. The first message, or the first after `auth`. Answered by `reconnected`.
    Reconnect {
        /// What the greeting of that session carried.
        resume_token: String,
        /// The log that `last_seq` belongs to; without it, the current one.
        #[serde(skip_serializing_if = "Option::is_none")]
        epoch: Option<String>,
        /// The client's cursor, to resync from.
        #[serde(skip_serializing_if = "Option::is_none")]
        last_seq: Option<u64>,
    },
    /// Says something to a `chat:` room that the session is in. Answered by `published`.
    Publish {
        /// The room.
        room: Room,
        /// What is said: any JSON.
        body: Value,
        /// What goes with it: any JSON.
        #[serde(skip_serializing_if = "Option::is_none")]
        meta: Option<Value>,
    },
    /// An overlay without a table asks for the next open one that no other overlay has.
    /// Answered by `table_claimed`, perhaps after `claim_queued`.
    ClaimTable {
        /// Takes back the table that was claimed before.
        #[serde(skip_serializing_if = "Option::is_none")]
        claim_token: Option<String>,
    },
    /// The overlay gives its table up. Answered by `claim_released`.
    ReleaseTable {},
}
