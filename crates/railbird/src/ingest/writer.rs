//! The thread that writes the log.

use std::{
    mem,
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender},
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
    staged::Staged,
    stop::Stop,
    work::Work,
};
use crate::{fail_points, open_tables::OpenTables, pseudonyms::Names, table_stats::LiveStats};

/// The pauses between attempts to write to a store that refuses.
const FIRST_RETRY: Duration = Duration::from_millis(50);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// So many batches of the past are made durable at once, if they come faster than they are
/// written: a page that several of them write to is written once. What is staged is kept in
/// memory.
pub(super) const MOST_STAGED: usize = 8;

/// How long batches of the past that are staged wait for more of them.
const GATHERING: Duration = Duration::from_millis(10);

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
    /// What the next commit makes durable.
    pub(super) staged: Staged,
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
        self.work(work, written);
        if let Err(error) = self.store.put_away() {
            tracing::warn!("the log cannot be put away: {:#}", anyhow::Error::from(error));
        }
    }

    /// Does what comes. The watcher is woken when something is written.
    fn work(&mut self, work: &Receiver<Work>, written: &SyncSender<Written>) {
        while let Some(next) = self.next(work, written) {
            if self.do_next(next, written).is_none() {
                return;
            }
        }
    }

    /// Does one thing. `None` if nothing more can be done.
    fn do_next(&mut self, next: Work, written: &SyncSender<Written>) -> Option<()> {
        match next {
            Work::Batch(batch) => self.stage(batch, written),
            Work::Expectations(up_to, expectations) => {
                self.commit(written)?;
                self.until_it_works(|store| store.adjust(up_to, &expectations))
            }
            Work::Note(player, note, answer) => {
                self.commit(written)?;
                // Whoever asked may have given up waiting.
                let _gone = answer.send(self.store.set_note(&player, note.as_ref()));
                Some(())
            }
            Work::End => self.commit(written).and(None),
        }
    }

    /// Gives the store a batch of the past, or makes it durable, with those before it, if it is
    /// live or the last one of so many. `None` if nothing more can be done.
    fn stage(&mut self, batch: Batch, written: &SyncSender<Written>) -> Option<()> {
        let is_live = batch.is_live();
        self.staged.push(batch);
        if is_live || self.staged.len() == MOST_STAGED {
            return self.commit(written);
        }
        self.try_with_staged(Staged::add)
    }

    /// Makes durable what is staged, and tells the sessions. `None` if nothing more can be done.
    fn commit(&mut self, written: &SyncSender<Written>) -> Option<()> {
        if self.staged.is_empty() {
            return Some(());
        }
        self.try_with_staged(Staged::commit)?;
        let committed_at = Instant::now();
        fail_points::die("after-commit");
        let totals = self.store.totals();
        self.board.set_log(totals.hands, totals.quarantined);
        for (batch, outcomes) in self.staged.take() {
            self.tell(&batch, &outcomes, committed_at);
            let count = Count::of(&outcomes);
            written.send(Written { checkpoints: batch.into_checkpoints(), count }).ok()?;
        }
        self.stop.wake();
        // One that was not heard yet says the same.
        let _full = self.grown.try_send(());
        Some(())
    }

    /// Tells the sessions what a batch has brought.
    fn tell(&mut self, batch: &Batch, outcomes: &[Outcome], committed_at: Instant) {
        for (file, (texts, first)) in batch.quarantined(outcomes) {
            let path = file.display();
            tracing::warn!("{path}: texts put aside: {texts}, the first one {first}");
            // The reason quotes the text, which may name players.
            let first = if self.names.are_others() { "" } else { &first };
            let words = format!("{} {first}", self.names.path(file));
            self.board.tell_put_aside(texts as u64, words.trim_end());
        }
        let news = batch.news(outcomes, &mut self.tables, &self.names, committed_at);
        self.announce(news);
        self.announce_stats(&batch.new_hands(outcomes));
        fail_points::die("after-push");
    }

    /// What is to be done next. When nothing comes, what is staged is made durable, and the store
    /// is given time to tidy up.
    fn next(&mut self, work: &Receiver<Work>, written: &SyncSender<Written>) -> Option<Work> {
        let patience = if self.staged.is_empty() { Duration::ZERO } else { GATHERING };
        match work.recv_timeout(patience) {
            Ok(work) => return Some(work),
            Err(RecvTimeoutError::Disconnected) => return self.commit(written).and(None),
            Err(RecvTimeoutError::Timeout) => self.commit(written)?,
        }
        if let Err(error) = self.store.tidy() {
            // Nothing is lost: the next commit tries it again.
            tracing::warn!("the log cannot be tidied up: {:#}", anyhow::Error::from(error));
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

    /// Does something with what is staged until it works. `None` if it was stopped before.
    fn try_with_staged(
        &mut self,
        act: fn(&mut Staged, &mut Store) -> Result<(), store::Error>,
    ) -> Option<()> {
        let mut staged = mem::take(&mut self.staged);
        self.until_it_works(|store| act(&mut staged, store))?;
        self.staged = staged;
        Some(())
    }

    /// Writes until it works: nothing is lost while the disk is full or the log is locked.
    /// `None` if it was stopped before.
    fn until_it_works<T>(
        &mut self,
        mut write: impl FnMut(&mut Store) -> Result<T, store::Error>,
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

    /// Says on the board how the log takes what it is given.
    pub(super) fn report(&self, status: Status, detail: String) {
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
