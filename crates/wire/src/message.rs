//! What the server sends over the WebSocket.
//!
//! Only log entries have a `seq` of their own; on every other message it means "as of":
//! the state after that entry.

mod connection;
mod level;
mod room;
mod stats;
mod table;

mod claim;

use chrono::{DateTime, SecondsFormat, Utc};
use hud::TableEvent;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::{
    claim::{ClaimQueued, ClaimReleased, TableClaimed},
    connection::{
        AuthOk, ConnectionAck, ErrorMessage, Heartbeat, Level, Notice, Pong, Reconnected,
        ResyncComplete, Subscribed, count_detail,
    },
    level::{LevelChanged, NextLevel},
    room::{
        Member, Message, Presence, PresenceEvent, Published, RoomJoined, RoomLeft, StateSnapshot,
    },
    stats::StatsUpdated,
    table::{CloseReason, PlayerMoved, SeatJson, TableClosed, TableJson},
};
use crate::{NewHand, TournamentResult};

/// The version of the protocol, as [`ConnectionAck::protocol`] names it.
pub const PROTOCOL_VERSION: u32 = 1;

/// One text frame from the server: an object with `type` in snake_case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerMessage {
    /// First, once.
    ConnectionAck(ConnectionAck),
    /// A hand, in the order of the log.
    NewHand(Box<NewHand>),
    /// How a tournament ended for a player, in the order of the log.
    TournamentResult(Box<TournamentResult>),
    /// The first hand of a table.
    TableOpened(Box<TableJson>),
    /// Another hand of an open table.
    TableUpdated(Box<TableJson>),
    /// No more hands of a table; it can open again.
    TableClosed(Box<TableClosed>),
    /// Somebody is new in a seat.
    PlayerJoined(PlayerMoved),
    /// Somebody is no longer in his seat.
    PlayerLeft(PlayerMoved),
    /// A tournament plays for other blinds.
    LevelChanged(Box<LevelChanged>),
    /// A hand has changed numbers that the filter names.
    StatsUpdated(Box<StatsUpdated>),
    /// What a room is like, on joining it and whenever messages about it were left out.
    StateSnapshot(Box<StateSnapshot>),
    /// The end of a replay.
    ResyncComplete(ResyncComplete),
    /// The answer to `join`, for each room.
    RoomJoined(RoomJoined),
    /// The answer to `leave`, for each room.
    RoomLeft(RoomLeft),
    /// The answer to `subscribe`.
    Subscribed(Subscribed),
    /// The answer to `publish`.
    Published(Published),
    /// The session was taken back; what it missed follows.
    Reconnected(Reconnected),
    /// The overlay has a table.
    TableClaimed(Box<TableClaimed>),
    /// The overlay waits for a table.
    ClaimQueued(ClaimQueued),
    /// The overlay has no table any more.
    ClaimReleased(ClaimReleased),
    /// Who came to a room and who left it.
    Presence(Presence),
    /// What a client said to a room.
    Message(Box<Message>),
    /// The answer to `ping`.
    Pong(Pong),
    /// The token was accepted.
    AuthOk(AuthOk),
    /// The connection is alive, and everything up to its `seq` has been sent.
    Heartbeat(Heartbeat),
    /// Something that a player or an administrator should know.
    Notice(Notice),
    /// A request that could not be served; the connection stays.
    Error(ErrorMessage),
}

impl ServerMessage {
    /// The message for what happened at a table, as of this entry of the log.
    #[must_use]
    pub fn of_table(event: &TableEvent, seq: u64) -> Self {
        match event {
            TableEvent::PlayerLeft { table, seat } => {
                Self::PlayerLeft(PlayerMoved::new(table, seat, seq))
            }
            TableEvent::PlayerJoined { table, seat } => {
                Self::PlayerJoined(PlayerMoved::new(table, seat, seq))
            }
            TableEvent::LevelChanged(change) => {
                Self::LevelChanged(Box::new(LevelChanged::new(change, seq)))
            }
            TableEvent::Opened(table) => Self::TableOpened(Box::new(TableJson::new(table, seq))),
            TableEvent::Updated(table) => Self::TableUpdated(Box::new(TableJson::new(table, seq))),
            TableEvent::Closed { table, reason } => {
                Self::TableClosed(Box::new(TableClosed::new(table, *reason, seq)))
            }
        }
    }
}

/// What a client put into `id`, given back as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
