//! The way of a hand from its file into the log and to the sessions.
//!
//! Two threads. The first one reads: the watcher gives bytes, the splitter texts, the parser
//! hands, on all cores when there are many. The second one writes: the store makes them
//! durable together with how far the files were read, and only then are they announced. One
//! batch at most waits between them. Whatever goes wrong behind a read leaves the checkpoint
//! where it was, and the same bytes come again.
//!
//! What grew is written before what stood in the files at the start, in a batch of its own: a
//! hand that is just over waits for one batch of the past, not for all of it.

mod content;
mod unfinished;

mod batch;

mod writer;

mod folders;
mod stop;

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use push::{Board, Log};
use store::Store;
use tokio::sync::oneshot;
use watcher::{Checkpoint, Chunk, Fingerprint, Origin, Settings, Watcher};
use wire::{Part, Status};

use self::{
    batch::Batch,
    folders::Folders,
    unfinished::{Fate, Unfinished},
    writer::{Writer, Written},
};
pub(crate) use self::{
    content::{Content, Find},
    stop::Stop,
    writer::Count,
};
use crate::fail_points;

/// How often the folders of new accounts are looked for, when none were named.
const DISCOVERY: Duration = Duration::from_secs(2);

/// How long the watcher may wait when nothing else is to be done.
const LONG: Duration = Duration::from_secs(3600);

/// How often the log says how much of the past is left.
const PROGRESS: Duration = Duration::from_secs(5);

/// Batches between the threads, besides those that they work on: none, so that a live hand
/// has little to wait for.
const BATCHES: usize = 0;

/// Batches that are written and whose checkpoints the first thread does not know yet. It
/// learns of them before it hands over the next one, so that there are never more.
const WRITTEN: usize = 2;

/// Everything that the threads own.
#[derive(Debug)]
pub(crate) struct Ingest {
    reading: Reading,
    writer: Writer,
}

/// What the first thread owns.
#[derive(Debug)]
struct Reading {
    watcher: Watcher,
    folders: Folders,
    unfinished: Unfinished,
    board: Board,
    stop: Stop,
    progress: Progress,
}

/// The ends of the channels that the first thread holds.
struct Pipe {
    batches: SyncSender<Batch>,
    written: Receiver<Written>,
}

/// How far the reading is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// What became of the texts so far.
    pub(crate) count: Count,
    /// Files that are not read to their end yet.
    pub(crate) files_left: usize,
    /// Batches that are on their way to the log.
    under_way: usize,
}

impl Ingest {
    /// The work for these folders, or, if none are named, for those of all accounts of this
    /// system; from where the log says that they were read to.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(crate) fn new(
        named: Vec<PathBuf>,
        store: Store,
        log: Log,
        board: Board,
    ) -> anyhow::Result<Self> {
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
        let stop = Stop::new(watcher.waker());
        let reading = Reading {
            watcher,
            folders,
            unfinished: Unfinished::new(Fate::Awaited),
            board: board.clone(),
            stop: stop.clone(),
            progress: Progress::default(),
        };
        Ok(Self { reading, writer: Writer { store, log, board, stop } })
    }

    /// A handle that ends the work.
    pub(crate) fn stop(&self) -> Stop {
        self.reading.stop.clone()
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(crate) fn run(self, looked: oneshot::Sender<()>) -> anyhow::Result<()> {
        self.with_writer(|reading, pipe| {
            reading.folders.introduce();
            let first = reading.watcher.next(Duration::ZERO);
            // Nobody waits any more when the daemon is already being stopped.
            let _gone = looked.send(());
            let chunks = reading.folders.note(first);
            if reading.take(chunks, pipe) {
                reading.follow(pipe);
            }
        })
    }

    /// Reads what stands in the files, and calls `tell` now and then; returns at the end of
    /// the last one, or when it is stopped. A text that is still being written is left.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(crate) fn import(self, mut tell: impl FnMut(Progress)) -> anyhow::Result<Imported> {
        self.with_writer(|reading, pipe| {
            reading.unfinished = Unfinished::new(Fate::Left);
            // The first look finds what there is.
            let mut pause = Duration::ZERO;
            while !reading.stop.is_stopped() {
                let events = reading.watcher.next(pause);
                let chunks = reading.folders.note(events);
                if !reading.take(chunks, pipe) || reading.is_through() {
                    break;
                }
                tell(reading.progress);
                pause = Settings::default().quiet;
            }
            Imported {
                count: reading.progress.count,
                unfinished: reading.unfinished.len(),
                trouble: reading.folders.trouble(),
            }
        })
    }

    /// Runs `read` on this thread and the writer on another, and ends both.
    fn with_writer<T>(self, read: impl FnOnce(&mut Reading, &Pipe) -> T) -> anyhow::Result<T> {
        let Self { mut reading, writer } = self;
        let _active = Active::new(reading.board.clone());
        let (batches, to_write) = sync_channel(BATCHES);
        let (done, written) = sync_channel(WRITTEN);
        thread::scope(|scope| {
            let run = move || writer.run(&to_write, &done);
            thread::Builder::new()
                .name("writer".to_owned())
                .spawn_scoped(scope, run)
                .context("cannot start a thread")?;
            let pipe = Pipe { batches, written };
            let result = read(&mut reading, &pipe);
            // The writer ends when no more can come, and what it has written is taken.
            let Pipe { batches, written } = pipe;
            drop(batches);
            written.iter().for_each(|written| reading.settle(written));
            Ok(result)
        })
    }
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
    /// Reads until it is stopped.
    fn follow(&mut self, pipe: &Pipe) {
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
            if PROGRESS <= told.elapsed() && 0 < self.progress.files_left {
                told = Instant::now();
                let Progress { count, files_left, .. } = self.progress;
                tracing::info!(hands = count.new, files_left, "reading what stands in the files");
            }
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
        for (origin, chunks) in [(Origin::Grown, grown), (Origin::AtStart, at_start)] {
            while let Ok(written) = pipe.written.try_recv() {
                self.settle(written);
            }
            if chunks.is_empty() {
                continue;
            }
            let batch = Batch::read(origin, chunks, &mut self.watcher, &mut self.unfinished);
            fail_points::die("after-read");
            if !batch.is_empty() {
                self.progress.under_way += 1;
                if pipe.batches.send(batch).is_err() {
                    return false;
                }
            }
        }
        let status = self.watcher.status();
        self.progress.files_left = status.files_waiting;
        self.board.set_watching(status.files as u64);
        true
    }

    /// A batch is in the log: its files are read on from there.
    fn settle(&mut self, written: Written) {
        for (path, checkpoint) in written.checkpoints {
            self.watcher.commit(&path, checkpoint);
        }
        self.progress.count.add(written.count);
        self.progress.under_way -= 1;
    }
}

/// Says on the board that the threads run, for as long as they do, however they end.
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
            let detail = "reading and storing hands has failed: start Railbird again".to_owned();
            self.0.set_part("ingest", Part { status: Status::Failing, detail });
        }
    }
}
