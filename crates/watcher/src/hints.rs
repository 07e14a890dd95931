//! The dirty set: where the notify callback notes what it heard, and the bell that wakes the loop.
//!
//! Nothing is done in the callback. It may run while the loop reads, scans or waits for a disk.

use std::collections::HashSet;
use std::mem;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// More paths than this between two rounds of the loop are not worth remembering: a scan of
/// everything is cheaper than looking at each.
const MAX_NOTED_PATHS: usize = 4096;

/// Shared by the notify callback, the wakers and the loop.
#[derive(Debug, Default)]
pub(crate) struct Hints {
    noted: Mutex<Noted>,
    bell: Condvar,
}

/// What was heard since the loop last asked.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Files or folders to look at.
    pub(crate) paths: HashSet<PathBuf>,
    /// Some paths are not known: everything has to be scanned.
    pub(crate) rescan: bool,
    /// The back-end failed: it is not to be relied on any more.
    pub(crate) error: Option<String>,
    /// How many events were heard.
    pub(crate) count: u64,
    woken: bool,
}

impl Hints {
    /// Notes an event.
    pub(crate) fn hear(&self, event: notify::Result<notify::Event>) {
        match event {
            // A rescan event carries no paths, so it is tested for first.
            Ok(event) if event.need_rescan() => self.note(|noted| noted.rescan = true),
            // Our own reading causes these.
            Ok(event) if event.kind.is_access() => {}
            Ok(event) => self.note(|noted| noted.add(event.paths)),
            Err(error) => self.note(|noted| {
                noted.rescan = true;
                noted.error = Some(error.to_string());
            }),
        }
    }

    /// Everything heard so far; a wake-up stays for [`Hints::wait`].
    pub(crate) fn take(&self) -> Noted {
        let mut noted = self.lock();
        let woken = noted.woken;
        mem::replace(&mut *noted, Noted { woken, ..Noted::default() })
    }

    /// Waits until something was heard, someone woke us (then the answer is true) or the time
    /// has come.
    pub(crate) fn wait(&self, until: Instant) -> bool {
        let mut noted = self.lock();
        loop {
            if mem::take(&mut noted.woken) {
                return true;
            }
            let left = until.saturating_duration_since(Instant::now());
            if noted.count != 0 || left.is_zero() {
                return false;
            }
            (noted, _) =
                self.bell.wait_timeout(noted, left).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn note(&self, write: impl FnOnce(&mut Noted)) {
        let mut noted = self.lock();
        noted.count += 1;
        write(&mut noted);
        // Whoever wakes needs the lock at once.
        drop(noted);
        self.bell.notify_one();
    }

    /// Nothing that holds the lock leaves the set half changed, so a panic elsewhere is no reason
    /// to stop listening.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Noted> {
        self.noted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Noted {
    fn add(&mut self, paths: Vec<PathBuf>) {
        if MAX_NOTED_PATHS < self.paths.len() + paths.len() {
            self.rescan = true;
        } else {
            self.paths.extend(paths);
        }
    }
}

/// Makes a waiting [`crate::Watcher::next`] return at once, from any thread.
#[derive(Debug, Clone)]
pub struct Waker(pub(crate) Arc<Hints>);

impl Waker {
    /// If nobody waits now, the next wait does not begin.
    pub fn wake(&self) {
        self.0.lock().woken = true;
        self.0.bell.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use notify::event::{AccessKind, CreateKind, Flag};
    use notify::{Event, EventKind};

    use super::*;

    fn created(name: &str) -> Event {
        Event::new(EventKind::Create(CreateKind::File)).add_path(PathBuf::from(name))
    }

    #[test]
    fn a_path_is_noted_once_until_it_is_taken() {
        let hints = Hints::default();
        hints.hear(Ok(created("a.txt")));
        hints.hear(Ok(created("a.txt")));
        let noted = hints.take();
        assert_eq!((noted.paths.len(), noted.count, noted.rescan), (1, 2, false));
        assert!(hints.take().paths.is_empty());
    }

    #[test]
    fn access_is_not_worth_a_look() {
        let hints = Hints::default();
        hints.hear(Ok(Event::new(EventKind::Access(AccessKind::Any)).add_path("a.txt".into())));
        assert_eq!(hints.take().count, 0);
    }

    #[test]
    fn a_rescan_event_an_error_and_a_full_set_ask_for_a_scan() {
        let hints = Hints::default();
        hints.hear(Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan)));
        assert!(hints.take().rescan);
        hints.hear(Err(notify::Error::generic("gone deaf")));
        assert!(hints.take().rescan);
        for number in 0..=MAX_NOTED_PATHS {
            hints.hear(Ok(created(&format!("{number}.txt"))));
        }
        let noted = hints.take();
        assert!(noted.rescan && noted.paths.len() == MAX_NOTED_PATHS);
    }

    #[test]
    fn a_wake_up_before_the_wait_is_kept() {
        let hints = Arc::new(Hints::default());
        Waker(Arc::clone(&hints)).wake();
        drop(hints.take());
        assert!(hints.wait(Instant::now() + Duration::from_secs(60)));
        assert!(!hints.wait(Instant::now()));
    }

    #[test]
    fn a_hint_ends_the_wait() {
        let hints = Arc::new(Hints::default());
        let teller = Arc::clone(&hints);
        let thread = std::thread::spawn(move || teller.hear(Ok(created("a.txt"))));
        assert!(!hints.wait(Instant::now() + Duration::from_secs(60)));
        assert_eq!(hints.take().paths.len(), 1);
        thread.join().unwrap();
    }
}
