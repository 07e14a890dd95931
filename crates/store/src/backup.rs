//! Copies of a log.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OpenFlags};

use crate::{Error, ErrorKind, Seq, check, files, lock::Lock, schema};

/// Copies the log in this data directory to a file that does not exist yet, beside whoever
/// writes it: the copy is the log as it was at one moment. It is on the disk when this
/// returns.
///
/// # Errors
/// [`ErrorKind::Exists`], [`ErrorKind::File`] and [`ErrorKind::Database`].
pub fn backup(directory: &Path, target: &Path) -> Result<(), Error> {
    if target.exists() {
        return Err(ErrorKind::Exists(target.to_owned()).into());
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(files::database(directory), flags)?;
    // Under another name until it is whole: half a backup must not look like one.
    let part = files::free_name(target, "part");
    let copied = connection
        .execute("VACUUM INTO ?", [part.to_string_lossy()])
        .map_err(Error::from)
        .and_then(|_| Ok(File::open(&part)?.sync_all()?))
        .and_then(|()| Ok(fs::rename(&part, target)?))
        .and_then(|()| Ok(files::sync_folder(target)?));
    if copied.is_err() {
        // What is left of it helps nobody, and may fill the disk.
        let _gone = fs::remove_file(&part);
    }
    copied
}

/// What [`restore`] has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The last entry of the restored log.
    pub top: Seq,
    /// Where the log that was there before is now; `None` if there was none.
    pub kept: Option<PathBuf>,
}

/// Replaces the log in this data directory with a copy, under a new epoch. The log that was
/// there is kept under another name.
///
/// # Errors
/// [`ErrorKind::Held`] while a process writes the log; [`ErrorKind::Damaged`] and
/// [`ErrorKind::TooNew`] if the copy cannot be used; [`ErrorKind::Directory`],
/// [`ErrorKind::File`] and [`ErrorKind::Database`]. The log is then the one that it was.
pub fn restore(directory: &Path, source: &Path) -> Result<Restored, Error> {
    let unusable = |source| ErrorKind::Directory { directory: directory.to_owned(), source };
    fs::create_dir_all(directory).map_err(unusable)?;
    let _lock = Lock::take(directory)?;
    let database = files::database(directory);
    let part = files::free_name(&database, "part");
    fs::copy(source, &part)?;
    let top = prepare(&part).inspect_err(|_| {
        let _gone = fs::remove_file(&part);
    })?;
    let kept = files::free_name(&database, "replaced");
    let had_one = database.exists();
    files::replace(&database, &part, &kept)?;
    files::set_suspect(directory, false)?;
    Ok(Restored { top, kept: had_one.then_some(kept) })
}

/// Makes a copy a log of its own: whole, of this version, with an epoch that no client knows.
fn prepare(part: &Path) -> Result<Seq, Error> {
    let mut connection = Connection::open(part)?;
    let problems = check::pages(&connection);
    let problem = match problems {
        Ok(problems) => problems.into_iter().next(),
        Err(error) if error.is_damage() => Some("it is no database".to_owned()),
        Err(error) => return Err(error),
    };
    if let Some(problem) = problem {
        return Err(ErrorKind::Damaged(problem).into());
    }
    schema::migrate(&mut connection)?;
    connection
        .execute("UPDATE facts SET value = lower(hex(randomblob(8))) WHERE name = 'epoch'", ())?;
    let top = "SELECT coalesce(max(seq), 0) FROM entries";
    let top = Seq(connection.query_row(top, (), |row| row.get(0))?);
    connection.close().map_err(|(_, error)| error)?;
    File::open(part)?.sync_all()?;
    Ok(top)
}

#[cfg(test)]
mod tests;
