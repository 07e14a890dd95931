//! The thread that writes the log.

use std::{
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError},
    },
    time::{Duration, Instant},
};

use chrono::Utc;
use hand_history::Hand;
use push::{Board, Log};
use store::{Outcome, Seq, Store};
use watcher::Checkpoint;
use wire::{Part, Status};

use super::{
    batch::{Batch, News},
    stop::Stop,
    work::Work,
};
use crate::{fail_points, open_tables::OpenTables, pseudonyms::Names, table_stats::LiveStats};

/// The pauses between attempts to write to a store that refuses.
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// How often tables are looked at that may have been idle for too long.
const TICK: Duration = Duration::from_secs(1);

/// The one writer of the log: it makes batches durable, and then tells the sessions.
#[derive(Debug)]
pub(super) struct Writer {
    pub(super) store: Store,
    pub(super) log: Log,
    pub(super) tables: OpenTables,
    pub(super) board: Board,
    pub(super) stop: Stop,
    /// Tells that the log has become longer.
    pub(super) grown: SyncSender<()>,
    /// What hands change in the numbers that sessions ask for, if there are sessions.
    pub(super) stats: Option<LiveStats>,
    /// Players are called so in what sessions are told.
    pub(super) names: Names,
}

/// A batch that is in the log.
#[derive(Debug)]
pub(super) struct Written {
    /// From where the files are read on.
    pub(super) checkpoints: Vec<(Arc<Path>, Checkpoint)>,
    /// What became of its texts.
    pub(super) count: Count,
}

/// What became of texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// New entries of the log.
    pub(crate) new: u64,
    /// Texts that the log had.
    pub(crate) known: u64,
    /// Texts that are in quarantine now.
    pub(crate) quarantined: u64,
}

impl Writer {
    /// Does what comes until no more can come, and puts the log away.
    pub(super) fn run(mut self, work: &Receiver<Work>, written: &SyncSender<Written>) {
        self.report(Status::Ok, String::new());
        self.work(work, written);
        if let Err(error) = self.store.put_away() {
            tracing::warn!(error = %anyhow::Error::from(error), "the log cannot be put away");
        }
    }

    /// Does what comes. The watcher is woken when a batch is written.
    fn work(&mut self, work: &Receiver<Work>, written: &SyncSender<Written>) {
        while let Some(work) = self.next(work) {
            match work {
                Work::Batch(batch) => {
                    let Some(done) = self.write(batch) else { return };
                    if written.send(done).is_err() {
                        return;
                    }
                    self.stop.wake();
                }
                Work::Expectations(up_to, expectations) => {
                    let adjust = |store: &mut Store| store.adjust(up_to, &expectations);
                    if self.until_it_works(adjust).is_none() {
                        return;
                    }
                }
                Work::Note(player, note, answer) => {
                    // Whoever asked may have given up waiting.
                    let _gone = answer.send(self.store.set_note(&player, note.as_ref()));
                }
                Work::End => return,
            }
        }
    }

    /// Makes a batch durable, and tells the sessions.
    fn write(&mut self, batch: Batch) -> Option<Written> {
        fail_points::die("before-commit");
        let outcomes = self.append(&batch)?;
        let committed_at = Instant::now();
        fail_points::die("after-commit");
        for (file, (texts, first)) in batch.quarantined(&outcomes) {
            let path = file.display();
            tracing::warn!("{path}: texts put aside: {texts}, the first one {first}");
            // The reason quotes the text, which may name players.
            let first = if self.names.are_others() { "" } else { &first };
            let words = format!("{} {first}", self.names.path(file));
            self.board.tell_put_aside(texts as u64, words.trim_end());
        }
        let totals = self.store.totals();
        self.board.set_log(totals.hands, totals.quarantined);
        let news = batch.news(&outcomes, &mut self.tables, &self.names, committed_at);
        self.announce(news);
        self.announce_stats(&batch.new_hands(&outcomes));
        fail_points::die("after-push");
        // One that was not heard yet says the same.
        let _full = self.grown.try_send(());
        let count = Count::of(&outcomes);
        Some(Written { checkpoints: batch.into_checkpoints(), count })
    }

