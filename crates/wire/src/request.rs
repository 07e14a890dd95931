//! What a client sends over the WebSocket.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;

use crate::{DecodeError, Filter, RequestId, Room, decode, fields::Fields};

/// One text frame from a client. Fields that the type does not know are ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the answer carries back.
    pub id: Option<RequestId>,
    /// What is asked for.
    pub body: RequestBody,
}

/// What a client asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestBody {
    /// Answered by `pong`.
    Ping,
    /// Shows who the client is, or renews that.
    Auth {
        /// The token.
        token: String,
    },
    /// Joins rooms.
    Join {
        /// Each of them once.
        rooms: Vec<Room>,
        /// So many of the last entries of each room come first.
        last: u32,
    },
    /// Leaves rooms.
    Leave {
        /// Each of them once.
        rooms: Vec<Room>,
    },
    /// Asks for a snapshot.
    StateRequest {
        /// Of this room.
        room: Room,
    },
    /// Replaces the filter.
    Subscribe {
        /// The new one.
        filter: Filter,
    },
    /// Asks for entries again.
    Resync {
        /// Those after here.
        from: ResyncFrom,
        /// Of this room; without it, all that the session gets.
        room: Option<Room>,
    },
    /// Takes back a session that ended.
    Reconnect {
        /// What the greeting of that session carried.
        resume_token: String,
        /// The log that `last_seq` belongs to; without it, the current one.
        epoch: Option<String>,
        /// The client's cursor, to resync from.
        last_seq: Option<u64>,
    },
    /// Says something to a room.
    Publish {
        /// Which one.
        room: Room,
        /// What is said: any JSON.
        body: Value,
        /// What goes with it.
        meta: Option<Value>,
    },
    /// An overlay asks for a table.
    ClaimTable {
        /// Takes back the table that was claimed before.
        claim_token: Option<String>,
    },
    /// The overlay gives its table up.
    ReleaseTable,
    /// A type that this server does not know: answered by an `error`.
    Unknown(String),
    /// A known type whose fields cannot be read: answered by an `error`.
    Unreadable {
        /// `bad_message`, `bad_room` or `bad_filter`.
        code: &'static str,
        /// What is wrong.
        error: DecodeError,
    },
}

