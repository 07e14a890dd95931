//! What the client of the house writes while daemons live and die.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::File,
    io::Write as _,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use dealer::{Casino, Delivery};

use crate::support::{Dice, House};

/// Tables at which is played at the same time.
const TABLES: usize = 5;

/// Hands for each death, so that none lives without work and none is buried in it.
const HANDS: usize = 50;

/// The longest piece that is written at once, and the longest pause behind one.
const PIECE: usize = 900;
const PAUSE: usize = 4;

/// All texts that were written, and where each stands.
#[derive(Debug, Default)]
pub(crate) struct Written(pub(crate) BTreeMap<(String, u64), String>);

impl Written {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Appends a hand, and the summary if it was the last one, to the files of a house.
    #[cfg(unix)]
    pub(crate) fn write(&mut self, house: &House, delivery: &Delivery) {
        let summary = delivery.summary.as_ref().map(|(file, text)| (file, text));
        for (file, text) in
            [Some((&delivery.file_name, &delivery.text)), summary].into_iter().flatten()
        {
            let offset = house.history().join(file).metadata().map_or(0, |found| found.len());
            house.append(file, text.as_bytes());
            self.0.insert((file.clone(), offset), text.clone());
        }
    }
}

/// A thread that writes hands as the client does, but cut anywhere and to several files at
/// the same time.
pub(crate) struct Pen {
    thread: JoinHandle<Written>,
    hands: Arc<AtomicUsize>,
    enough: Arc<AtomicBool>,
}

impl Pen {
    pub(crate) fn start(house: &House, seed: u64) -> Self {
        let hands = Arc::new(AtomicUsize::new(HANDS));
        let enough = Arc::new(AtomicBool::new(false));
        let mut desk = Desk::new(house.history(), seed);
        let (allowed, end) = (Arc::clone(&hands), Arc::clone(&enough));
        let thread = thread::spawn(move || {
            while !end.load(Ordering::Relaxed) {
                if desk.files.len() < TABLES && desk.dealt < allowed.load(Ordering::Relaxed) {
                    desk.deal();
                }
                desk.write_a_piece();
                desk.rest();
            }
            desk.finish()
        });
        Self { thread, hands, enough }
    }

    /// One more death's worth of hands.
    pub(crate) fn deal_more(&self) {
        self.hands.fetch_add(HANDS, Ordering::Relaxed);
    }

    /// Finishes what is begun, and says what was written.
    pub(crate) fn put_down(self) -> Written {
        self.enough.store(true, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

/// What is being written.
struct Desk {
    folder: PathBuf,
    casino: Casino,
    dice: Dice,
    dealt: usize,
    /// Bytes that each file is still to get; it is here only while there are any.
    files: BTreeMap<String, VecDeque<Vec<u8>>>,
    lengths: BTreeMap<String, u64>,
    written: Written,
}

impl Desk {
    fn new(folder: PathBuf, seed: u64) -> Self {
        Self {
            folder,
            casino: Casino::new(seed, TABLES),
            dice: Dice::new(seed),
            dealt: 0,
            files: BTreeMap::new(),
            lengths: BTreeMap::new(),
            written: Written::default(),
        }
    }

    /// Plays a hand, and begins to write it.
    fn deal(&mut self) {
        let seconds = 1_767_225_600 + 5 * i64::try_from(self.dealt).unwrap();
        let at = chrono::DateTime::from_timestamp(seconds, 0).unwrap();
        let Delivery { file_name, text, summary, .. } = self.casino.deal(at);
        self.begin(file_name, text);
        if let Some((file_name, text)) = summary {
            self.begin(file_name, text);
        }
        self.dealt += 1;
    }

    fn begin(&mut self, file: String, text: String) {
        let length = self.lengths.entry(file.clone()).or_default();
        let mut bytes = text.clone().into_bytes();
        // A summary that pauses behind this line for long counts as complete.
        let at_once = text.find("You finished").map(|at| bytes.split_off(at));
        self.written.0.insert((file.clone(), *length), text);
        let pending = self.files.entry(file).or_default();
        for part in [Some(bytes), at_once].into_iter().flatten() {
            *length += part.len() as u64;
            pending.push_back(part);
        }
    }

    /// Appends a piece to one of the files.
    fn write_a_piece(&mut self) {
        if self.files.is_empty() {
            return;
        }
        let chosen = self.dice.below(self.files.len());
        let file = self.files.keys().nth(chosen).unwrap().clone();
        let pending = self.files.get_mut(&file).unwrap();
        let bytes = pending.front_mut().unwrap();
        let is_end = bytes.starts_with(b"You finished");
        let length = if is_end { bytes.len() } else { 1 + self.dice.below(PIECE) };
        let piece: Vec<u8> = bytes.drain(..length.min(bytes.len())).collect();
        if bytes.is_empty() {
            pending.pop_front();
        }
        if pending.is_empty() {
            self.files.remove(&file);
        }
        let path = self.folder.join(file);
        File::options().create(true).append(true).open(path).unwrap().write_all(&piece).unwrap();
    }

    fn rest(&mut self) {
        let pause = self.dice.below(PAUSE);
        if 0 < pause {
            thread::sleep(Duration::from_millis(pause as u64));
        }
    }

    fn finish(mut self) -> Written {
        while !self.files.is_empty() {
            self.write_a_piece();
        }
        self.written
    }
}
