//! Which file is looked at next.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Files that wait to be looked at: those that grow come before those that were found at start, and
/// a file waits at most once in each list.
#[derive(Debug, Default)]
pub(crate) struct Agenda {
    live: BTreeSet<ByName>,
    backlog: BTreeSet<(Time, ByName)>,
    /// Files of the backlog whose time is not known yet. Until it is, none is taken from there.
    unsorted: Vec<Arc<Path>>,
    later: BTreeSet<(Instant, ByName)>,
    /// When each file of `later` is due, to find its place there.
    alarms: HashMap<Arc<Path>, Instant>,
}

/// Which list a file was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    /// It changed just now.
    Live,
    /// It was there at start.
    Backlog(Time),
}

/// The time of the first record of a file, by which files found at start are sorted. The unit is
/// the consumer's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Time(i64);

impl Time {
    /// After all others.
    pub(crate) const UNKNOWN: Self = Self(i64::MAX);
}

impl From<Option<i64>> for Time {
    fn from(time: Option<i64>) -> Self {
        time.map_or(Self::UNKNOWN, Self)
    }
}

impl Agenda {
    pub(crate) fn add(&mut self, list: List, path: Arc<Path>) {
        match list {
            List::Live => self.live.insert(ByName(path)),
            List::Backlog(time) => self.backlog.insert((time, ByName(path))),
        };
    }

    /// The file belongs to the backlog, as soon as its time is known.
    pub(crate) fn add_unsorted(&mut self, path: Arc<Path>) {
        self.unsorted.push(path);
    }

    /// The next files whose time is to be found, at most so many. They come once.
    pub(crate) fn take_unsorted(&mut self, most: usize) -> Vec<Arc<Path>> {
        let left = self.unsorted.len().saturating_sub(most);
        let taken = self.unsorted.split_off(left);
        if self.unsorted.is_empty() {
            // It is only needed at start.
            self.unsorted = Vec::new();
        }
        taken
    }

    /// Look at the file at that time too, instead of any time set before.
    pub(crate) fn set_alarm(&mut self, path: Arc<Path>, at: Instant) {
        self.clear_alarm(&path);
        self.alarms.insert(Arc::clone(&path), at);
        self.later.insert((at, ByName(path)));
    }

    pub(crate) fn clear_alarm(&mut self, path: &Arc<Path>) {
        if let Some(at) = self.alarms.remove(path) {
            self.later.remove(&(at, ByName(Arc::clone(path))));
        }
    }

    /// Puts the files whose time has come on the live list.
    pub(crate) fn ring(&mut self, now: Instant) {
        while let Some((at, file)) = self.later.pop_first() {
            if now < at {
                self.later.insert((at, file));
                return;
            }
            self.alarms.remove(&file.0);
            self.live.insert(file);
        }
    }

    /// The next file; `allow_backlog` is false when only those that grow are wanted.
    pub(crate) fn take(&mut self, allow_backlog: bool) -> Option<(List, Arc<Path>)> {
        if let Some(ByName(path)) = self.live.pop_first() {
            return Some((List::Live, path));
        }
        if !allow_backlog || !self.unsorted.is_empty() {
            return None;
        }
        let (time, ByName(path)) = self.backlog.pop_first()?;
        Some((List::Backlog(time), path))
    }

    /// The file has grown and waits for its turn.
    pub(crate) fn is_live(&self, path: &Arc<Path>) -> bool {
        self.live.contains(&ByName(Arc::clone(path)))
    }

    /// How many files wait for their turn now.
    pub(crate) fn waiting(&self) -> usize {
        self.live.len() + self.backlog.len() + self.unsorted.len()
    }

    /// The files that are due later.
    pub(crate) fn alarmed(&self) -> impl Iterator<Item = &Arc<Path>> {
        self.alarms.keys()
    }

    /// When the next file is due by its alarm.
    pub(crate) fn next_alarm(&self) -> Option<Instant> {
        self.later.first().map(|&(at, _)| at)
    }
}

/// Files in the order of their names, and of their folders where the names are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ByName(Arc<Path>);

impl Ord for ByName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.file_name().cmp(&other.0.file_name()).then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for ByName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn taken(agenda: &mut Agenda) -> Vec<String> {
        std::iter::from_fn(|| agenda.take(true))
            .map(|(_, path)| path.display().to_string())
            .collect()
    }

    fn path(name: &str) -> Arc<Path> {
        Arc::from(Path::new(name))
    }

    #[test]
    fn files_come_by_name_then_path_and_those_that_grow_first() {
        let mut agenda = Agenda::default();
        for name in ["b/20240102.txt", "a/20240103.txt", "a/20240102.txt", "c/20240101.txt"] {
            agenda.add(List::Backlog(Time::UNKNOWN), path(name));
        }
        agenda.add(List::Live, path("z/20250101.txt"));
        assert_eq!(
            taken(&mut agenda),
            [
                "z/20250101.txt",
                "c/20240101.txt",
                "a/20240102.txt",
                "b/20240102.txt",
                "a/20240103.txt"
            ]
        );
    }

    #[test]
    fn files_found_at_start_come_by_time_and_those_without_one_by_name_at_the_end() {
        let mut agenda = Agenda::default();
        for (name, time) in [("d", None), ("a", Some(3)), ("c", None), ("b", Some(-1))] {
            agenda.add(List::Backlog(Time::from(time)), path(name));
        }
        assert_eq!(taken(&mut agenda), ["b", "a", "c", "d"]);
    }

    #[test]
    fn nothing_of_the_backlog_comes_before_all_of_it_is_sorted() {
        let mut agenda = Agenda::default();
        agenda.add(List::Backlog(Time::UNKNOWN), path("b"));
        agenda.add_unsorted(path("a"));
        agenda.add(List::Live, path("c"));
        assert_eq!((agenda.waiting(), taken(&mut agenda)), (3, vec!["c".to_owned()]));
        assert_eq!(agenda.take_unsorted(2), [path("a")]);
        assert_eq!(taken(&mut agenda), ["b"]);
    }

    #[test]
    fn a_file_is_looked_at_once_however_often_it_was_added() {
        let mut agenda = Agenda::default();
        agenda.add(List::Live, path("a.txt"));
        agenda.add(List::Live, path("a.txt"));
        assert_eq!(taken(&mut agenda), ["a.txt"]);
    }

    #[test]
    fn an_alarm_replaces_the_one_before() {
        let start = Instant::now();
        let mut agenda = Agenda::default();
        agenda.set_alarm(path("a.txt"), start + Duration::from_secs(1));
        agenda.set_alarm(path("a.txt"), start + Duration::from_secs(3));
        agenda.set_alarm(path("b.txt"), start + Duration::from_secs(2));
        agenda.ring(start + Duration::from_secs(2));
        assert_eq!(taken(&mut agenda), ["b.txt"]);
        assert_eq!(agenda.next_alarm(), Some(start + Duration::from_secs(3)));
    }
}
