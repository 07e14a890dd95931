//! Snapshots: what a room with tables or members is like at the session's cursor.
//!
//! What the store adds to the tables is read while the session stands at its edge and sends
//! nothing else, so that nothing is missing or doubled between a snapshot and the stream.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time,
};
use wire::{Filter, RequestId, Room, ServerMessage, StateSnapshot, TableJson};

use super::Session;
use crate::{PastError, StatsRequest, close::Ending, demand::MOST_REQUESTS, edge::Edge};

/// How long a snapshot waits for what the store knows of its players. The peer gets nothing
/// meanwhile, and a stop of the daemon has to fit behind it.
const FILL_TIMEOUT: Duration = Duration::from_secs(4);

impl<T: AsyncRead + AsyncWrite + Unpin> Session<T> {
    /// Nothing is left up to the edge: what waits for that is sent.
    pub(super) async fn arrive(&mut self, edge: &Edge) -> Result<(), Ending> {
        let due = std::mem::take(&mut self.due);
        if !due.is_empty() {
            self.ask();
            if self.asked.is_none() && self.selection.filter.wants_stats() {
                let words = format!(
                    "statistics are counted for {MOST_REQUESTS} different filters at most: after \
                     this snapshot they do not change; ask for one that others ask for"
                );
                self.warn("stats_crowded", words).await?;
            }
            let mut tables = edge.view.tables(self.cursor);
            let filter = &self.selection.filter;
            tables.retain(|table| due.iter().any(|(room, _)| shows(room, table, filter)));
            // Together, so that one who is in many rooms waits once.
            let tables = self.filled(tables).await?;
            for (room, id) in due {
                self.send_snapshot(&room, id, &tables).await?;
            }
        }
        self.tell_claim(edge).await
    }

    /// Has counted what the filter asks for. Where there is no room for another request, there
    /// may be by the next snapshot.
    pub(super) fn ask(&mut self) {
        let filter = &self.selection.filter;
        if self.asked.as_ref().is_none_or(|asked| !asked.is_of(filter)) {
            // The old one first: the new one may need its room.
            self.asked = None;
            self.asked = self.log().demand().note(&self.selection.filter);
        }
    }

    async fn send_snapshot(
        &mut self,
        room: &Room,
        id: Option<RequestId>,
        tables: &[TableJson],
    ) -> Result<(), Ending> {
        let filter = &self.selection.filter;
        let tables = tables.iter().filter(|table| shows(room, table, filter)).cloned().collect();
        let (members, member_count) = match room.has_presence() {
            true => self.lobby().members(room),
            false => (Vec::new(), 0),
        };
        let snapshot = StateSnapshot {
            room: room.to_string(),
            epoch: self.log().epoch().to_string(),
            seq: self.cursor.0,
            tables,
            members,
            member_count,
            id,
        };
        self.feed(&ServerMessage::StateSnapshot(Box::new(snapshot))).await
    }

    /// These tables with what the store knows of their players: notes, and the statistics that
    /// the session asks for. If it cannot tell, they stay as they are.
    pub(super) async fn filled(
        &mut self,
        tables: Vec<TableJson>,
    ) -> Result<Vec<TableJson>, Ending> {
        let Some(fill) = self.hub.table_stats.clone().filter(|_| !tables.is_empty()) else {
            return Ok(tables);
        };
        // What stands before the snapshot does not wait with it.
        self.socket.flush().await?;
        self.show_progress();
        let (plain, request) = (tables.clone(), StatsRequest::of(&self.selection.filter));
        let reading = self.log().readers().read(move || fill(tables, request.as_ref()));
        let filled = time::timeout(FILL_TIMEOUT, reading).await;
        let late = |_| PastError("the store did not answer in time".to_owned());
        Ok(filled.map_err(late).flatten().unwrap_or_else(|error| {
            let words = "a snapshot goes without statistics and notes";
            self.vitals().span.in_scope(|| tracing::warn!(%error, "{words}"));
            plain
        }))
    }

    /// Every room with tables gets a fresh snapshot at the edge.
    pub(super) fn await_tables(&mut self) {
        let rooms = self.selection.rooms.clone();
        let has_tables =
            |room: &Room| matches!(room, Room::Tables | Room::Table(_) | Room::Tournament(_));
        rooms.into_iter().filter(has_tables).for_each(|room| self.await_snapshot(room, None));
    }

    /// Every room with a snapshot gets a fresh one at the edge.
    pub(super) fn await_snapshots(&mut self) {
        let rooms = self.selection.rooms.clone();
        rooms
            .into_iter()
            .filter(Room::has_snapshot)
            .for_each(|room| self.await_snapshot(room, None));
    }

    /// This room gets a snapshot at the edge.
    pub(super) fn await_snapshot(&mut self, room: Room, id: Option<RequestId>) {
        // A request is answered by a snapshot of its own.
        if id.is_some() || self.due.iter().all(|(due, _)| *due != room) {
            self.due.push((room, id));
        }
        self.feed.hurry();
    }
}

/// Whether a snapshot of this room shows the table.
fn shows(room: &Room, table: &TableJson, filter: &Filter) -> bool {
    let is_here = *room == Room::Tables || table.is_of(room);
    is_here && filter.selects_table(&table.kind, &table.name, table.plain_key())
}
