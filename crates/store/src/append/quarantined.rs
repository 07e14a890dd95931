//! Keeping texts that are no entries.

use rusqlite::Connection;

use super::Outcome;
use crate::Error;

/// The reason of a conflict, for the player who looks at the quarantine.
const CONFLICT: &str = "conflict: the log has a hand with the same id and another text";

/// Keeps a hand whose key belongs to another text.
pub(super) fn conflict(
    connection: &Connection,
    place: (i64, u64),
    bytes: &[u8],
) -> Result<Outcome, Error> {
    match keep(connection, place, bytes, CONFLICT)? {
        Outcome::Quarantined => Ok(Outcome::Conflict),
        known => Ok(known),
    }
}

/// Keeps a text, unless it is known from the same place: the number of its file, and where
/// it starts there, in bytes.
pub(super) fn keep(
    connection: &Connection,
    (file, offset): (i64, u64),
    bytes: &[u8],
    reason: &str,
) -> Result<Outcome, Error> {
    let mut known = connection
        .prepare_cached("SELECT 1 FROM quarantine WHERE file = ? AND offset = ? AND text = ?")?;
    if known.exists((file, offset, bytes))? {
        return Ok(Outcome::StillQuarantined);
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO quarantine (file, offset, reason, text) VALUES (?, ?, ?, ?)",
    )?;
    insert.execute((file, offset, reason, bytes))?;
    Ok(Outcome::Quarantined)
}
