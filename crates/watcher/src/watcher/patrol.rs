//! Where to look: hints, roots, scans. All of it only puts files on the agenda.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Watcher, list_of};
use crate::agenda::List;
use crate::checkpoint::Checkpoint;
use crate::event::Event;
use crate::file::File;
use crate::root::{Change, Root};
use crate::scan::{self, Listing, Stamp};

/// A scan that is asked for because of a new folder waits this long, so that the back-end watches
/// the folder before it is listed and no file falls between the two.
const NEW_FOLDER_PAUSE: Duration = Duration::from_millis(20);

impl Watcher {
    /// Puts what was announced on the agenda. This is the fast way of a hand: nothing is listed
    /// here.
    pub(super) fn follow_hints(&mut self, now: Instant) {
        let noted = self.listener.hear();
        if noted.rescan {
            self.ask_for_scan(now);
        }
        for path in noted.paths {
            if scan::is_text(&path) {
                self.follow_hint(path, now);
            } else if path.is_dir() {
                self.ask_for_scan(now + NEW_FOLDER_PAUSE);
            }
        }
    }

    fn follow_hint(&mut self, path: PathBuf, now: Instant) {
        self.listener.clear(&path);
        let path = match self.files.get_key_value(path.as_path()) {
            Some((path, _)) => Arc::clone(path),
            // The first scan of its root will find it, and say that it was there at start.
            None if !self.roots.iter().any(|root| root.scanned && path.starts_with(&root.path)) => {
                return;
            }
            None => self.add(path, None, now),
        };
        self.agenda.add(List::Live, path);
    }

    /// Sees whether the roots are there, and listens anew when that changed or seems needed.
    pub(super) fn look_at_roots(&mut self, now: Instant) {
        let mut changed = false;
        for root in &mut self.roots {
            let change = root.look();
            changed |= change != Change::None;
            match change {
                Change::None | Change::New => {}
                Change::Lost => self.news.push(Event::RootMissing(root.path.clone())),
                Change::Back => self.news.push(Event::RootBack(root.path.clone())),
            }
        }
        let fresh = self.listener.wants_fresh(now);
        if changed || fresh {
            let present: Vec<PathBuf> = self
                .roots
                .iter()
                .filter(|root| root.is_present())
                .map(|root| root.path.clone())
                .collect();
            self.listener.listen(&present, now);
            // What happened before the new back-end listens is for the scan to find.
            self.patrol.next_full = now;
            self.patrol.announced = true;
        }
    }

    /// Looks at the files that changed lately, from outside.
    pub(super) fn scan_active(&mut self, now: Instant) {
        let started = Instant::now();
        let active: Vec<Arc<Path>> = self
            .files
            .iter()
            .filter(|(_, file)| file.is_active(now))
            .map(|(path, _)| Arc::clone(path))
            .collect();
        for path in active {
            match fs::metadata(&path) {
                Ok(metadata) => self.compare(&path, Stamp::of(&metadata), now),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                // The read will say what is wrong.
                Err(_) => self.agenda.add(List::Live, path),
            }
        }
        self.patrol.next_active = now + scan::pause(self.settings.active_scan, started.elapsed());
    }

    /// Lists every root.
    pub(super) fn scan_all(&mut self, now: Instant) {
        let started = Instant::now();
        self.patrol.scans += 1;
        let mut odd = BTreeSet::new();
        let mut unreadable = BTreeMap::new();
        let mut roots = mem::take(&mut self.roots);
        for root in roots.iter_mut().filter(|root| root.is_present()) {
            let mut listing = scan::list(&root.path);
            odd.append(&mut listing.odd);
            self.take_listing(root, &listing, now);
            unreadable.extend(listing.unreadable);
        }
        self.roots = roots;
        self.tell_odd(odd);
        self.tell_unreadable(unreadable);
        let cost = started.elapsed();
        self.patrol.announced = false;
        self.patrol.full_from = now + scan::pause(Duration::ZERO, cost);
        self.patrol.next_full = now + scan::pause(self.settings.full_scan, cost);
    }

    fn take_listing(&mut self, root: &mut Root, listing: &Listing, now: Instant) {
        for (path, stamp) in &listing.files {
            match self.files.get_key_value(path.as_path()) {
                Some((path, _)) => {
                    let path = Arc::clone(path);
                    self.compare(&path, *stamp, now);
                }
                None => {
                    let backlog = (!root.scanned).then_some(stamp.len);
                    let path = self.add(path.clone(), backlog, now);
                    self.agenda.add(
                        if root.scanned { List::Live } else { List::Backlog },
                        Arc::clone(&path),
                    );
                    if root.scanned && 0 < stamp.len && !self.patrol.announced {
                        self.listener.suspect(&path, now);
                    }
                }
            }
            if let Some(file) = self.files.get_mut(path.as_path()) {
                file.listed = self.patrol.scans;
            }
        }
        for (path, _) in &listing.unreadable {
            if let Some((path, file)) = self.files.get_key_value(path.as_path()) {
                self.agenda.add(list_of(file), Arc::clone(path));
            }
        }
        root.scanned |= listing.root_listed;
        if listing.is_complete() {
            self.forget_unlisted(&root.path);
        }
    }

    /// Puts the file on the agenda if it does not look as it did at the last read.
    fn compare(&mut self, path: &Arc<Path>, stamp: Stamp, now: Instant) {
        let Some(file) = self.files.get(path) else { return };
        if !file.has_changed(stamp) {
            return;
        }
        if file.has_grown(stamp) && !self.patrol.announced && !self.agenda.is_live(path) {
            self.listener.suspect(path, now);
        }
        self.agenda.add(list_of(file), Arc::clone(path));
    }

    fn add(&mut self, path: PathBuf, backlog: Option<u64>, now: Instant) -> Arc<Path> {
        let checkpoint = self.known.remove(&path).unwrap_or(Checkpoint::START);
        let path: Arc<Path> = Arc::from(path);
        self.files.insert(Arc::clone(&path), File::new(checkpoint, backlog, now));
        path
    }

    fn forget_unlisted(&mut self, root: &Path) {
        let scans = self.patrol.scans;
        let unlisted: Vec<Arc<Path>> = self
            .files
            .iter()
            .filter(|(path, file)| file.listed != scans && path.starts_with(root))
            .map(|(path, _)| Arc::clone(path))
            .collect();
        for path in unlisted {
            self.forget(&path);
        }
    }

    fn tell_odd(&mut self, odd: BTreeSet<PathBuf>) {
        for path in odd.difference(&self.patrol.odd) {
            tracing::warn!(path = %path.display(), "not a regular file, ignored");
        }
        self.patrol.odd = odd;
    }

    /// What is followed already is not told here: its read, which is on the agenda, fails and tells.
    fn tell_unreadable(&mut self, mut found: BTreeMap<PathBuf, String>) {
        found.retain(|path, _| !self.files.contains_key(path.as_path()));
        let before = mem::take(&mut self.patrol.unreadable);
        self.patrol.unreadable = found.keys().cloned().collect();
        for path in before {
            if !found.contains_key(&path) {
                self.news.push(Event::Unblocked { path });
            } else {
                found.remove(&path);
            }
        }
        for (path, error) in found {
            self.news.push(Event::Blocked { path, error });
        }
    }

    fn ask_for_scan(&mut self, at: Instant) {
        let at = at.max(self.patrol.full_from);
        self.patrol.next_full = self.patrol.next_full.min(at);
        self.patrol.announced = true;
    }
}
