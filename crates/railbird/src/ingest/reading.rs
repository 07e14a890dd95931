//! The thread that reads the files.

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender},
    time::{Duration, Instant},
};

use push::{Board, Scans};
use store::Store;
use tokio::sync::oneshot;
use watcher::{Checkpoint, Chunk, Fingerprint, Origin, ScanCosts, Settings, Watcher};
use wire::Level;

use super::{
    batch::Batch,
    folders::Folders,
    stop::Stop,
    unfinished::{Fate, Unfinished},
    work::Work,
    writer::{Count, Written},
};
use crate::{fail_points, pseudonyms::Names};

/// How often the folders of new accounts are looked for, when none were named.
const DISCOVERY: Duration = Duration::from_secs(2);

/// How long the watcher may wait when nothing else is to be done.
const LONG: Duration = Duration::from_secs(3600);

/// How often the log says how much of the past is left.
const PROGRESS: Duration = Duration::from_secs(2);

/// What the first thread owns.
#[derive(Debug)]
pub(super) struct Reading {
    watcher: Watcher,
    folders: Folders,
    unfinished: Unfinished,
    board: Board,
    stop: Stop,
    progress: Progress,
}

/// The ends of the channels that the first thread holds.
pub(super) struct Pipe {
    pub(super) work: SyncSender<Work>,
    pub(super) written: Receiver<Written>,
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// What became of the texts so far.
    pub(crate) count: Count,
    /// Whether the last bytes stood in the files before.
    is_of_the_past: bool,
    /// Files that are not read to their end yet.
    pub(crate) files_left: usize,
    /// Batches that are on their way to the log.
    under_way: usize,
}

/// What an import has brought.
#[derive(Debug)]
pub(crate) struct Imported {
    /// What became of the texts.
    pub(crate) count: Count,
    /// Files whose last text is not whole.
    pub(crate) unfinished: usize,
    /// What could not be read, and why.
    pub(crate) trouble: Vec<String>,
}

impl Reading {
    /// The reading of these folders, or, if none are named, of those of all accounts of this
    /// system; from where the log says that they were read to.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(super) fn new(named: Vec<PathBuf>, store: &Store, board: Board) -> anyhow::Result<Self> {
        let folders = Folders::new(named, board.clone());
        let known = store.checkpoints()?.into_iter().map(|(path, checkpoint)| {
            let fingerprint = Fingerprint(checkpoint.fingerprint);
            (path, Checkpoint { offset: checkpoint.offset, fingerprint })
        });
        let settings = Settings {
            roots: folders.roots().to_vec(),
            order: Some(|_, head| hand_history::first_time(head)),
            ..Settings::default()
        };
        let watcher = Watcher::new(settings, known.collect());
        let meter = watcher.scan_meter();
        board.set_scans(move || {
            let ScanCosts { finished, spent, last } = meter.read();
            Scans { finished, spent, last }
        });
        Ok(Self {
            stop: Stop::new(watcher.waker()),
            watcher,
            folders,
            unfinished: Unfinished::new(Fate::Awaited),
            board,
            progress: Progress::default(),
        })
    }

    /// Has clients told of players by these names.
    pub(super) fn call(&mut self, names: Names) {
        self.folders.call(names);
    }

    /// A handle that ends the work.
    pub(super) fn stop(&self) -> Stop {
        self.stop.clone()
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    pub(super) fn follow(&mut self, looked: oneshot::Sender<()>, pipe: &Pipe) {
        self.folders.introduce();
        let first = self.watcher.next(Duration::ZERO);
        let chunks = self.folders.note(first);
        // Nobody waits any more when the daemon is already being stopped.
        let _gone = looked.send(());
        if !self.take(chunks, pipe) {
            return;
        }
        let pause = if self.folders.can_grow() { DISCOVERY } else { LONG };
        let (mut discovered, mut told) = (Instant::now(), Instant::now());
        while !self.stop.is_stopped() {
            let events = self.watcher.next(pause);
            let chunks = self.folders.note(events);
            if !self.take(chunks, pipe) {
                return;
            }
            if DISCOVERY <= discovered.elapsed() {
                discovered = Instant::now();
                self.folders.discover().into_iter().for_each(|root| self.watcher.add_root(root));
            }
            if PROGRESS <= told.elapsed() && self.progress.is_of_the_past {
                told = Instant::now();
                let Progress { count, files_left, .. } = self.progress;
                tracing::info!(hands = count.new, files_left, "reading what stands in the files");
                let words = format!("{} new hands so far, files left: {files_left}", count.new);
                self.board.tell(Level::Info, "import_progress", words);
            }
        }
    }

    /// Reads what stands in the files, and calls `tell` now and then; returns at the end of the
    /// last one, or when it is stopped.
    pub(super) fn read_once(&mut self, mut tell: impl FnMut(Progress), pipe: &Pipe) {
        self.unfinished = Unfinished::new(Fate::Left);
        self.watcher.ignore_events();
        // The first look finds what there is.
        let mut pause = Duration::ZERO;
        while !self.stop.is_stopped() {
            let events = self.watcher.next(pause);
            let chunks = self.folders.note(events);
            if !self.take(chunks, pipe) || self.is_through() {
                return;
            }
            tell(self.progress);
            pause = Settings::default().quiet;
        }
    }

    /// What reading once has brought.
    pub(super) fn imported(&self) -> Imported {
        Imported {
            count: self.progress.count,
            unfinished: self.unfinished.len(),
            trouble: self.folders.trouble(),
        }
    }

    /// Whether all that was found is in the log, as far as it can be read.
    fn is_through(&self) -> bool {
        let status = self.watcher.status();
        status.files_waiting + status.files_unsettled + self.progress.under_way == 0
    }

    /// Learns what was written, and hands over what was read, growth first. False when the
    /// writer takes nothing any more.
    fn take(&mut self, chunks: Vec<Chunk>, pipe: &Pipe) -> bool {
        let (grown, at_start): (Vec<Chunk>, Vec<Chunk>) =
            chunks.into_iter().partition(|chunk| chunk.origin == Origin::Grown);
        self.progress.is_of_the_past = !at_start.is_empty();
        // Before the hands are handed over: whoever is sent one may ask where it comes from.
        self.board.set_watching(self.watcher.status().files as u64);
        for (origin, chunks) in [(Origin::Grown, grown), (Origin::AtStart, at_start)] {
            while let Ok(written) = pipe.written.try_recv() {
                self.settle(written);
            }
            if chunks.is_empty() {
                continue;
            }
            let batch = Batch::read(origin, &chunks, &mut self.watcher, &mut self.unfinished);
            // Their bytes are not needed while the log has more to do than it can.
            drop(chunks);
            fail_points::die("after-read");
            if !batch.is_empty() {
                self.progress.under_way += 1;
                if pipe.work.send(Work::Batch(batch)).is_err() {
                    return false;
                }
            }
        }
        self.progress.files_left = self.watcher.status().files_waiting;
        true
    }

    /// Waits for what is under way.
    pub(super) fn settle_all(&mut self, pipe: &Pipe) {
        while 0 < self.progress.under_way {
            let Ok(written) = pipe.written.recv() else { return };
            self.settle(written);
        }
    }

    /// A batch is in the log: its files are read on from there.
    pub(super) fn settle(&mut self, written: Written) {
        for (path, checkpoint) in written.checkpoints {
            self.watcher.commit(&path, checkpoint);
        }
        self.progress.count.add(written.count);
        self.progress.under_way -= 1;
    }
}
