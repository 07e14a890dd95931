//! The text of Winamax hand histories, to [`Hand`].
//!
//! [`Splitter`] cuts the bytes of a file into [`Block`]s, one hand or one summary each;
//! [`parse`] makes a [`Hand`] of a [`HandText`], [`parse_summary`] a [`TournamentSummary`] of a
//! [`SummaryText`]. All of it is pure: no files, no clock, no output.
//!
//! A text that is no hand is a [`ParseError`] with its line and a reason, never a wrong hand;
//! a hand with something odd in it is a hand with [`Warning`]s.

mod closing;
mod first_time;
mod splitter;
mod text;

mod action;
mod amount;
mod game;
mod hand;
mod position;
mod summary;

mod error;
mod parse;
mod warning;

mod audit;

pub use action::{Action, ActionKind, Half, PlayerIndex, PotName, Stage, Street, StreetLog};
pub use amount::Amount;
pub use audit::{Foul, audit};
pub use error::{ParseError, Reason};
pub use first_time::first_time;
pub use game::{BuyIn, BuyInKind, Currency, Kind, Limit, Stakes, Variant};
pub use hand::{Hand, HandId, Player, SeatNo, Table, Tournament};
pub use parse::{parse, parse_summary};
pub use position::Position;
pub use splitter::{Block, MAX_BLOCK_BYTES, Splitter, Stray};
pub use summary::{Gain, Level, Ticket, TournamentSummary};
pub use text::{HandText, SummaryText, same_text};
pub use warning::Warning;

/// The version of the parser. It is raised when a text is read that was refused before, so
/// that whoever kept such texts tries them again.
pub const PARSER_VERSION: u32 = 1;
