//! The listing of a root: which text files are in it, and what they look like from outside.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Sub-folders deeper than this are not looked into: the client nests three deep.
const MAX_DEPTH: usize = 16;

/// Files beyond this in one root are left out and reported: twenty files a day for fifty years.
const MAX_FILES: usize = 400_000;

/// A scan may use one part in so many of the time.
const SCAN_SHARE: u32 = 20;

/// What tells that a file has changed, without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// Its length in bytes.
    pub(crate) len: u64,
    /// By the clock of the file system, if it tells.
    pub(crate) modified: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self { len: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// What is in a root.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    /// The regular files named `*.txt`, in no order.
    pub(crate) files: Vec<(PathBuf, Stamp)>,
    /// What is named `*.txt` and is no regular file: it is never opened.
    pub(crate) odd: BTreeSet<PathBuf>,
    /// What could not be listed, and why.
    pub(crate) unreadable: Vec<(PathBuf, String)>,
    /// The root was there: with nothing unreadable, a file that is not in `files` does not exist.
    pub(crate) root_listed: bool,
}

/// Folders still to be listed, with their depth. Links come last and sorted, so that a folder that
/// can be reached in two ways has the same name in every scan.
#[derive(Debug, Default)]
struct Ahead {
    folders: Vec<(PathBuf, usize)>,
    links: BTreeSet<(PathBuf, usize)>,
}

/// Lists a root with its sub-folders. Links are followed, each real folder is listed once.
pub(crate) fn list(root: &Path) -> Listing {
    let mut listing = Listing::default();
    let mut visited = HashSet::new();
    let mut ahead = Ahead { folders: vec![(root.to_path_buf(), 0)], links: BTreeSet::new() };
    while let Some((folder, depth)) = ahead.folders.pop().or_else(|| ahead.links.pop_first()) {
        let listed = fs::canonicalize(&folder).and_then(|real| {
            if visited.insert(real) {
                list_folder(&folder, depth, &mut listing, &mut ahead)
            } else {
                Ok(())
            }
        });
        match listed {
            Ok(()) => listing.root_listed = true,
            // It was deleted since its name was read; a root that is missing is told by others.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => listing.unreadable.push((folder, error.to_string())),
        }
        if MAX_FILES < listing.files.len() {
            let reason = format!("more than {MAX_FILES} files, the rest is left out");
            listing.unreadable.push((root.to_path_buf(), reason));
            break;
        }
    }
    listing
}

impl Listing {
    /// Whatever is not listed is not there.
    pub(crate) const fn is_complete(&self) -> bool {
        self.root_listed && self.unreadable.is_empty()
    }
}

fn list_folder(
    folder: &Path,
    depth: usize,
    listing: &mut Listing,
    ahead: &mut Ahead,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if is_text(&path) {
            list_file(path, listing);
        } else if depth < MAX_DEPTH {
            match kind(&entry) {
                Kind::Folder => ahead.folders.push((path, depth + 1)),
                Kind::LinkedFolder => drop(ahead.links.insert((path, depth + 1))),
                Kind::Other => {}
            }
        }
    }
    Ok(())
}

/// Asks for the file by its path: an entry of the folder shows a stale length on Windows while the
/// writer holds the file open, and the link instead of the file elsewhere.
fn list_file(path: PathBuf, listing: &mut Listing) {
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => listing.files.push((path, Stamp::of(&metadata))),
        Ok(_) => drop(listing.odd.insert(path)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => listing.unreadable.push((path, error.to_string())),
    }
}

enum Kind {
    Folder,
    LinkedFolder,
    Other,
}

fn kind(entry: &DirEntry) -> Kind {
    match entry.file_type() {
        Ok(kind) if kind.is_dir() => Kind::Folder,
        Ok(kind) if kind.is_symlink() && entry.path().is_dir() => Kind::LinkedFolder,
        Ok(_) | Err(_) => Kind::Other,
    }
}

/// Only these are followed.
pub(crate) fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
}

/// How long after a scan that cost `cost` the next one may come.
pub(crate) fn pause(wanted: Duration, cost: Duration) -> Duration {
    wanted.max(cost.saturating_mul(SCAN_SHARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paths from the root on, written with slashes on every system.
    fn names(listing: &Listing, root: &Path) -> Vec<String> {
        let name = |(path, _): &(PathBuf, Stamp)| {
            path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/")
        };
        let mut names: Vec<String> = listing.files.iter().map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn text_files_are_found_at_any_depth_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("account/history")).unwrap();
        for name in ["a.txt", "b.TXT", "c.log", "txt", "account/history/d.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let listing = list(dir.path());
        assert_eq!(names(&listing, dir.path()), ["a.txt", "account/history/d.txt", "b.TXT"]);
        assert!(listing.unreadable.is_empty());
    }

    #[test]
    fn a_folder_named_like_a_text_file_is_odd() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a.txt")).unwrap();
        let listing = list(dir.path());
        assert!(listing.files.is_empty());
        assert!(listing.odd.contains(&dir.path().join("a.txt")));
    }

    #[test]
    fn a_missing_root_is_not_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!list(&dir.path().join("none")).is_complete());
        assert!(list(dir.path()).is_complete());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_but_not_in_circles_and_real_names_win() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("far.txt"), "x").unwrap();
        fs::create_dir_all(dir.path().join("z")).unwrap();
        fs::write(dir.path().join("z/near.txt"), "x").unwrap();
        symlink(elsewhere.path(), dir.path().join("link")).unwrap();
        symlink(elsewhere.path(), dir.path().join("link2")).unwrap();
        symlink(dir.path(), dir.path().join("z/circle")).unwrap();
        symlink(dir.path().join("z"), dir.path().join("a")).unwrap();
        assert_eq!(names(&list(dir.path()), dir.path()), ["link/far.txt", "z/near.txt"]);
    }

    #[test]
    fn a_scan_costs_at_most_a_twentieth_of_the_time() {
        let ms = Duration::from_millis;
        for (wanted, cost, expected) in [(2_000, 6, 2_000), (2_000, 200, 4_000), (250, 13, 260)] {
            assert_eq!(pause(ms(wanted), ms(cost)), ms(expected));
        }
    }
}
