//! The log: hands and tournament summaries get their [`Seq`] here, in the transaction that makes them durable.
//!
//! One SQLite file in WAL mode with `synchronous=FULL` holds the raw text of every entry,
//! the quarantine, and how far each history file has been read. The raw text is the ground
//! truth; everything else can be derived from it again.
//!
//! [`Store`] is the one writer, [`Reader`] reads beside it. The crate knows no JSON and no
//! sockets.

mod packed;
mod seq;

mod append;
mod reader;
mod store;

mod backup;
mod check;
mod rebuild;
mod salvage;

mod error;
mod files;
mod lock;
mod schema;

#[cfg(test)]
mod fixture;

pub use append::{Content, FileCheckpoint, Item, Outcome};
pub use backup::{Restored, backup, restore};
pub use check::{Findings, check, check_pages};
pub use error::{Error, ErrorKind};
pub use packed::Packed;
pub use reader::{Entry, Quarantined, Range, Reader, Text};
pub use rebuild::{Derived, Rebuilt};
pub use salvage::Recovery;
pub use seq::{Epoch, Origin, Seq};
pub use store::{Store, Totals};
