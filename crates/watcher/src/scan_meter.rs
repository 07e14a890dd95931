//! What the full scans cost, for whoever asks from another thread.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Tells how the full scans went. Clones are handles to the same meter, and asking wakes nobody.
#[derive(Debug, Clone, Default)]
pub struct ScanMeter(Arc<Mutex<ScanCosts>>);

/// What the full scans have cost since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScanCosts {
    /// Scans that came to their end.
    pub finished: u64,
    /// The time that was spent on them, without that between their parts.
    pub spent: Duration,
    /// The time that was spent on the last one.
    pub last: Duration,
}

impl ScanMeter {
    /// How it is now.
    #[must_use]
    pub fn read(&self) -> ScanCosts {
        *self.lock()
    }

    /// A scan has come to its end.
    pub(crate) fn note(&self, cost: Duration) {
        let mut costs = self.lock();
        costs.finished += 1;
        costs.spent += cost;
        costs.last = cost;
    }

    fn lock(&self) -> MutexGuard<'_, ScanCosts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
