//! The full scan: every root is listed, some entries at a time, so that what was announced meanwhile
//! does not wait for the end of it. The first one finds what was there at start, and sorts it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::{Watcher, list_of};
use crate::agenda::{List, Time};
use crate::event::Event;
use crate::file::Backlog;
use crate::scan::{self, Found, Listing, Look, Stamp};
use crate::settings::Order;
use crate::tail;

/// Entries looked at between two looks at the hints: a fraction of a millisecond on a local disk.
pub(super) const MAX_ENTRIES_PER_ROUND: usize = 128;

/// Files that have settled are looked at in one scan of so many. They are nearly all of the files
/// of a player, and looking at them nearly all that an idle watcher does.
const SCANS_OF_SETTLED: u64 = 4;

/// Beginnings of files read between two looks at the hints: a millisecond on a local disk.
pub(super) const MAX_HEADS_PER_ROUND: usize = 128;

/// So many of them are worth a thread.
const HEADS_PER_THREAD: usize = 32;

/// A full scan that is under way.
#[derive(Debug)]
pub(super) struct Survey {
    listing: Listing,
    began: Instant,
    /// The time that was spent on it.
    cost: Duration,
}

impl Watcher {
    /// Goes on with the full scan, or begins one when it is time.
    pub(super) fn scan_some(&mut self, now: Instant) {
        if !self.patrol.is_under_way() && now < self.patrol.next_full() {
            return;
        }
        let mut survey = self.patrol.survey.take().unwrap_or_else(|| self.begin_survey(now));
        let started = Instant::now();
        let is_over = self.look_around(&mut survey.listing, now);
        survey.cost += started.elapsed();
        if is_over {
            self.end_survey(survey, now);
        } else {
            self.patrol.survey = Some(survey);
        }
    }

    fn begin_survey(&mut self, now: Instant) -> Survey {
        self.patrol.scans += 1;
        self.patrol.announced = self.patrol.asked.is_some();
        self.patrol.asked = self.patrol.asked.filter(|&at| now < at);
        let present = self.roots.iter().filter(|root| root.is_present());
        let listing = Listing::new(present.map(|root| root.path.clone()).collect());
        Survey { listing, began: now, cost: Duration::ZERO }
    }

    /// True if there is nothing more to look at.
    fn look_around(&mut self, listing: &mut Listing, now: Instant) -> bool {
        // The first listing is made at once: nothing that it finds is read before all is found,
        // or the order would be that of the folder.
        let entries = if self.is_start() { usize::MAX } else { self.patrol.entries_per_round };
        let scans = self.patrol.scans;
        let passes_over = !self.patrol.announced && !scans.is_multiple_of(SCANS_OF_SETTLED);
        for _ in 0..entries {
            let files = &mut self.files;
            let is_settled = |path: &Path| {
                let file = files.get_mut(path).filter(|file| passes_over && file.is_settled(now));
                file.map(|file| file.listed = scans).is_some()
            };
            match listing.look(is_settled) {
                Look::File(stamp) => self.notice(listing.path(), stamp, now),
                Look::Nothing => {}
                Look::End => return true,
            }
        }
        false
    }

    /// The first full scan is under way.
    const fn is_start(&self) -> bool {
        self.patrol.scans == 1
    }

    fn end_survey(&mut self, survey: Survey, now: Instant) {
        self.patrol.announced = false;
        self.patrol.meter.note(survey.cost);
        self.patrol.full_from = now + scan::pause(Duration::ZERO, survey.cost);
        self.patrol.regular = survey.began + scan::pause(self.settings.full_scan, survey.cost);
        let found = survey.listing.into_found();
        for path in found.unreadable.keys() {
            if let Some((path, file)) = self.files.find(path) {
                self.agenda.add(list_of(file), Arc::clone(path));
            }
        }
        self.forget_unlisted(&found);
        self.tell_odd(found.odd);
        self.tell_unreadable(found.unreadable);
        if self.is_start() {
            self.known.shrink_to_fit();
        }
    }

    /// A file was listed.
    fn notice(&mut self, path: &Path, stamp: Stamp, now: Instant) {
        let scans = self.patrol.scans;
        if let Some(file) = self.files.get_mut(path) {
            file.listed = scans;
            if file.has_changed(stamp) {
                self.compare(path, stamp, now);
            }
        } else if self.is_start() {
            self.add_backlog(path, stamp, now);
        } else {
            let path = self.add(path.to_path_buf(), None, now);
            if 0 < stamp.len && !self.patrol.is_announced() {
                self.listener.suspect(&path, now);
            }
            self.agenda.add(List::Live, path);
        }
    }

    fn add_backlog(&mut self, path: &Path, stamp: Stamp, now: Instant) {
        let time = Time::UNKNOWN;
        let path = self.add(path.to_path_buf(), Some(Backlog { end: stamp.len, time }), now);
        let read = self.files.get(&path).map(|file| file.checkpoint.offset);
        if self.settings.order.is_some() && read != Some(stamp.len) {
            self.agenda.add_unsorted(path);
        } else {
            self.agenda.add(List::Backlog(time), path);
        }
    }

    /// Finds the times of some of the files that were there at start.
    pub(super) fn sort_some(&mut self) {
        let Some(order) = self.settings.order else { return };
        let paths = self.agenda.take_unsorted(MAX_HEADS_PER_ROUND);
        for (path, time) in paths.iter().zip(times(&paths, order)) {
            let file = self.files.get_mut(path);
            // It may have been forgotten or read to its end meanwhile.
            let Some(backlog) = file.and_then(|file| file.backlog.as_mut()) else { continue };
            backlog.time = time;
            self.agenda.add(List::Backlog(time), Arc::clone(path));
        }
    }

    /// What was not listed does not exist, unless it is in a place that could not be looked at.
    fn forget_unlisted(&mut self, found: &Found) {
        let missing = self.roots.iter().filter(|root| !root.is_present());
        let unseen: Vec<&PathBuf> =
            missing.map(|root| &root.path).chain(found.unreadable.keys()).collect();
        let was_seen = |path: &Path| {
            found.roots.iter().any(|root| path.starts_with(root))
                && !unseen.iter().any(|place| path.starts_with(place))
        };
        let scans = self.patrol.scans;
        let unlisted: Vec<Arc<Path>> = self
            .files
            .iter()
            .filter(|(path, file)| file.listed != scans && was_seen(path))
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
        found.retain(|path, _| self.files.get(path).is_none());
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
}

/// The times of the first records of files.
///
/// Nothing else can be done before all of them are known, and most of the time is the disk's, so
/// several threads ask for them.
fn times(paths: &[Arc<Path>], order: Order) -> Vec<Time> {
    let times = move |paths: &[Arc<Path>]| -> Vec<Time> {
        // What cannot be read now comes late, and its read says why.
        let head = |path: &Path| tail::head(path).unwrap_or_default();
        paths.iter().map(|path| order(path, &head(path)).into()).collect()
    };
    let mut parts = paths.chunks(HEADS_PER_THREAD);
    let Some(ours) = parts.next() else { return Vec::new() };
    thread::scope(|scope| {
        let others = parts
            .map(|part| (part, thread::Builder::new().spawn_scoped(scope, move || times(part))));
        let others: Vec<_> = others.collect();
        let mut all = times(ours);
        for (part, thread) in others {
            let found = thread.ok().and_then(|thread| thread.join().ok());
            all.extend(found.unwrap_or_else(|| times(part)));
        }
        all
    })
}
