//! What a session gets: its rooms, and what its filter lets through.

use crate::{Facts, Filter, Room};

/// The rooms of a session, and its filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The rooms that it is in.
    pub rooms: Vec<Room>,
    /// Its filter.
    pub filter: Filter,
}

impl Selection {
    /// Whether the session gets an entry of the log: one of its rooms holds it, and the filter
    /// lets it through.
    #[must_use]
    pub fn selects(&self, facts: &Facts) -> bool {
        self.rooms.iter().any(|room| room.holds(facts)) && self.filter.selects(facts)
    }
}