impl RequestBody {
    /// The `type` of the request, for logs.
    #[must_use]
    pub fn kind(&self) -> &str {
        match self {
            Self::Ping => "ping",
            Self::Auth { .. } => "auth",
            Self::Join { .. } => "join",
            Self::Leave { .. } => "leave",
            Self::StateRequest { .. } => "state_request",
            Self::Subscribe { .. } => "subscribe",
            Self::Resync { .. } => "resync",
            Self::Reconnect { .. } => "reconnect",
            Self::Publish { .. } => "publish",
            Self::ClaimTable { .. } => "claim_table",
            Self::ReleaseTable => "release_table",
            Self::Unknown(kind) => kind,
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

/// Where a resync starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResyncFrom {
    /// After an entry.
    Seq {
        /// The log that `last_seq` belongs to; without it, the current one.
        epoch: Option<String>,
        /// The client's cursor.
        last_seq: u64,
    },
    /// With the hands played at this time.
    Time(DateTime<Utc>),
}

/// The rooms of one `join` or `leave`; a session is in fewer.
const MAX_ROOMS: usize = 256;

/// The most entries that a `join` gets again.
const MAX_LAST: u32 = 1000;

impl Request {
    /// Reads a frame.
    ///
    /// # Errors
    /// [`DecodeError`] for a text that is no JSON object, or whose `id` cannot be read.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let mut fields: Fields = decode(text)?;
        let id = fields.optional("id").map_err(|_| {
            DecodeError::new("field \"id\": expected a number or a string, once".to_owned())
        })?;
        let kind = fields.required("type").map_err(Fault::from);
        let body = kind
            .and_then(|kind| body(kind, text, &mut fields))
            .unwrap_or_else(|Fault { code, error }| RequestBody::Unreadable { code, error });
        Ok(Self { id, body })
    }
}

/// Why the fields of a request cannot be read.
struct Fault {
    code: &'static str,
    error: DecodeError,
}

impl From<DecodeError> for Fault {
    fn from(error: DecodeError) -> Self {
        Self { code: "bad_message", error }
    }
}

fn body(kind: String, text: &str, fields: &mut Fields) -> Result<RequestBody, Fault> {
    Ok(match kind.as_str() {
        "ping" => RequestBody::Ping,
        "auth" => RequestBody::Auth { token: fields.required("token")? },
        "join" => RequestBody::Join { rooms: rooms(fields)?, last: last(fields)? },
        "leave" => RequestBody::Leave { rooms: rooms(fields)? },
        "state_request" => RequestBody::StateRequest { room: room(fields)? },
        "subscribe" => RequestBody::Subscribe { filter: filter(text)? },
        "resync" => RequestBody::Resync {
            from: resync_from(fields)?,
            room: fields.optional("room").map_err(bad_room)?,
        },
        "reconnect" => RequestBody::Reconnect {
            resume_token: fields.required("resume_token")?,
            epoch: fields.optional("epoch")?,
            last_seq: fields.optional("last_seq")?,
        },
        "publish" => RequestBody::Publish {
            room: room(fields)?,
            body: fields.any("body")?,
            meta: fields.optional("meta")?,
        },
        "claim_table" => RequestBody::ClaimTable { claim_token: fields.optional("claim_token")? },
        "release_table" => RequestBody::ReleaseTable,
        _ => RequestBody::Unknown(kind),
    })
}

const fn bad_room(error: DecodeError) -> Fault {
    Fault { code: "bad_room", error }
}

fn room(fields: &mut Fields) -> Result<Room, Fault> {
    fields.required("room").map_err(bad_room)
}

/// `room` or `rooms`, each of them once.
fn rooms(fields: &mut Fields) -> Result<Vec<Room>, Fault> {
    let one: Option<Room> = fields.optional("room").map_err(bad_room)?;
    let many: Option<Vec<Room>> = fields.optional("rooms").map_err(bad_room)?;
    let words = |words: &str| bad_room(DecodeError::new(words.to_owned()));
    let named = match (one, many) {
        (Some(room), None) => vec![room],
        (None, Some(rooms)) if MAX_ROOMS < rooms.len() => {
            return Err(words("field \"rooms\": expected at most 256 rooms"));
        }
        (None, Some(rooms)) if !rooms.is_empty() => rooms,
        (None, _) => return Err(words("expected \"room\", or \"rooms\" with at least one room")),
        (Some(_), Some(_)) => return Err(words("expected \"room\" or \"rooms\", not both")),
    };
    let mut rooms = Vec::with_capacity(named.len());
    for room in named {
        if !rooms.contains(&room) {
            rooms.push(room);
        }
    }
    Ok(rooms)
}

fn last(fields: &mut Fields) -> Result<u32, DecodeError> {
    let last = fields.optional("last")?.unwrap_or_default();
    if last <= MAX_LAST {
        return Ok(last);
    }
    Err(DecodeError::new(format!("field \"last\": expected at most {MAX_LAST}, not {last}")))
}

/// The filter is read from the text, where a key that is given twice still is.
fn filter(text: &str) -> Result<Filter, Fault> {
    #[derive(Deserialize)]
    struct Subscribe {
        filter: Option<Filter>,
    }

    let bad_filter = |error| Fault { code: "bad_filter", error };
    let Subscribe { filter } = decode(text)
        .map_err(|error| bad_filter(DecodeError::new(format!("field \"filter\": {error}"))))?;
    filter.ok_or_else(|| bad_filter(DecodeError::missing("filter")))
}

fn resync_from(fields: &mut Fields) -> Result<ResyncFrom, DecodeError> {
    let epoch = fields.optional("epoch")?;
    let time: Option<String> = fields.optional("last_timestamp")?;
    if let Some(last_seq) = fields.optional("last_seq")? {
        return Ok(ResyncFrom::Seq { epoch, last_seq });
    }
    let time = time.ok_or_else(|| {
        DecodeError::new("expected \"last_seq\" or \"last_timestamp\"".to_owned())
    })?;
    let parsed = DateTime::parse_from_rfc3339(&time).map_err(|error| {
        let example = "2026-01-02T03:04:05Z";
        DecodeError::new(format!(
            "field \"last_timestamp\": expected a time like {example}: {error}"
        ))
    })?;
    Ok(ResyncFrom::Time(parsed.to_utc()))
}

#[cfg(test)]
mod tests;
