//! Texts at the ends of quiet files that may not be whole.

use std::{collections::HashSet, path::Path, sync::Arc, time::Duration};

use watcher::Chunk;

/// How long a file must have rested until the text at its end counts as whole whatever it
/// looks like. Texts of some years never look whole, and must not wait for ever.
const SETTLED: Duration = Duration::from_secs(30);

/// The files that end in such a text.
#[derive(Debug)]
pub(super) struct Unfinished {
    files: HashSet<Arc<Path>>,
    fate: Fate,
}

/// What becomes of a text that may still become whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is looked at again and again until it is, or has settled.
    Awaited,
    /// It is left where it is.
    Left,
}

impl Unfinished {
    /// No files yet.
    pub(super) fn new(fate: Fate) -> Self {
        Self { files: HashSet::new(), fate }
    }

    /// Notes that a file ends in a text that does not look whole, and says what becomes of it.
    /// `None` if it counts as whole all the same.
    pub(super) fn note(&mut self, chunk: &Chunk) -> Option<Fate> {
        if SETTLED <= chunk.rested {
            self.forget(&chunk.path);
            return None;
        }
        self.files.insert(Arc::clone(&chunk.path));
        Some(self.fate)
    }

    /// The file ends well.
    pub(super) fn forget(&mut self, file: &Path) {
        self.files.remove(file);
    }

    /// How many files end in such a text.
    pub(super) fn len(&self) -> usize {
        self.files.len()
    }
}
