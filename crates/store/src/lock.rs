//! One writer per data directory.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
};

use crate::{Error, ErrorKind};

/// Held as long as the process writes the log; the system releases it whatever way the
/// process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    holder: PathBuf,
    last_ended_well: bool,
}

/// The name of the locked file. What the holder says of itself stands in a second one,
/// because some systems do not let others read a locked file.
const LOCK: &str = "railbird.lock";
const HOLDER: &str = "railbird.holder";

impl Lock {
    /// Takes the data directory, or says who has it.
    pub(crate) fn take(directory: &Path) -> Result<Self, Error> {
        let unusable =
            |source| ErrorKind::Directory { directory: directory.to_owned(), source }.into();
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(directory.join(LOCK))
            .map_err(unusable)?;
        let holder = directory.join(HOLDER);
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(holder);
                let holder = holder.unwrap_or_else(|_| "it did not say which".to_owned());
                let directory = directory.to_owned();
                return Err(ErrorKind::Held { directory, holder: holder.trim().to_owned() }.into());
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        let last_ended_well = !holder.exists();
        std::fs::write(&holder, format!("process {}\n", std::process::id())).map_err(unusable)?;
        Ok(Self { _file: file, holder, last_ended_well })
    }

    /// Whether the process that had the directory before gave it back, and was not killed.
    pub(crate) fn last_ended_well(&self) -> bool {
        self.last_ended_well
    }
}

impl Drop for Lock {
    /// What the next one reads in [`Lock::last_ended_well`].
    fn drop(&mut self) {
        // Should it not work, the next start checks the log without need.
        let _left = std::fs::remove_file(&self.holder);
    }
}
