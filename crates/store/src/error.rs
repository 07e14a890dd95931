//! What can go wrong with the log.

use std::path::PathBuf;

use rusqlite::ErrorCode;

/// Why the log could not be opened, written or read.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<ErrorKind>);

/// The kinds of [`Error`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another process writes this log.
    #[error("{} is in use by another Railbird ({holder})", .directory.display())]
    Held {
        /// The data directory.
        directory: PathBuf,
        /// What the other process says of itself.
        holder: String,
    },
    /// The data directory cannot be used.
    #[error("cannot use the data directory {}", .directory.display())]
    Directory {
        /// The data directory.
        directory: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// There is no log to read.
    #[error("there is no log in {}", .0.display())]
    Missing(PathBuf),
    /// An older version wrote the log, and who only reads cannot change that.
    #[error("the log has version {found}, and this Railbird reads version {known}")]
    TooOld {
        /// The version of the log.
        found: u32,
        /// The version that this program reads.
        known: u32,
    },
    /// A newer version wrote the log.
    #[error("the log has version {found}, and this Railbird knows versions up to {known}")]
    TooNew {
        /// The version of the log.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// The database is not what was written.
    #[error("the log is damaged: {0}")]
    Damaged(String),
    /// A file is in the way.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// A file beside the log cannot be read or written.
    #[error("a file of the log cannot be used")]
    File(#[from] std::io::Error),
    /// The database refused.
    #[error("the log cannot be used")]
    Database(#[from] rusqlite::Error),
}

impl Error {
    /// What kind of error it is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// What is wrong, without what that means for the log.
    pub(crate) fn problem(&self) -> String {
        match self.kind() {
            ErrorKind::Damaged(problem) => problem.clone(),
            ErrorKind::Database(cause) => cause.to_string(),
            _ => self.to_string(),
        }
    }

    /// Whether it means that the log is damaged: the next start repairs it.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self.kind() {
            ErrorKind::Damaged(_) => true,
            ErrorKind::Database(error) => matches!(
                error.sqlite_error_code(),
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self(Box::new(kind))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        ErrorKind::from(error).into()
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        ErrorKind::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_error_is_one_word_wide() {
        assert_eq!(size_of::<super::Error>(), size_of::<usize>());
    }
}
