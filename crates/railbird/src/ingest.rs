//! The way of a hand from its file into the log and to the sessions.
//!
//! Three threads. The first one reads: the watcher gives bytes, the splitter texts, the parser
//! hands, on all cores when there are many. The second one writes: the store makes them
//! durable together with how far the files were read, and only then are they announced. Two
//! batches at most wait between them. Whatever goes wrong behind a read leaves the checkpoint
//! where it was, and the same bytes come again.
//!
//! The third one reads hands again, to count what all-ins were worth.
//!
//! What grew comes before what stood in the files at the start, in a batch of its own, and is
//! made durable at once. Batches of the past wait for each other, so that a page of the log is
//! written once for several of them; what comes live takes those along that wait.

mod content;
mod unfinished;

mod batch;

mod equity;
mod reading;
mod staged;
mod work;
mod writer;

mod folders;
mod stop;

use std::{
    path::PathBuf,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use anyhow::Context as _;
use push::{Board, Log};
use store::{Seq, Store};
use tokio::sync::oneshot;
use wire::{Part, Status};

use crate::{open_tables::OpenTables, pseudonyms::Names, table_stats::LiveStats};

pub(crate) use self::{
    content::{Content, Find},
    reading::{Imported, Progress},
    stop::Stop,
    work::Work,
};
use self::{
    equity::{Equity, on_all_cores},
    reading::{Pipe, Reading},
    staged::Staged,
    writer::{MOST_STAGED, Writer},
};

/// Work that waits, besides what the threads work on: enough for the time that the disk takes,
/// little enough that a live hand does not wait long.
const WAITING: usize = 2;

/// Batches that are written and whose checkpoints the first thread does not know yet. It
/// learns of them before it hands over the next one, so that there are never more.
const WRITTEN: usize = MOST_STAGED + WAITING + 1;

/// Everything that the threads own.
#[derive(Debug)]
pub(crate) struct Ingest {
    reading: Reading,
    writer: Writer,
    equity: Equity,
    work: SyncSender<Work>,
    todo: Receiver<Work>,
    grown: Receiver<()>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    /// It reads history files.
    Reading(Progress),
    /// It counts all-ins, and has come to this entry.
    Equity(Seq),
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
        tables: OpenTables,
        board: Board,
    ) -> anyhow::Result<Self> {
        let reading = Reading::new(named, &store, board.clone())?;
        let stop = reading.stop();
        let (work, todo) = sync_channel(WAITING);
        let (tell, grown) = sync_channel(1);
        let equity = Equity::new(&store, log.clone(), stop.clone(), work.clone())?;
        let names = Names::default();
        let writer = Writer {
            store,
            log,
            tables,
            board,
            stop,
            grown: tell,
            stats: None,
            names,
            staged: Staged::default(),
        };
        Ok(Self { reading, writer, equity, work, todo, grown })
    }

    /// The same, telling sessions what hands change in the statistics that they ask for, and
    /// calling players by these names.
    pub(crate) fn telling(mut self, stats: LiveStats, names: Names) -> Self {
        self.writer.stats = Some(stats);
        self.reading.call(names.clone());
        self.writer.names = names;
        self
    }

    /// A handle that ends the work.
    pub(crate) fn stop(&self) -> Stop {
        self.reading.stop()
    }

    /// Where work is given to the writer, for as long as it runs.
    pub(crate) fn work(&self) -> SyncSender<Work> {
        self.work.clone()
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(crate) fn run(self, looked: oneshot::Sender<()>) -> anyhow::Result<()> {
        let board = self.writer.board.clone();
        self.with_writer(|reading, pipe, equity, grown| {
            thread::scope(|scope| {
                thread::Builder::new()
                    .name("equity".to_owned())
                    .spawn_scoped(scope, move || equity.follow(&grown, &board))
                    .context("cannot start a thread")?;
                reading.follow(looked, pipe);
                // The writer ends, and with it the other thread.
                drop(pipe.work.send(Work::End));
                Ok(())
            })
        })
    }

    /// Reads what stands in the files, and calls `tell` now and then; returns at the end of
    /// the last one, or when it is stopped. A text that is still being written is left.
    /// `imported` learns what that has brought; then all-ins are counted.
    ///
    /// # Errors
    /// A thread cannot be started, or `imported` failed.
    pub(crate) fn import(
        self,
        mut tell: impl FnMut(Step),
        imported: impl FnOnce(&Imported) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        self.with_writer(|reading, pipe, mut equity, _| {
            reading.read_once(|progress| tell(Step::Reading(progress)), pipe);
            reading.settle_all(pipe);
            imported(&reading.imported())?;
            // Interrupted, it goes on with the next import, or when the daemon runs.
            equity.catch_up(on_all_cores, |seq| tell(Step::Equity(seq)));
            Ok(())
        })
    }

    /// Runs the writer on another thread while `read` runs on this one, and ends it.
    fn with_writer<T>(
        self,
        read: impl FnOnce(&mut Reading, &Pipe, Equity, Receiver<()>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let Self { mut reading, writer, equity, work, todo, grown } = self;
        let _active = Active::new(writer.board.clone());
        let (done, written) = sync_channel(WRITTEN);
        // Before its thread runs, which may be after the first client has asked.
        writer.report(Status::Ok, String::new());
        thread::scope(|scope| {
            // It takes the receiver with it, so that nobody waits for it when it has ended.
            let run = move || writer.run(&todo, &done);
            thread::Builder::new()
                .name("writer".to_owned())
                .spawn_scoped(scope, run)
                .context("cannot start a thread")?;
            let pipe = Pipe { work, written };
            let read = read(&mut reading, &pipe, equity, grown);
            // It may have ended already.
            drop(pipe.work.send(Work::End));
            read
        })
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
