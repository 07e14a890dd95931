//! The name of an open table.

use std::fmt;

use smol_str::SmolStr;

use crate::TableKey;

/// A table as one player sees it: the key of an open table.
///
/// Most tables are seen by one player. When another account of this computer plays at the
/// same table, or in the same tournament, he gets a viewpoint of his own with his name in it;
/// the first keeps the plain one for as long as it is open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Viewpoint {
    /// The table, pool or tournament, which is a room.
    pub table: TableKey,
    /// Who sees it, unless he was the first.
    pub hero: Option<SmolStr>,
}

/// As messages name it: `table:Colorado 2`, `tournament:125478546@Claire`.
impl fmt::Display for Viewpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.hero {
            Some(hero) => write!(f, "{}@{hero}", self.table),
            None => self.table.fmt(f),
        }
    }
}
