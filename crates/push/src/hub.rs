//! What all sessions share.

use std::sync::{Arc, atomic::AtomicUsize};

use wire::{Filter, Room, Selection};

use crate::{Log, Options, TableStats, lobby::Lobby};

/// The log, who is here, and the limits.
pub(crate) struct Hub {
    pub(crate) log: Log,
    pub(crate) lobby: Lobby,
    pub(crate) options: Arc<Options>,
    /// Tells what the store knows of the players at tables.
    pub(crate) table_stats: Option<TableStats>,
    /// How many sessions there were when the daemon began to stop.
    pub(crate) leaving: AtomicUsize,
    /// What those get who ask for nothing else, which are most.
    usual: Arc<Selection>,
}

impl Hub {
    /// With nobody here.
    pub(crate) fn new(log: Log, options: Arc<Options>, table_stats: Option<TableStats>) -> Self {
        let usual = Selection { rooms: vec![Room::Hands], filter: Filter::default() };
        let leaving = AtomicUsize::new(0);
        let (lobby, usual) = (Lobby::default(), usual.into());
        Self { log, lobby, options, table_stats, leaving, usual }
    }

    /// These rooms with this filter. The usual ones are shared: a thousand sessions that look
    /// at the same bytes for each hand find them in the cache.
    pub(crate) fn selection(&self, rooms: Vec<Room>, filter: Filter) -> Arc<Selection> {
        let selection = Selection { rooms, filter };
        match selection == *self.usual {
            true => Arc::clone(&self.usual),
            false => selection.into(),
        }
    }
}
