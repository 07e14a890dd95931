//! What the store does for requests, which the daemon tells through functions.

use std::{fmt, sync::Arc};

use wire::TableJson;

use crate::{Lookups, PastError, RequestError, StatsRequest};

/// Adds to tables what the store knows of their players: notes, and the statistics of a
/// request if there is one. It may block, as [`Past`](crate::Past) does.
pub type TableStats = Arc<
    dyn Fn(Vec<TableJson>, Option<&StatsRequest>) -> Result<Vec<TableJson>, PastError>
        + Send
        + Sync,
>;

/// What becomes of the note about a player.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoteChange {
    /// It is this one from now on.
    Put {
        /// Who it is about.
        player: String,
        /// What the client sent, which should be JSON.
        note: String,
    },
    /// There is none any more.
    Delete {
        /// Who it was about.
        player: String,
    },
}

/// Writes a note down, or takes it away, and returns it as it is kept: JSON, or nothing if there
/// is none. It may block, as [`Past`](crate::Past) does. Whoever asked may be told that it took
/// too long, and it is done all the same.
pub type Notes = Arc<dyn Fn(NoteChange) -> Result<Option<String>, RequestError> + Send + Sync>;

/// The functions of the store beside the past.
#[derive(Clone)]
pub struct Archive {
    /// Looks single things up.
    pub lookups: Lookups,
    /// Keeps notes about players.
    pub notes: Notes,
    /// Fills in the tables of snapshots; without it they go as they are.
    pub table_stats: Option<TableStats>,
}

/// Nothing is found, and nothing kept.
impl Default for Archive {
    fn default() -> Self {
        let refusal = || RequestError::Bad("no notes are kept here".to_owned());
        Self {
            lookups: Arc::new(|_| Ok(None)),
            notes: Arc::new(move |_| Err(refusal())),
            table_stats: None,
        }
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}
