//! The power fails at any moment: what a client was sent is in the log, under the same seq.
//!
//! What a daemon writes and syncs is recorded once. A cut is a place in that record: the
//! files are made as the disk would have them then, and the log is opened.
//!
//! `RAILBIRD_TEST_LONG=1` cuts hundreds of times.

mod disk;
mod trace;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    time::Instant,
};

use push::client::Subscription;
use store::{Range, Seq, Store};

use self::{
    disk::{Syncs, after_a_cut},
    trace::{Act, Event},
};
use crate::{
    deaths::{
        pen::Written,
        verdict::{id_of, judge_log, log_of},
        wait_for,
    },
    strace,
    support::{Daemon, Dice, House, PATIENCE, dealt, is_long, seed, skip},
};

/// Hands of the three daemons that are recorded: the first one moves what it has written
/// ahead to its place while it runs and when it ends, the second one is killed.
const HANDS: [usize; 3] = [190, 30, 30];

/// What daemons did, and what was written to the history files meanwhile.
struct Record {
    house: House,
    events: Vec<Event>,
    written: Written,
    epoch: String,
}

/// Runs the daemons, each under `strace` with these further options.
async fn record(options: [&[&str]; 3]) -> Record {
    let house = House::new();
    let mut written = Written::default();
    let mut hands = dealt(41, HANDS.iter().sum()).into_iter();
    let (mut text, mut epoch, mut seq) = (String::new(), None, 0);
    for (number, count) in HANDS.into_iter().enumerate() {
        let file = house.data_dir().with_extension(format!("{number}.trace"));
        let options = [trace::OPTIONS, options[number]].concat();
        let command = strace::under(&options, &file, &house.command());
        let daemon = Daemon::start(house.quiet(command));
        let since = Subscription { since: Some(Seq(seq)), ..Subscription::default() };
        let (mut client, ack) = daemon.client(since).await;
        assert_eq!(epoch.get_or_insert_with(|| ack.epoch.clone()), &ack.epoch);
        for hand in hands.by_ref().take(count) {
            written.write(&house, &hand);
            // A daemon that is made to die takes no more.
            let Some(next) = client.try_next_hand().await else { break };
            seq = next.seq;
        }
        match number {
            0 => assert_eq!(daemon.terminate(), Some(0)),
            _ => daemon.kill(),
        }
        text.push_str(&ended(&file));
    }
    let events = trace::read(&text, &house.data_dir());
    Record { house, events, written, epoch: epoch.unwrap() }
}

/// A trace to its end: the tracer may be a little behind.
fn ended(file: &Path) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let text = fs::read_to_string(file).unwrap();
        let words = || text.lines().filter_map(|line| line.split_once(' '));
        let alive = |thread: &str| {
            !words().any(|(of, line)| of == thread && line.trim_start().starts_with("+++ "))
        };
        let threads: BTreeSet<&str> = words().map(|(thread, _)| thread).collect();
        if text.ends_with('\n') && !threads.into_iter().any(alive) {
            return text;
        }
        assert!(Instant::now() < deadline, "the trace does not end");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}

impl Record {
    /// A place to cut at: anywhere, or just behind something that was sent.
    fn cut(&self, dice: &mut Dice) -> usize {
        let sent: Vec<usize> = self.sent().map(|(place, _)| place).collect();
        match dice.below(2) {
            0 => dice.below(self.events.last().unwrap().ended + 2),
            _ => sent[dice.below(sent.len())] + 1,
        }
    }

    fn sent(&self) -> impl Iterator<Item = (usize, &Vec<(u64, String)>)> {
        self.events.iter().filter_map(|event| match &event.act {
            Act::Send(entries) if !entries.is_empty() => Some((event.began, entries)),
            _ => None,
        })
    }

