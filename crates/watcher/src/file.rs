//! What is known of one file between two reads, and what follows from a read. No I/O here.

use std::time::{Duration, Instant};

use crate::backoff::Backoff;
use crate::checkpoint::Checkpoint;
use crate::event::Origin;
use crate::scan::Stamp;
use crate::tail::Reading;

/// A file that cannot be read is tried again after this long at first,
const FIRST_RETRY: Duration = Duration::from_millis(50);

/// and at least this often later: what is blocked for long is not live any more.
const LAST_RETRY: Duration = Duration::from_secs(5);

/// A file is active for this long after a change: a table plays several hands in it.
const ACTIVE: Duration = Duration::from_secs(60);

/// A file that is followed.
#[derive(Debug)]
pub(crate) struct File {
    /// What the consumer has durably consumed.
    pub(crate) checkpoint: Checkpoint,
    /// The end of what was there at start, until it was delivered once.
    pub(crate) backlog: Option<u64>,
    /// The number of the last listing that it was in.
    pub(crate) listed: u64,
    seen: Option<Seen>,
    changed_at: Instant,
    /// It changed after the start. What was there at start is mostly finished for years.
    grown: bool,
    delivered: Option<Delivered>,
    blocked: Option<Blocked>,
}

/// What the last read saw.
#[derive(Debug, Clone, Copy)]
struct Seen {
    stamp: Stamp,
    end: u64,
}

/// The last chunk that was made of the bytes after the checkpoint.
#[derive(Debug, Clone, Copy)]
struct Delivered {
    at: Instant,
    end_of_file: bool,
    full: bool,
    quiet: bool,
    /// The consumer said how far it came.
    answered: bool,
}

#[derive(Debug, Clone, Copy)]
struct Blocked {
    cause: Cause,
    backoff: Backoff,
    until: Instant,
}

/// Why a file makes no progress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It cannot be read.
    Unreadable,
    /// The consumer finds the end of no record in a chunk of full size.
    NoRecord,
}

/// What to do after a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// Deliver what was read, as this.
    pub(crate) deliver: Option<Delivery>,
    /// Read again at that time even if nothing happens.
    pub(crate) look_again: Option<Instant>,
    /// There is more to read now.
    pub(crate) more: bool,
}

/// What a chunk says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) quiet: bool,
    pub(crate) origin: Origin,
}

impl File {
    pub(crate) const fn new(checkpoint: Checkpoint, backlog: Option<u64>, now: Instant) -> Self {
        Self {
            checkpoint,
            backlog,
            listed: 0,
            seen: None,
            changed_at: now,
            grown: false,
            delivered: None,
            blocked: None,
        }
    }

    /// A scan sees this stamp: is a read worth while? What is blocked is read at its own times.
    pub(crate) fn has_changed(&self, stamp: Stamp) -> bool {
        self.blocked.is_none() && self.seen.is_none_or(|seen| seen.stamp != stamp)
    }

    /// The file is longer than at the last read.
    pub(crate) fn has_grown(&self, stamp: Stamp) -> bool {
        self.seen.is_some_and(|seen| seen.stamp.len < stamp.len)
    }

    /// It changed lately, or something of it is not consumed.
    pub(crate) fn is_active(&self, now: Instant) -> bool {
        let rest = self.seen.is_some_and(|seen| self.checkpoint.offset < seen.stamp.len);
        rest || (self.grown && now < self.changed_at + ACTIVE)
    }

    pub(crate) const fn was_read(&self) -> bool {
        self.seen.is_some()
    }

    /// Takes note of a read and decides what becomes of it.
    pub(crate) fn take(&mut self, reading: &Reading, now: Instant, quiet: Duration) -> Decision {
        if reading.restarted {
            self.checkpoint = Checkpoint::START;
            (self.seen, self.delivered) = (None, None);
        }
        let changed = self.notes_a_change(reading);
        if changed {
            self.changed_at = now;
            self.grown |= self.backlog.is_none();
        }
        let rested = self.changed_at + quiet <= now;
        let is_quiet = rested && reading.end_of_file() && !reading.zeros();
        let wanted = changed
            || self.delivered.is_none_or(|last| {
                let unheard = !last.answered && last.at + quiet <= now;
                unheard || (is_quiet && !last.quiet) || self.is_blocked(Cause::NoRecord)
            });
        let origin = if self.backlog.is_some() { Origin::AtStart } else { Origin::Grown };
        let deliver =
            (wanted && !reading.bytes.is_empty()).then_some(Delivery { quiet: is_quiet, origin });
        let (end_of_file, full) = (reading.end_of_file(), reading.full());
        if self.backlog.is_some_and(|end| end_of_file || end <= reading.read_to) {
            self.backlog = None;
        }
        if deliver.is_some() {
            let answered = false;
            self.delivered =
                Some(Delivered { at: now, end_of_file, full, quiet: is_quiet, answered });
        }
        let more = deliver.is_none() && !end_of_file && !full;
        Decision { deliver, look_again: self.next_look(now, quiet), more }
    }

