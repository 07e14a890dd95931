//! The one writer of the log.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::Connection;

use crate::{Epoch, Error, ErrorKind, FileCheckpoint, Reader, Seq, lock::Lock, schema};

/// The name of the database in the data directory.
const DATABASE: &str = "railbird.db";

/// How long a statement waits for a lock of another process, such as a backup tool.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept; the writer uses fewer than ten.
const STATEMENTS: usize = 16;

/// The log, opened for writing. One process at a time has it.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) totals: Totals,
    epoch: Epoch,
    database: PathBuf,
    _lock: Option<Lock>,
}

/// How much the log holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// The last position.
    pub top: Seq,
    /// Entries that are hands.
    pub hands: u64,
    /// Texts that are no hands.
    pub quarantined: u64,
}

impl Store {
    /// Opens the log in a data directory, and makes both if they are not there.
    ///
    /// # Errors
    /// [`ErrorKind::Held`] while another process has it, [`ErrorKind::Directory`] where the
    /// directory cannot be used, [`ErrorKind::TooNew`] and [`ErrorKind::Database`].
    pub fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory)
            .map_err(|source| ErrorKind::Directory { directory: directory.to_owned(), source })?;
        let lock = Lock::take(directory)?;
        let database = directory.join(DATABASE);
        let mut connection = Connection::open(&database)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Nothing that was published may be lost with the power: NORMAL loses commits then.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "fullfsync", true)?;
        schema::migrate(&mut connection)?;
        let epoch = "SELECT value FROM facts WHERE name = 'epoch'";
        let epoch = Epoch(connection.query_row(epoch, (), |row| row.get(0))?);
        let totals = "SELECT (SELECT coalesce(max(seq), 0) FROM entries),
                             (SELECT count(*) FROM entries WHERE kind = 0),
                             (SELECT count(*) FROM quarantine)";
        let totals = connection.query_row(totals, (), |row| {
            Ok(Totals { top: Seq(row.get(0)?), hands: row.get(1)?, quarantined: row.get(2)? })
        })?;
        Ok(Self { connection, totals, epoch, database, _lock: Some(lock) })
    }

    /// The name of this log.
    #[must_use]
    pub fn epoch(&self) -> &Epoch {
        &self.epoch
    }

    /// How much the log holds.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How far each history file has been read.
    ///
    /// # Errors
    /// [`ErrorKind::Database`].
    pub fn checkpoints(&self) -> Result<HashMap<PathBuf, FileCheckpoint>, Error> {
        let mut statement =
            self.connection.prepare("SELECT path, offset, fingerprint FROM files")?;
        let rows = statement.query_map((), |row| {
            let path: String = row.get(0)?;
            let fingerprint: i64 = row.get(2)?;
            let checkpoint =
                FileCheckpoint { offset: row.get(1)?, fingerprint: fingerprint.cast_unsigned() };
            Ok((PathBuf::from(path), checkpoint))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A reader of this log, with a connection of its own.
    ///
    /// # Errors
    /// [`ErrorKind::Database`].
    pub fn reader(&self) -> Result<Reader, Error> {
        Reader::open(&self.database)
    }
}
