//! How the watcher is doing, in numbers.

/// A snapshot for a health page and for metrics. Counters count from the start of the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Status {
    /// Files that are followed.
    pub files: usize,
    /// Files found but not read to the end yet.
    pub files_waiting: usize,
    /// Files that are looked at again in a moment, because they changed just now or the consumer
    /// did not answer.
    pub files_unsettled: usize,
    /// Files and folders that cannot be read for now.
    pub blocked: usize,
    /// Roots that are there.
    pub roots_present: usize,
    /// Roots that are waited for.
    pub roots_missing: usize,
    /// The notify back-end watches every root that is there. If not, growth is found by scans only.
    pub hinted: bool,
    /// Hints received.
    pub hints: u64,
    /// Listings of all roots made.
    pub scans: u64,
    /// How often growth was found by a scan while the hints, though expected, said nothing.
    pub unannounced: u64,
    /// How often a file did not match its checkpoint and was read again from byte 0.
    pub restarts: u64,
}
