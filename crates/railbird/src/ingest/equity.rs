//! What all-ins were worth, counted behind the hands.
//!
//! An all-in before the flop takes a thousandfold of the time of other hands, and nobody waits
//! for it: the log gets the hand at once, and this thread reads it again when things are quiet.

use std::{
    mem,
    sync::mpsc::{Receiver, SyncSender},
    time::Duration,
};

use hand_history::parse;
use hud::{AllIn, Played};
use push::{Board, Log};
use rayon::prelude::*;
use store::{Entry, Expectation, Range, Reader, Seq, Store, Text};
use wire::Level;

use super::{stop::Stop, work::Work};

/// How many entries are read and written at once. With a hundred all-ins among them, as in an
/// Expresso, they take a tenth of a second.
const AT_ONCE: usize = 512;

/// The past is left to be read in peace: when more entries than this came within the pause,
/// they are not looked at yet.
const PAUSE: Duration = Duration::from_millis(300);
const MANY: u64 = 64;

/// The work behind the hands.
#[derive(Debug)]
pub(super) struct Equity {
    reader: Reader,
    log: Log,
    /// Up to which entry all-ins are counted.
    done: Seq,
    stop: Stop,
    work: SyncSender<Work>,
}

impl Equity {
    /// Goes on where the log says that it is.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(super) fn new(
        store: &Store,
        log: Log,
        stop: Stop,
        work: SyncSender<Work>,
    ) -> Result<Self, store::Error> {
        Ok(Self { reader: store.reader()?, log, done: store.adjusted_up_to()?, stop, work })
    }

    /// Counts what is there and what comes, until it is stopped. `grown` tells when the log has
    /// become longer, and ends with it.
    pub(super) fn follow(mut self, grown: &Receiver<()>, board: &Board) {
        loop {
            let mut top = self.log.top();
            loop {
                if self.stop.wait(PAUSE) {
                    return;
                }
                let before = mem::replace(&mut top, self.log.top());
                if top.0 <= before.0 + MANY {
                    break;
                }
            }
            let Some(count) = self.catch_up(one_by_one, |_| {}) else { return };
            if 0 < count {
                // The writer takes this when it has written the last ones: whoever asks for
                // them when he is told finds them.
                let nothing_more = Work::Expectations(self.done, Vec::new());
                if self.work.send(nothing_more).is_err() {
                    return;
                }
                let words = format!("all-ins are counted up to hand {}: {count} more", self.done);
                board.tell(Level::Info, "ev_ready", words);
            }
            if grown.recv().is_err() {
                return;
            }
        }
    }

    /// Counts everything up to the top of the log, and calls `tell` now and then with the entry
    /// that it has come to. How many all-ins that were; `None` when it was stopped before the
    /// end.
    pub(super) fn catch_up(
        &mut self,
        expectations: impl Fn(&[Entry], &Stop) -> Vec<Expectation>,
        mut tell: impl FnMut(Seq),
    ) -> Option<u64> {
        let (top, mut count) = (self.log.top(), 0);
        while self.done < top {
            let range = Range {
                after: self.done,
                up_to: top,
                limit: AT_ONCE,
                live_only: false,
                newest_first: false,
            };
            let entries = match self.reader.entries(range) {
                Ok(entries) => entries,
                Err(error) => {
                    let error = anyhow::Error::from(error);
                    tracing::warn!("all-ins cannot be counted, trying later: {error:#}");
                    return Some(count);
                }
            };
            let up_to = entries.last().map_or(top, |last| last.seq);
            let expectations = expectations(&entries, &self.stop);
            // They may be some of them only.
            if self.stop.is_stopped() {
                return None;
            }
            count += expectations.len() as u64;
            self.work.send(Work::Expectations(up_to, expectations)).ok()?;
            self.done = up_to;
            tell(up_to);
        }
        Some(count)
    }
}

/// Counts on one core: somebody is playing. A stop waits for one hand, not for all of them,
/// which may be minutes of Omaha.
pub(super) fn one_by_one(entries: &[Entry], stop: &Stop) -> Vec<Expectation> {
    let left = entries.iter().take_while(|_| !stop.is_stopped());
    left.filter_map(expectation).collect()
}

