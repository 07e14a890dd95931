//! What an administrator sees of the clients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Milliseconds;

/// `GET /admin/clients`: the live connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Clients {
    /// In the order in which they connected.
    pub items: Vec<ConnectedClient>,
}

/// A live connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectedClient {
    /// What its `connection_ack` or `reconnected` called it. `DELETE /admin/clients/{client_id}`
    /// closes it.
    pub client_id: String,
    /// How it calls itself.
    pub client_name: Option<String>,
    /// Whom its token names.
    pub user: Option<String>,
    /// Where it comes from.
    pub address: String,
    /// Whether it takes part.
    pub state: ClientState,
    /// The rooms that it is in.
    pub rooms: Vec<String>,
    /// Whether it has a filter.
    pub filtered: bool,
    /// Everything up to this entry that it wants has been sent.
    pub cursor: u64,
    /// How many entries of the log it is behind. One that watches with a delay is so on purpose.
    pub lag: u64,
    /// Bytes that wait for its socket.
    pub queued_bytes: u64,
    /// How long its answer to the last ping took; `null` before the first one.
    pub rtt_ms: Option<Milliseconds>,
    /// When it connected.
    #[schemars(extend("format" = "date-time"))]
    pub since: String,
    /// How it gets messages.
    pub encoding: ClientEncoding,
    /// What feeds it.
    pub fed_from: ClientFeed,
    /// Messages that it was sent.
    pub messages_sent: u64,
    /// Their bytes with the heads of their frames, before TLS.
    pub bytes_sent: u64,
    /// Messages that it has sent.
    pub messages_received: u64,
}

/// How far a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientState {
    /// It has shown no token yet.
    Pending,
    /// It takes part.
    In,
}

/// How a connection gets messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientEncoding {
    /// As JSON.
    Json,
    /// As deflated JSON.
    Deflate,
}

/// What feeds a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientFeed {
    /// The newest entries, from memory: it keeps up.
    Memory,
    /// The log on the disk: it replays, waits for its token, or has fallen behind.
    Store,
}