    /// Zeros at the end are neither growth nor a reason to deliver the same bytes again.
    fn notes_a_change(&mut self, reading: &Reading) -> bool {
        let now = Seen { stamp: reading.stamp, end: reading.end() };
        let before = self.seen.replace(now);
        before.is_none_or(|before| {
            before.end != now.end || (before.stamp != now.stamp && !reading.zeros())
        })
    }

    /// One look when the file may have become quiet. It also catches what was written in the same
    /// tick of the file system's clock as the read before. Then no more, unless the consumer did
    /// not answer: it gets the chunk again.
    fn next_look(&self, now: Instant, quiet: Duration) -> Option<Instant> {
        let quiet_at = self.changed_at + quiet;
        if now < quiet_at {
            return Some(quiet_at);
        }
        self.delivered.filter(|last| !last.answered).map(|last| last.at + quiet)
    }

    /// The consumer has durably consumed up to there. True if the rest can be read at once.
    pub(crate) fn commit(&mut self, checkpoint: Checkpoint) -> bool {
        let progress = checkpoint != self.checkpoint;
        self.checkpoint = checkpoint;
        let Some(last) = &mut self.delivered else { return false };
        last.answered = true;
        progress && !last.end_of_file
    }

    /// The consumer found nothing complete in what it was given. None if that is the end of the
    /// file, where it is nothing special.
    pub(crate) fn found_nothing(&mut self) -> Option<Nothing> {
        let last = self.delivered.as_mut()?;
        last.answered = true;
        match (last.end_of_file, last.full) {
            (true, _) => None,
            (false, true) => Some(Nothing::InAFullChunk),
            (false, false) => Some(Nothing::YetThereIsMore),
        }
    }

    /// It does not get on. Returns when to try again, and whether that is news.
    pub(crate) fn block(&mut self, cause: Cause, now: Instant) -> (Instant, bool) {
        let first = Backoff::new(FIRST_RETRY, LAST_RETRY);
        // The first cause stays: a file without a record, when it cannot even be read for a while,
        // has to be delivered again afterwards.
        let (cause, mut backoff) =
            self.blocked.map_or((cause, first), |blocked| (blocked.cause, blocked.backoff));
        let until = now + backoff.failed();
        let news = self.blocked.replace(Blocked { cause, backoff, until }).is_none();
        (until, news)
    }

    /// It was read. True if that ends what blocked it: it can be read again, or it is not the file
    /// any more that had no record in a full chunk.
    pub(crate) fn was_blocked_until(&mut self, reading: &Reading) -> bool {
        let other = reading.restarted || !reading.full();
        self.unblock(Cause::Unreadable) || (other && self.unblock(Cause::NoRecord))
    }

    /// What blocked it is over. True if it was blocked by that.
    pub(crate) fn unblock(&mut self, cause: Cause) -> bool {
        let blocked = self.is_blocked(cause);
        if blocked {
            self.blocked = None;
        }
        blocked
    }

    /// It is not to be tried yet.
    pub(crate) fn waits(&self, now: Instant) -> bool {
        self.blocked.is_some_and(|blocked| now < blocked.until)
    }

    pub(crate) const fn any_block(&self) -> bool {
        self.blocked.is_some()
    }

    fn is_blocked(&self, by: Cause) -> bool {
        self.blocked.is_some_and(|blocked| blocked.cause == by)
    }
}

