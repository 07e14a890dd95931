//! Names and the numbers that stand for them.

use rusqlite::{CachedStatement, Connection, OptionalExtension as _};

use crate::{Error, map::Map};

/// The numbers of the names of one kind.
pub(crate) struct Names<'a> {
    known: &'a mut Map<String, i64>,
    select: CachedStatement<'a>,
    insert: CachedStatement<'a>,
}

impl<'a> Names<'a> {
    /// The history files.
    ///
    /// Characters of a path that are no Unicode were replaced: two such files could share a
    /// number, and would only be read again from their start.
    pub(crate) fn files(
        connection: &'a Connection,
        known: &'a mut Map<String, i64>,
    ) -> Result<Self, Error> {
        Ok(Self {
            known,
            select: connection.prepare_cached("SELECT id FROM files WHERE path = ?")?,
            insert: connection
                .prepare_cached("INSERT INTO files (path, offset, fingerprint) VALUES (?, 0, 0)")?,
        })
    }

    /// The players.
    pub(crate) fn players(
        connection: &'a Connection,
        known: &'a mut Map<String, i64>,
    ) -> Result<Self, Error> {
        Ok(Self {
            known,
            select: connection.prepare_cached("SELECT id FROM players WHERE name = ?")?,
            insert: connection.prepare_cached("INSERT INTO players (name) VALUES (?)")?,
        })
    }

    /// The number of a name; a new one gets the next.
    pub(crate) fn id(&mut self, name: &str) -> Result<i64, Error> {
        if let Some(&id) = self.known.get(name) {
            return Ok(id);
        }
        let id = match self.select.query_row([name], |row| row.get(0)).optional()? {
            Some(id) => id,
            None => self.insert.insert([name])?,
        };
        self.known.insert(name.to_owned(), id);
        Ok(id)
    }
}
