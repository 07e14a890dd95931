//! A cursor over the log to a socket: HTTP and WebSocket.
//!
//! The [`Log`] is what sessions read: a ring of the newest publications in memory, and behind
//! it the past, which the store tells through a function. A session is one task with one
//! cursor and one loop: read after the cursor, send, move the cursor, sleep when nothing is
//! left. A replay after a reconnect and live delivery are that same loop.
//!
//! The crate owns admission (who may connect, and how many) and every limit on a connection.
//! It knows neither files nor hands: what it sends are frames that were encoded elsewhere.

mod frame;
mod recent;

mod cursors;
mod log;

mod bucket;
mod close;
mod replay;
mod session;
mod socket;

mod admission;
mod connections;
mod query;

mod board;
mod options;
mod problem;
mod routes;
mod server;
mod upgrade;

pub mod client;

#[cfg(test)]
mod tests;

pub use board::{Board, Totals};
pub use frame::{Form, Frame};
pub use log::{Log, OutOfOrder, Past, PastError, PastPage, PastQuery};
pub use options::Options;
pub use recent::Publication;
pub use server::{BindError, Server};
/// The text of a message, checked once and shared by reference: what a [`PastPage`] carries.
pub use tokio_tungstenite::tungstenite::Utf8Bytes;
