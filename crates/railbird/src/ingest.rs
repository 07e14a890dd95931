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

mod reading;
mod writer;

mod folders;
mod stop;

use std::{path::PathBuf, sync::mpsc::sync_channel, thread};

use anyhow::Context as _;
use push::{Board, Log};
use store::Store;
use tokio::sync::oneshot;
use wire::{Part, Status};

use crate::open_tables::OpenTables;

pub(crate) use self::{
    content::{Content, Find},
    reading::{Imported, Progress},
    stop::Stop,
};
use self::{
    reading::{Pipe, Reading},
    writer::Writer,
};

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
        Ok(Self { reading, writer: Writer { store, log, tables, board, stop } })
    }

    /// A handle that ends the work.
    pub(crate) fn stop(&self) -> Stop {
        self.reading.stop()
    }

    /// Reads until it is stopped. `looked` is told when the folders were listed for the first
    /// time.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(crate) fn run(self, looked: oneshot::Sender<()>) -> anyhow::Result<()> {
        self.with_writer(|reading, pipe| reading.follow(looked, pipe))?;
        Ok(())
    }

    /// Reads what stands in the files, and calls `tell` now and then; returns at the end of
    /// the last one, or when it is stopped. A text that is still being written is left.
    ///
    /// # Errors
    /// A thread cannot be started.
    pub(crate) fn import(self, tell: impl FnMut(Progress)) -> anyhow::Result<Imported> {
        let reading = self.with_writer(|reading, pipe| reading.read_once(tell, pipe))?;
        Ok(reading.imported())
    }

    /// Runs `read` on this thread and the writer on another, and ends both.
    fn with_writer(self, read: impl FnOnce(&mut Reading, &Pipe)) -> anyhow::Result<Reading> {
        let Self { mut reading, writer } = self;
        let _active = Active::new(writer.board.clone());
        let (batches, to_write) = sync_channel(BATCHES);
        let (done, written) = sync_channel(WRITTEN);
        thread::scope(|scope| {
            let run = move || writer.run(&to_write, &done);
            thread::Builder::new()
                .name("writer".to_owned())
                .spawn_scoped(scope, run)
                .context("cannot start a thread")?;
            let pipe = Pipe { batches, written };
            read(&mut reading, &pipe);
            // The writer ends when no more can come, and what it has written is taken.
            let Pipe { batches, written } = pipe;
            drop(batches);
            written.iter().for_each(|written| reading.settle(written));
            Ok(reading)
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
