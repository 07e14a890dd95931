//! What the rest of the daemon reports, for `/health` and `/ws/stats`.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wire::{Health, Part};

/// A notice board: the daemon's parts write on it, the HTTP endpoints read it. Clones are
/// handles to the same board.
#[derive(Clone, Debug, Default)]
pub struct Board(Arc<Mutex<Notices>>);

#[derive(Debug, Default)]
struct Notices {
    parts: BTreeMap<String, Part>,
    totals: Totals,
    worker_active: bool,
}

/// Counts that the store and the watcher know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Hands in the log.
    pub hands_total: u64,
    /// Texts in quarantine.
    pub quarantined: u64,
    /// Files that are watched.
    pub watching: u64,
}

impl Board {
    /// Says how the part of this name is.
    pub fn set_part(&self, name: &str, part: Part) {
        self.notices().parts.insert(name.to_owned(), part);
    }

    /// Says how much the log holds.
    pub fn set_log(&self, hands_total: u64, quarantined: u64) {
        let mut notices = self.notices();
        notices.totals.hands_total = hands_total;
        notices.totals.quarantined = quarantined;
    }

    /// Says how many files are watched.
    pub fn set_watching(&self, files: u64) {
        self.notices().totals.watching = files;
    }

    /// Says whether the task that publishes hands runs.
    pub fn set_worker_active(&self, active: bool) {
        self.notices().worker_active = active;
    }

    /// The health of all parts.
    #[must_use]
    pub fn health(&self) -> Health {
        Health::of(self.notices().parts.clone())
    }

    /// The totals as last reported.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.notices().totals
    }

    /// Whether the task that publishes hands runs.
    #[must_use]
    pub fn worker_active(&self) -> bool {
        self.notices().worker_active
    }

    fn notices(&self) -> MutexGuard<'_, Notices> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
