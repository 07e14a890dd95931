//! Reading the log beside its writer.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use hand_history::{HandText, SummaryText};
use rusqlite::{Connection, OpenFlags, Row};

use crate::{
    Error, ErrorKind, Origin, Seq, facts::Settings, files, packed::unpack, schema, seq::Kind,
    store::keep_plans,
};

/// How much of the log a reader keeps in memory, in KiB. The system keeps what is read often.
const CACHE: i64 = 256;

/// A read-only connection. Readers do not wait for the writer, nor it for them.
#[derive(Debug)]
pub struct Reader {
    open: Mutex<Open>,
}

/// The connection, and what is remembered of the database behind it.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) connection: Connection,
    pub(crate) settings: Settings,
}

/// Which entries to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Only entries after this one.
    pub after: Seq,
    /// Only entries up to this one.
    pub up_to: Seq,
    /// At most so many.
    pub limit: usize,
    /// Whether entries of [`Origin::Backfill`] are left out.
    pub live_only: bool,
    /// Whether to begin at `up_to` and go back.
    pub newest_first: bool,
}

/// An entry of the log, as the history file brought it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its position.
    pub seq: Seq,
    /// How it came into the log.
    pub origin: Origin,
    /// The file that brought it.
    pub file: String,
    /// Its text, and where it stands in the file.
    pub text: Text,
}

/// The text of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// A hand.
    Hand(HandText<'static>),
    /// A block of a tournament summary.
    Summary {
        /// Which of the player's entries into the tournament it is, from 1.
        entry: u32,
        /// The block.
        text: SummaryText<'static>,
    },
    /// The log is damaged here: what it holds is not what was written, for this reason.
    Damaged(String),
}

/// A text that is no entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Its number in the quarantine.
    pub number: i64,
    /// The file that it stands in.
    pub file: String,
    /// Where it starts there, in bytes.
    pub offset: u64,
    /// Why it is none, in words.
    pub reason: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The entry of a row, in the order of the columns of [`Reader::entries`].
fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    let (offset, packed) = (row.get(5)?, row.get_ref(6)?.as_blob().unwrap_or_default());
    let text = match (unpack(packed), Kind::from_code(row.get(3)?)) {
        (Ok(bytes), Kind::Hand) => Text::Hand(HandText { offset, bytes: bytes.into() }),
        (Ok(bytes), Kind::Summary) => {
            let text = SummaryText { offset, bytes: bytes.into() };
            Text::Summary { entry: row.get(4)?, text }
        }
        (Err(error), _) => Text::Damaged(error.to_string()),
    };
    let origin = Origin::from_code(row.get(1)?);
    Ok(Entry { seq: Seq(row.get(0)?), origin, file: row.get(2)?, text })
}

