//! What the store does for requests, which the daemon tells through functions.

use std::{fmt, sync::Arc};

use wire::TableJson;

use crate::{Lookups, PastError, StatsRequest};

/// Adds to tables what the store knows of their players: notes, and the statistics of a
/// request if there is one. It may block, as [`Past`](crate::Past) does.
pub type TableStats = Arc<
    dyn Fn(Vec<TableJson>, Option<&StatsRequest>) -> Result<Vec<TableJson>, PastError>
        + Send
        + Sync,
>;

/// The functions of the store beside the past.
#[derive(Clone)]
pub struct Archive {
    /// Looks single things up.
    pub lookups: Lookups,
    /// Fills in the tables of snapshots; without it they go as they are.
    pub table_stats: Option<TableStats>,
}

/// Nothing is found.
impl Default for Archive {
    fn default() -> Self {
        Self { lookups: Arc::new(|_| Ok(None)), table_stats: None }
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").finish_non_exhaustive()
    }
}
