//! A session that waits at the end of the log, as it leaves itself to the courier.

use std::{
    io::IoSlice,
    iter,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio_tungstenite::tungstenite::Bytes;
use wire::Selection;

use crate::{
    frame::{Form, Frame},
    line::Lane,
    metrics::Metrics,
    recent::{Item, Position, Timing},
    vitals::{FedFrom, Vitals},
};

/// Where a session lies while it waits. Whoever has the lock may write to its socket: the
/// courier while it lies here, and its own task once it has taken it out.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Berth(Mutex<Option<Standby>>);

/// A session that has sent everything, and waits for nothing but the next item of the log, its
/// peer and the time.
#[derive(Debug)]
pub(crate) struct Standby {
    /// Where it stands.
    pub(crate) position: Position,
    pub(crate) selection: Arc<Selection>,
    pub(crate) lane: Arc<dyn Lane>,
    /// What the system did not take at once: from then on nothing more is brought.
    pub(crate) left: Option<Box<Left>>,
}

/// Frames that wait for the socket, the first one perhaps without its beginning.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) frames: Vec<Bytes>,
    /// Of the live entry among them.
    pub(crate) timing: Option<Timing>,
}

impl Berth {
    /// The session lies down.
    pub(crate) fn put(&self, standby: Standby) {
        *self.lock() = Some(standby);
    }

    /// The session gets up, as far as the courier has brought it, or is gone.
    pub(crate) fn take(&self) -> Option<Standby> {
        self.lock().take()
    }

    /// Whether the session lies here.
    #[cfg(test)]
    pub(crate) fn is_taken(&self) -> bool {
        self.lock().is_some()
    }

    /// Brings the session that lies here the item at this place in memory. False if it has to
    /// see to that itself, or to what is left of it.
    pub(crate) fn bring(&self, at: u64, item: &Item, vitals: &Vitals, metrics: &Metrics) -> bool {
        match &mut *self.lock() {
            Some(standby) if standby.left.is_some() => false,
            Some(standby) if standby.position.at == at => standby.pass_on(item, vitals, metrics),
            // It was awake when the item came, and has it.
            Some(standby) => at < standby.position.at,
            None => false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Standby>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Standby {
    fn pass_on(&mut self, item: &Item, vitals: &Vitals, metrics: &Metrics) -> bool {
        let cursor = match item {
            Item::Entry(publication) => publication.seq,
            Item::Change(_) => self.position.cursor,
            // It stands in the store.
            Item::Backfill { .. } => return false,
        };
        let form = Form::of(&self.selection.filter);
        let bytes = |frame: &Frame| frame.bytes(form, vitals.encoding);
        let (entry, derived) = item.wanted(&self.selection, |_| true);
        let mut frames = entry.map(|entry| &entry.frame).into_iter().chain(derived).map(bytes);
        // Most often it is one frame, for which nothing has to be allocated.
        let (first, others): (_, Vec<Bytes>) = (frames.next(), frames.collect());
        let timing = entry.map(|entry| entry.timing);
        self.position = Position { at: self.position.at + 1, cursor };
        let left = first.map_or_else(Vec::new, |first| self.send(first, others, vitals));
        if left.is_empty() {
            vitals.set_place(cursor, FedFrom::Memory);
            timing.into_iter().for_each(|timing| metrics.note_sent(timing));
            return true;
        }
        self.left = Some(Left { frames: left, timing }.into());
        false
    }

    /// Sends frames in one call of the system; returns what it did not take. Whatever else is
    /// wrong with the socket, the session meets it when it tries the rest.
    fn send(&self, first: Bytes, others: Vec<Bytes>, vitals: &Vitals) -> Vec<Bytes> {
        let bytes = first.len() + others.iter().map(Bytes::len).sum::<usize>();
        let taken = if others.is_empty() {
            self.lane.send(&[IoSlice::new(&first)])
        } else {
            let pieces = iter::once(&first).chain(&others).map(|piece| IoSlice::new(piece));
            self.lane.send(&pieces.collect::<Vec<_>>())
        };
        let taken = taken.unwrap_or(0);
        vitals.note_fed(1 + others.len() as u64, bytes, bytes - taken);
        if taken == bytes { Vec::new() } else { behind(first, others, taken) }
    }
}

/// Frames without their first bytes.
fn behind(first: Bytes, others: Vec<Bytes>, mut gone: usize) -> Vec<Bytes> {
    let left = iter::once(first).chain(others).map(|mut frame| {
        let here = gone.min(frame.len());
        gone -= here;
        frame.split_off(here)
    });
    left.filter(|frame| !frame.is_empty()).collect()
}

#[cfg(test)]
mod tests;