/// Counts on all cores: somebody waits for it.
pub(super) fn on_all_cores(entries: &[Entry], stop: &Stop) -> Vec<Expectation> {
    let left = entries.par_iter().filter(|_| !stop.is_stopped());
    left.filter_map(expectation).collect()
}

/// What the players of an entry could expect, if it is an all-in.
fn expectation(entry: &Entry) -> Option<Expectation> {
    let Text::Hand(text) = &entry.text else { return None };
    let hand = parse(text).ok()?;
    let ev_nets = AllIn::of(&hand)?.ev_nets()?;
    Some(Expectation { seq: entry.seq, played: Played::of(&hand), ev_nets })
}

#[cfg(test)]
mod tests {
    use std::{
        path::Path,
        sync::{
            Arc,
            mpsc::{Receiver, sync_channel},
        },
        thread,
        time::Duration,
    };

    use dealer::{Game, Layout, deal_one, write};
    use push::{Board, Log};
    use store::{Content, Item, Origin, Packed, Store};
    use tempfile::TempDir;

    use super::{AT_ONCE, Entry, Equity, Range, Seq, Stop, Work, on_all_cores, one_by_one};
    use crate::{ingest::Ingest, open_tables::OpenTables, pseudonyms::Names, publish};

    const HANDS: u64 = 200;

    /// The work behind these hands, and what comes of it; the folder is to be kept.
    fn equity() -> (Equity, Receiver<Work>, TempDir) {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        for seed in 0..HANDS {
            let hand = deal_one(Game::ALL[0], Layout::Client, seed);
            let text = Packed::new(write(&hand, Layout::Client).trim_end().as_bytes()).unwrap();
            let played = hud::Played::of(&hand);
            let content = Content::Hand(&played, &text);
            let item = Item { file: Path::new("a.txt"), offset: 0, origin: Origin::Live, content };
            store.append(&[item], &[]).unwrap();
        }
        let reader = store.reader().unwrap();
        let past = publish::past(Arc::new(store.reader().unwrap()), Names::default());
        let tables = OpenTables::new(Duration::ZERO);
        let log = Log::new(store.epoch().clone(), store.totals().top, tables.view(), 1, past);
        let named = vec![directory.path().to_owned()];
        let ingest = Ingest::new(named, store, log.clone(), tables, Board::default()).unwrap();
        let (work, todo) = sync_channel(1);
        let equity = Equity { reader, log, done: Seq(0), stop: ingest.stop(), work };
        (equity, todo, directory)
    }

    #[test]
    fn what_a_stop_breaks_off_is_left_for_the_next_time() {
        let (mut equity, todo, _directory) = equity();
        let range = Range {
            after: Seq(0),
            up_to: Seq(HANDS),
            limit: AT_ONCE,
            live_only: false,
            newest_first: false,
        };
        let entries = equity.reader.entries(range).unwrap();
        let counted = |stop: &Stop| {
            [one_by_one(&entries, stop), on_all_cores(&entries, stop)].map(|all_ins| all_ins.len())
        };
        let [all_ins, same] = counted(&equity.stop);
        assert!(0 < all_ins && all_ins == same, "{all_ins} {same}");
        // Stopped amid a part, and before it.
        let amid = |_: &[Entry], stop: &Stop| {
            stop.stop();
            Vec::new()
        };
        assert_eq!(equity.catch_up(amid, |_| {}), None);
        assert_eq!(counted(&equity.stop), [0, 0]);
        assert!(todo.try_recv().is_err());
    }

    #[test]
    fn it_is_told_when_the_last_ones_are_on_the_disk() {
        let (equity, todo, _directory) = equity();
        let (stop, (grown, growth)) = (equity.stop.clone(), sync_channel(1));
        let following = thread::spawn(move || equity.follow(&growth, &Board::default()));
        let counts = [(); 2].map(|()| match todo.recv_timeout(Duration::from_secs(60)) {
            Ok(Work::Expectations(Seq(HANDS), all_ins)) => all_ins.len(),
            other => panic!("{other:?}"),
        });
        // The writer takes the second when it has written the first.
        assert!(0 < counts[0] && counts[1] == 0, "{counts:?}");
        stop.stop();
        drop(grown);
        following.join().unwrap();
    }
}