/// Where the consumer found no complete record though the file goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nothing {
    /// More of the file will not help: nothing can be done but to say so.
    InAFullChunk,
    /// The chunk ended where the file did at start: the next read goes further.
    YetThereIsMore,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::Fingerprint;
    use crate::tail::MAX_CHUNK_BYTES;

    const QUIET: Duration = Duration::from_millis(500);

    fn reading(from: u64, written: usize, zeros: u64) -> Reading {
        let read_to = from + written as u64 + zeros;
        let stamp = Stamp { len: read_to, modified: None };
        let (prefix, bytes) = (Vec::new(), vec![b'x'; written]);
        Reading { stamp, restarted: false, offset: from, prefix, bytes, read_to }
    }

    fn at(offset: u64) -> Checkpoint {
        Checkpoint { offset, fingerprint: Fingerprint(offset) }
    }

    /// What each of these looks at a file delivers, where each letter is a look at one of the given
    /// readings after half the time of quiet, answered by "nothing complete in it":
    /// `-` nothing, `d` a chunk, `q` a quiet chunk.
    fn looks(readings: &[Reading]) -> String {
        let mut now = Instant::now();
        let mut file = File::new(Checkpoint::START, None, now);
        let look = |reading: &Reading| {
            let decision = file.take(reading, now, QUIET);
            file.found_nothing();
            now += QUIET / 2;
            decision.deliver.map_or('-', |delivery| if delivery.quiet { 'q' } else { 'd' })
        };
        readings.iter().map(look).collect()
    }

    #[test]
    fn an_incomplete_record_is_delivered_on_growth_and_once_when_quiet() {
        let r = reading;
        let cases = [
            ("d-q--", vec![r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 5, 0)]),
            ("dd-q-", vec![r(0, 5, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0)]),
            (
                "d-qd-q",
                vec![r(0, 5, 0), r(0, 5, 0), r(0, 5, 0), r(0, 6, 0), r(0, 6, 0), r(0, 6, 0)],
            ),
            ("d----", vec![r(0, 5, 2), r(0, 5, 2), r(0, 5, 3), r(0, 5, 3), r(0, 5, 3)]),
            (
                "d--d-q",
                vec![r(0, 5, 0), r(0, 5, 3), r(0, 5, 3), r(0, 8, 0), r(0, 8, 0), r(0, 8, 0)],
            ),
            ("---", vec![r(0, 0, 0), r(0, 0, 9), r(0, 0, 9)]),
        ];
        for (expected, readings) in cases {
            assert_eq!(looks(&readings), expected, "{readings:?}");
        }
    }

    #[test]
    fn a_scan_has_a_file_read_when_its_stamp_differs_and_it_is_not_blocked() {
        let now = Instant::now();
        let mut file = File::new(Checkpoint::START, None, now);
        let stamp = |len| Stamp { len, modified: None };
        assert!(file.has_changed(stamp(0)), "it was never read");
        file.take(&reading(0, 5, 0), now, QUIET);
        let cases = [(5, false, false), (6, true, true), (4, true, false)];
        for (len, changed, grown) in cases {
            assert_eq!(
                (file.has_changed(stamp(len)), file.has_grown(stamp(len))),
                (changed, grown)
            );
        }
        assert_eq!(file.block(Cause::Unreadable, now), (now + FIRST_RETRY, true));
        assert!(!file.has_changed(stamp(6)), "it is read at its own times");
        assert_eq!(file.block(Cause::Unreadable, now), (now + 2 * FIRST_RETRY, false));
        assert!(file.waits(now) && !file.waits(now + 2 * FIRST_RETRY));
        assert!(!file.unblock(Cause::NoRecord) && file.was_blocked_until(&reading(0, 6, 0)));
    }

    #[test]
    fn a_file_without_a_record_is_blocked_until_it_is_another_one() {
        let now = Instant::now();
        let mut file = File::new(Checkpoint::START, None, now);
        let mut full = reading(0, MAX_CHUNK_BYTES, 0);
        full.stamp.len += 1;
        file.take(&full, now, QUIET);
        assert_eq!(file.found_nothing(), Some(Nothing::InAFullChunk));
        file.block(Cause::NoRecord, now);
        file.block(Cause::Unreadable, now);
        assert!(!file.was_blocked_until(&full), "the first cause stays");
        assert!(file.take(&full, now, QUIET).deliver.is_some(), "the consumer may try again");
        assert!(file.was_blocked_until(&reading(0, 0, 0)), "it was emptied");
        assert!(!file.any_block());
    }

    #[test]
    fn a_file_is_active_for_a_while_and_as_long_as_something_is_not_consumed() {
        let now = Instant::now();
        let mut file = File::new(Checkpoint::START, None, now);
        file.take(&reading(0, 5, 0), now, QUIET);
        assert!(file.is_active(now + 2 * ACTIVE));
        assert!(!file.commit(at(5)), "the end was read");
        assert!(file.is_active(now + ACTIVE / 2) && !file.is_active(now + 2 * ACTIVE));
    }

    #[test]
    fn a_file_that_was_there_at_start_is_active_from_its_first_growth_on() {
        let now = Instant::now();
        let mut file = File::new(at(5), Some(5), now);
        file.take(&reading(5, 0, 0), now, QUIET);
        assert!(!file.is_active(now));
        file.take(&reading(5, 3, 0), now, QUIET);
        file.commit(at(8));
        assert!(file.is_active(now));
    }

    #[test]
    fn the_backlog_ends_where_the_file_ended_at_start() {
        let now = Instant::now();
        let mut file = File::new(at(5), Some(8), now);
        let mut cut = reading(5, 3, 0);
        cut.stamp.len = 20;
        let origin = |decision: Decision| decision.deliver.map(|delivery| delivery.origin);
        assert_eq!(origin(file.take(&cut, now, QUIET)), Some(Origin::AtStart));
        assert!(file.commit(at(8)), "there is more");
        assert_eq!(origin(file.take(&reading(8, 12, 0), now, QUIET)), Some(Origin::Grown));
    }

    #[test]
    fn a_backlog_that_was_consumed_before_does_not_hide_growth() {
        let now = Instant::now();
        let mut file = File::new(at(8), Some(8), now);
        let mut nothing = reading(8, 0, 0);
        nothing.stamp.len = 20;
        assert!(file.take(&nothing, now, QUIET).more);
        assert_eq!(file.backlog, None);
    }

    #[test]
    fn a_replaced_file_is_delivered_though_it_is_as_long_as_before() {
        let now = Instant::now();
        let mut file = File::new(at(5), None, now);
        assert_eq!(file.take(&reading(5, 0, 0), now, QUIET).deliver, None);
        let other = Reading { restarted: true, ..reading(0, 5, 0) };
        assert!(file.take(&other, now, QUIET).deliver.is_some());
        assert_eq!(file.checkpoint, Checkpoint::START);
    }
}
