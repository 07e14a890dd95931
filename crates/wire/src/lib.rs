//! What leaves Railbird: protocol messages and hands, as JSON.
//!
//! The types here are the protocol, kept apart from the domain on purpose: nothing below this
//! crate is serialised for the outside, so that a change of a domain type cannot change the
//! protocol by accident. Every message has a golden file in `fixtures/wire`; grow by adding.
//!
//! The crate does not know where a message goes.

mod message;
mod request;

mod hand;
mod new_hand;
mod tournament_result;

mod event;
mod http;

mod json;
mod labels;
mod number;

#[cfg(test)]
mod golden;

pub use event::Listening;
pub use hand::{HandJson, Source};
pub use http::{Health, Part, Problem, Stats, Status};
pub use json::{DecodeError, decode, encode};
pub use message::{
    ConnectionAck, ErrorMessage, Heartbeat, PROTOCOL_VERSION, Pong, RequestId, ResyncComplete,
    ServerMessage, timestamp,
};
pub use new_hand::{NewHand, Origin, Place};
pub use number::Number;
pub use request::{Request, RequestBody};
pub use tournament_result::TournamentResult;
