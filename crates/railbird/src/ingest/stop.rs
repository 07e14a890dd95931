//! How the threads of ingestion are told to stop.

use std::{
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::Duration,
};

use watcher::Waker;

/// Tells the threads of ingestion to stop; clones are handles to the same flag.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    flag: Arc<(Mutex<bool>, Condvar)>,
    waker: Waker,
}

impl Stop {
    /// A flag for threads of which one waits for the watcher.
    pub(super) fn new(waker: Waker) -> Self {
        Self { flag: Arc::default(), waker }
    }

    /// Tells them.
    pub(crate) fn stop(&self) {
        *self.flag.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.flag.1.notify_all();
        self.waker.wake();
    }

    /// Wakes the thread that waits for the watcher.
    pub(super) fn wake(&self) {
        self.waker.wake();
    }

    /// Waits until they are told to stop, but not longer than this; whether they were.
    pub(super) fn wait(&self, timeout: Duration) -> bool {
        let stopped = self.flag.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.flag.1.wait_timeout_while(stopped, timeout, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.wait(Duration::ZERO)
    }
}
