//! What a client sends over the WebSocket.

use serde::Deserialize;

use crate::{DecodeError, RequestId, decode};

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
    /// Send again what came after `last_seq`.
    Resync {
        /// The log that `last_seq` belongs to; without it, the current one.
        epoch: Option<String>,
        /// The client's cursor.
        last_seq: u64,
    },
    /// Something of the protocol that this server does not serve yet: answered by an `error`
    /// with these words.
    NotServed(String),
    /// A type that this server does not know: answered by an `error`.
    Unknown(String),
    /// A known type whose fields cannot be read: answered by an `error`.
    Unreadable(DecodeError),
}

#[derive(Deserialize)]
struct Envelope {
    id: Option<RequestId>,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Deserialize)]
struct Resync {
    epoch: Option<String>,
    last_seq: Option<u64>,
    last_timestamp: Option<String>,
    room: Option<String>,
}

/// Requests of the protocol that come with later versions of this server.
const LATER: &[&str] = &[
    "auth",
    "claim_table",
    "join",
    "leave",
    "publish",
    "reconnect",
    "release_table",
    "state_request",
    "subscribe",
];

impl Request {
    /// Reads a frame.
    ///
    /// # Errors
    /// [`DecodeError`] for a text that is no JSON object with a `type`.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let Envelope { id, kind } = decode(text)?;
        let body = match kind.as_str() {
            "ping" => RequestBody::Ping,
            "resync" => decode(text).map_or_else(RequestBody::Unreadable, resync),
            later if LATER.contains(&later) => {
                RequestBody::NotServed(format!("this version does not serve {later:?}"))
            }
            _ => RequestBody::Unknown(kind),
        };
        Ok(Self { id, body })
    }
}

fn resync(resync: Resync) -> RequestBody {
    let Resync { epoch, last_seq, last_timestamp, room } = resync;
    match (last_seq, room.as_deref()) {
        (_, Some(room)) if room != "hands" => RequestBody::NotServed(format!(
            "this version serves only the room \"hands\", not {room:?}"
        )),
        (Some(last_seq), _) => RequestBody::Resync { epoch, last_seq },
        (None, _) if last_timestamp.is_some() => RequestBody::NotServed(
            "this version serves \"last_seq\", not \"last_timestamp\"".to_owned(),
        ),
        (None, _) => RequestBody::Unreadable(DecodeError::missing("last_seq")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, RequestBody};
    use crate::RequestId;

    #[test]
    fn a_request_keeps_its_id_and_ignores_what_it_does_not_know() {
        let request = Request::decode(r#"{"type":"ping","id":"a7","more":[1]}"#).unwrap();
        assert_eq!(request.id, Some(RequestId::Text("a7".to_owned())));
        assert_eq!(request.body, RequestBody::Ping);
    }

    #[test]
    fn a_resync_without_its_cursor_is_unreadable_but_keeps_its_id() {
        let request = Request::decode(r#"{"type":"resync","id":7}"#).unwrap();
        assert_eq!(request.id, Some(RequestId::Number(7.into())));
        let RequestBody::Unreadable(error) = request.body else { panic!("{:?}", request.body) };
        assert!(error.to_string().contains("last_seq"), "{error}");
    }

    #[test]
    fn what_comes_with_later_versions_is_told_as_that() {
        for text in [
            r#"{"type":"join","room":"tables"}"#,
            r#"{"type":"resync","last_seq":3,"room":"table:A"}"#,
            r#"{"type":"resync","last_timestamp":"2026-01-01T00:00:00Z"}"#,
        ] {
            let body = Request::decode(text).unwrap().body;
            assert!(matches!(body, RequestBody::NotServed(_)), "{text}: {body:?}");
        }
        let served = r#"{"type":"resync","last_seq":3,"room":"hands","epoch":null}"#;
        let body = Request::decode(served).unwrap().body;
        assert_eq!(body, RequestBody::Resync { epoch: None, last_seq: 3 });
    }

    #[test]
    fn an_unknown_type_is_a_value_and_no_object_is_an_error() {
        let request = Request::decode(r#"{"type":"dance"}"#).unwrap();
        assert_eq!(request.body, RequestBody::Unknown("dance".to_owned()));
        for text in ["", "7", "[]", "{}", r#"{"type":7}"#, "{\"type\":\"ping\""] {
            assert!(Request::decode(text).is_err(), "{text}");
        }
    }
}
