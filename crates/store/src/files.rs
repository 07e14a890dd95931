//! The files of a log, and how they are put aside.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

/// The name of the database in the data directory.
const DATABASE: &str = "railbird.db";

/// What SQLite keeps beside a database: what was written ahead, which belongs to the log, and
/// an index of it, which does not.
const WRITTEN_AHEAD: &str = "-wal";
const INDEX: &str = "-shm";

/// Somebody noticed damage, for the next start.
const SUSPECT: &str = "railbird.suspect";

/// The database in a data directory.
pub(crate) fn database(directory: &Path) -> PathBuf {
    directory.join(DATABASE)
}

/// What was written ahead of a database.
pub(crate) fn written_ahead(database: &Path) -> PathBuf {
    with_suffix(database, WRITTEN_AHEAD)
}

/// Whether somebody noticed damage since the log was last checked.
pub(crate) fn is_suspect(directory: &Path) -> bool {
    directory.join(SUSPECT).exists()
}

/// Notes that there is damage, or that there is none after all.
pub(crate) fn set_suspect(directory: &Path, suspect: bool) -> io::Result<()> {
    let path = directory.join(SUSPECT);
    match suspect {
        true => fs::write(path, "the log is checked at the next start\n"),
        false => remove(&path),
    }
}

/// Puts a new database, which nobody has open, in the place of another one, and keeps that
/// under a name that says why. There is a database under the usual name at every moment.
pub(crate) fn replace(database: &Path, new: &Path, kept: &Path) -> io::Result<()> {
    if database.exists() {
        link(database, kept)?;
    }
    // What was written ahead of the old database must not be taken for a part of the new one.
    let ahead = written_ahead(database);
    if ahead.exists() {
        link(&ahead, &written_ahead(kept))?;
        fs::remove_file(ahead)?;
    }
    remove(&with_suffix(database, INDEX))?;
    fs::rename(new, database)?;
    sync_folder(database)
}

/// Gives a file a second name, where the file system has no such thing by a copy.
fn link(file: &Path, name: &Path) -> io::Result<()> {
    fs::hard_link(file, name).or_else(|_| fs::copy(file, name).map(drop))
}

/// Removes a database that nobody needs, if it is there.
pub(crate) fn discard(database: &Path) -> io::Result<()> {
    remove(&written_ahead(database))?;
    remove(&with_suffix(database, INDEX))?;
    remove(database)
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes durable what a file holds, if it is there.
pub(crate) fn sync(file: &Path) -> io::Result<()> {
    match fs::File::options().write(true).open(file) {
        Ok(file) => file.sync_all(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes the names in the folder of a file durable, where the system can do that.
pub(crate) fn sync_folder(file: &Path) -> io::Result<()> {
    if cfg!(unix)
        && let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A name beside a file that is not taken.
pub(crate) fn free_name(database: &Path, why: &str) -> PathBuf {
    let names = (1..).map(|number: u32| with_suffix(database, &format!(".{why}-{number}")));
    names.into_iter().find(|name| !name.exists()).unwrap_or_else(|| with_suffix(database, why))
}

/// The path with something behind it.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = path.into();
    name.push(suffix);
    name.into()
}
