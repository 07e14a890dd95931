//! The listing of roots: which text files are in them, and what they look like from outside.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ffi::OsStr;
use std::fs::{self, DirEntry, Metadata, ReadDir};
use std::io;
use std::mem;
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

    /// How long ago the file was changed, by the clock of the file system; no time at all if that
    /// is not known, or ahead of ours.
    pub(crate) fn age(&self) -> Duration {
        self.modified.and_then(|modified| modified.elapsed().ok()).unwrap_or_default()
    }
}

/// A listing of some roots with their sub-folders that is under way. It is made entry by entry, so
/// that its maker can see to other things in between. Links are followed; each real folder of a
/// root is listed once.
#[derive(Debug)]
pub(crate) struct Listing {
    roots: std::vec::IntoIter<PathBuf>,
    ahead: Ahead,
    /// The real paths of the folders of this root that were listed or are.
    visited: HashSet<PathBuf>,
    open: Option<Folder>,
    /// The entry that was looked at last. One buffer for all: a listing of years of hands would
    /// spend more on paths than on looking.
    path: PathBuf,
    /// How many more files of this root are taken.
    room: usize,
    max_files: usize,
    found: Found,
}

/// What a listing found besides files.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The roots that were there: a file in one of them that was not listed does not exist, unless
    /// it is in something unreadable.
    pub(crate) roots: Vec<PathBuf>,
    /// What is named `*.txt` and is no regular file: it is never opened.
    pub(crate) odd: BTreeSet<PathBuf>,
    /// What could not be listed, and why.
    pub(crate) unreadable: BTreeMap<PathBuf, String>,
}

/// What a look at one more entry brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A regular file named `*.txt`. Its path is [`Listing::path`].
    File(Stamp),
    /// Nothing to read.
    Nothing,
    /// There is nothing more to look at.
    End,
}

/// Folders still to be listed, with their depth. Links come last and sorted, so that a folder that
/// can be reached in two ways has the same name in every scan.
#[derive(Debug, Default)]
struct Ahead {
    root: PathBuf,
    folders: Vec<(PathBuf, usize)>,
    links: BTreeSet<(PathBuf, usize)>,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    depth: usize,
    entries: ReadDir,
}

impl Listing {
    pub(crate) fn new(roots: Vec<PathBuf>) -> Self {
        Self {
            roots: roots.into_iter(),
            ahead: Ahead::default(),
            visited: HashSet::new(),
            open: None,
            path: PathBuf::new(),
            room: 0,
            max_files: MAX_FILES,
            found: Found::default(),
        }
    }

    /// Looks at the next entry.
    ///
    /// A file of which `is_known` is true, by its path, is taken as it is: to ask for its length is
    /// most of the work.
    pub(crate) fn look(&mut self, is_known: impl FnOnce(&Path) -> bool) -> Look {
        let Some(folder) = &mut self.open else { return self.open_next() };
        match folder.entries.next() {
            Some(Ok(entry)) => return self.look_at(&entry, is_known),
            Some(Err(error)) => {
                self.found.unreadable.insert(folder.path.clone(), error.to_string());
            }
            None => {}
        }
        self.open = None;
        Look::Nothing
    }

    /// The file that was looked at last.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What there was besides files, at the end.
    pub(crate) fn into_found(self) -> Found {
        self.found
    }

    fn open_next(&mut self) -> Look {
        let Some((path, depth)) = self.ahead.pop() else {
            let Some(root) = self.roots.next() else { return Look::End };
            self.visited.clear();
            self.room = self.max_files;
            self.ahead = Ahead::of(root);
            return Look::Nothing;
        };
        if let (0, Some(stamp)) = (depth, stamp_of_a_file(&path)) {
            self.found.roots.push(path.clone());
            self.path = path;
            return Look::File(stamp);
        }
        let entries = fs::canonicalize(&path).and_then(|real| {
            if self.visited.insert(real) { fs::read_dir(&path).map(Some) } else { Ok(None) }
        });
        match entries {
            Ok(entries) => {
                if depth == 0 {
                    self.found.roots.push(path.clone());
                }
                self.open = entries.map(|entries| Folder { path, depth, entries });
            }
            // It was deleted since its name was read; a root that is missing is told by others.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => drop(self.found.unreadable.insert(path, error.to_string())),
        }
        Look::Nothing
    }

    fn look_at(&mut self, entry: &DirEntry, is_known: impl FnOnce(&Path) -> bool) -> Look {
        let Some(folder) = &self.open else { return Look::Nothing };
        let (name, depth) = (entry.file_name(), folder.depth + 1);
        self.path.clone_from(&folder.path);
        self.path.push(&name);
        if is_text(&name) {
            let is_known = 0 < self.room && is_known(&self.path);
            return if is_known { self.pass_over() } else { self.look_at_file(entry) };
        }
        if depth <= MAX_DEPTH {
            match kind(entry) {
                Kind::Folder => self.ahead.folders.push((self.path.clone(), depth)),
                Kind::LinkedFolder => drop(self.ahead.links.insert((self.path.clone(), depth))),
                Kind::Other => {}
            }
        }
        Look::Nothing
    }

    fn pass_over(&mut self) -> Look {
        self.room -= 1;
        Look::Nothing
    }

    fn look_at_file(&mut self, entry: &DirEntry) -> Look {
        match metadata(entry, &self.path) {
            Ok(metadata) if metadata.is_file() => {
                if self.room == 0 {
                    self.leave_root();
                    return Look::Nothing;
                }
                self.room -= 1;
                return Look::File(Stamp::of(&metadata));
            }
            Ok(_) => drop(self.found.odd.insert(self.path.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                self.found.unreadable.insert(self.path.clone(), error.to_string());
            }
        }
        Look::Nothing
    }

    fn leave_root(&mut self) {
        let reason = format!("more than {} files, the rest is left out", self.max_files);
        let root = mem::take(&mut self.ahead).root;
        self.found.unreadable.insert(root, reason);
        self.open = None;
    }
}

impl Ahead {
    fn of(root: PathBuf) -> Self {
        Self { folders: vec![(root.clone(), 0)], root, links: BTreeSet::new() }
    }

