//! The log as sessions see it: the newest items in memory, the past behind them.

use std::{
    cmp::Ordering,
    fmt,
    ops::RangeInclusive,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use store::{Epoch, Seq};
use tokio::{sync::watch, time::Instant};
use wire::TableJson;

use crate::{
    Derived, Past, PastError, PastPage, PastQuery, Publication, StatsRequest, View,
    demand::Demand,
    edge::{Edge, Edges},
    metrics::Metrics,
    readers::Readers,
    recent::{Ahead, Item, Position, Recent},
};

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
    /// A std lock: it is held for a few copies of references, never over an await.
    newest: Mutex<Newest>,
    /// Tells the courier that there is something new.
    news: watch::Sender<()>,
    past: Past,
    readers: Readers,
    demand: Demand,
    metrics: Metrics,
}

/// What changes together.
struct Newest {
    recent: Recent,
    edges: Edges,
}

impl Log {
    /// The log of this epoch, with everything up to `top` in the past, and these tables open.
    /// The newest `queue_capacity` items that are announced from now on are kept in memory.
    #[must_use]
    pub fn new(epoch: Epoch, top: Seq, view: View, queue_capacity: usize, past: Past) -> Self {
        let newest = Newest { recent: Recent::new(queue_capacity), edges: Edges::new(top, view) };
        Self(Arc::new(Shared {
            epoch,
            newest: Mutex::new(newest),
            news: watch::Sender::default(),
            past,
            readers: Readers::default(),
            demand: Demand::default(),
            metrics: Metrics::default(),
        }))
    }

    /// Hands live entries to all sessions, and the tables as the last one left them. The past
    /// must already be able to tell them.
    ///
    /// # Errors
    /// [`OutOfOrder`] if they do not follow the top one by one; then none is announced.
    pub fn announce(&self, publications: Vec<Publication>, view: View) -> Result<(), OutOfOrder> {
        let newest = self.newest();
        let mut top = newest.edges.now().top;
        for publication in &publications {
            if publication.seq != top.next() {
                return Err(OutOfOrder { expected: top.next(), got: publication.seq });
            }
            top = publication.seq;
        }
        if !publications.is_empty() {
            self.metrics().note_announced(&publications);
            let items = publications.into_iter().map(|entry| Item::Entry(entry.into()));
            self.push(newest, items, top, view);
        }
        Ok(())
    }

    /// Tells all sessions that the entries after the top up to this one are backfill. Those
    /// who want it read it from the past.
    pub fn announce_backfill(&self, up_to: Seq) {
        let newest = self.newest();
        let Edge { top, view, .. } = newest.edges.now().clone();
        if top < up_to {
            self.metrics().announced_backfill.add(up_to.0 - top.0);
            let item = Item::Backfill { first: top.next(), last: up_to };
            self.push(newest, [item], up_to, view);
        }
    }

    /// Tells what the time changed at the tables, or what was counted for those who ask for it,
    /// and how they are now.
    pub fn announce_change(&self, derived: Vec<Derived>, view: View) {
        let newest = self.newest();
        let top = newest.edges.now().top;
        self.push(newest, [Item::Change(derived.into())], top, view);
    }

    /// Puts items behind the newest ones, and wakes the sessions when they can look.
    fn push(
        &self,
        mut newest: MutexGuard<'_, Newest>,
        items: impl IntoIterator<Item = Item>,
        top: Seq,
        view: View,
    ) {
        items.into_iter().for_each(|item| newest.recent.push(item));
        let end = newest.recent.end();
        newest.edges.set(Edge { top, end, view }, Instant::now());
        drop(newest);
        // Without a courier each session sees for itself.
        if self.0.news.receiver_count() == 0 {
            self.metrics().roster.ring();
        } else {
            self.0.news.send_replace(());
        }
    }

    /// The seq of the newest entry.
    #[must_use]
    pub fn top(&self) -> Seq {
        self.newest().edges.now().top
    }

