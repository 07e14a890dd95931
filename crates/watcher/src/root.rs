//! A folder or file that is followed, and whether it is there.

use std::fs::{self, Metadata};
use std::path::PathBuf;

/// A folder or file named in the settings.
#[derive(Debug)]
pub(crate) struct Root {
    pub(crate) path: PathBuf,
    pub(crate) presence: Presence,
}

/// What the last look at a root found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// There was no look yet.
    Unknown,
    /// Nothing that can be followed.
    Missing,
    /// It is there, and on systems that number their folders, this one.
    Present(Option<Identity>),
}

/// Device and inode. Only used to see that a folder is another one than before, in which case the
/// system watches the old one: for that a false "same" does no harm, because the scan goes on.
pub(crate) type Identity = (u64, u64);

/// What became of a root between two looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing worth acting on.
    None,
    /// It is not there any more, or not there at start.
    Lost,
    /// It is there after it was missing.
    Back,
    /// It is there for the first look, or another folder has taken its place.
    New,
}

impl Root {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path, presence: Presence::Unknown }
    }

    /// A root that is added while others are followed: it was not there so far.
    pub(crate) const fn late(path: PathBuf) -> Self {
        Self { path, presence: Presence::Missing }
    }

    /// Looks whether it is there.
    pub(crate) fn look(&mut self) -> Change {
        let found = match fs::metadata(&self.path) {
            Ok(metadata) if metadata.is_dir() || metadata.is_file() => {
                Presence::Present(identity(&metadata))
            }
            Ok(_) | Err(_) => Presence::Missing,
        };
        let change = change(self.presence, found);
        self.presence = found;
        change
    }

    pub(crate) const fn is_present(&self) -> bool {
        matches!(self.presence, Presence::Present(_))
    }
}

fn change(before: Presence, now: Presence) -> Change {
    match (before, now) {
        (Presence::Unknown | Presence::Present(_), Presence::Missing) => Change::Lost,
        (Presence::Missing, Presence::Present(_)) => Change::Back,
        (Presence::Unknown, Presence::Present(_)) => Change::New,
        (Presence::Present(old), Presence::Present(new)) if old != new => Change::New,
        (Presence::Present(_), Presence::Present(_))
        | (Presence::Missing, Presence::Missing)
        | (_, Presence::Unknown) => Change::None,
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> Option<Identity> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_change_of_a_root_is_told_once() {
        let (first, other) = (Presence::Present(Some((1, 1))), Presence::Present(Some((1, 2))));
        let cases = [
            (Presence::Unknown, Presence::Missing, Change::Lost),
            (Presence::Unknown, first, Change::New),
            (Presence::Missing, Presence::Missing, Change::None),
            (Presence::Missing, first, Change::Back),
            (first, first, Change::None),
            (first, other, Change::New),
            (first, Presence::Missing, Change::Lost),
            (Presence::Present(None), Presence::Present(None), Change::None),
        ];
        for (before, now, expected) in cases {
            assert_eq!(change(before, now), expected, "{before:?} -> {now:?}");
        }
    }
}
