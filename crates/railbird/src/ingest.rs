//! The way of a hand from its file into the log and to the sessions.
//!
//! One thread: the watcher gives bytes, the splitter texts, the parser hands; the store makes
//! them durable together with how far the files were read; only then are they announced.
//! Whatever goes wrong behind a read leaves the checkpoint where it was, and the same bytes
//! come again.

mod batch;

use std::{
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use push::{Board, Log};
use store::{Outcome, Store};
use tokio::sync::oneshot;
use watcher::{Checkpoint, Chunk, Event, Fingerprint, Settings, Waker, Watcher};
use wire::{Part, Status};

use self::batch::{Batch, Unfinished};
use crate::history_folders::Places;

/// How often the folders of new accounts are looked for, when none were named.
const DISCOVERY: Duration = Duration::from_secs(2);

/// The pauses between attempts to write to a store that refuses.
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// Tells the ingest thread to stop; clones are handles to the same flag.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    flag: Arc<(Mutex<bool>, Condvar)>,
    waker: Waker,
}

impl Stop {
    pub(crate) fn stop(&self) {
        *self.flag.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.flag.1.notify_all();
        self.waker.wake();
    }

    /// Waits until it is told to stop, but not longer than this; whether it was.
    fn wait(&self, timeout: Duration) -> bool {
        let stopped = self.flag.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.flag.1.wait_timeout_while(stopped, timeout, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn is_stopped(&self) -> bool {
        self.wait(Duration::ZERO)
    }
}

/// Everything that the thread owns.
#[derive(Debug)]
pub(crate) struct Ingest {
    /// Where accounts are looked for; `None` when the folders were named.
    places: Option<Places>,
    roots: Vec<PathBuf>,
    watcher: Watcher,
    store: Store,
    log: Log,
    board: Board,
    stop: Stop,
    unfinished: Unfinished,
    /// Roots that are not there now, for the health page.
    missing: Vec<PathBuf>,
    /// What cannot be read now, for the health page.
    blocked: Vec<(PathBuf, String)>,
}

impl Ingest {
    /// The thread's work for these folders, or, if none are named, for those of all accounts
    /// of this system; from where the log says that they were read to.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(crate) fn new(
        named: Vec<PathBuf>,
        store: Store,
        log: Log,
        board: Board,
    ) -> anyhow::Result<Self> {
        let places = if named.is_empty() { Some(Places::of_this_system()) } else { None };
        let roots = places.as_ref().map_or(named, Places::history_folders);
        let known = store.checkpoints()?.into_iter().map(|(path, checkpoint)| {
            let fingerprint = Fingerprint(checkpoint.fingerprint);
            (path, Checkpoint { offset: checkpoint.offset, fingerprint })
        });
        let settings = Settings { roots: roots.clone(), ..Settings::default() };
        let watcher = Watcher::new(settings, known.collect());
        let stop = Stop { flag: Arc::default(), waker: watcher.waker() };
        Ok(Self {
            places,
            roots,
            watcher,
            store,
            log,
            board,
            stop,
            unfinished: Unfinished::default(),
            missing: Vec::new(),
            blocked: Vec::new(),
        })
    }

    /// A handle that ends [`Ingest::run`].
    pub(crate) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    pub(crate) fn run(mut self, looked: oneshot::Sender<()>) {
        let _active = Active::new(self.board.clone());
        self.report("store", Status::Ok, String::new());
        self.introduce();
        let first = self.watcher.next(Duration::ZERO);
        let chunks = self.note(first);
        // Nobody waits any more when the daemon is already being stopped.
        let _gone = looked.send(());
        self.take(chunks);
        let pause = if self.places.is_some() { DISCOVERY } else { Duration::from_secs(3600) };
        let mut discovered = Instant::now();
        while !self.stop.is_stopped() {
            let events = self.watcher.next(pause);
            let chunks = self.note(events);
            self.take(chunks);
            if DISCOVERY <= discovered.elapsed() {
                discovered = Instant::now();
                self.discover();
            }
        }
    }

    /// Says which folders are watched.
    fn introduce(&self) {
        for root in &self.roots {
            tracing::info!(folder = %root.display(), "watching");
        }
        if let Some(places) = &self.places
            && self.roots.is_empty()
        {
            let places = places.in_words();
            tracing::warn!(
                "no Winamax history folder was found in {places}: still looking for one; \
                 --history names a folder"
            );
        }
        self.report_folders();
    }

    /// Watches the folders of accounts that are new on this system.
    fn discover(&mut self) {
        let Some(places) = &self.places else { return };
        for folder in places.history_folders() {
            if !self.roots.contains(&folder) {
                self.watcher.add_root(folder.clone());
                self.roots.push(folder);
                self.report_folders();
            }
        }
    }

    /// Brings what was read into the log and to the sessions.
    fn take(&mut self, chunks: Vec<Chunk>) {
        let batch = Batch::read(chunks, &mut self.watcher, &mut self.unfinished);
        let Some(outcomes) = self.append(&batch) else { return };
        for (path, checkpoint) in batch.checkpoints() {
            self.watcher.commit(path, checkpoint);
        }
        for (file, (texts, first)) in batch.quarantined(&outcomes) {
            let file = file.display();
            tracing::warn!("{file}: {texts} texts were put aside, the first one {first}");
        }
        self.report_totals();
        if let Err(error) = self.log.announce(batch.publications(&outcomes)) {
            tracing::error!(%error, "entries were stored but not announced");
        }
    }

    /// Appends until it works: nothing is lost while the disk is full or the log is locked.
    /// `None` if it was stopped before.
    fn append(&mut self, batch: &Batch) -> Option<Vec<Outcome>> {
        let (items, checkpoints) = (batch.items(), batch.file_checkpoints());
        if items.is_empty() && checkpoints.is_empty() {
            return Some(Vec::new());
        }
        let mut pause = FIRST_RETRY;
        loop {
            match self.store.append(&items, &checkpoints) {
                Ok(outcomes) => {
                    if FIRST_RETRY < pause {
                        tracing::info!("the log can be written again");
                        self.report("store", Status::Ok, String::new());
                    }
                    return Some(outcomes);
                }
                Err(error) => {
                    let error = format!("{:#}", anyhow::Error::from(error));
                    if pause == FIRST_RETRY {
                        tracing::error!(error, "the log cannot be written, trying until it can");
                    }
                    self.report("store", Status::Failing, error);
                }
            }
            if self.stop.wait(pause) {
                return None;
            }
            pause = LAST_RETRY.min(pause * 2);
        }
    }

    /// Notes which folders and files cannot be read, and gives back what was read.
    fn note(&mut self, events: Vec<Event>) -> Vec<Chunk> {
        let mut chunks = Vec::new();
        for event in events {
            match event {
                Event::Chunk(chunk) => {
                    chunks.push(chunk);
                    continue;
                }
                Event::RootMissing(root) => {
                    tracing::warn!(folder = %root.display(), "missing, waiting for it");
                    self.missing.push(root);
                }
                Event::RootBack(root) => {
                    tracing::info!(folder = %root.display(), "found");
                    self.missing.retain(|missing| *missing != root);
                }
                Event::Blocked { path, error } => {
                    tracing::warn!(path = %path.display(), %error, "cannot be read, trying again");
                    self.blocked.push((path, error));
                }
                Event::Unblocked { path } => {
                    tracing::info!(path = %path.display(), "can be read again");
                    self.blocked.retain(|(blocked, _)| *blocked != path);
                }
            }
            self.report_folders();
        }
        chunks
    }

    fn report_folders(&self) {
        let mut trouble: Vec<String> = Vec::new();
        if self.roots.is_empty() {
            trouble.push("no Winamax history folder was found on this system".to_owned());
        }
        let missing = self.missing.iter();
        trouble.extend(missing.map(|root| format!("{} does not exist", root.display())));
        let blocked = self.blocked.iter();
        trouble.extend(blocked.map(|(path, why)| format!("{}: {why}", path.display())));
        let status = if trouble.is_empty() { Status::Ok } else { Status::Degraded };
        self.report("history", status, trouble.join("; "));
    }

    fn report_totals(&self) {
        let totals = self.store.totals();
        self.board.set_totals(push::Totals {
            hands_total: totals.hands,
            quarantined: totals.quarantined,
            watching: self.watcher.status().files as u64,
        });
    }

    fn report(&self, part: &str, status: Status, detail: String) {
        self.board.set_part(part, Part { status, detail });
    }
}

/// Says on the board that the thread runs, for as long as it does, however it ends.
struct Active(Board);

impl Active {
    fn new(board: Board) -> Self {
        board.set_worker_active(true);
        Self(board)
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        self.0.set_worker_active(false);
        if thread::panicking() {
            let detail = "the thread that reads hands has failed: start Railbird again".to_owned();
            self.0.set_part("ingest", Part { status: Status::Failing, detail });
        }
    }
}
