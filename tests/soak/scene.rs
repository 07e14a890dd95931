//! What everybody of a soak shares: where the daemon is, when it is over, what was seen.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The stage of a soak.
pub(crate) struct Scene {
    pub(crate) address: String,
    /// When nobody comes, goes or misbehaves any more.
    pub(crate) last_call: Instant,
    /// The top of the log, when nothing is written any more.
    goal: AtomicU64,
    pub(crate) times: Times,
    tally: Mutex<BTreeMap<String, u64>>,
    faults: Mutex<Vec<String>>,
}

impl Scene {
    pub(crate) fn new(address: &str, time: Duration) -> Self {
        Self {
            address: address.to_owned(),
            last_call: Instant::now() + time,
            goal: AtomicU64::new(u64::MAX),
            times: Times::default(),
            tally: Mutex::default(),
            faults: Mutex::default(),
        }
    }

    /// Whether it is time to finish.
    pub(crate) fn is_late(&self) -> bool {
        self.last_call <= Instant::now()
    }

    /// Says where the log ends.
    pub(crate) fn set_goal(&self, seq: u64) {
        self.goal.store(seq, Ordering::Relaxed);
    }

    pub(crate) fn goal(&self) -> u64 {
        self.goal.load(Ordering::Relaxed)
    }

    /// Counts that something happened.
    pub(crate) fn count(&self, what: impl Into<String>) {
        *self.tally.lock().unwrap().entry(what.into()).or_default() += 1;
    }

    /// How often this happened.
    pub(crate) fn counted(&self, what: &str) -> u64 {
        self.tally.lock().unwrap().get(what).copied().unwrap_or_default()
    }

    /// Notes something that must not be.
    pub(crate) fn blame(&self, who: &str, fault: impl fmt::Display) {
        eprintln!("{who}: {fault}");
        self.faults.lock().unwrap().push(format!("{who}: {fault}"));
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.faults.lock().unwrap().clone()
    }
}

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in self.tally.lock().unwrap().iter() {
            writeln!(f, "{count:>8} × {what}")?;
        }
        Ok(())
    }
}

/// When hands were written, by their ids.
#[derive(Debug, Default)]
pub(crate) struct Times(Mutex<HashMap<String, Instant>>);

impl Times {
    pub(crate) fn put(&self, id: String, written: Instant) {
        self.0.lock().unwrap().insert(id, written);
    }

    pub(crate) fn of(&self, id: &str) -> Option<Instant> {
        self.0.lock().unwrap().get(id).copied()
    }
}
