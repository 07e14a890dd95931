//! Texts at the ends of quiet files that may not be whole.

use std::{
    collections::HashMap,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// Since when each of them waits, and where it starts.
#[derive(Debug, Default)]
pub(super) struct Unfinished(HashMap<Arc<Path>, (u64, Instant)>);

/// How long a text at the end of a quiet file is given to become whole. Texts of some years
/// never look whole, and must not wait for ever.
const SETTLED: Duration = Duration::from_secs(30);

impl Unfinished {
    /// Notes that the text at this place waits; whether it has waited long enough.
    pub(super) fn has_settled(&mut self, file: &Arc<Path>, offset: u64) -> bool {
        let now = Instant::now();
        let waits = self.0.entry(Arc::clone(file)).or_insert((offset, now));
        if waits.0 != offset {
            *waits = (offset, now);
        }
        SETTLED <= waits.1.elapsed()
    }

    /// The text at the end of the file was taken.
    pub(super) fn forget(&mut self, file: &Path) {
        self.0.remove(file);
    }

    /// How many wait.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}
