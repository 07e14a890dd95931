//! What the log knows of itself, each under a name.

use rusqlite::{Connection, OptionalExtension as _};

use crate::Error;

/// By which version of parser and counting everything was derived.
pub(crate) const DERIVED_BY: &str = "derived_by";

/// The last entry whose all-in is counted.
pub(crate) const ADJUSTED: &str = "adjusted";

/// What stands under a name.
pub(crate) fn get(connection: &Connection, name: &str) -> Result<Option<String>, Error> {
    let mut select = connection.prepare_cached("SELECT value FROM facts WHERE name = ?")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

/// Puts this under a name, in the place of what was there.
pub(crate) fn set(connection: &Connection, name: &str, value: &str) -> Result<(), Error> {
    let upsert = "INSERT INTO facts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
    connection.execute(upsert, (name, value))?;
    Ok(())
}

/// Forgets what stands under a name.
pub(crate) fn remove(connection: &Connection, name: &str) -> Result<(), Error> {
    connection.execute("DELETE FROM facts WHERE name = ?", [name])?;
    Ok(())
}
