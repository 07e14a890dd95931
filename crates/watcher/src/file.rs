//! What is known of one file between two reads, and what follows from a read. No I/O here.

#[cfg(test)]
mod tests;

use std::mem;
use std::time::{Duration, Instant};

use crate::agenda::Time;
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

/// A file has settled when it was not changed for this long.
const SETTLED: Duration = Duration::from_hours(24);

/// A file that is followed.
#[derive(Debug)]
pub(crate) struct File {
    /// What the consumer has durably consumed.
    pub(crate) checkpoint: Checkpoint,
    /// The end of what was there at start, until it was delivered once.
    pub(crate) backlog: Option<Backlog>,
    /// The number of the last full scan in or since which it was seen.
    pub(crate) listed: u64,
    seen: Option<Seen>,
    changed_at: Instant,
    /// It changed after the start. What was there at start is mostly finished for years.
    grown: bool,
    delivered: Option<Delivered>,
    /// It was to be read while the consumer had a chunk of it.
    pub(crate) put_off: bool,
    /// In a box because few files are: years of them are kept in memory.
    blocked: Option<Box<Blocked>>,
}

/// What was there of a file at start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Backlog {
    /// Where the file ended.
    pub(crate) end: u64,
    /// Its place among the others.
    pub(crate) time: Time,
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
    answer: Answer,
}

/// What the consumer has said of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// Nothing yet.
    None,
    /// It has understood some of it, and will commit that, however long it takes.
    Taken,
    /// How far it came.
    Given,
}

/// How long the consumer has a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnderWay {
    /// It says when it is done.
    UntilCommitted,
    /// Then it is given the chunk again.
    Until(Instant),
}

#[derive(Debug)]
struct Blocked {
    cause: Cause,
    backoff: Backoff,
    until: Instant,
}

impl Blocked {
    const fn new(cause: Cause, now: Instant) -> Self {
        Self { cause, backoff: Backoff::new(FIRST_RETRY, LAST_RETRY), until: now }
    }
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
    pub(crate) rested: Duration,
    pub(crate) origin: Origin,
}

