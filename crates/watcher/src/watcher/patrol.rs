//! Where to look: hints, roots, scans. All of it only puts files on the agenda.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::survey::{MAX_ENTRIES_PER_ROUND, Survey};
use super::{Watcher, list_of};
use crate::agenda::List;
use crate::checkpoint::Checkpoint;
use crate::event::Event;
use crate::file::{Backlog, File};
use crate::root::Change;
use crate::scan::{self, Stamp};
use crate::scan_meter::ScanMeter;

/// A scan that is asked for because of a new folder waits this long, so that the back-end watches
/// the folder before it is listed and no file falls between the two.
const NEW_FOLDER_PAUSE: Duration = Duration::from_millis(20);

/// When the scans are due, and what the last ones found besides files.
#[derive(Debug)]
pub(super) struct Patrol {
    pub(super) next_active: Instant,
    /// Files that were active when they were read, for the scan of active files.
    pub(super) active: HashSet<Arc<Path>>,
    /// How much of a full scan is made between two looks at the hints.
    pub(super) entries_per_round: usize,
    /// The full scan that is under way.
    pub(super) survey: Option<Survey>,
    /// When everything is listed again though nobody asks for it,
    pub(super) regular: Instant,
    /// when it was asked for,
    pub(super) asked: Option<Instant>,
    /// and not before this even then.
    pub(super) full_from: Instant,
    /// The one under way was asked for.
    pub(super) announced: bool,
    /// How many full scans were begun.
    pub(super) scans: u64,
    /// What those cost that are over.
    pub(super) meter: ScanMeter,
    pub(super) odd: BTreeSet<PathBuf>,
    pub(super) unreadable: BTreeSet<PathBuf>,
}

impl Patrol {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            next_active: now,
            active: HashSet::new(),
            entries_per_round: MAX_ENTRIES_PER_ROUND,
            survey: None,
            regular: now,
            asked: None,
            full_from: now,
            announced: false,
            scans: 0,
            meter: ScanMeter::default(),
            odd: BTreeSet::new(),
            unreadable: BTreeSet::new(),
        }
    }

    /// A full scan was begun and is not finished.
    pub(super) const fn is_under_way(&self) -> bool {
        self.survey.is_some()
    }

    /// When the next full scan begins.
    pub(super) fn next_full(&self) -> Instant {
        self.asked.map_or(self.regular, |at| self.regular.min(at.max(self.full_from)))
    }

    /// Growth that is found now may have been announced in a way that did not name the file.
    pub(super) const fn is_announced(&self) -> bool {
        self.announced || self.asked.is_some()
    }

    fn ask_for_scan(&mut self, at: Instant) {
        self.asked = Some(self.asked.map_or(at, |asked| asked.min(at)));
    }
}

impl Watcher {
    /// Puts what was announced on the agenda. This is the fast way of a hand: nothing is listed
    /// here.
    pub(super) fn follow_hints(&mut self, now: Instant) {
        let noted = self.listener.hear();
        if noted.rescan {
            self.patrol.ask_for_scan(now);
        }
        for path in noted.paths {
            if path.file_name().is_some_and(scan::is_text) {
                self.follow_hint(path, now);
            } else if path.is_dir() {
                self.patrol.ask_for_scan(now + NEW_FOLDER_PAUSE);
            }
        }
    }

    fn follow_hint(&mut self, path: PathBuf, now: Instant) {
        self.listener.clear(&path);
        let path = match self.files.find(&path) {
            Some((path, _)) => Arc::clone(path),
            // The back-end speaks of a folder by another name than ours.
            None if !self.roots.iter().any(|root| path.starts_with(&root.path)) => return,
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
            self.patrol.full_from = now;
            self.patrol.ask_for_scan(now);
        }
    }

    /// Looks at the files that changed lately, from outside.
    pub(super) fn scan_active(&mut self, now: Instant) {
        let started = Instant::now();
        let mut active = mem::take(&mut self.patrol.active);
        active.retain(|path| {
            let is_active = self.files.get(path).is_some_and(|file| file.is_active(now));
            if is_active {
                self.look_at(path, now);
            }
            is_active
        });
        // All files of the start were in it.
        active.shrink_to_fit();
        self.patrol.active = active;
        self.patrol.next_active = now + scan::pause(self.settings.active_scan, started.elapsed());
    }

    fn look_at(&mut self, path: &Arc<Path>, now: Instant) {
        match fs::metadata(path) {
            Ok(metadata) => self.compare(path, Stamp::of(&metadata), now),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // The read will say what is wrong.
            Err(_) => self.agenda.add(List::Live, Arc::clone(path)),
        }
    }

    /// Puts a file that is followed on the agenda if it does not look as it did at the last read.
    pub(super) fn compare(&mut self, path: &Path, stamp: Stamp, now: Instant) {
        let Some((path, file)) = self.files.find(path) else { return };
        if !file.has_changed(stamp) {
            return;
        }
        if file.has_grown(stamp) && !self.patrol.is_announced() && !self.agenda.is_live(path) {
            self.listener.suspect(path, now);
        }
        self.agenda.add(list_of(file), Arc::clone(path));
    }

    pub(super) fn add(
        &mut self,
        path: PathBuf,
        backlog: Option<Backlog>,
        now: Instant,
    ) -> Arc<Path> {
        let checkpoint = self.known.remove(&path).unwrap_or(Checkpoint::START);
        let path: Arc<Path> = Arc::from(path);
        let mut file = File::new(checkpoint, backlog, now);
        // A survey that is under way may have passed its folder already.
        file.listed = self.patrol.scans;
        self.files.insert(Arc::clone(&path), file);
        path
    }
}
