//! When a player sat down, when he got up, and what he won in between.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Currency, Kind};

use crate::{Fact, Totals};

/// What a player played without a break, at all his tables at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaySession {
    /// When the first hand was played.
    pub started_at: DateTime<Utc>,
    /// When the last hand was played, which is when it began.
    pub ended_at: DateTime<Utc>,
    /// The sum of its hands, and of their adjustments.
    pub totals: Totals,
    /// The tables, pools and tournaments, by the numbers that stand for them.
    pub tables: BTreeSet<u64>,
    /// How these were organised.
    pub kinds: BTreeSet<Kind>,
    /// What was played for.
    pub currencies: BTreeSet<Currency>,
}

impl PlaySession {
    /// So long without a hand ends a session. It is counted from the time of one hand to that
    /// of the next, whatever the table: a hand that comes this much later, or more, is the
    /// first of another session; a second earlier it is one of the same.
    pub const BREAK: TimeDelta = TimeDelta::minutes(30);

    /// The session of hands at these times, before they are added.
    fn of_times(times: &[DateTime<Utc>]) -> Option<Self> {
        Some(Self {
            started_at: *times.first()?,
            ended_at: *times.last()?,
            totals: Totals::default(),
            tables: BTreeSet::new(),
            kinds: BTreeSet::new(),
            currencies: BTreeSet::new(),
        })
    }

    fn add(&mut self, fact: &Fact) {
        self.totals.add(fact);
        if fact.is_hand() {
            self.tables.insert(fact.table);
            self.kinds.insert(fact.setting.kind);
            self.currencies.insert(fact.setting.currency);
        }
    }
}

/// The sessions that the hands of one player make, the oldest first. The facts may come in any
/// order; an adjustment counts to the session of its hand, which has to be among them.
#[must_use]
pub fn play_sessions(facts: &[Fact]) -> Vec<PlaySession> {
    let times = times(facts);
    let mut sessions: Vec<PlaySession> =
        without_breaks(&times).filter_map(PlaySession::of_times).collect();
    for fact in facts {
        let started = sessions.partition_point(|session| session.started_at <= fact.played_at);
        let session = started.checked_sub(1).and_then(|last| sessions.get_mut(last));
        if let Some(session) = session {
            session.add(fact);
        }
    }
    sessions
}

/// From when to when the last of a player's sessions lasts: the current one, as long as he plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrentSession {
    /// When the first hand was played.
    pub started_at: DateTime<Utc>,
    /// When the last hand so far was played.
    pub ended_at: DateTime<Utc>,
}

impl CurrentSession {
    /// The last session that facts make. Without hands there is none.
    #[must_use]
    pub fn of(facts: &[Fact]) -> Option<Self> {
        let times = times(facts);
        let last = without_breaks(&times).next_back()?;
        Some(Self { started_at: *last.first()?, ended_at: *last.last()? })
    }

    /// The session of which a hand is all that is known.
    #[must_use]
    pub const fn of_hand(played_at: DateTime<Utc>) -> Self {
        Self { started_at: played_at, ended_at: played_at }
    }

    /// What becomes of it with another hand, whenever that was played. `None` if only all facts
    /// tell: a hand of the last half hour before the start moves the start to itself, or to that
    /// of the session before.
    #[must_use]
    pub fn with(self, played_at: DateTime<Utc>) -> Option<Self> {
        if PlaySession::BREAK <= played_at - self.ended_at {
            return Some(Self::of_hand(played_at));
        }
        if self.started_at <= played_at {
            return Some(Self { ended_at: self.ended_at.max(played_at), ..self });
        }
        (PlaySession::BREAK <= self.started_at - played_at).then_some(self)
    }
}

/// When hands were played, the oldest first.
fn times(facts: &[Fact]) -> Vec<DateTime<Utc>> {
    let hands = facts.iter().filter(|fact| fact.is_hand());
    let mut times: Vec<DateTime<Utc>> = hands.map(|fact| fact.played_at).collect();
    times.sort_unstable();
    times
}

/// The times of each session.
fn without_breaks(times: &[DateTime<Utc>]) -> impl DoubleEndedIterator<Item = &[DateTime<Utc>]> {
    times.chunk_by(|hand, next| *next - *hand < PlaySession::BREAK)
}
