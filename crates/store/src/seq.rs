//! Where an entry stands in the log, and in which log.

use std::fmt;

/// The position of an entry in the log: 1, 2, 3, … without holes. 0 is before the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(pub u64);

impl Seq {
    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The name of a log. It changes only when a seq comes to mean another entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Epoch(pub String);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How an entry came into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// A file grew while Railbird was running.
    Live,
    /// It stood in a file when Railbird started, or was imported.
    Backfill,
}

impl Origin {
    /// As the log keeps it.
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Live => 0,
            Self::Backfill => 1,
        }
    }

    /// Reads what [`Origin::code`] wrote.
    pub(crate) const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Live,
            _ => Self::Backfill,
        }
    }
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Hand,
    Summary,
}

impl Kind {
    /// As the log keeps it.
    pub(crate) const fn code(self) -> i64 {
        match self {
            Self::Hand => 0,
            Self::Summary => 1,
        }
    }

    /// Reads what [`Kind::code`] wrote.
    pub(crate) const fn from_code(code: i64) -> Self {
        match code {
            0 => Self::Hand,
            _ => Self::Summary,
        }
    }
}
