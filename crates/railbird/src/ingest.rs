//! The way of a hand from its file into the log and to the sessions.
//!
//! One thread: the watcher gives bytes, the splitter texts, the parser hands; the store makes
//! them durable together with how far the files were read; only then are they announced.
//! Whatever goes wrong behind a read leaves the checkpoint where it was, and the same bytes
//! come again.

mod batch;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use push::{Board, Log};
use store::{Outcome, Store};
use tokio::sync::oneshot;
use watcher::{Checkpoint, Event, Fingerprint, Settings, Watcher};
use wire::{Part, Status};

use self::batch::Batch;
use crate::history_folders::Places;

/// How long the thread sleeps at most before it looks whether it should stop.
const TICK: Duration = Duration::from_millis(200);

/// How often the folders of new accounts are looked for, when none were named.
const DISCOVERY: Duration = Duration::from_secs(10);

/// The pauses between attempts to write to a store that refuses.
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// Tells the ingest thread to stop; clones are handles to the same flag.
#[derive(Clone, Debug, Default)]
pub(crate) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(crate) fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that the thread owns.
#[derive(Debug)]
pub(crate) struct Ingest {
    /// The folders that were named; none means to look for them.
    named: Vec<PathBuf>,
    store: Store,
    log: Log,
    board: Board,
    /// Roots that are not there now, for the health page.
    missing: Vec<PathBuf>,
    /// What cannot be read now, for the health page.
    blocked: Vec<(PathBuf, String)>,
}

impl Ingest {
    /// The thread's work for these folders, not started yet.
    pub(crate) fn new(named: Vec<PathBuf>, store: Store, log: Log, board: Board) -> Self {
        Self { named, store, log, board, missing: Vec::new(), blocked: Vec::new() }
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    ///
    /// # Errors
    /// Only if the store cannot even be read at the start; later trouble is retried.
    pub(crate) fn run(mut self, stop: &Stop, looked: oneshot::Sender<()>) -> anyhow::Result<()> {
        let _active = Active::new(self.board.clone());
        self.report("store", Status::Ok, String::new());
        let places = Places::of_this_system();
        let mut roots = self.roots(&places);
        let mut watcher = self.watch(&roots, &places)?;
        let mut discovered = Instant::now();
        let mut looked = Some(looked);
        while !stop.is_stopped() {
            let events = watcher.next(TICK);
            self.take(events, &mut watcher, stop);
            self.report_totals(&watcher);
            if let Some(looked) = looked.take() {
                // Nobody waits any more when the daemon is already being stopped.
                let _gone = looked.send(());
            }
            if self.named.is_empty() && DISCOVERY <= discovered.elapsed() {
                discovered = Instant::now();
                let found = self.roots(&places);
                if found != roots {
                    roots = found;
                    watcher = self.watch(&roots, &places)?;
                }
            }
        }
        Ok(())
    }

    fn roots(&self, places: &Places) -> Vec<PathBuf> {
        if self.named.is_empty() { places.history_folders() } else { self.named.clone() }
    }

    /// Starts to watch, from where the log says that the files were read to.
    fn watch(&mut self, roots: &[PathBuf], places: &Places) -> anyhow::Result<Watcher> {
        for root in roots {
            tracing::info!(folder = %root.display(), "watching");
        }
        if roots.is_empty() {
            let places = places.in_words();
            tracing::warn!(
                "no Winamax history folder was found in {places}: looking again every ten \
                 seconds; --history names a folder"
            );
        }
        self.missing.clear();
        self.blocked.clear();
        self.report_folders(roots.is_empty());
        let known = self.store.checkpoints()?.into_iter().map(|(path, checkpoint)| {
            let fingerprint = Fingerprint(checkpoint.fingerprint);
            (path, Checkpoint { offset: checkpoint.offset, fingerprint })
        });
        let settings = Settings { roots: roots.to_vec(), ..Settings::default() };
        Ok(Watcher::new(settings, known.collect()))
    }

    /// Brings what happened into the log and to the sessions.
    fn take(&mut self, events: Vec<Event>, watcher: &mut Watcher, stop: &Stop) {
        let mut chunks = Vec::new();
        for event in events {
            match event {
                Event::Chunk(chunk) => chunks.push(chunk),
                news => self.note(news),
            }
        }
        if chunks.is_empty() {
            return;
        }
        let batch = Batch::read(chunks, watcher);
        let Some(outcomes) = self.append(&batch, stop) else { return };
        for (path, checkpoint) in batch.checkpoints() {
            watcher.commit(path, checkpoint);
        }
        for (stray, reason) in batch.quarantined(&outcomes) {
            tracing::warn!("{stray} is no hand and was put aside: {reason}");
        }
        if let Err(error) = self.log.announce(batch.publications(&outcomes)) {
            tracing::error!(%error, "hands were stored but not announced");
        }
    }

    /// Appends until it works: nothing is lost while the disk is full or the log is locked.
    /// `None` if it was stopped before.
    fn append(&mut self, batch: &Batch, stop: &Stop) -> Option<Vec<Outcome>> {
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
                    tracing::error!(%error, "the log cannot be written, trying again");
                    self.report("store", Status::Failing, error.to_string());
                }
            }
            thread::sleep(pause);
            pause = LAST_RETRY.min(pause * 2);
            if stop.is_stopped() {
                return None;
            }
        }
    }

    /// Notes which folders and files cannot be read.
    fn note(&mut self, news: Event) {
        match news {
            Event::Chunk(_) => return,
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
        self.report_folders(false);
    }

    fn report_folders(&self, none_found: bool) {
        let mut trouble: Vec<String> = Vec::new();
        if none_found {
            trouble.push("no Winamax history folder was found on this system".to_owned());
        }
        let missing = self.missing.iter();
        trouble.extend(missing.map(|root| format!("{} does not exist", root.display())));
        let blocked = self.blocked.iter();
        trouble.extend(blocked.map(|(path, why)| format!("{}: {why}", path.display())));
        let status = if trouble.is_empty() { Status::Ok } else { Status::Degraded };
        self.report("history", status, trouble.join("; "));
    }

    fn report_totals(&self, watcher: &Watcher) {
        let totals = self.store.totals();
        self.board.set_totals(push::Totals {
            hands_total: totals.top.0,
            quarantined: totals.quarantined,
            watching: watcher.status().files as u64,
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
