//! The one writer of the log.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, config::DbConfig};

use crate::{
    Epoch, Error, ErrorKind, FileCheckpoint, Reader, Recovery, Seq,
    append::{Known, Pending},
    check, files,
    lock::Lock,
    salvage::recover,
    schema,
};

/// How long a statement waits for a lock of another process, such as a backup tool.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Prepared statements kept; the writer uses fewer than these.
const STATEMENTS: usize = 64;

/// How much of the log is kept in memory, in KiB: what one commit after the other touches.
/// More makes imports no faster.
const CACHE: i64 = 2 << 10;

/// How much is written ahead before it is moved to its place in the database while nothing
/// else is to be done, and how much at most, in pages of 4 KiB. A live hand beside an import
/// waits for the latter: twice as much makes an import some 2 % faster, and p99 48 ms instead of 33.
const TIDY_PAGES: u64 = 1 << 10;
const MOST_PAGES: u64 = 8 << 10;

/// The log, opened for writing. One process at a time has it.
#[derive(Debug)]
pub struct Store {
    pub(crate) connection: Connection,
    pub(crate) totals: Totals,
    /// What is remembered of the database from one transaction to the next.
    pub(crate) known: Known,
    /// What was added and is not committed yet.
    pub(crate) pending: Option<Pending>,
    /// About how many pages were written ahead since the log was tidied up.
    pub(crate) pages_ahead: u64,
    epoch: Epoch,
    database: PathBuf,
    recovery: Option<Recovery>,
    /// Released last, when the connection is closed.
    lock: Option<Lock>,
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
    /// After a process that was killed, or when somebody noticed damage, the log is checked
    /// first. A damaged one is kept under another name, and what can be read of it becomes a
    /// new log with another epoch: [`Store::recovery`] tells.
    ///
    /// # Errors
    /// [`ErrorKind::Held`] while another process has it, [`ErrorKind::Directory`] where the
    /// directory cannot be used, [`ErrorKind::TooNew`], [`ErrorKind::File`] and
    /// [`ErrorKind::Database`].
    pub fn open(directory: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(directory)
            .map_err(|source| ErrorKind::Directory { directory: directory.to_owned(), source })?;
        let lock = Lock::take(directory)?;
        let database = files::database(directory);
        let thoroughly = !lock.last_ended_well() || files::is_suspect(directory);
        let opened = sound(&database, thoroughly).and_then(|()| Self::of_file(&database));
        let mut store = match opened {
            Err(error) if error.is_damage() => {
                let recovery = recover(&database, error.problem())?;
                Self { recovery: Some(recovery), ..Self::of_file(&database)? }
            }
            opened => opened?,
        };
        // A process that was killed between writing a commit and waiting for the disk has left
        // it in the memory of the system, where it would be read, told and lost with the power.
        files::sync(&files::written_ahead(&database))?;
        files::set_suspect(directory, false)?;
        store.lock = Some(lock);
        Ok(store)
    }

    /// The log in this file, which nobody else may write.
    pub(crate) fn of_file(database: &Path) -> Result<Self, Error> {
        let mut connection = Connection::open(database)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        keep_plans(&connection)?;
        // The numbers that it writes are those that it has read or given: to look them up again
        // would take 2,000 instructions for each hand, a fifteenth of all. A check looks.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        // Nothing that was published may be lost with the power: NORMAL loses commits then.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "cache_size", -CACHE)?;
        connection.pragma_update(None, "wal_autocheckpoint", MOST_PAGES)?;
        schema::migrate(&mut connection)?;
        let epoch = "SELECT value FROM facts WHERE name = 'epoch'";
        let epoch = Epoch(connection.query_row(epoch, (), |row| row.get(0))?);
        // The log is dense, so that nothing but its end and its few summaries are looked at.
        let totals = "SELECT coalesce(max(seq), 0),
                             coalesce(max(seq), 0) - (SELECT count(*) FROM entries WHERE kind = 1),
                             (SELECT count(*) FROM quarantine) FROM entries";
        let totals = connection.query_row(totals, (), |row| {
            Ok(Totals { top: Seq(row.get(0)?), hands: row.get(1)?, quarantined: row.get(2)? })
        })?;
        Ok(Self {
            connection,
            totals,
            known: Known::default(),
            pending: None,
            pages_ahead: 0,
            epoch,
            database: database.to_owned(),
            recovery: None,
            lock: None,
        })
    }

    /// What became of the log that was here, if it was damaged.
    #[must_use]
    pub fn recovery(&self) -> Option<&Recovery> {
        self.recovery.as_ref()
    }

    /// Closes the log with everything at its place, in one file.
    pub(crate) fn close(self) -> Result<(), Error> {
        self.connection.flush_prepared_statement_cache();
        Ok(self.connection.close().map_err(|(_, error)| error)?)
    }

    /// Has the log checked at the next start, and what is derived of it derived again.
    ///
    /// # Errors
    /// [`ErrorKind::File`], [`ErrorKind::Database`].
    pub fn suspect_damage(&self) -> Result<(), Error> {
        let directory = self.database.parent().unwrap_or(Path::new(""));
        files::set_suspect(directory, true)?;
        self.doubt_derived()
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

    /// Moves what was written ahead to its place, if it has become much. To be called when
    /// nothing waits: a commit that has to do it takes some milliseconds longer.
    ///
    /// # Errors
    /// [`ErrorKind::Database`]: it is tried again.
    pub fn tidy(&mut self) -> Result<(), Error> {
        if TIDY_PAGES <= self.pages_ahead {
            // Readers may keep a part of it back, which the next call moves.
            self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", (), |_| Ok(()))?;
            self.pages_ahead = 0;
        }
        Ok(())
    }

    /// Moves all that was written ahead to its place, so that the log is one whole file. To be
    /// called when nothing more is to be written: readers that are still open would keep the last
    /// connection from doing so.
    ///
    /// # Errors
    /// [`ErrorKind::Database`]: nothing is lost, and the next start goes on with it.
    pub fn put_away(&mut self) -> Result<(), Error> {
        self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", (), |_| Ok(()))?;
        self.pages_ahead = 0;
        Ok(())
    }

    /// A reader of this log, with a connection of its own.
    ///
    /// # Errors
    /// [`ErrorKind::Database`].
    pub fn reader(&self) -> Result<Reader, Error> {
        Reader::open(&self.database)
    }
}

/// Has statements keep their plans: by default each one that could use a partial index is planned
/// again whenever it gets other values, which takes ten times as long as what it does.
pub(crate) fn keep_plans(connection: &Connection) -> Result<(), Error> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

/// Whether a database is what was written, as far as its first pages tell, or all of them.
fn sound(database: &Path, thoroughly: bool) -> Result<(), Error> {
    if !database.exists() {
        return Ok(());
    }
    let connection = Connection::open(database)?;
    // A damaged one is kept as it was found.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", (), |_| Ok(()))?;
    let problems = if thoroughly { check::pages(&connection)? } else { Vec::new() };
    problems.into_iter().next().map_or(Ok(()), |problem| Err(ErrorKind::Damaged(problem).into()))
}
