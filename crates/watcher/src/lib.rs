//! Folders and files to bytes: this crate finds the text files under some folders and hands out
//! what is appended to them. It knows nothing of what the bytes mean.
//!
//! Three ideas carry it:
//!
//! - **An event is a hint, the scan is the truth.** Every way of being told about changes misses
//!   some. `notify` says where to look first (within microseconds); a periodic scan finds the rest,
//!   in small parts between which hints are followed.
//! - **The tail keeps nothing between two reads.** Of a file we know a [`Checkpoint`]: the end of
//!   what the consumer has durably consumed, and a hash of the bytes before that place. Every
//!   read opens the file, checks the hash, and delivers everything from there on. An incomplete
//!   record at the end is simply read again when the file has changed.
//! - **In doubt, read again from byte 0.** A file that does not match its checkpoint was truncated
//!   or replaced. Neither its name nor its inode is trusted.
//!
//! It does not frame records, decode text, store checkpoints or start threads of its own (the
//! back-end of `notify` has one). One thread calls [`Watcher::next`] in a loop:
//!
//! ```ignore
//! let mut watcher = Watcher::new(settings, store.checkpoints());
//! loop {
//!     for event in watcher.next(Duration::from_secs(1)) {
//!         let Event::Chunk(chunk) = event else { continue };
//!         let (records, used) = split(&chunk.bytes, chunk.quiet);
//!         let checkpoint = watcher.consumed(&chunk, used);
//!         store.append(records, &chunk.path, checkpoint)?; // one transaction
//!         watcher.commit(&chunk.path, checkpoint);
//!     }
//! }
//! ```

mod event;
mod settings;
mod status;

mod checkpoint;
mod tail;

mod agenda;
mod file;
mod files;

mod root;
mod scan;
mod scan_meter;

mod hints;
mod listener;
mod notifier;

mod watcher;

mod backoff;

pub use crate::checkpoint::{Checkpoint, FINGERPRINT_WINDOW, Fingerprint};
pub use crate::event::{Chunk, Event, Origin};
pub use crate::hints::Waker;
pub use crate::scan_meter::{ScanCosts, ScanMeter};
pub use crate::settings::{Order, Settings};
pub use crate::status::Status;
pub use crate::tail::{HEAD_BYTES, MAX_CHUNK_BYTES};
pub use crate::watcher::Watcher;