    fn pop(&mut self) -> Option<(PathBuf, usize)> {
        self.folders.pop().or_else(|| self.links.pop_first())
    }
}

/// How a root looks from outside that is a file.
fn stamp_of_a_file(root: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(root).ok().filter(Metadata::is_file)?;
    Some(Stamp::of(&metadata))
}

/// Asks the entry, which stands in its open folder, because to ask by the path costs 1.7 times as
/// much on Linux, and this is most of the work of a scan. But an entry tells of a link instead of
/// the file behind it, and on Windows it shows a stale length while the writer holds the file open.
fn metadata(entry: &DirEntry, path: &Path) -> io::Result<Metadata> {
    if cfg!(windows) {
        return fs::metadata(path);
    }
    let metadata = entry.metadata()?;
    if metadata.is_symlink() { fs::metadata(path) } else { Ok(metadata) }
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

/// Only files with such names are followed.
pub(crate) fn is_text(name: &OsStr) -> bool {
    let end = name.as_encoded_bytes().split_last_chunk::<4>();
    end.is_some_and(|(stem, end)| !stem.is_empty() && end.eq_ignore_ascii_case(b".txt"))
}

/// How long after a scan that cost `cost` the next one may come.
pub(crate) fn pause(wanted: Duration, cost: Duration) -> Duration {
    wanted.max(cost.saturating_mul(SCAN_SHARE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lists to the end: the paths from the root on, written with slashes on every system, and the
    /// rest.
    fn list(mut listing: Listing, root: &Path) -> (Vec<String>, Found) {
        let mut names = Vec::new();
        loop {
            match listing.look(|_| false) {
                Look::File(_) => {
                    let name = listing.path().strip_prefix(root).unwrap();
                    names.push(name.display().to_string().replace('\\', "/"));
                }
                Look::Nothing => {}
                Look::End => break,
            }
        }
        names.sort();
        (names, listing.into_found())
    }

    fn of(roots: &[&Path]) -> Listing {
        Listing::new(roots.iter().map(|root| root.to_path_buf()).collect())
    }

    #[test]
    fn text_files_are_found_at_any_depth_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("account/history")).unwrap();
        for name in ["a.txt", "b.TXT", "c.log", "txt", ".txt", "e.txt~", "account/history/d.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let (names, found) = list(of(&[dir.path()]), dir.path());
        assert_eq!(names, ["a.txt", "account/history/d.txt", "b.TXT"]);
        assert!(found.unreadable.is_empty());
    }

    #[test]
    fn a_folder_named_like_a_text_file_is_odd() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("a.txt")).unwrap();
        fs::write(dir.path().join("a.txt/b.txt"), "x").unwrap();
        let (names, found) = list(of(&[dir.path()]), dir.path());
        assert!(names.is_empty());
        assert!(found.odd.contains(&dir.path().join("a.txt")));
    }

    #[test]
    fn a_missing_root_is_not_an_empty_one() {
        let dir = tempfile::tempdir().unwrap();
        let missing = dir.path().join("none");
        let (_, found) = list(of(&[&missing, dir.path()]), dir.path());
        assert_eq!(found.roots, [dir.path()]);
    }

    #[test]
    fn a_root_inside_another_is_listed_under_the_same_names() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("account/history")).unwrap();
        fs::write(dir.path().join("account/history/a.txt"), "x").unwrap();
        let (names, _) = list(of(&[dir.path(), &dir.path().join("account")]), dir.path());
        assert_eq!(names, ["account/history/a.txt", "account/history/a.txt"]);
    }

    #[test]
    fn files_beyond_the_limit_are_left_out_and_reported_and_other_roots_are_listed() {
        let dir = tempfile::tempdir().unwrap();
        for folder in ["x", "y"] {
            fs::create_dir(dir.path().join(folder)).unwrap();
        }
        for name in ["x/a.txt", "x/b.txt", "x/c.txt", "y/d.txt"] {
            fs::write(dir.path().join(name), "x").unwrap();
        }
        let x = dir.path().join("x");
        let listing = Listing { max_files: 2, ..of(&[&x, &dir.path().join("y")]) };
        let (names, found) = list(listing, dir.path());
        assert_eq!((names.len(), names.last().map(String::as_str)), (3, Some("y/d.txt")));
        assert!(found.unreadable.contains_key(&x));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_behind_a_link_is_seen_as_long_as_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        fs::write(elsewhere.path().join("far"), "x".repeat(5_000)).unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("far"), dir.path().join("a.txt")).unwrap();
        let mut listing = of(&[dir.path()]);
        let stamp =
            std::iter::from_fn(|| Some(listing.look(|_| false))).find_map(|look| match look {
                Look::File(stamp) => Some(stamp),
                Look::Nothing => None,
                Look::End => panic!("no file"),
            });
        assert_eq!(stamp.map(|stamp| stamp.len), Some(5_000));
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
        let (names, _) = list(of(&[dir.path()]), dir.path());
        assert_eq!(names, ["link/far.txt", "z/near.txt"]);
    }

    #[test]
    fn a_scan_costs_at_most_a_twentieth_of_the_time() {
        let ms = Duration::from_millis;
        for (wanted, cost, expected) in [(2_000, 6, 2_000), (2_000, 200, 4_000), (250, 13, 260)] {
            assert_eq!(pause(ms(wanted), ms(cost)), ms(expected));
        }
    }
}
