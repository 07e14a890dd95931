//! The sessions that are on, with how they do.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use store::Seq;
use uuid::Uuid;
use wire::Room;

use crate::{
    standby::Berth,
    vitals::{FedFrom, Vitals},
};

/// All sessions. Clones are handles to the same roster.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roster(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// By a number of the connection: the name of a client may be that of two for a moment.
    /// In the order in which they came, which is how what belongs to them lies in memory.
    on: BTreeMap<u64, Seat>,
    next: u64,
    /// All of them, while none comes or goes.
    all: Option<Arc<[Seat]>>,
    /// What those sent and got that have ended.
    past: Traffic,
}

/// What went over sockets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) sent: u64,
    pub(crate) sent_bytes: u64,
    pub(crate) received: u64,
}

/// How all sessions do together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Attendance {
    /// Since the start, with those that have ended.
    pub(crate) traffic: Traffic,
    /// Those that have not shown a token yet, and those that take part.
    pub(crate) pending: u64,
    pub(crate) taking_part: u64,
    /// Of those that take part, the ones fed from memory, and from the store.
    pub(crate) from_memory: u64,
    pub(crate) from_store: u64,
    /// How far the slowest is behind the top; those that watch with a delay do not count.
    pub(crate) lag: u64,
    /// The same of those that are fed from memory.
    pub(crate) queue: u64,
    /// Bytes that wait for sockets.
    pub(crate) queued: u64,
}

/// What others have of a session.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) vitals: Arc<Vitals>,
    /// Where it lies while it waits.
    pub(crate) berth: Arc<Berth>,
}

/// A session in the roster; it is taken out when this is dropped.
#[derive(Debug)]
pub(crate) struct Listed {
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) berth: Arc<Berth>,
    number: u64,
    roster: Roster,
}

impl Traffic {
    fn add(&mut self, vitals: &Vitals) {
        self.sent += vitals.pulse.sent.get();
        self.sent_bytes += vitals.pulse.sent_bytes.get();
        self.received += vitals.received.get();
    }
}

impl Roster {
    /// A session has begun.
    pub(crate) fn enter(&self, vitals: Vitals) -> Listed {
        let (vitals, berth) = (Arc::new(vitals), Arc::default());
        let mut state = self.lock();
        let number = state.next;
        state.next += 1;
        state.on.insert(number, Seat { vitals: Arc::clone(&vitals), berth: Arc::clone(&berth) });
        state.all = None;
        Listed { vitals, berth, number, roster: self.clone() }
    }

    /// All sessions, in the order in which they began.
    pub(crate) fn all(&self) -> Arc<[Seat]> {
        let State { on, all, .. } = &mut *self.lock();
        Arc::clone(all.get_or_insert_with(|| on.values().cloned().collect()))
    }

    /// How many sessions there are.
    pub(crate) fn count(&self) -> usize {
        self.lock().on.len()
    }

    /// Wakes all sessions: the log has come to another end.
    pub(crate) fn ring(&self) {
        self.lock().on.values().for_each(|seat| seat.vitals.pulse.bell.ring());
    }

    /// Ends the sessions of this client; false if there is none.
    pub(crate) fn expel(&self, client: Uuid) -> bool {
        let sessions = self.all();
        let its =
            sessions.iter().map(|seat| &seat.vitals).filter(|it| it.identity().client == client);
        its.inspect(|vitals| vitals.expel()).count() != 0
    }

    /// How all of them do, in a log with this top.
    pub(crate) fn attendance(&self, top: Seq) -> Attendance {
        let state = self.lock();
        let mut all = Attendance { traffic: state.past, ..Attendance::default() };
        for Seat { vitals, .. } in state.on.values() {
            all.traffic.add(vitals);
            all.queued += vitals.pulse.queued.get();
            if !vitals.is_in() {
                all.pending += 1;
                continue;
            }
            all.taking_part += 1;
            let behind = match vitals.is_delayed() {
                true => 0,
                false => top.0.saturating_sub(vitals.cursor().0),
            };
            all.lag = all.lag.max(behind);
            match vitals.fed_from() {
                FedFrom::Memory => {
                    all.from_memory += 1;
                    all.queue = all.queue.max(behind);
                }
                FedFrom::Store => all.from_store += 1,
            }
        }
        all
    }

    /// How many rooms somebody is in.
    pub(crate) fn rooms(&self) -> u64 {
        let sessions = self.all();
        let selections: Vec<_> = sessions.iter().map(|seat| seat.vitals.selection()).collect();
        let rooms: HashSet<&Room> =
            selections.iter().flat_map(|selected| &selected.rooms).collect();
        rooms.len() as u64
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Listed {
    fn drop(&mut self) {
        let mut state = self.roster.lock();
        // Under one lock, so that no sum misses it or has it twice.
        state.past.add(&self.vitals);
        state.on.remove(&self.number);
        state.all = None;
        drop(state);
        self.berth.take();
    }
}

#[cfg(test)]
mod tests;
