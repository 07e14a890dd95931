//! The log as sessions see it: the newest publications in memory, the past behind them.

use std::{
    fmt,
    ops::RangeInclusive,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use store::{Epoch, Seq};
use tokio::{
    sync::{Semaphore, watch},
    task, time,
};
use tokio_tungstenite::tungstenite::Utf8Bytes;
use uuid::Uuid;

use crate::{
    Form,
    cursors::{Cursors, Mark},
    recent::{Ahead, Publication, Recent},
};

/// How many sessions read the store at the same time. Each read takes a blocking thread; more
/// of them than cores would only slow each other down, and the live path with them.
const CONCURRENT_READS: usize = 4;

/// How long one page of the past may take before the store counts as stuck.
const READ_TIMEOUT: Duration = Duration::from_secs(10);

/// Which part of the past a session wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastQuery {
    /// Entries after this one.
    pub after: Seq,
    /// Entries up to this one, inclusive. Always greater than `after`.
    pub up_to: Seq,
    /// At most this many entries.
    pub limit: usize,
    /// In which form.
    pub form: Form,
    /// Whether to leave out entries of [`Origin::Backfill`].
    pub live_only: bool,
    /// What the messages say in `replayed`.
    pub replayed: bool,
}

/// A page of the past, in the order of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastPage {
    /// The entries that match, ascending.
    pub frames: Vec<(Seq, Utf8Bytes)>,
    /// Everything up to here was looked at. Greater than `after`, at most `up_to`.
    pub read_to: Seq,
}

/// Why the past cannot be read now. It ends the session that asked, and no other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PastError(pub String);

/// Reads the past. It may block: it is called on a thread for that, a few at a time.
pub type Past = Arc<dyn Fn(PastQuery) -> Result<PastPage, PastError> + Send + Sync>;

/// Publications that do not continue the log. Nothing of them was announced.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("announced entry {got} where {expected} was due")]
pub struct OutOfOrder {
    /// The seq that was due.
    pub expected: Seq,
    /// The seq that came.
    pub got: Seq,
}

/// The log. Clones are handles to the same log.
#[derive(Clone)]
pub struct Log(Arc<Shared>);

struct Shared {
    epoch: Epoch,
    /// The newest entries; the last one is the top. A std lock: it is held for a few copies
    /// of references, never over an await.
    recent: Mutex<Recent>,
    /// Written only while `recent` is locked, so that the two agree for whoever holds the lock.
    top: watch::Sender<Seq>,
    past: Past,
    readers: Arc<Semaphore>,
    cursors: Cursors,
}

impl Log {
    /// The log of this epoch, with everything up to `top` in the past. The newest
    /// `queue_capacity` entries that are announced from now on are kept in memory.
    #[must_use]
    pub fn new(epoch: Epoch, top: Seq, queue_capacity: usize, past: Past) -> Self {
        Self(Arc::new(Shared {
            epoch,
            recent: Mutex::new(Recent::new(queue_capacity)),
            top: watch::Sender::new(top),
            past,
            readers: Arc::new(Semaphore::new(CONCURRENT_READS)),
            cursors: Cursors::default(),
        }))
    }

    /// Hands live entries to all sessions. The past must already be able to tell them.
    ///
    /// # Errors
    /// [`OutOfOrder`] if they do not follow the top one by one; then none is announced.
    pub fn announce(&self, publications: Vec<Publication>) -> Result<(), OutOfOrder> {
        let mut recent = self.recent();
        let mut top = self.top();
        for publication in &publications {
            if publication.seq != top.next() {
                return Err(OutOfOrder { expected: top.next(), got: publication.seq });
            }
            top = publication.seq;
        }
        if !publications.is_empty() {
            recent.push_live(publications);
            self.0.top.send_replace(top);
        }
        Ok(())
    }

    /// Tells all sessions that the entries after the top up to this one are backfill. Those
    /// who want it read it from the past.
    pub fn announce_backfill(&self, up_to: Seq) {
        let mut recent = self.recent();
        let top = self.top();
        if top < up_to {
            recent.push_backfill(top.next(), up_to);
            self.0.top.send_replace(up_to);
        }
    }

    /// The seq of the newest entry.
    #[must_use]
    pub fn top(&self) -> Seq {
        *self.0.top.borrow()
    }

