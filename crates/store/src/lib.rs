//! The log: hands and tournament summaries get their [`Seq`] here, in the transaction that makes them durable.
//!
//! One SQLite file in WAL mode with `synchronous=FULL` holds the raw text of every entry,
//! the quarantine, how far each history file has been read, and what each player did. The raw
//! text is the ground truth; everything else but the user's notes can be derived from it again.
//!
//! [`Store`] is the one writer, [`Reader`] reads beside it. The crate knows no JSON and no
//! sockets.

mod packed;
mod seq;
mod single_fact;

mod facts;

mod append;
mod reader;
mod store;

mod adjust;
mod note;
mod players;

mod backup;
mod check;
mod rebuild;
mod salvage;

mod error;
mod files;
mod lock;
mod map;
mod schema;

#[cfg(test)]
mod fixture;

pub use adjust::Expectation;
pub use append::{Content, FileCheckpoint, Item, Outcome};
pub use backup::{Restored, backup, restore};
pub use check::{Findings, check, check_pages};
pub use error::{Error, ErrorKind};
pub use note::Note;
pub use packed::Packed;
pub use players::Sums;
pub use reader::{Entry, Quarantined, Range, Reader, Text};
pub use rebuild::{Derived, Rebuilt};
pub use salvage::Recovery;
pub use seq::{Epoch, Origin, Seq};
pub use store::{Store, Totals};