/// All entries after one, up to another.
pub(crate) fn between(
    connection: &Connection,
    after: Seq,
    up_to: Seq,
) -> Result<Vec<Entry>, Error> {
    let mut select = connection.prepare_cached(
        "SELECT seq, origin, path, kind, entry, entries.offset, text
         FROM entries JOIN files ON files.id = entries.file
         WHERE seq > ? AND seq <= ? ORDER BY seq",
    )?;
    let rows = select.query_map((after.0, up_to.0), entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The last entry of the log.
pub(crate) fn top(connection: &Connection) -> Result<Seq, Error> {
    let mut top = connection.prepare_cached("SELECT coalesce(max(seq), 0) FROM entries")?;
    Ok(Seq(top.query_row((), |row| row.get(0))?))
}

impl Reader {
    /// Opens the log in a data directory to read it, beside whoever writes it or without
    /// anybody. Nothing is made there: what is missing stays so.
    ///
    /// # Errors
    /// [`ErrorKind::Missing`] where no log is, [`ErrorKind::TooOld`] and [`ErrorKind::TooNew`]
    /// for a log with other tables, [`ErrorKind::Database`].
    pub fn of_directory(directory: &Path) -> Result<Self, Error> {
        let database = files::database(directory);
        if !database.is_file() {
            return Err(ErrorKind::Missing(directory.to_owned()).into());
        }
        // Of a log that nobody writes, a connection that may not write would leave behind the
        // files that SQLite puts beside it: only one that may takes them away again.
        let is_in_use = files::written_ahead(&database).exists();
        let access = match is_in_use {
            true => OpenFlags::SQLITE_OPEN_READ_ONLY,
            false => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let reader = Self::with_flags(&database, access)?;
        {
            let connection = &reader.lock().connection;
            connection.pragma_update(None, "query_only", true)?;
            schema::check(connection)?;
        }
        Ok(reader)
    }

    /// Opens the database of a log that exists.
    pub(crate) fn open(database: &Path) -> Result<Self, Error> {
        Self::with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
    }

    fn with_flags(database: &Path, access: OpenFlags) -> Result<Self, Error> {
        let flags = access | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(database, flags)?;
        keep_plans(&connection)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        Ok(Self { open: Mutex::new(Open { connection, settings: Settings::default() }) })
    }

    /// The last entry of the log.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn top(&self) -> Result<Seq, Error> {
        top(&self.lock().connection)
    }

    /// The entries of a range, in the order of the log, or in the opposite one.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn entries(&self, range: Range) -> Result<Vec<Entry>, Error> {
        let open = self.lock();
        // Each has a statement of its own, because only those of live entries can use their
        // index.
        let origin = if range.live_only { "AND origin = 0" } else { "" };
        let order = if range.newest_first { "DESC" } else { "" };
        let mut select = open.connection.prepare_cached(&format!(
            "SELECT seq, origin, path, kind, entry, entries.offset, text
             FROM entries JOIN files ON files.id = entries.file
             WHERE seq > ? AND seq <= ? {origin} ORDER BY seq {order} LIMIT ?"
        ))?;
        let limit = i64::try_from(range.limit).unwrap_or(i64::MAX);
        let rows = select.query_map((range.after.0, range.up_to.0, limit), entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The hands with this id: one for each hero who saw it, in the order of the log.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn hands(&self, id: &str) -> Result<Vec<Entry>, Error> {
        let open = self.lock();
        let mut select = open.connection.prepare_cached(
            "SELECT entries.seq, origin, path, entries.kind, entries.entry, entries.offset, text
             FROM keys JOIN entries ON entries.seq = keys.seq
             JOIN files ON files.id = entries.file
             WHERE keys.id = ? AND keys.kind = 0 ORDER BY entries.seq",
        )?;
        let rows = select.query_map([id], entry)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The last blocks of tournament summaries, at most `limit`, in the order of the log.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn last_summaries(&self, limit: usize) -> Result<Vec<Entry>, Error> {
        let open = self.lock();
        let mut select = open.connection.prepare_cached(
            "SELECT seq, origin, path, kind, entry, entries.offset, text
             FROM entries JOIN files ON files.id = entries.file
             WHERE kind = 1 ORDER BY seq DESC LIMIT ?",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map([limit], entry)?;
        let mut summaries: Vec<Entry> = rows.collect::<Result<_, _>>()?;
        summaries.reverse();
        Ok(summaries)
    }

    /// Texts in quarantine after the one of this number, at most `limit`, by their numbers.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn quarantine(&self, after: i64, limit: usize) -> Result<Vec<Quarantined>, Error> {
        let open = self.lock();
        let mut select = open.connection.prepare_cached(
            "SELECT quarantine.id, path, quarantine.offset, reason, text
             FROM quarantine JOIN files ON files.id = quarantine.file
             WHERE quarantine.id > ? ORDER BY quarantine.id LIMIT ?",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map((after, limit), |row| {
            Ok(Quarantined {
                number: row.get(0)?,
                file: row.get(1)?,
                offset: row.get(2)?,
                reason: row.get(3)?,
                bytes: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The connection; a panic of another thread leaves it as good as it was.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
