//! What the writer remembers of the database.

use hud::TableKey;

use super::viewpoints::Seen;
use crate::{facts::Settings, map::Map};

/// How many names are remembered: a megabyte. Who plays now, is asked for with every hand.
const MOST_NAMES: usize = 1 << 13;

/// How many files are remembered, with long names: those that are written now.
const MOST_FILES: usize = 1 << 6;

/// Numbers that transactions before this one have looked up or given. A transaction that
/// failed may have given some that are not in the database: it leaves nothing behind here.
#[derive(Debug, Default)]
pub(crate) struct Known {
    pub(crate) files: Map<String, i64>,
    pub(crate) players: Map<String, i64>,
    pub(crate) tables: Map<TableKey, i64>,
    pub(crate) settings: Settings,
    /// Who has seen hands; `None` before the database was asked.
    pub(crate) seen: Option<Seen>,
}

impl Known {
    /// Forgets names, if they have become many.
    pub(crate) fn limit(&mut self) {
        if MOST_FILES < self.files.len() {
            self.files = Map::default();
        }
        if MOST_NAMES < self.players.len() {
            self.players = Map::default();
        }
        if MOST_NAMES < self.tables.len() {
            self.tables = Map::default();
        }
    }
}
