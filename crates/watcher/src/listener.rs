//! Whether hints can be believed: it holds the back-end, and starts a fresh one when the scan finds
//! what should have been announced.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::backoff::Backoff;
use crate::hints::{Hints, Noted};
use crate::notifier::Notifier;

/// A hint may come this long after the scan has seen the growth.
const HINT_PATIENCE: Duration = Duration::from_millis(500);

/// A fresh back-end is started at most this often at first; it walks all folders.
const FIRST_FRESH: Duration = Duration::from_secs(10);

/// Where hints never come, as on network folders, it is tried this rarely in the end.
const LAST_FRESH: Duration = Duration::from_mins(10);

/// One is enough to know that the back-end is deaf; more are only counted.
const MAX_SUSPECTS: usize = 1024;

/// How a back-end is started for these roots.
pub(crate) type Start = fn(&[PathBuf], &Arc<Hints>) -> Notifier;

/// The receiver of hints.
#[derive(Debug)]
pub(crate) struct Listener {
    pub(crate) hints: Arc<Hints>,
    /// How many events were heard.
    pub(crate) heard: u64,
    /// How often growth was not announced.
    pub(crate) unannounced: u64,
    start: Start,
    notifier: Notifier,
    /// Files of which the scan found growth, and since when their hint is missing.
    suspects: HashMap<Arc<Path>, Instant>,
    doubted: bool,
    backoff: Backoff,
    fresh_from: Instant,
}

impl Listener {
    pub(crate) fn new(start: Start, now: Instant) -> Self {
        Self {
            hints: Arc::default(),
            heard: 0,
            unannounced: 0,
            start,
            notifier: Notifier::deaf("not started".to_owned()),
            suspects: HashMap::new(),
            doubted: false,
            backoff: Backoff::new(FIRST_FRESH, LAST_FRESH),
            fresh_from: now,
        }
    }

    /// Hears nothing any more, whatever it is told to listen to.
    pub(crate) fn ignore(&mut self) {
        self.start = |_, _| Notifier::silent();
        self.notifier = Notifier::silent();
    }

    /// Starts a fresh back-end for these roots.
    pub(crate) fn listen(&mut self, roots: &[PathBuf], now: Instant) {
        // The old one goes first: the number of folders that can be watched is limited.
        let old = std::mem::replace(&mut self.notifier, Notifier::deaf("starting".to_owned()));
        let old_error = old.error.clone();
        drop(old);
        self.notifier = (self.start)(roots, &self.hints);
        if let Some(error) =
            self.notifier.error.as_ref().filter(|&error| Some(error) != old_error.as_ref())
        {
            tracing::warn!(%error, "no file events for some folders, growth is found by scanning");
        }
        self.suspects.clear();
        self.doubted = false;
        self.fresh_from = now + self.backoff.failed();
    }

    /// What was heard since the last time.
    pub(crate) fn hear(&mut self) -> Noted {
        let noted = self.hints.take();
        self.heard += noted.count;
        if let Some(error) = &noted.error {
            tracing::warn!(%error, "file events failed");
            self.doubted = true;
        } else if noted.count != 0 {
            self.backoff.worked();
        }
        noted
    }

    /// The file was announced.
    pub(crate) fn clear(&mut self, path: &Path) {
        self.suspects.remove(path);
    }

    /// A scan found growth that was not announced so far.
    pub(crate) fn suspect(&mut self, path: &Arc<Path>, now: Instant) {
        if self.is_hinted() && self.suspects.len() < MAX_SUSPECTS {
            self.suspects.entry(Arc::clone(path)).or_insert(now);
        }
    }

    /// A fresh back-end is needed, and it is time for one.
    pub(crate) fn wants_fresh(&mut self, now: Instant) -> bool {
        let before = self.suspects.len();
        self.suspects.retain(|_, since| now < *since + HINT_PATIENCE);
        let missed = before - self.suspects.len();
        self.unannounced += missed as u64;
        self.doubted |= missed != 0;
        (self.doubted || !self.is_hinted()) && self.fresh_from <= now
    }

    /// The back-end watches all that it should.
    pub(crate) const fn is_hinted(&self) -> bool {
        self.notifier.error.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listening(start: Start) -> (Listener, Instant) {
        let now = Instant::now();
        let mut listener = Listener::new(start, now);
        listener.listen(&[], now);
        (listener, now)
    }

    fn file() -> Arc<Path> {
        Arc::from(Path::new("a.txt"))
    }

    #[test]
    fn a_hint_in_time_clears_the_suspicion() {
        let (mut listener, now) = listening(|_, _| Notifier::silent());
        listener.suspect(&file(), now);
        listener.clear(&file());
        assert!(!listener.wants_fresh(now + LAST_FRESH));
        assert_eq!(listener.unannounced, 0);
    }

    #[test]
    fn a_missing_hint_asks_for_a_fresh_back_end_but_not_too_often() {
        let (mut listener, now) = listening(|_, _| Notifier::silent());
        listener.suspect(&file(), now);
        assert!(!listener.wants_fresh(now + HINT_PATIENCE));
        assert_eq!(listener.unannounced, 1);
        let later = now + FIRST_FRESH;
        assert!(listener.wants_fresh(later));
        listener.listen(&[], later);
        assert!(!listener.wants_fresh(later + LAST_FRESH));
    }

    #[test]
    fn an_error_of_the_back_end_asks_for_a_fresh_one() {
        let (mut listener, now) = listening(|_, _| Notifier::silent());
        listener.hints.hear(Err(notify::Error::generic("overflow")));
        assert!(listener.hear().rescan);
        assert!(listener.wants_fresh(now + FIRST_FRESH));
    }

    #[test]
    fn where_no_back_end_starts_it_is_tried_again_ever_more_rarely() {
        let (mut listener, now) = listening(|_, _| Notifier::deaf("none".to_owned()));
        listener.suspect(&file(), now);
        assert!(!listener.is_hinted() && listener.wants_fresh(now + FIRST_FRESH));
        assert_eq!(listener.unannounced, 0, "no hint was expected");
        listener.listen(&[], now);
        assert!(!listener.wants_fresh(now + FIRST_FRESH));
        assert!(listener.wants_fresh(now + 2 * FIRST_FRESH));
    }
}
