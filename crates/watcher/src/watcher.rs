//! The loop: hear, look around when it is time, read what is due.

mod patrol;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod live;
#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::agenda::{Agenda, List};
use crate::checkpoint::Checkpoint;
use crate::event::{Chunk, Event};
use crate::file::{Cause, File, Nothing};
use crate::hints::Waker;
use crate::listener::{Listener, Start};
use crate::notifier::Notifier;
use crate::root::Root;
use crate::settings::Settings;
use crate::status::Status;
use crate::tail::{self, MAX_CHUNK_BYTES, Trouble};

/// No more chunks are begun in one call when it has this many bytes: enough to fill a transaction,
/// little enough to hold in memory.
const MAX_BYTES_PER_CALL: usize = 2 * MAX_CHUNK_BYTES;

/// No more files are looked at in one call, so that a start with many finished files can be
/// stopped.
const MAX_LOOKS_PER_CALL: usize = 512;

/// Nobody wants to wait longer, and the clock could not.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

/// A file that changed under a read is read again after this long.
const MOVING_PAUSE: Duration = Duration::from_millis(5);

/// Follows the text files under some folders.
#[derive(Debug)]
pub struct Watcher {
    settings: Settings,
    /// Checkpoints of an earlier run, for files that were not found yet.
    known: HashMap<PathBuf, Checkpoint>,
    files: HashMap<Arc<Path>, File>,
    agenda: Agenda,
    roots: Vec<Root>,
    listener: Listener,
    patrol: Patrol,
    /// What happened since the last call.
    news: Vec<Event>,
    restarts: u64,
}

/// When the scans are due, and what the last ones found besides files.
#[derive(Debug)]
struct Patrol {
    next_active: Instant,
    next_full: Instant,
    /// A full scan that is asked for before its time does not come before this.
    full_from: Instant,
    /// The next full scan was asked for, so what it finds is announced.
    announced: bool,
    /// How many listings were made.
    scans: u64,
    odd: BTreeSet<PathBuf>,
    unreadable: BTreeSet<PathBuf>,
}

impl Watcher {
    /// A watcher that goes on from these checkpoints. Nothing is read yet, and nothing can fail:
    /// what does not work is told by [`Watcher::next`] and tried again.
    #[must_use]
    pub fn new(settings: Settings, known: HashMap<PathBuf, Checkpoint>) -> Self {
        Self::listening(settings, known, Notifier::start)
    }

    fn listening(settings: Settings, known: HashMap<PathBuf, Checkpoint>, start: Start) -> Self {
        let now = Instant::now();
        Self {
            roots: settings.roots.iter().cloned().map(Root::new).collect(),
            settings: settings.bounded(),
            known,
            files: HashMap::new(),
            agenda: Agenda::default(),
            listener: Listener::new(start, now),
            patrol: Patrol {
                next_active: now,
                next_full: now,
                full_from: now,
                announced: false,
                scans: 0,
                odd: BTreeSet::new(),
                unreadable: BTreeSet::new(),
            },
            news: Vec::new(),
            restarts: 0,
        }
    }

    /// Follows one more root. Its files are growth: [`Origin::Grown`](crate::Origin::Grown).
    pub fn add_root(&mut self, root: PathBuf) {
        self.settings.roots.push(root.clone());
        self.roots.push(Root::late(root));
        self.patrol.next_active = Instant::now();
        self.patrol.next_full = self.patrol.next_active;
    }

    /// Waits until something happens, but not longer than `timeout` (one hour at most), and returns
    /// a bounded part of it: a few MiB of chunks, one chunk of a file. What is left comes with the
    /// next call, at once. Empty after the timeout, or when a [`Waker`] was used.
    ///
    /// A chunk should be answered by [`Watcher::consumed`] and [`Watcher::commit`] before the next
    /// call. One that is not comes again after [`Settings::quiet`].
    #[must_use]
    pub fn next(&mut self, timeout: Duration) -> Vec<Event> {
        let deadline = Instant::now() + timeout.min(LONGEST_WAIT);
        loop {
            let now = Instant::now();
            let events = self.step(now);
            if !events.is_empty() || deadline <= now {
                return events;
            }
            if self.listener.hints.wait(deadline.min(self.due(now))) {
                return Vec::new();
            }
        }
    }

    /// The consumer has consumed `bytes[..up_to]` of the chunk, which ends a record; 0 if there is
    /// no complete record in it. Returns the checkpoint there, made of what was delivered, not
    /// of what the file holds by now.
    #[must_use]
    pub fn consumed(&mut self, chunk: &Chunk, up_to: usize) -> Checkpoint {
        if up_to == 0 {
            self.found_nothing(chunk);
        }
        chunk.checkpoint(up_to)
    }

    /// The checkpoint is stored durably: reads go on from there.
    pub fn commit(&mut self, path: &Path, checkpoint: Checkpoint) {
        let Some((path, _)) = self.files.get_key_value(path) else { return };
        let path = Arc::clone(path);
        let Some(file) = self.files.get_mut(&path) else { return };
        let progress = checkpoint != file.checkpoint;
        let more = file.commit(checkpoint);
        let list = list_of(file);
        if progress && file.unblock(Cause::NoRecord) {
            self.news.push(Event::Unblocked { path: path.to_path_buf() });
        }
        if more {
            self.agenda.add(list, path);
        }
    }

