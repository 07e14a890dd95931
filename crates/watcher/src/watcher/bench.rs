//! A watcher on a test's own folder and clock, with a consumer of whole lines.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::time::SystemTime;

use notify::EventKind;
use notify::event::ModifyKind;

use super::*;

/// More rounds than any test needs. The limit only ends a test that has failed.
pub(super) const MAX_ROUNDS: usize = 100_000;

/// The consumer stores what a store would: the lines and the checkpoints that belong to them.
#[derive(Debug)]
pub(super) struct Bench {
    pub(super) dir: tempfile::TempDir,
    pub(super) watcher: Watcher,
    pub(super) now: Instant,
    pub(super) lines: Vec<String>,
    pub(super) checkpoints: HashMap<PathBuf, Checkpoint>,
    /// Of which file each chunk was.
    pub(super) order: Vec<Arc<Path>>,
    /// Everything but chunks.
    pub(super) other: Vec<Event>,
    writes: u64,
}

impl Bench {
    /// Without hints: whatever is found, a scan found it.
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self {
            watcher: silent(&[dir.path()], HashMap::new()),
            dir,
            now: Instant::now(),
            lines: Vec::new(),
            checkpoints: HashMap::new(),
            order: Vec::new(),
            other: Vec::new(),
            writes: 0,
        }
    }

    /// Starts with nothing known, on these roots instead of the folder.
    pub(super) fn follow(&mut self, roots: &[&Path]) {
        self.watcher = silent(roots, HashMap::new());
    }

    /// A watcher that goes on from what was committed.
    pub(super) fn restart(&mut self) {
        self.watcher = silent(&[self.dir.path()], self.checkpoints.clone());
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(super) fn append(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        self.make_folder_of(name);
        let mut file = OpenOptions::new().append(true).create(true).open(&path).unwrap();
        file.write_all(bytes.as_ref()).unwrap();
        drop(file);
        self.touch(name);
    }

    pub(super) fn make_folder_of(&self, name: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
    }

    pub(super) fn replace(&mut self, name: &str, bytes: impl AsRef<[u8]>) {
        self.make_folder_of(name);
        fs::write(self.path("replacement"), bytes).unwrap();
        fs::rename(self.path("replacement"), self.path(name)).unwrap();
        self.touch(name);
    }

    pub(super) fn truncate(&mut self, name: &str, len: u64) {
        OpenOptions::new().write(true).open(self.path(name)).unwrap().set_len(len).unwrap();
        self.touch(name);
    }

    /// Gives every write a time of its own, however coarse the clock of the file system is. It lies
    /// ahead, so that no file seems to have rested.
    pub(super) fn touch(&mut self, name: &str) {
        self.writes += 1;
        let modified = SystemTime::UNIX_EPOCH + Duration::from_secs(10_000_000_000 + self.writes);
        let file = OpenOptions::new().write(true).open(self.path(name)).unwrap();
        file.set_modified(modified).unwrap();
    }

    /// What the system says when it says something.
    pub(super) fn hint(&mut self, name: &str) {
        let kind = EventKind::Modify(ModifyKind::Any);
        let event = notify::Event::new(kind).add_path(self.path(name));
        self.watcher.listener.hints.hear(Ok(event));
    }

    /// Lets this time pass, and returns what one round then finds.
    pub(super) fn step(&mut self, passed: Duration) -> Vec<Event> {
        self.now += passed;
        self.watcher.step(self.now)
    }

    /// One round with every scan, at the same time.
    pub(super) fn scan(&mut self) -> Vec<Event> {
        self.watcher.patrol.next_active = self.now;
        self.watcher.patrol.regular = self.now;
        self.step(Duration::ZERO)
    }

    /// Like [`Bench::scan`], for tests that look at the only chunk.
    pub(super) fn scan_chunk(&mut self) -> Chunk {
        only_chunk(self.scan())
    }

    /// Scans and consumes until there is nothing left to do now.
    pub(super) fn settle(&mut self) {
        // One that is under way may have passed by what has changed since.
        while self.watcher.patrol.is_under_way() {
            let events = self.step(Duration::ZERO);
            self.consume(events);
        }
        let events = self.scan();
        self.consume(events);
        self.settle_without_scan();
    }

    /// Consumes until there is nothing left to do now.
    pub(super) fn settle_without_scan(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let events = self.step(Duration::ZERO);
            let left = self.watcher.patrol.is_under_way() || 0 < self.watcher.agenda.waiting();
            if events.is_empty() && !left {
                return;
            }
            self.consume(events);
        }
        panic!("it never settles");
    }

    /// What rounds bring until this time has passed, whatever the scans before have cost.
    pub(super) fn consume_after(&mut self, passed: Duration) {
        let end = self.now + passed;
        let patrol = &mut self.watcher.patrol;
        patrol.full_from = self.now;
        patrol.regular = patrol.regular.min(self.now + Settings::default().full_scan);
        patrol.next_active = patrol.next_active.min(self.now + Settings::default().active_scan);
        loop {
            let due = self.watcher.due(self.now).max(self.now);
            if end < due {
                self.now = end;
                return;
            }
            let events = self.step(due - self.now);
            self.consume(events);
        }
    }

    pub(super) fn consume(&mut self, events: Vec<Event>) {
        for event in events {
            match event {
                Event::Chunk(chunk) => self.consume_chunk(&chunk),
                Event::RootMissing(_)
                | Event::RootBack(_)
                | Event::Blocked { .. }
                | Event::Unblocked { .. } => self.other.push(event),
            }
        }
    }

    /// Takes the whole lines.
    pub(super) fn consume_chunk(&mut self, chunk: &Chunk) {
        let used = chunk.bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let text = String::from_utf8(chunk.bytes[..used].to_vec()).unwrap();
        self.lines.extend(text.lines().map(str::to_owned));
        let checkpoint = self.watcher.consumed(chunk, used);
        self.checkpoints.insert(chunk.path.to_path_buf(), checkpoint);
        self.order.push(Arc::clone(&chunk.path));
        self.watcher.commit(&chunk.path, checkpoint);
    }

    pub(super) fn take_lines(&mut self) -> Vec<String> {
        mem::take(&mut self.lines)
    }
}

pub(super) fn settings(root: &Path) -> Settings {
    Settings { roots: vec![root.to_path_buf()], ..Settings::default() }
}

fn silent(roots: &[&Path], known: HashMap<PathBuf, Checkpoint>) -> Watcher {
    let roots = roots.iter().map(|root| root.to_path_buf()).collect();
    let settings = Settings { roots, ..Settings::default() };
    Watcher::listening(settings, known, |_, _| Notifier::silent())
}

pub(super) fn only_chunk(events: Vec<Event>) -> Chunk {
    match <[Event; 1]>::try_from(events) {
        Ok([Event::Chunk(chunk)]) => chunk,
        other => panic!("not one chunk: {other:?}"),
    }
}
