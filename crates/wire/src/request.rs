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
    last_seq: u64,
}

impl Request {
    /// Reads a frame.
    ///
    /// # Errors
    /// [`DecodeError`] for a text that is no JSON object with a `type`.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        let Envelope { id, kind } = decode(text)?;
        let body = match kind.as_str() {
            "ping" => RequestBody::Ping,
            "resync" => match decode(text) {
                Ok(Resync { epoch, last_seq }) => RequestBody::Resync { epoch, last_seq },
                Err(error) => RequestBody::Unreadable(error),
            },
            _ => RequestBody::Unknown(kind),
        };
        Ok(Self { id, body })
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
        assert_eq!(request.id, Some(RequestId::Number(7)));
        let RequestBody::Unreadable(error) = request.body else { panic!("{:?}", request.body) };
        assert!(error.to_string().contains("last_seq"), "{error}");
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