    /// Which log this is.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        &self.0.epoch
    }

    /// How many entries the slowest session that is fed from memory has not taken.
    #[must_use]
    pub fn queue_size(&self) -> u64 {
        self.metrics().roster.attendance(self.top()).queue
    }

    /// Which statistics the sessions ask for, each request once. What was counted for one is
    /// announced with [`Log::announce_change`] after the entries that changed it.
    ///
    /// Whoever asks from now on gets a snapshot that knows what the store knows by then: to be
    /// called when the entries are in the store.
    #[must_use]
    pub fn wanted_stats(&self) -> Vec<Arc<StatsRequest>> {
        self.0.demand.all()
    }

    /// The open tables, as of the top.
    #[must_use]
    pub fn tables(&self) -> Vec<TableJson> {
        let edge = self.newest().edges.now().clone();
        edge.view.tables(edge.top)
    }

    /// The end of the log as it was `delay` ago, and when a later one becomes that.
    pub(crate) fn edge(&self, delay: Duration) -> (Edge, Option<Instant>) {
        let newest = self.newest();
        match delay.is_zero() {
            true => (newest.edges.now().clone(), None),
            false => newest.edges.before(delay, Instant::now()),
        }
    }

    /// What stands in memory after `position`, up to an edge: at most `limit` items.
    pub(crate) fn read_after(
        &self,
        position: Position,
        edge: &Edge,
        limit: usize,
        live_only: bool,
    ) -> Ahead {
        self.newest().recent.after(position, (edge.end, edge.top), limit, live_only)
    }

    /// The place in memory behind all entries up to `cursor`, if what follows them up to the
    /// edge is there.
    pub(crate) fn locate(&self, cursor: Seq, edge: &Edge) -> Option<Position> {
        let newest = self.newest();
        let at = match cursor.cmp(&edge.top) {
            Ordering::Less => newest.recent.locate(cursor),
            Ordering::Equal => newest.recent.place_at(edge.end),
            Ordering::Greater => None,
        };
        at.map(|at| Position { at, cursor })
    }

    /// What tells the courier that there is something new. While somebody has it, no session is
    /// woken by the log.
    pub(crate) fn news(&self) -> watch::Receiver<()> {
        self.0.news.subscribe()
    }

    /// The number of the item that comes next.
    pub(crate) fn end(&self) -> u64 {
        self.newest().recent.end()
    }

    /// The number of the item that comes next, and the one at this place if it is the newest.
    pub(crate) fn news_since(&self, at: u64) -> (u64, Option<Item>) {
        let newest = self.newest();
        let end = newest.recent.end();
        let item = if at + 1 == end { newest.recent.newest().cloned() } else { None };
        (end, item)
    }

    /// A page of the past.
    ///
    /// # Errors
    /// [`PastError`] from the store, or because it is stuck or answers what was not asked.
    pub(crate) async fn read_past(&self, query: PastQuery) -> Result<PastPage, PastError> {
        let due: RangeInclusive<Seq> = match query.newest_first {
            false => query.after.next()..=query.up_to,
            true => query.after..=Seq(query.up_to.0.saturating_sub(1)),
        };
        let past = Arc::clone(&self.0.past);
        let page = self.0.readers.read(move || past(query)).await;
        let page = self.metrics().note_page(page)?;
        // A page that does not move on would be asked for again for ever.
        if !due.contains(&page.read_to) {
            return Err(PastError(format!(
                "the store read to {} instead of {due:?}",
                page.read_to
            )));
        }
        Ok(page)
    }

    /// What the sessions ask for.
    pub(crate) fn demand(&self) -> &Demand {
        &self.0.demand
    }

    /// What is counted on the way from the log to the sockets.
    pub(crate) fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Who reads the store beside the sessions takes turns with them.
    pub(crate) fn readers(&self) -> &Readers {
        &self.0.readers
    }

    /// A poisoned lock is taken all the same: no holder can stop half-way through a change.
    fn newest(&self) -> MutexGuard<'_, Newest> {
        self.0.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("epoch", self.epoch()).field("top", &self.top()).finish()
    }
}

#[cfg(test)]
mod tests;
