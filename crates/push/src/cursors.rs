//! Where the sessions stand that are fed from memory.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use store::Seq;
use uuid::Uuid;

/// Stands in a mark while its session is fed from the store and so delays nobody.
const AWAY: u64 = u64::MAX;

/// The cursors of all sessions, by client.
#[derive(Clone, Default)]
pub(crate) struct Cursors(Arc<Mutex<HashMap<Uuid, Arc<AtomicU64>>>>);

/// The cursor of one session, taken out of the registry when dropped.
pub(crate) struct Mark {
    client: Uuid,
    cursor: Arc<AtomicU64>,
    registry: Cursors,
}

impl Cursors {
    /// A mark for this client, away at first.
    pub(crate) fn enter(&self, client: Uuid) -> Mark {
        let cursor = Arc::new(AtomicU64::new(AWAY));
        self.lock().insert(client, Arc::clone(&cursor));
        Mark { client, cursor, registry: self.clone() }
    }

    /// The lowest cursor of the sessions that are fed from memory.
    pub(crate) fn lowest(&self) -> Option<Seq> {
        let cursors = self.lock();
        let lowest = cursors.values().map(|cursor| cursor.load(Ordering::Relaxed)).min();
        lowest.filter(|cursor| *cursor != AWAY).map(Seq)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Arc<AtomicU64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mark {
    /// The session is fed from memory and stands here.
    pub(crate) fn set(&self, cursor: Seq) {
        self.cursor.store(cursor.0, Ordering::Relaxed);
    }

    /// The session is fed from the store.
    pub(crate) fn leave(&self) {
        self.cursor.store(AWAY, Ordering::Relaxed);
    }
}

impl Drop for Mark {
    fn drop(&mut self) {
        self.registry.lock().remove(&self.client);
    }
}

#[cfg(test)]
mod tests {
    use store::Seq;
    use uuid::Uuid;

    use super::Cursors;

    #[test]
    fn the_lowest_cursor_counts_while_its_session_is_fed_from_memory() {
        let cursors = Cursors::default();
        let (slow, fast) = (cursors.enter(Uuid::new_v4()), cursors.enter(Uuid::new_v4()));
        assert_eq!(cursors.lowest(), None);
        fast.set(Seq(9));
        slow.set(Seq(4));
        assert_eq!(cursors.lowest(), Some(Seq(4)));
        slow.leave();
        assert_eq!(cursors.lowest(), Some(Seq(9)));
        slow.set(Seq(5));
        drop(slow);
        assert_eq!(cursors.lowest(), Some(Seq(9)));
        drop(fast);
        assert_eq!(cursors.lowest(), None);
    }
}
