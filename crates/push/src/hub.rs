//! What all sessions share.

use std::sync::Arc;

use wire::{Filter, Room, Selection};

use crate::{Log, Options, lobby::Lobby};

/// The log, who is here, and the limits.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) log: Log,
    pub(crate) lobby: Lobby,
    pub(crate) options: Arc<Options>,
    /// What those get who ask for nothing else, which are most.
    usual: Arc<Selection>,
}

impl Hub {
    /// With nobody here.
    pub(crate) fn new(log: Log, options: Arc<Options>) -> Self {
        let usual = Selection { rooms: vec![Room::Hands], filter: Filter::default() };
        Self { log, lobby: Lobby::default(), options, usual: usual.into() }
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
