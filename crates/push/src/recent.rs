//! The newest end of the log, in memory.

use std::collections::VecDeque;

use store::Seq;

use crate::Frame;

/// A live entry of the log, with `replayed: false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Its place in the log.
    pub seq: Seq,
    /// The message.
    pub frame: Frame,
}

/// The newest entries without holes, at most a number of stretches.
#[derive(Debug)]
pub(crate) struct Recent {
    stretches: VecDeque<Stretch>,
    capacity: usize,
}

/// One live entry, or backfill without a live entry in between. Few sessions want backfill,
/// and there can be a million of it: it is not encoded before somebody asks.
#[derive(Debug)]
enum Stretch {
    Live(Publication),
    Backfill { first: Seq, last: Seq },
}

/// What stands after a cursor.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// Nothing: the cursor is at the top.
    Nothing,
    /// These, and nothing else that the session wants up to this seq.
    Live(Vec<Publication>, Seq),
    /// Entries up to this one that are not in memory: the past has to be asked.
    Past(Seq),
}

impl Stretch {
    fn first(&self) -> Seq {
        match self {
            Self::Live(publication) => publication.seq,
            Self::Backfill { first, .. } => *first,
        }
    }

    fn last(&self) -> Seq {
        match self {
            Self::Live(publication) => publication.seq,
            Self::Backfill { last, .. } => *last,
        }
    }
}

impl Recent {
    /// An empty memory for this many stretches.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { stretches: VecDeque::new(), capacity }
    }

    /// Adds live entries, which must follow the last stretch.
    pub(crate) fn push_live(&mut self, publications: Vec<Publication>) {
        self.stretches.extend(publications.into_iter().map(Stretch::Live));
        self.forget();
    }

    /// Adds backfill, which must follow the last stretch.
    pub(crate) fn push_backfill(&mut self, first: Seq, last: Seq) {
        match self.stretches.back_mut() {
            Some(Stretch::Backfill { last: end, .. }) => *end = last,
            _ => self.stretches.push_back(Stretch::Backfill { first, last }),
        }
        self.forget();
    }

    fn forget(&mut self) {
        let excess = self.stretches.len().saturating_sub(self.capacity);
        self.stretches.drain(..excess);
    }

    /// What stands after `cursor`, where `top` is the newest entry: at most `limit` entries.
    pub(crate) fn after(&self, cursor: Seq, top: Seq, limit: usize, live_only: bool) -> Ahead {
        if top <= cursor {
            return Ahead::Nothing;
        }
        let start = self.stretches.partition_point(|stretch| stretch.last() <= cursor);
        match self.stretches.get(start) {
            Some(stretch) if stretch.first() <= cursor.next() => {}
            _ => return Ahead::Past(top),
        }
        let (mut publications, mut up_to) = (Vec::new(), cursor);
        for stretch in self.stretches.range(start..) {
            match stretch {
                _ if publications.len() == limit => break,
                Stretch::Live(publication) => publications.push(publication.clone()),
                Stretch::Backfill { .. } if live_only => {}
                Stretch::Backfill { last, .. } if up_to == cursor => return Ahead::Past(*last),
                Stretch::Backfill { .. } => break,
            }
            up_to = stretch.last();
        }
        Ahead::Live(publications, up_to)
    }
}

#[cfg(test)]
mod tests {
    use store::Seq;

    use super::{Ahead, Publication, Recent};
    use crate::Frame;

    fn live(seq: u64) -> Publication {
        Publication { seq: Seq(seq), frame: Frame::new(move |_| seq.to_string()) }
    }

    /// After seq 10: 11 and 12 live, 13 to 19 backfill, 20 live.
    fn recent(capacity: usize) -> Recent {
        let mut recent = Recent::new(capacity);
        recent.push_live(vec![live(11), live(12)]);
        recent.push_backfill(Seq(13), Seq(15));
        recent.push_backfill(Seq(16), Seq(19));
        recent.push_live(vec![live(20)]);
        recent
    }

    #[track_caller]
    fn check(capacity: usize, cursor: u64, live_only: bool, expected: Result<(&[u64], u64), u64>) {
        let ahead = recent(capacity).after(Seq(cursor), Seq(20), 9, live_only);
        let expected = match expected {
            Ok((seqs, up_to)) => {
                Ahead::Live(seqs.iter().map(|&seq| live(seq)).collect(), Seq(up_to))
            }
            Err(up_to) => Ahead::Past(Seq(up_to)),
        };
        assert_eq!(ahead, expected, "after {cursor}");
    }

    #[test]
    fn who_wants_live_entries_only_skips_the_rest() {
        check(9, 10, true, Ok((&[11, 12, 20], 20)));
        check(9, 12, true, Ok((&[20], 20)));
        check(9, 16, true, Ok((&[20], 20)));
    }

    #[test]
    fn who_wants_everything_reads_backfill_from_the_past() {
        check(9, 10, false, Ok((&[11, 12], 12)));
        check(9, 12, false, Err(19));
        check(9, 16, false, Err(19));
        check(9, 19, false, Ok((&[20], 20)));
    }

    #[test]
    fn what_was_forgotten_is_in_the_past() {
        check(9, 9, true, Err(20));
        check(9, 3, false, Err(20));
        check(2, 11, true, Err(20));
        check(2, 12, true, Ok((&[20], 20)));
        assert_eq!(Recent::new(2).after(Seq(1), Seq(5), 9, true), Ahead::Past(Seq(5)));
    }

    #[test]
    fn nothing_stands_after_the_top_and_no_more_than_asked_before_it() {
        assert_eq!(recent(9).after(Seq(20), Seq(20), 9, true), Ahead::Nothing);
        let two = Ahead::Live(vec![live(11), live(12)], Seq(12));
        assert_eq!(recent(9).after(Seq(10), Seq(20), 2, true), two);
    }

    #[test]
    fn backfill_without_end_takes_one_place() {
        let mut recent = recent(2);
        for seq in 21..100 {
            recent.push_backfill(Seq(seq), Seq(seq));
        }
        let up_to = Ahead::Live(vec![live(20)], Seq(99));
        assert_eq!(recent.after(Seq(19), Seq(99), 9, true), up_to);
    }
}