    /// What is to be done next. While there is nothing, the store is given time to tidy up.
    fn next(&mut self, work: &Receiver<Work>) -> Option<Work> {
        match work.try_recv() {
            Ok(work) => return Some(work),
            Err(TryRecvError::Disconnected) => return None,
            Err(TryRecvError::Empty) => {}
        }
        if let Err(error) = self.store.tidy() {
            // Nothing is lost: the next commit tries it again.
            tracing::warn!(error = %anyhow::Error::from(error), "the log cannot be tidied up");
        }
        loop {
            // Without an open table the time changes nothing.
            let next = match self.tables.is_empty() {
                true => work.recv().map_err(|_| RecvTimeoutError::Disconnected),
                false => work.recv_timeout(TICK),
            };
            match next {
                Ok(work) => return Some(work),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => self.tick(),
            }
        }
    }

    /// Closes tables that nobody heard of for a while.
    fn tick(&mut self) {
        let closed = self.tables.tick(self.log.top(), Utc::now());
        if !closed.is_empty() {
            self.log.announce_change(closed, self.tables.view());
        }
    }

    fn append(&mut self, batch: &Batch) -> Option<Vec<Outcome>> {
        let (items, checkpoints) = (batch.items(), batch.file_checkpoints());
        if fail_points::is_set("checkpoint-first") {
            self.store.append(&[], &checkpoints).ok()?;
            fail_points::die("after-checkpoint");
        }
        self.until_it_works(|store| store.append(&items, &checkpoints))
    }

    /// Writes until it works: nothing is lost while the disk is full or the log is locked.
    /// `None` if it was stopped before.
    fn until_it_works<T>(
        &mut self,
        write: impl Fn(&mut Store) -> Result<T, store::Error>,
    ) -> Option<T> {
        let mut pause = FIRST_RETRY;
        loop {
            match write(&mut self.store) {
                Ok(written) => {
                    if FIRST_RETRY < pause {
                        tracing::info!("the log can be written again");
                        self.report(Status::Ok, String::new());
                    }
                    return Some(written);
                }
                Err(error) => {
                    if error.is_damage() {
                        self.have_it_repaired();
                    }
                    let error = format!("{:#}", anyhow::Error::from(error));
                    if pause == FIRST_RETRY {
                        tracing::error!(error, "the log cannot be written, trying until it can");
                    }
                    self.report(Status::Failing, error);
                }
            }
            if self.stop.wait(pause) {
                return None;
            }
            pause = LAST_RETRY.min(pause * 2);
        }
    }

    /// The log is repaired when it is opened.
    fn have_it_repaired(&self) {
        tracing::error!("the log is damaged: restart Railbird, which repairs it");
        if let Err(error) = self.store.suspect_damage() {
            tracing::error!("cannot note that: {:#}", anyhow::Error::from(error));
        }
    }

    fn announce(&self, news: News) {
        match news {
            News::Backfill(up_to) => self.log.announce_backfill(up_to),
            News::Live(publications) => {
                if let Err(error) = self.log.announce(publications, self.tables.view()) {
                    tracing::error!(%error, "entries were stored but not announced");
                }
            }
        }
    }

    /// Tells those who ask what live hands have changed in the numbers of their players.
    fn announce_stats(&mut self, hands: &[(Seq, &Hand)]) {
        let Some(stats) = self.stats.as_mut().filter(|_| !hands.is_empty()) else { return };
        let wanted = self.log.wanted_stats();
        if wanted.is_empty() && stats.is_idle() {
            return;
        }
        let derived = stats.updates(hands, self.tables.open(), &wanted);
        if !derived.is_empty() {
            self.log.announce_change(derived, self.tables.view());
        }
    }

    fn report(&self, status: Status, detail: String) {
        self.board.set_part("store", Part { status, detail });
    }
}

impl Count {
    fn of(outcomes: &[Outcome]) -> Self {
        let mut count = Self::default();
        for outcome in outcomes {
            *match outcome {
                Outcome::New { .. } => &mut count.new,
                Outcome::Duplicate | Outcome::StillQuarantined => &mut count.known,
                Outcome::Conflict | Outcome::Quarantined => &mut count.quarantined,
            } += 1;
        }
        count
    }

    /// Both together.
    pub(super) fn add(&mut self, other: Self) {
        self.new += other.new;
        self.known += other.known;
        self.quarantined += other.quarantined;
    }
}
