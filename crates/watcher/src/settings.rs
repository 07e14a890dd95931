//! What the watcher is told at start.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Shorter times keep the machine busy with nothing.
const SHORTEST: Duration = Duration::from_millis(1);

/// Longer times are as good as never.
const LONGEST: Duration = Duration::from_hours(24);

/// Where to look, and how often. Times below a millisecond or above a day are taken as that.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folders whose `*.txt` files are followed, with their sub-folders, and single files of
    /// any name. What does not exist is waited for.
    pub roots: Vec<PathBuf>,
    /// How often files that changed lately are looked at without being told to: the longest delay
    /// of a hand when hints are lost.
    pub active_scan: Duration,
    /// How often everything is listed: the longest delay of a new file when hints are lost.
    pub full_scan: Duration,
    /// How long a file must stay unchanged until what stands at its end counts as finished.
    pub quiet: Duration,
    /// By what the files found at start are sorted, so that they come in the same order whenever
    /// everything is read again. Those without a time come after the others, and without this
    /// function all come by name.
    pub order: Option<Order>,
}

/// When the first record of a file was written, in any unit, by its path and its first bytes, at
/// most [`crate::HEAD_BYTES`].
pub type Order = fn(&Path, &[u8]) -> Option<i64>;

impl Default for Settings {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            active_scan: Duration::from_millis(250),
            full_scan: Duration::from_secs(2),
            quiet: Duration::from_millis(500),
            order: None,
        }
    }
}

impl Settings {
    /// Times with which the loop neither spins nor leaves the clock's range.
    pub(crate) fn bounded(mut self) -> Self {
        for time in [&mut self.active_scan, &mut self.full_scan, &mut self.quiet] {
            *time = (*time).clamp(SHORTEST, LONGEST);
        }
        self
    }
}
