//! What the rest of the daemon reports, for `/health`, `/ws/stats` and `/metrics`.

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
};

use tokio::sync::Notify;
use wire::{Health, Level, Notice, Part};

/// A notice board: the daemon's parts write on it, the HTTP endpoints read it. Clones are
/// handles to the same board.
#[derive(Clone, Debug, Default)]
pub struct Board(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    notices: Mutex<Notices>,
    /// Somebody has something for the clients.
    news: Notify,
    /// Tells how the scans of folders went.
    scans: OnceLock<ScanSource>,
}

/// Whom to ask for scans: they are made too often to report each one.
struct ScanSource(Box<dyn Fn() -> Scans + Send + Sync>);

impl fmt::Debug for ScanSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ScanSource").field(&(self.0)()).finish()
    }
}

#[derive(Debug, Default)]
struct Notices {
    /// For the clients, the oldest first.
    messages: VecDeque<Notice>,
    put_aside: PutAside,
    parts: BTreeMap<String, Part>,
    totals: Totals,
    worker_active: bool,
    /// Notices that were dropped because too many waited.
    dropped: u64,
}

/// Texts that were put aside and that clients were not told of yet.
#[derive(Debug, Default)]
struct PutAside {
    count: u64,
    /// Where the first one stands, and why.
    first: String,
}

/// So many notices wait for clients at most; beyond it the oldest are dropped.
const MESSAGES: usize = 64;

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

/// How the scans of the history folders went since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scans {
    /// Those that came to their end.
    pub finished: u64,
    /// The time that was spent on them.
    pub spent: Duration,
    /// The time that the last one took.
    pub last: Duration,
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

    /// Tells the clients something, in words for a player.
    pub fn tell(&self, level: Level, code: &str, message: String) {
        let code = code.to_owned();
        let notice = Notice { level, code, message, detail: None };
        let mut notices = self.notices();
        if MESSAGES <= notices.messages.len() {
            notices.messages.pop_front();
            notices.dropped += 1;
        }
        notices.messages.push_back(notice);
        drop(notices);
        self.0.news.notify_one();
    }

    /// Tells the clients that so many texts were put aside, where the first one stands, and
    /// why. They hear of it once a second at most.
    pub fn tell_put_aside(&self, count: u64, first: &str) {
        let mut notices = self.notices();
        if notices.put_aside.count == 0 {
            first.clone_into(&mut notices.put_aside.first);
        }
        notices.put_aside.count += count;
        drop(notices);
        self.0.news.notify_one();
    }

    /// What the clients are to be told, as soon as there is something.
    pub(crate) async fn next_notices(&self) -> Vec<Notice> {
        loop {
            let taken = self.take_notices();
            if !taken.is_empty() {
                return taken;
            }
            self.0.news.notified().await;
        }
    }

    fn take_notices(&self) -> Vec<Notice> {
        let mut notices = self.notices();
        let PutAside { count, first } = std::mem::take(&mut notices.put_aside);
        let put_aside = (0 < count).then(|| Notice {
            level: Level::Warning,
            code: "hand_quarantined".to_owned(),
            message: match count {
                1 => format!("a text was put aside: {first}"),
                _ => format!("{count} texts were put aside, the first one: {first}"),
            },
            detail: Some(wire::count_detail(count)),
        });
        notices.messages.drain(..).chain(put_aside).collect()
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

    /// Says whom to ask how scans of folders went. Only the first one is asked.
    pub fn set_scans(&self, scans: impl Fn() -> Scans + Send + Sync + 'static) {
        // A second one would have to come from a second watcher.
        let _known = self.0.scans.set(ScanSource(Box::new(scans)));
    }

    /// How the scans of folders went; none where nobody knows.
    #[must_use]
    pub fn scans(&self) -> Scans {
        self.0.scans.get().map(|source| (source.0)()).unwrap_or_default()
    }

    /// Notices that were dropped because too many waited.
    pub(crate) fn notices_dropped(&self) -> u64 {
        self.notices().dropped
    }

    /// Whether the task that publishes hands runs.
    #[must_use]
    pub fn worker_active(&self) -> bool {
        self.notices().worker_active
    }

    fn notices(&self) -> MutexGuard<'_, Notices> {
        self.0.notices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