    /// Which log this is.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        &self.0.epoch
    }

    /// How many entries the slowest session that is fed from memory has not taken.
    #[must_use]
    pub fn queue_size(&self) -> u64 {
        self.0.cursors.lowest().map_or(0, |lowest| self.top().0.saturating_sub(lowest.0))
    }

    /// Wakes its holder when the top moves. Whoever joins takes it first and reads the top
    /// after that, so that no entry falls between the two.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Seq> {
        self.0.top.subscribe()
    }

    /// A mark in the registry of cursors, for one session.
    pub(crate) fn enter(&self, client: Uuid) -> Mark {
        self.0.cursors.enter(client)
    }

    /// What stands after `cursor`, from memory: at most `limit` entries.
    pub(crate) fn read_after(&self, cursor: Seq, limit: usize, live_only: bool) -> Ahead {
        let recent = self.recent();
        recent.after(cursor, self.top(), limit, live_only)
    }

    /// A page of the past.
    ///
    /// # Errors
    /// [`PastError`] from the store, or because it is stuck or answers what was not asked.
    pub(crate) async fn read_past(&self, query: PastQuery) -> Result<PastPage, PastError> {
        let due: RangeInclusive<Seq> = query.after.next()..=query.up_to;
        let read = async {
            let permit = Arc::clone(&self.0.readers).acquire_owned().await;
            let past = Arc::clone(&self.0.past);
            task::spawn_blocking(move || {
                // Given back when the read ends, even if nobody waits for it any more.
                let _permit = permit;
                past(query)
            })
            .await
        };
        let page = time::timeout(READ_TIMEOUT, read)
            .await
            .map_err(|_| PastError("the store did not answer in time".to_owned()))?
            .map_err(|error| PastError(format!("reading the store failed: {error}")))??;
        // A page that does not move on would be asked for again for ever.
        if !due.contains(&page.read_to) {
            return Err(PastError(format!(
                "the store read to {} instead of {due:?}",
                page.read_to
            )));
        }
        Ok(page)
    }

    /// A poisoned lock is taken all the same: no holder can stop half-way through a change.
    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.0.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("epoch", self.epoch()).field("top", &self.top()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use store::{Epoch, Seq};

    use super::{Ahead, Log, OutOfOrder, PastError, PastPage, PastQuery, Publication};
    use crate::{Form, Frame};

    fn publication(seq: u64) -> Publication {
        Publication { seq: Seq(seq), frame: Frame::new(move |_| format!("hand {seq}")) }
    }

    fn log(top: u64, answer: Result<u64, &'static str>) -> Log {
        let past = move |_| match answer {
            Ok(read_to) => Ok(PastPage { frames: Vec::new(), read_to: Seq(read_to) }),
            Err(reason) => Err(PastError(reason.to_owned())),
        };
        Log::new(Epoch("e".to_owned()), Seq(top), 3, Arc::new(past))
    }

    #[test]
    fn an_announcement_with_a_hole_changes_nothing() {
        let log = log(10, Ok(0));
        for (seqs, expected, got) in
            [(vec![12], 11, 12), (vec![10], 11, 10), (vec![11, 13], 12, 13)]
        {
            let result = log.announce(seqs.into_iter().map(publication).collect());
            assert_eq!(result, Err(OutOfOrder { expected: Seq(expected), got: Seq(got) }));
            assert_eq!((log.top(), log.read_after(Seq(10), 9, true)), (Seq(10), Ahead::Nothing));
        }
        assert_eq!(log.announce(Vec::new()), Ok(()));
    }

    #[test]
    fn backfill_moves_the_top_and_never_back() {
        let log = log(10, Ok(0));
        log.announce_backfill(Seq(30));
        log.announce_backfill(Seq(20));
        assert_eq!(log.top(), Seq(30));
        log.announce(vec![publication(31)]).unwrap();
        assert_eq!(log.read_after(Seq(10), 9, false), Ahead::Past(Seq(30)));
        let live = Ahead::Live(vec![publication(31)], Seq(31));
        assert_eq!(log.read_after(Seq(10), 9, true), live);
    }

    #[tokio::test]
    async fn a_page_that_does_not_move_on_or_reads_too_far_is_an_error() {
        let query = PastQuery {
            after: Seq(2),
            up_to: Seq(5),
            limit: 9,
            form: Form::default(),
            live_only: false,
            replayed: true,
        };
        for (read_to, fine) in [(2, false), (3, true), (5, true), (6, false)] {
            let page = log(9, Ok(read_to)).read_past(query.clone()).await;
            assert_eq!(page.is_ok(), fine, "{read_to}");
        }
        let error = log(9, Err("disk gone")).read_past(query).await.unwrap_err();
        assert_eq!(error.to_string(), "disk gone");
    }
}