impl File {
    pub(crate) const fn new(
        checkpoint: Checkpoint,
        backlog: Option<Backlog>,
        now: Instant,
    ) -> Self {
        Self {
            checkpoint,
            backlog,
            listed: 0,
            seen: None,
            changed_at: now,
            grown: false,
            delivered: None,
            put_off: false,
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

    /// It changed lately, or it was begun lately and something of it is not consumed.
    pub(crate) fn is_active(&self, now: Instant) -> bool {
        let rest = self.seen.is_some_and(|seen| self.checkpoint.offset < seen.stamp.len);
        (rest || self.grown) && now < self.changed_at + ACTIVE
    }

    /// It was not changed for so long that it hardly will be: the client begins new files every day.
    pub(crate) fn is_settled(&self, now: Instant) -> bool {
        let is_consumed = self.seen.is_some_and(|seen| seen.stamp.len == self.checkpoint.offset);
        is_consumed && !self.any_block() && self.changed_at + SETTLED <= now
    }

    pub(crate) const fn was_read(&self) -> bool {
        self.seen.is_some()
    }

    /// The consumer has a chunk of it and will say how far it came. Until then what has been added
    /// can wait: it would bring the same records again. A chunk that nothing was taken of holds it
    /// up for a moment only, and not at all if the file was quiet: then it may be left unanswered on
    /// purpose, until more comes.
    pub(crate) fn is_under_way(&self, now: Instant, quiet: Duration) -> Option<UnderWay> {
        let last = self.delivered?;
        match last.answer {
            Answer::Given => None,
            Answer::Taken => Some(UnderWay::UntilCommitted),
            Answer::None => {
                let until = Some(last.at + quiet).filter(|&until| now < until && !last.quiet);
                until.map(UnderWay::Until)
            }
        }
    }

    /// The consumer has understood some of the last chunk.
    pub(crate) fn was_taken(&mut self) {
        if let Some(last) = &mut self.delivered {
            last.answer = Answer::Taken;
        }
    }

    /// Takes note of a read and decides what becomes of it.
    pub(crate) fn take(&mut self, reading: &Reading, now: Instant, quiet: Duration) -> Decision {
        if reading.restarted {
            self.checkpoint = Checkpoint::START;
            (self.seen, self.delivered) = (None, None);
        }
        let is_new = self.seen.is_none();
        let changed = self.notes_a_change(reading);
        if changed {
            // A file that is seen for the first time may be years old.
            let age = if is_new { reading.stamp.age() } else { Duration::ZERO };
            self.changed_at = now.checked_sub(age).unwrap_or(now);
            self.grown |= self.backlog.is_none();
        }
        let rested = now.saturating_duration_since(self.changed_at);
        let is_quiet = quiet <= rested && reading.end_of_file() && !reading.zeros();
        let wanted = changed
            || self.delivered.is_none_or(|last| {
                let unheard = last.answer == Answer::None && last.at + quiet <= now;
                unheard || (is_quiet && !last.quiet) || self.is_blocked(Cause::NoRecord)
            });
        let origin = if self.backlog.is_some() { Origin::AtStart } else { Origin::Grown };
        let deliver = (wanted && !reading.bytes.is_empty()).then_some(Delivery {
            quiet: is_quiet,
            rested,
            origin,
        });
        let (end_of_file, full) = (reading.end_of_file(), reading.full());
        if self.backlog.is_some_and(|backlog| end_of_file || backlog.end <= reading.read_to) {
            self.backlog = None;
        }
        if deliver.is_some() {
            let answer = Answer::None;
            self.delivered =
                Some(Delivered { at: now, end_of_file, full, quiet: is_quiet, answer });
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
        if self.is_finished() {
            return None;
        }
        let quiet_at = self.changed_at + quiet;
        if now < quiet_at {
            return Some(quiet_at);
        }
        self.delivered.filter(|last| last.answer == Answer::None).map(|last| last.at + quiet)
    }

    /// All that was there at start is consumed, and nothing has come since: it is not worth the look
    /// that a file gets when it may have become quiet. A start finds years of such files.
    pub(crate) fn is_finished(&self) -> bool {
        let whole = self.seen.is_some_and(|seen| seen.stamp.len == self.checkpoint.offset);
        whole && !self.grown && self.backlog.is_none()
    }

    /// The consumer has durably consumed up to there. True if the rest can be read at once.
    pub(crate) fn commit(&mut self, checkpoint: Checkpoint) -> bool {
        let progress = checkpoint != self.checkpoint;
        self.checkpoint = checkpoint;
        let Some(last) = &mut self.delivered else { return false };
        last.answer = Answer::Given;
        let more = mem::take(&mut self.put_off) || progress && !last.end_of_file;
        // What is left at the end of a quiet file may be all that ever comes: the consumer gets to
        // see it by itself, as it would if the rest had come later.
        let has_rest = self.seen.is_some_and(|seen| checkpoint.offset < seen.end);
        if progress && last.quiet && has_rest {
            self.delivered = None;
            return true;
        }
        more
    }

    /// The consumer found nothing complete in what it was given. None if that is the end of the
    /// file, where it is nothing special.
    pub(crate) fn found_nothing(&mut self) -> Option<Nothing> {
        let last = self.delivered.as_mut()?;
        last.answer = Answer::Given;
        match (last.end_of_file, last.full) {
            (true, _) if mem::take(&mut self.put_off) => Some(Nothing::YetThereIsMore),
            (true, _) => None,
            (false, true) => Some(Nothing::InAFullChunk),
            (false, false) => Some(Nothing::YetThereIsMore),
        }
    }

    /// It does not get on. Returns when to try again, and whether that is news.
    pub(crate) fn block(&mut self, cause: Cause, now: Instant) -> (Instant, bool) {
        // The first cause stays: a file without a record, when it cannot even be read for a while,
        // has to be delivered again afterwards.
        let news = self.blocked.is_none();
        let blocked = self.blocked.get_or_insert_with(|| Box::new(Blocked::new(cause, now)));
        blocked.until = now + blocked.backoff.failed();
        (blocked.until, news)
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
        self.blocked.as_ref().is_some_and(|blocked| now < blocked.until)
    }

    pub(crate) const fn any_block(&self) -> bool {
        self.blocked.is_some()
    }

    fn is_blocked(&self, by: Cause) -> bool {
        self.blocked.as_ref().is_some_and(|blocked| blocked.cause == by)
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
