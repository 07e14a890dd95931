//! One writer per data directory.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use crate::{Error, ErrorKind};

/// Held as long as the process writes the log; the system releases it whatever way the
/// process ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
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
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let holder = std::fs::read_to_string(directory.join(HOLDER));
                let holder = holder.unwrap_or_else(|_| "it did not say which".to_owned());
                let directory = directory.to_owned();
                return Err(ErrorKind::Held { directory, holder: holder.trim().to_owned() }.into());
            }
            Err(TryLockError::Error(source)) => return Err(unusable(source)),
        }
        let holder = format!("process {}\n", std::process::id());
        std::fs::write(directory.join(HOLDER), holder).map_err(unusable)?;
        Ok(Self { _file: file })
    }
}
