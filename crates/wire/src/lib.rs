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

mod note;
mod player_stats;
mod stat_catalogue;
mod stat_values;

mod room;

mod facts;
mod filter;
mod scope_query;
mod selection;

mod graph;
mod play_sessions;
mod tournaments;

mod clients;
mod event;
mod http;

mod schema;

mod fields;
mod json;
mod labels;
mod milliseconds;
mod nearest;
mod number;
mod quotient;

#[cfg(test)]
mod golden;

pub use clients::{ClientEncoding, ClientFeed, ClientState, Clients, ConnectedClient};
pub use event::Listening;
pub use facts::{Facts, HandFacts};
pub use filter::{AllStats, Filter, StatsScope, StatsSince, WantedStats};
pub use graph::{Graph, GraphPoint};
pub use hand::{HandJson, Source};
pub use http::{
    HandsPage, Health, KnownPlayer, Latency, Part, Players, PlayersStats, Problem, Quarantine,
    QuarantinedText, Stats, Status, Tables, hands_page,
};
pub use json::{DecodeError, decode, encode};
pub use labels::{currency, kind};
pub use message::{
    AuthOk, ClaimQueued, ClaimReleased, CloseReason, ConnectionAck, ErrorMessage, Heartbeat, Level,
    LevelChanged, Member, Message, NextLevel, Notice, PROTOCOL_VERSION, PlayerMoved, Pong,
    Presence, PresenceEvent, Published, Reconnected, RequestId, ResyncComplete, RoomJoined,
    RoomLeft, SeatJson, ServerMessage, StateSnapshot, StatsUpdated, Subscribed, TableClaimed,
    TableClosed, TableJson, count_detail, timestamp,
};
pub use milliseconds::Milliseconds;
pub use nearest::nearest;
pub use new_hand::{NewHand, Origin, Place};
pub use note::Note;
pub use number::Number;
pub use play_sessions::{PlaySessionJson, PlaySessions};
pub use player_stats::{PlayerStats, PurseJson, Shown};
pub use request::{Request, RequestBody, ResyncFrom};
pub use room::{BadRoom, Room};
pub use schema::{message_schema, openapi};
pub use scope_query::ScopeQuery;
pub use selection::Selection;
pub use stat_catalogue::{CatalogueEntry, MeasureJson, StatCatalogue, stat_catalogue};
pub use stat_values::{StatValue, StatValues};
pub use tournament_result::TournamentResult;
pub use tournaments::{
    ExpressoTotals, Mean, Multiplier, PlayedTournamentJson, RoiJson, Share, TotalsByCurrency,
    TournamentTotals, Tournaments,
};
