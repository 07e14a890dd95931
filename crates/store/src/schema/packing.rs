//! The step after which the texts of the log are packed.

use rusqlite::{Transaction, params};

use crate::{Error, Packed};

/// Moves the entries of the table `unpacked` to `entries`, with their texts packed.
pub(super) fn pack_texts(transaction: &Transaction<'_>) -> Result<(), Error> {
    let mut select = transaction.prepare(
        "SELECT seq, kind, entry, origin, file, offset, text FROM unpacked ORDER BY seq",
    )?;
    let mut insert = transaction.prepare("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    let mut rows = select.query(())?;
    while let Some(row) = rows.next()? {
        let number = |column| row.get::<_, i64>(column);
        let text = Packed::new(row.get_ref(6)?.as_blob().unwrap_or_default())?;
        insert.execute(params![
            number(0)?,
            number(1)?,
            number(2)?,
            number(3)?,
            number(4)?,
            number(5)?,
            text.as_bytes()
        ])?;
    }
    drop(rows);
    drop(select);
    transaction.execute_batch("DROP TABLE unpacked")?;
    Ok(())
}
