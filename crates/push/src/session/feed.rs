//! From the log to the socket: what stands after the cursor, in order.

use std::sync::Arc;

use store::Seq;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::Instant,
};
use wire::{Room, Selection};

use super::{Session, Work};
use crate::{
    PastPage, PastQuery,
    close::{CloseCode, Ending},
    edge::Edge,
    recent::{Ahead, Item, Position},
    replay::{Replay, ResumePoint},
};

/// Entries that are sent in one turn and read in one page: enough to join many messages into
/// one write, few enough to bound what a session holds.
const BATCH: usize = 64;

/// Entries that are looked at in one page where few of them are wanted: in one room, or since
/// a time.
const SEARCHED: usize = 512;

/// Where a session reads, and when there is something to read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Feed {
    /// In memory, from this item on.
    Memory { at: u64, work: Work },
    /// In the store, until what follows its cursor is in memory.
    Store {
        work: Work,
        /// The end up to which the tables were told, if a delay keeps the session here.
        told: Option<u64>,
    },
}

impl Feed {
    pub(super) fn memory(at: u64) -> Self {
        Self::Memory { at, work: Work::Now }
    }

    pub(super) fn store() -> Self {
        Self::Store { work: Work::Now, told: None }
    }

    pub(super) fn work(&self) -> Work {
        let (Self::Memory { work, .. } | Self::Store { work, .. }) = self;
        *work
    }

    /// There is something to do at the edge.
    pub(super) fn hurry(&mut self) {
        self.set_work(Work::Now);
    }