    /// Makes the data directory as the disk has it after a cut, and says what the log lacks
    /// of what was sent before it.
    fn lost(&self, cut: usize, syncs: Syncs, dice: &mut Dice) -> Vec<String> {
        let directory = self.house.data_dir();
        fs::remove_dir_all(&directory).unwrap();
        fs::create_dir(&directory).unwrap();
        for (name, bytes) in after_a_cut(&self.events, cut, syncs, dice) {
            fs::write(directory.join(name), bytes).unwrap();
        }
        let sent = self.sent().take_while(|(place, _)| *place < cut);
        let sent: BTreeMap<u64, &String> =
            sent.flat_map(|(_, entries)| entries).map(|(seq, id)| (*seq, id)).collect();
        let store = match Store::open(&directory) {
            Ok(store) if store.recovery().is_none() => store,
            // A log that nobody was told of may be in any state.
            Ok(_) | Err(_) if sent.is_empty() => return Vec::new(),
            Ok(store) => return vec![format!("the log is damaged: {:?}", store.recovery())],
            Err(error) => return vec![format!("the log cannot be opened: {error}")],
        };
        if store.epoch().0 != self.epoch && !sent.is_empty() {
            return vec!["the epoch".to_owned()];
        }
        let (after, up_to) = (Seq(0), store.totals().top);
        let range =
            Range { after, up_to, limit: usize::MAX, live_only: false, newest_first: false };
        // Without its syncs a log may look whole and be damaged further in.
        let log = match store.reader().and_then(|reader| reader.entries(range)) {
            Ok(log) => log,
            Err(error) => return vec![format!("the log cannot be read: {error}")],
        };
        let is_there = |(seq, id): &(u64, &String)| {
            let entry = usize::try_from(seq - 1).ok().and_then(|index| log.get(index));
            entry
                .is_some_and(|entry| entry.seq.0 == *seq && (id.is_empty() || id_of(entry) == **id))
        };
        let lost = sent.into_iter().filter(|entry| !is_there(entry));
        lost.map(|entry| format!("{entry:?}")).collect()
    }

    /// Starts a daemon behind a cut: the log gets whole from the history files.
    fn heal(&self) {
        let daemon = Daemon::start(self.house.quiet(self.house.command()));
        wait_for(&daemon, self.written.len() as u64, PATIENCE);
        daemon.kill();
        let verdict = judge_log(&self.written, &log_of(&self.house.data_dir()));
        assert!(verdict.is_clean(), "{verdict}");
    }

    /// In how many of so many cuts something was lost, and what in the first one.
    fn cuts(&self, count: usize, syncs: Syncs, seed: u64) -> (usize, Vec<String>) {
        let mut dice = Dice::new(seed);
        let (mut bad, mut first) = (0, Vec::new());
        for number in 0..count {
            let cut = self.cut(&mut dice);
            let lost = self.lost(cut, syncs, &mut dice);
            if syncs == Syncs::All && lost.is_empty() && number % (count / 2) == 0 {
                self.heal();
            }
            if !lost.is_empty() {
                bad += 1;
                first = if bad == 1 { lost } else { first };
            }
        }
        (bad, first)
    }
}

#[tokio::test]
async fn what_was_sent_outlives_a_power_cut_at_any_moment() {
    if !strace::is_there() {
        skip("strace cannot be used here");
        return;
    }
    let record = record([&[]; 3]).await;
    let moved =
        |event: &&Event| matches!(&event.act, Act::Write { file, .. } if file == "railbird.db");
    let again = |event: &&Event| matches!(&event.act, Act::Write { file, offset: 0, .. } if file == "railbird.db-wal");
    let moved = record.events.iter().position(|event| moved(&event)).unwrap();
    assert!(record.events[moved..].iter().any(|event| again(&event)), "the log never begins again");

    let (seed, count) = (seed(7), if is_long() { 500 } else { 30 });
    let (bad, lost) = record.cuts(count, Syncs::All, seed);
    assert_eq!(bad, 0, "seed {seed}: {bad} of {count} cuts, first {lost:?}");
    // The test of the test: a log that does not wait for the disk loses what it has told.
    for syncs in [Syncs::OfCheckpoints, Syncs::None] {
        let (bad, lost) = record.cuts(count, syncs, seed);
        let first = lost.first();
        eprintln!("{syncs:?}: {bad} of {count} cuts lost something, the first one {first:?}");
        assert!(0 < bad, "{syncs:?}: no loss is seen");
    }
}

/// A commit that is written but not yet on the disk when its process is killed is read by the
/// next one, from memory. It must be on the disk before that one tells it to anybody.
#[tokio::test]
async fn what_a_killed_daemon_did_not_sync_is_synced_before_it_is_sent() {
    if !strace::is_there() {
        skip("strace cannot be used here");
        return;
    }
    let killed_at_a_sync = ["-e", "inject=fsync,fdatasync:signal=KILL:when=20"];
    let record = record([&[], &killed_at_a_sync, &[]]).await;
    let sent: Vec<usize> = record.sent().map(|(place, _)| place).collect();
    let behind_the_death = &sent[HANDS[0]..];
    let mut dice = Dice::new(8);
    for place in behind_the_death {
        for _ in 0..4 {
            let lost = record.lost(place + 1, Syncs::All, &mut dice);
            assert_eq!(lost, [""; 0], "cut at {place}");
        }
    }
}
