//! The tables of the log, and how an older file becomes a newer one.

use rusqlite::Connection;

use crate::{Error, ErrorKind};

/// What each version adds to the one before; `user_version` counts the steps taken.
///
/// A step that was released is never changed, only followed by another.
const STEPS: &[&str] = &["
    -- Single facts: the epoch.
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    -- How far each history file has been read: the end of its last complete hand, and the
    -- hash of the bytes before it, by which the file is known again.
    CREATE TABLE files (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        offset INTEGER NOT NULL,
        fingerprint INTEGER NOT NULL
    ) STRICT;

    -- The log. A hand (kind 0) is named by Winamax's id and the hero, empty where he was not
    -- dealt in; a block of a tournament summary (kind 1) by the id of the tournament, the
    -- player, and which of his entries it is. `origin` is 0 for live and 1 for backfill;
    -- `text` holds the bytes as the client wrote them.
    CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        kind INTEGER NOT NULL,
        id TEXT NOT NULL,
        player TEXT NOT NULL,
        entry INTEGER NOT NULL,
        origin INTEGER NOT NULL,
        file INTEGER NOT NULL REFERENCES files (id),
        offset INTEGER NOT NULL,
        text BLOB NOT NULL,
        UNIQUE (id, player, kind, entry)
    ) STRICT;

    -- Texts that are neither, with the reason in words.
    CREATE TABLE quarantine (
        id INTEGER PRIMARY KEY,
        file INTEGER NOT NULL REFERENCES files (id),
        offset INTEGER NOT NULL,
        reason TEXT NOT NULL,
        text BLOB NOT NULL
    ) STRICT;
    CREATE INDEX quarantine_place ON quarantine (file, offset);

    INSERT INTO facts VALUES ('epoch', lower(hex(randomblob(8))));
"];

/// Brings a database to the newest version, in one transaction.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(ErrorKind::TooNew { found, known }.into());
    }
    let transaction = connection.transaction()?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}