    fn set_work(&mut self, new: Work) {
        let (Self::Memory { work, .. } | Self::Store { work, .. }) = self;
        *work = new;
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// Sends what stands after the cursor, one batch.
    pub(super) async fn deliver(&mut self) -> Result<(), Ending> {
        if self.access().is_none() {
            self.feed = Feed::Store { work: Work::Later(None), told: None };
        } else if self.replay.is_some() {
            Box::pin(self.replay_on()).await?;
        } else {
            let (edge, next) = self.log().edge(self.delay());
            match self.feed {
                Feed::Memory { at, .. } => self.read_memory(at, &edge, next).await?,
                Feed::Store { told, .. } => Box::pin(self.read_store(told, &edge, next)).await?,
            }
        }
        self.socket.flush().await?;
        self.show_progress();
        Ok(())
    }

    async fn read_memory(
        &mut self,
        at: u64,
        edge: &Edge,
        next: Option<Instant>,
    ) -> Result<(), Ending> {
        let position = Position { at, cursor: self.cursor };
        match self.log().read_after(position, edge, BATCH, self.live_only) {
            Ahead::Items(items, Position { at, cursor }, is_all) => {
                for item in items {
                    self.send_item(item).await?;
                }
                self.cursor = cursor;
                let work = if is_all { Work::Later(next) } else { Work::Now };
                self.feed = Feed::Memory { at, work };
                let is_awaited = !self.due.is_empty() || self.claim.is_awaited();
                if is_awaited && is_all && at <= edge.end && cursor <= edge.top {
                    Box::pin(self.arrive(edge)).await?;
                }
            }
            Ahead::Backfill(up_to) => {
                self.feed = Feed::memory(at);
                Box::pin(self.send_past(up_to)).await?;
            }
            Ahead::Behind => {
                self.feed = Feed::store();
                self.show_place();
                self.await_snapshots();
            }
        }
        Ok(())
    }

    async fn read_store(
        &mut self,
        told: Option<u64>,
        edge: &Edge,
        next: Option<Instant>,
    ) -> Result<(), Ending> {
        if told.is_some_and(|told| told < edge.end) {
            // What happened at the tables meanwhile is told by fresh snapshots alone.
            self.await_tables();
        }
        if let Some(position) = self.log().locate(self.cursor, edge) {
            self.feed = Feed::memory(position.at);
            return Ok(());
        }
        if self.cursor < edge.top {
            return self.send_past(edge.top).await;
        }
        // Only with a delay: the edge is older than all that is in memory.
        let is_at_edge = self.cursor == edge.top;
        let told = if is_at_edge { Some(edge.end) } else { told };
        self.feed = Feed::Store { work: Work::Later(next), told };
        if is_at_edge { self.arrive(edge).await } else { Ok(()) }
    }

    /// Sends an item of the memory, as far as rooms and filter want it.
    async fn send_item(&mut self, item: Item) -> Result<(), Ending> {
        let selection = Arc::clone(&self.selection);
        // A snapshot that is still to come will hold what happens in its room.
        let is_open = |room: &Room| self.due.iter().all(|(due, _)| due != room);
        let (entry, derived) = item.wanted(&selection, is_open);
        if let Some(entry) = entry {
            self.feed_frame(&entry.frame).await?;
            if self.unsent.is_none() && self.delay().is_zero() {
                self.unsent = Some(entry.timing);
            }
        }
        if let Item::Entry(entry) = &item {
            self.cursor = entry.seq;
        }
        for frame in derived {
            self.feed_frame(frame).await?;
        }
        Ok(())
    }

    /// Sends a page of what stands after the cursor up to this entry.
    async fn send_past(&mut self, up_to: Seq) -> Result<(), Ending> {
        let query = PastQuery {
            live_only: self.live_only,
            replayed: false,
            ..self.query(self.cursor, up_to)
        };
        let (_, read_to) = self.send_page(query).await?;
        self.cursor = read_to;
        Ok(())
    }

    /// A page of all that the session may get of the past.
    fn query(&self, after: Seq, up_to: Seq) -> PastQuery {
        PastQuery {
            after,
            up_to,
            limit: BATCH,
            newest_first: false,
            selection: Arc::clone(&self.selection),
            live_only: false,
            played_since: None,
            reader: None,
            form: self.form(),
            replayed: true,
        }
    }

    /// Sends a page of the past; returns how many entries it had, and how far it went.
    async fn send_page(&mut self, query: PastQuery) -> Result<(u64, Seq), Ending> {
        let PastPage { frames, read_to } = self.read_past(query).await?;
        let mut count = 0;
        for (_, text) in frames {
            self.socket.feed_text(&text).await?;
            count += 1;
        }
        Ok((count, read_to))
    }

    async fn read_past(&mut self, query: PastQuery) -> Result<PastPage, Ending> {
        self.log().read_past(query).await.map_err(|error| {
            self.vitals().span.in_scope(|| tracing::error!(%error, "cannot read the past"));
            Ending::Closed(CloseCode::Trouble)
        })
    }

    /// Goes back to where the client stands. Whoever names a point gets everything after
    /// it, of both origins, from now on.
    pub(super) async fn resume(&mut self, point: ResumePoint, top: Seq) -> Result<(), Ending> {
        self.live_only = false;
        let outside = point.outside(self.log().epoch(), top);
        let seq = point.seq;
        if outside.is_some() {
            let refused = Replay::of_session(point, self.cursor);
            let refused = refused.complete(self.log().epoch(), outside);
            return self.tell_resync(refused).await;
        }
        let replay = Replay::of_session(point, top);
        self.cursor = seq;
        self.feed = Feed::store();
        self.show_place();
        self.replay = Some(replay.into());
        self.await_snapshots();
        Ok(())
    }

    async fn replay_on(&mut self) -> Result<(), Ending> {
        let Some(mut replay) = self.replay.take() else { return Ok(()) };
        // A delay that was set meanwhile holds for what is left.
        let (edge, next) = self.log().edge(self.delay());
        let up_to = replay.up_to.min(edge.top);
        if replay.at < up_to {
            let mut query = replay.query(self.query(replay.at, up_to));
            if !replay.moves_cursor {
                query.limit = SEARCHED;
            }
            let (count, read_to) = self.send_page(query).await?;
            replay.count += count;
            replay.at = read_to;
            if replay.moves_cursor {
                self.cursor = read_to;
            }
        }
        if replay.at < replay.up_to {
            let work = if replay.at < up_to { Work::Now } else { Work::Later(next) };
            self.feed.set_work(work);
            self.replay = Some(replay);
            return Ok(());
        }
        self.feed.hurry();
        let complete = replay.complete(self.log().epoch(), None);
        self.tell_resync(complete).await
    }

    /// Sends the last entries of a room up to the cursor, in the order of the log. A delay
    /// that was set after the cursor came there holds for them.
    pub(super) async fn send_last(&mut self, room: &Room, count: usize) -> Result<(), Ending> {
        let (edge, _) = self.log().edge(self.delay());
        let (mut found, mut up_to) = (Vec::new(), self.cursor.min(edge.top));
        let filter = self.selection.filter.clone();
        let selection = Arc::new(Selection { rooms: vec![room.clone()], filter });
        while found.len() < count && Seq(0) < up_to {
            let query = PastQuery {
                newest_first: true,
                limit: SEARCHED,
                selection: Arc::clone(&selection),
                ..self.query(Seq(0), up_to)
            };
            let PastPage { frames, read_to } = self.read_past(query).await?;
            found.extend(frames);
            up_to = read_to;
        }
        found.truncate(count);
        for (_, text) in found.into_iter().rev() {
            self.socket.feed_text(&text).await?;
        }
        Ok(())
    }

    /// Before a shutdown: what is in memory is still sent, what is in the store is not. The
    /// number of turns is bounded, because announcing may go on meanwhile.
    pub(super) async fn catch_up(&mut self) -> Result<(), Ending> {
        let (edge, _) = self.log().edge(self.delay());
        while self.replay.is_none() && self.cursor < edge.top {
            let Feed::Memory { at, .. } = self.feed else { break };
            let position = Position { at, cursor: self.cursor };
            let ahead = self.log().read_after(position, &edge, BATCH, self.live_only);
            let Ahead::Items(items, Position { at, cursor }, _) = ahead else { break };
            if self.access().is_none() {
                break;
            }
            for item in items {
                self.send_item(item).await?;
            }
            self.cursor = cursor;
            self.feed = Feed::memory(at);
        }
        self.socket.flush().await
    }
}
