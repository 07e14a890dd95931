//! The log: hands and tournament summaries get their [`Seq`] here, in the transaction that makes them durable.
//!
//! One SQLite file in WAL mode with `synchronous=FULL` holds the raw text of every entry,
//! the quarantine, and how far each history file has been read. The raw text is the ground
//! truth; everything else can be derived from it again.
//!
//! [`Store`] is the one writer, [`Reader`] reads beside it. The crate knows no JSON and no
//! sockets.

mod seq;

mod append;
mod reader;
mod store;

mod error;
mod lock;
mod schema;

pub use append::{FileCheckpoint, Item, Outcome};
pub use error::{Error, ErrorKind};
pub use reader::{Entry, Range, Reader, Text};
pub use seq::{Epoch, Origin, Seq};
pub use store::{Store, Totals};
