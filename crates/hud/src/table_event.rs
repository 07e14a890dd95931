//! What happens at tables.

use std::sync::Arc;

use crate::{LevelChange, Seat, TableState, Viewpoint};

/// Something that a hand, a summary or the time changed in who sits where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableEvent {
    /// Somebody is gone, or has changed his seat. Pools have none of this.
    PlayerLeft {
        /// The table.
        table: Viewpoint,
        /// His seat, as the hand before left it.
        seat: Seat,
    },
    /// Somebody has come, or has changed his seat. Who was there at the opening did not.
    PlayerJoined {
        /// The table.
        table: Viewpoint,
        /// His seat, after the first hand that lists him.
        seat: Seat,
    },
    /// A tournament plays for other blinds.
    LevelChanged(LevelChange),
    /// The first hand of a table.
    Opened(Arc<TableState>),
    /// Another hand of an open table.
    Updated(Arc<TableState>),
    /// No more hands of this table; it can open again.
    Closed {
        /// As it was last seen.
        table: Arc<TableState>,
        /// Why.
        reason: CloseReason,
    },
}

/// Why a table is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// Nobody heard of it for a while.
    Idle,
    /// The hero sits at another table of the same key, which is opened.
    Moved,
    /// The hero's tournament is over.
    Finished,
}
