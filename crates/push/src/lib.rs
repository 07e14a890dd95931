//! A cursor over the log to a socket: HTTP and WebSocket.
//!
//! The [`Log`] is what sessions read: a ring of the newest publications in memory, and behind
//! it the past, which the store tells through a function. A session is one task with one
//! cursor and one loop: read after the cursor, send, move the cursor, sleep when nothing is
//! left. A replay after a reconnect and live delivery are that same loop. While a session sleeps,
//! the courier sends it what comes next, and wakes it for everything that is more than that.
//!
//! The crate owns admission (who may connect, and how many) and every limit on a connection.
//! It knows neither files nor hands: what it sends are frames that were encoded elsewhere.

mod archive;
mod demand;
mod edge;
mod encoding;
mod frame;
mod lookup;
mod past;
mod readers;
mod recent;

mod bell;
mod courier;
mod line;
mod log;
mod standby;

mod claims;
mod hub;
mod inbox;
mod leftovers;
mod lobby;

mod bucket;
mod close;
mod metrics;
mod outlet;
mod replay;
mod roster;
mod session;
mod socket;
mod vitals;

mod admission;
mod authorize;
mod connections;
mod query;

mod admin;
mod api;
mod board;
mod exposition;
mod options;
mod pages;
mod problem;
mod routes;
mod server;
mod upgrade;

mod tls;

pub mod access;
pub mod token;

pub mod client;

#[cfg(test)]
mod tests;

pub use archive::{Archive, NoteChange, Notes, TableStats};
pub use board::{Board, Scans, Totals};
pub use demand::StatsRequest;
pub use edge::View;
pub use frame::{Form, Frame};
pub use log::{Log, OutOfOrder};
pub use lookup::{Found, HandFormat, Lookup, Lookups, Parameters, PlayersQuery, RequestError};
pub use options::Options;
pub use past::{Past, PastError, PastPage, PastQuery};
pub use recent::{Derived, Publication, Timing};
pub use server::{BindError, Server};
pub use tls::{Tls, TlsError};
/// The text of a message, checked once and shared by reference: what a [`PastPage`] carries.
pub use tokio_tungstenite::tungstenite::Utf8Bytes;
