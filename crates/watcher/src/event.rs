//! What the watcher tells its consumer.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::checkpoint::Checkpoint;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Bytes after the checkpoint of a file.
    Chunk(Chunk),
    /// A root does not exist, cannot be reached, or is neither a folder nor a file. Told once, until
    /// it is back.
    RootMissing(PathBuf),
    /// A root that was missing is there.
    RootBack(PathBuf),
    /// A file or folder cannot be read for now. Told once; it is tried again until it works, and
    /// nothing of it is skipped.
    Blocked {
        /// The file or folder.
        path: PathBuf,
        /// Why, in words for a person.
        error: String,
    },
    /// What was blocked works again.
    Unblocked {
        /// The file or folder.
        path: PathBuf,
    },
}

/// Bytes of a file, from its checkpoint on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The root as it was given, and the way from there to the file.
    pub path: Arc<Path>,
    /// Where `bytes` begin in the file. It is the last committed offset, or 0 if the file does not
    /// match its checkpoint any more.
    pub offset: u64,
    /// Never empty, at most [`crate::MAX_CHUNK_BYTES`].
    pub bytes: Vec<u8>,
    /// The bytes reach the end of the file as it was when it was read.
    pub end_of_file: bool,
    /// They do, and the file has not changed for [`crate::Settings::quiet`]: what stands here is
    /// finished.
    pub quiet: bool,
    /// How long the file has not changed, as far as was seen or as its file system says.
    pub rested: Duration,
    /// Whether the bytes were there at start.
    pub origin: Origin,
    /// When they were read.
    pub read_at: Instant,
    /// The verified bytes before `offset`, at most a fingerprint's window: with them the next
    /// checkpoint is made without reading a file that may be another one by then.
    pub(crate) prefix: Vec<u8>,
}

impl Chunk {
    /// The checkpoint after the first `up_to` bytes.
    pub(crate) fn checkpoint(&self, up_to: usize) -> Checkpoint {
        Checkpoint::after(self.offset, &self.prefix, &self.bytes, up_to)
    }
}

/// How bytes came to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The first scan found them, of a root that was there at start.
    AtStart,
    /// They came later.
    Grown,
}