    /// A handle that ends the wait of [`Watcher::next`] from another thread.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker(Arc::clone(&self.listener.hints))
    }

    /// How it is doing.
    #[must_use]
    pub fn status(&self) -> Status {
        let roots_present = self.roots.iter().filter(|root| root.is_present()).count();
        let blocked_files = self.files.values().filter(|file| file.any_block()).count();
        Status {
            files: self.files.len(),
            files_waiting: self.agenda.waiting(),
            blocked: blocked_files + self.patrol.unreadable.len(),
            roots_present,
            roots_missing: self.roots.len() - roots_present,
            hinted: self.listener.is_hinted(),
            hints: self.listener.heard,
            scans: self.patrol.scans,
            unannounced: self.listener.unannounced,
            restarts: self.restarts,
        }
    }

    /// One round at this time. It does not wait.
    fn step(&mut self, now: Instant) -> Vec<Event> {
        self.follow_hints(now);
        if self.patrol.next_active <= now {
            self.look_at_roots(now);
            self.scan_active(now);
        }
        if self.patrol.next_full <= now {
            self.scan_all(now);
        }
        self.agenda.ring(now);
        self.read_some(now);
        mem::take(&mut self.news)
    }

    /// When the next round is needed, if nothing happens before.
    fn due(&self, now: Instant) -> Instant {
        if 0 < self.agenda.waiting() {
            return now;
        }
        let scan = self.patrol.next_active.min(self.patrol.next_full);
        self.agenda.next_alarm().map_or(scan, |alarm| scan.min(alarm))
    }

    fn read_some(&mut self, now: Instant) {
        let mut bytes = 0;
        let mut allow_backlog = true;
        for _ in 0..MAX_LOOKS_PER_CALL {
            let Some((list, path)) = self.agenda.take(allow_backlog) else { return };
            let Some(chunk) = self.read(&path, list, now) else { continue };
            // The next file found at start has to wait until this one was read to its end, or the
            // order would depend on the size of a chunk.
            allow_backlog &= list == List::Live || chunk.end_of_file;
            bytes += chunk.bytes.len();
            self.news.push(Event::Chunk(chunk));
            if MAX_BYTES_PER_CALL <= bytes {
                return;
            }
        }
    }

    fn read(&mut self, path: &Arc<Path>, list: List, now: Instant) -> Option<Chunk> {
        let file = self.files.get_mut(path)?;
        if file.waits(now) {
            return None;
        }
        let reading = match tail::read(path, file.checkpoint, file.backlog) {
            Ok(reading) => reading,
            Err(trouble) => {
                self.cannot_read(path, &trouble, now);
                return None;
            }
        };
        if file.was_blocked_until(&reading) {
            self.news.push(Event::Unblocked { path: path.to_path_buf() });
        }
        if reading.restarted {
            self.restarts += 1;
            tracing::info!(path = %path.display(), "not the file it was, reading it from its first byte");
        }
        let decision = file.take(&reading, now, self.settings.quiet);
        match decision.look_again {
            Some(at) => self.agenda.set_alarm(Arc::clone(path), at),
            None => self.agenda.clear_alarm(path),
        }
        if decision.more {
            self.agenda.add(list, Arc::clone(path));
        }
        let delivery = decision.deliver?;
        Some(Chunk {
            path: Arc::clone(path),
            offset: reading.offset,
            end_of_file: reading.end_of_file(),
            quiet: delivery.quiet,
            origin: delivery.origin,
            bytes: reading.bytes,
            prefix: reading.prefix,
        })
    }

    fn cannot_read(&mut self, path: &Arc<Path>, trouble: &Trouble, now: Instant) {
        match trouble {
            // Whether it is gone for good is for the next listing to say.
            Trouble::Gone => {
                if self.files.get(path).is_some_and(|file| !file.was_read() || file.any_block()) {
                    self.forget(path);
                }
            }
            Trouble::Odd => self.forget(path),
            Trouble::Moving => self.agenda.set_alarm(Arc::clone(path), now + MOVING_PAUSE),
            Trouble::Zeros | Trouble::Io(_) => {
                self.block(path, Cause::Unreadable, &trouble.to_string(), now);
            }
        }
    }

    fn found_nothing(&mut self, chunk: &Chunk) {
        let Some(file) = self.files.get_mut(&chunk.path) else { return };
        let list = list_of(file);
        match file.found_nothing() {
            None => {}
            Some(Nothing::YetThereIsMore) => self.agenda.add(list, Arc::clone(&chunk.path)),
            Some(Nothing::InAFullChunk) => {
                let error = format!("no record ends within {MAX_CHUNK_BYTES} bytes");
                self.block(&chunk.path, Cause::NoRecord, &error, Instant::now());
            }
        }
    }

    fn block(&mut self, path: &Arc<Path>, cause: Cause, error: &str, now: Instant) {
        let Some(file) = self.files.get_mut(path) else { return };
        let (until, is_news) = file.block(cause, now);
        self.agenda.set_alarm(Arc::clone(path), until);
        if is_news {
            let (path, error) = (path.to_path_buf(), error.to_owned());
            self.news.push(Event::Blocked { path, error });
        }
    }

    /// The file does not exist any more, or never did.
    fn forget(&mut self, path: &Arc<Path>) {
        self.agenda.clear_alarm(path);
        let blocked = self.files.remove(path).is_some_and(|file| file.any_block());
        if blocked {
            self.news.push(Event::Unblocked { path: path.to_path_buf() });
        }
    }
}

/// The list on which a file waits.
const fn list_of(file: &File) -> List {
    match file.backlog {
        Some(_) => List::Backlog,
        None => List::Live,
    }
}
