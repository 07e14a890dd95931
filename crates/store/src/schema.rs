//! The tables of the log, and how an older log becomes a newer one.

mod packing;

use std::cmp::Ordering;

use rusqlite::{Connection, Transaction};

use crate::{Error, ErrorKind};

/// A step from one version of the tables to the next.
enum Step {
    Sql(&'static str),
    Code(fn(&Transaction<'_>) -> Result<(), Error>),
}

/// The version `n` is what the first `n` steps make; `user_version` counts the steps taken.
///
/// A step that was released is never changed, only followed by another.
const STEPS: &[Step] = &[
    Step::Sql(include_str!("schema/1.sql")),
    Step::Sql(include_str!("schema/2.sql")),
    Step::Code(packing::pack_texts),
    Step::Sql(include_str!("schema/4.sql")),
];

/// Brings a database to the newest version, in one transaction: it is the old one or the new
/// one, whatever happens.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), Error> {
    let Err(error) = check(connection) else { return Ok(()) };
    let &ErrorKind::TooOld { found, known } = error.kind() else { return Err(error) };
    let transaction = connection.transaction()?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(usize::MAX)) {
        match step {
            Step::Sql(sql) => transaction.execute_batch(sql)?,
            Step::Code(code) => code(&transaction)?,
        }
    }
    transaction.pragma_update(None, "user_version", known)?;
    transaction.commit()?;
    Ok(())
}

/// Whether a database has the newest version.
pub(crate) fn check(connection: &Connection) -> Result<(), Error> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    match found.cmp(&known) {
        Ordering::Less => Err(ErrorKind::TooOld { found, known }.into()),
        Ordering::Equal => Ok(()),
        Ordering::Greater => Err(ErrorKind::TooNew { found, known }.into()),
    }
}

#[cfg(test)]
mod tests;
