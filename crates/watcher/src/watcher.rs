//! The loop: hear, look around when it is time, read what is due.

mod patrol;
mod survey;

#[cfg(test)]
mod bench;
#[cfg(test)]
mod live;
#[cfg(test)]
mod model;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::agenda::{Agenda, List};
use crate::checkpoint::Checkpoint;
use crate::event::{Chunk, Event};
use crate::file::{Cause, File, Nothing, UnderWay};
use crate::files::Files;
use crate::hints::Waker;
use crate::listener::{Listener, Start};
use crate::notifier::Notifier;
use crate::root::Root;
use crate::scan_meter::ScanMeter;
use crate::settings::Settings;
use crate::status::Status;
use crate::tail::{self, MAX_CHUNK_BYTES, Trouble};
use crate::watcher::patrol::Patrol;

/// No more chunks are begun in one call when it has this many bytes: enough that the call is cheap
/// beside what is made of it, on several cores, and little enough that a hand that is played
/// meanwhile does not wait long.
const MAX_BYTES_PER_CALL: usize = 256 << 10;

/// No more files are looked at between two looks at the hints, however little is in them: a few
/// milliseconds on a local disk.
const MAX_LOOKS_PER_CALL: usize = 128;

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
    files: Files,
    /// How many of them are blocked.
    blocked: usize,
    agenda: Agenda,
    roots: Vec<Root>,
    listener: Listener,
    patrol: Patrol,
    /// What happened since the last call.
    news: Vec<Event>,
    restarts: u64,
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
        let mut settings = settings.bounded();
        let mut roots: Vec<Root> = Vec::new();
        for path in mem::take(&mut settings.roots) {
            if roots.iter().all(|root| root.path != path) {
                roots.push(Root::new(path));
            }
        }
        Self {
            roots,
            settings,
            known,
            files: Files::default(),
            blocked: 0,
            agenda: Agenda::default(),
            listener: Listener::new(start, now),
            patrol: Patrol::new(now),
            news: Vec::new(),
            restarts: 0,
        }
    }

    /// Follows one more root. Its files are growth: [`Origin::Grown`](crate::Origin::Grown).
    pub fn add_root(&mut self, root: PathBuf) {
        if self.roots.iter().all(|known| known.path != root) {
            self.roots.push(Root::late(root));
            self.patrol.next_active = Instant::now();
        }
    }

    /// From now on only looks by itself, for whoever reads once what there is: to be told of each
    /// file that is opened takes a tenth of that time.
    pub fn ignore_events(&mut self) {
        self.listener.ignore();
    }

    /// Waits until something happens, but not longer than `timeout` (one hour at most), and returns
    /// a bounded part of it: a few chunks, one of a file. What is left comes with the next call, at
    /// once. Empty after the timeout, or when a [`Waker`] was used.
    ///
    /// A chunk should be answered by [`Watcher::consumed`] before the next call. One that is not
    /// comes again after [`Settings::quiet`]. Of a file whose chunk was consumed nothing more comes
    /// until [`Watcher::commit`].
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
    /// no complete record in it. What was consumed is to be committed. Returns the checkpoint
    /// there, made of what was delivered, not of what the file holds by now.
    #[must_use]
    pub fn consumed(&mut self, chunk: &Chunk, up_to: usize) -> Checkpoint {
        if up_to == 0 {
            self.found_nothing(chunk);
        } else if let Some(file) = self.files.get_mut(&chunk.path) {
            file.was_taken();
        }
        chunk.checkpoint(up_to)
    }

    /// The checkpoint is stored durably: reads go on from there.
    pub fn commit(&mut self, path: &Path, checkpoint: Checkpoint) {
        let Some((path, _)) = self.files.find(path) else { return };
        let path = Arc::clone(path);
        let Some(file) = self.files.get_mut(&path) else { return };
        let progress = checkpoint != file.checkpoint;
        let more = file.commit(checkpoint);
        let list = list_of(file);
        if file.is_finished() {
            self.agenda.clear_alarm(&path);
        }
        if progress && file.unblock(Cause::NoRecord) {
            self.tell_unblocked(&path);
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

    /// What tells from another thread how its full scans went.
    #[must_use]
    pub fn scan_meter(&self) -> ScanMeter {
        self.patrol.meter.clone()
    }

    /// How it is doing.
    #[must_use]
    pub fn status(&self) -> Status {
        let roots_present = self.roots.iter().filter(|root| root.is_present()).count();
        Status {
            files: self.files.len(),
            files_waiting: self.agenda.waiting(),
            files_unsettled: self.agenda.alarmed().filter(|path| !self.is_blocked(path)).count(),
            blocked: self.blocked + self.patrol.unreadable.len(),
            roots_present,
            roots_missing: self.roots.len() - roots_present,
            hinted: self.listener.is_hinted(),
            hints: self.listener.heard,
            scans: self.patrol.scans,
            unannounced: self.listener.unannounced,
            restarts: self.restarts,
        }
    }

    fn is_blocked(&self, path: &Path) -> bool {
        self.files.get(path).is_some_and(File::any_block)
    }

    /// One round at this time. It does not wait.
    fn step(&mut self, now: Instant) -> Vec<Event> {
        self.follow_hints(now);
        if self.patrol.next_active <= now {
            self.look_at_roots(now);
            self.scan_active(now);
        }
        self.scan_some(now);
        self.sort_some();
        self.agenda.ring(now);
        self.read_some(now);
        mem::take(&mut self.news)
    }

    /// When the next round is needed, if nothing happens before.
    fn due(&self, now: Instant) -> Instant {
        if 0 < self.agenda.waiting() || self.patrol.is_under_way() {
            return now;
        }
        let scan = self.patrol.next_active.min(self.patrol.next_full());
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
        if let Some(under_way) = file.is_under_way(now, self.settings.quiet) {
            file.put_off = true;
            if let UnderWay::Until(until) = under_way {
                self.agenda.set_alarm(Arc::clone(path), until);
            }
            return None;
        }
        let read_at = Instant::now();
        let reading =
            match tail::read(path, file.checkpoint, file.backlog.map(|backlog| backlog.end)) {
                Ok(reading) => reading,
                Err(trouble) => {
                    self.cannot_read(path, &trouble, now);
                    return None;
                }
            };
        // A scan that is under way may have missed it, and does not forget it for that.
        file.listed = self.patrol.scans;
        let unblocked = file.was_blocked_until(&reading);
        if reading.restarted {
            self.restarts += 1;
            tracing::info!(path = %path.display(), "not the file it was, reading it from its first byte");
        }
        let decision = file.take(&reading, now, self.settings.quiet);
        if file.is_active(now) {
            self.patrol.active.insert(Arc::clone(path));
        }
        match decision.look_again {
            Some(at) => self.agenda.set_alarm(Arc::clone(path), at),
            None => self.agenda.clear_alarm(path),
        }
        if decision.more {
            self.agenda.add(list, Arc::clone(path));
        }
        if unblocked {
            self.tell_unblocked(path);
        }
        let delivery = decision.deliver?;
        Some(Chunk {
            path: Arc::clone(path),
            offset: reading.offset,
            end_of_file: reading.end_of_file(),
            quiet: delivery.quiet,
            rested: delivery.rested,
            origin: delivery.origin,
            read_at,
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
            self.blocked += 1;
            let (path, error) = (path.to_path_buf(), error.to_owned());
            self.news.push(Event::Blocked { path, error });
        }
    }

    /// The file does not exist any more, or never did.
    fn forget(&mut self, path: &Arc<Path>) {
        self.agenda.clear_alarm(path);
        let blocked = self.files.remove(path).is_some_and(|file| file.any_block());
        if blocked {
            self.tell_unblocked(path);
        }
    }

    /// What blocked the file is over.
    fn tell_unblocked(&mut self, path: &Path) {
        self.blocked -= 1;
        self.news.push(Event::Unblocked { path: path.to_path_buf() });
    }
}

/// The list on which a file waits.
const fn list_of(file: &File) -> List {
    match file.backlog {
        Some(backlog) => List::Backlog(backlog.time),
        None => List::Live,
    }
}
