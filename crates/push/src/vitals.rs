//! How one session does: written by its task, or by the courier while that sleeps, and read by
//! whoever asks.
//!
//! The numbers are atomics to which one alone writes at a time, so that adding to one is a load
//! and a store without a lock, to a line of the cache that no other task writes to.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    task::Wake,
    time::Duration,
};

use chrono::{DateTime, Utc};
use store::Seq;
use tracing::{Span, field::Empty};
use uuid::Uuid;
use wire::Selection;

use crate::{bell::Bell, encoding::Encoding};

/// Stands for an RTT that is not known yet.
const UNKNOWN: u64 = u64::MAX;

/// A session as others see it.
#[derive(Debug)]
pub(crate) struct Vitals {
    pub(crate) pulse: Pulse,
    /// What every line of the log about it says. A line is written inside it, and not the whole
    /// task: entering a span for each hand would cost more than sending it.
    pub(crate) span: Span,
    pub(crate) address: IpAddr,
    pub(crate) encoding: Encoding,
    pub(crate) since: DateTime<Utc>,
    /// Requests that came.
    pub(crate) received: Number,
    is_in: AtomicBool,
    rtt: AtomicU64,
    identity: Mutex<Identity>,
    is_expelled: AtomicBool,
}

/// What is touched for each message, in one line of the cache: a thousand sessions do not stay
/// in it between two messages.
#[derive(Debug, Default)]
#[repr(align(64))]
pub(crate) struct Pulse {
    /// What wakes it.
    pub(crate) bell: Bell,
    /// Messages that were sent, without pings, and their bytes with the heads of their
    /// frames, before TLS.
    pub(crate) sent: Number,
    pub(crate) sent_bytes: Number,
    /// Bytes that wait for the socket.
    pub(crate) queued: Number,
    /// Where it stands: its cursor twice, and one more while it is fed from memory.
    place: Number,
}

const _: () = assert!(size_of::<Pulse>() == 64);

/// Who it is and what it wants, which seldom changes.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) client: Uuid,
    pub(crate) name: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) selection: Arc<Selection>,
}

/// Where a session is fed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FedFrom {
    Memory,
    Store,
}

/// A number to which one alone writes at a time.
#[derive(Debug, Default)]
pub(crate) struct Number(AtomicU64);

impl Number {
    /// So many more. For the one who writes it: no other addition must come between.
    pub(crate) fn add(&self, more: u64) {
        self.set(self.get() + more);
    }

    pub(crate) fn set(&self, value: u64) {
        self.0.store(value, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Vitals {
    /// A session of this client that has just begun.
    pub(crate) fn new(identity: Identity, address: IpAddr, encoding: Encoding) -> Self {
        let (client, client_name) = (identity.client, identity.name.as_deref());
        let address = address.to_canonical();
        // On at each level, so that a warning says it as well.
        let span = tracing::error_span!("session", %client, client_name, %address, user = Empty);
        Self {
            pulse: Pulse::default(),
            span,
            address,
            encoding,
            since: Utc::now(),
            received: Number::default(),
            is_in: AtomicBool::new(false),
            rtt: AtomicU64::new(UNKNOWN),
            identity: Mutex::new(identity),
            is_expelled: AtomicBool::new(false),
        }
    }

    /// The session has become this one, or wants something else.
    pub(crate) fn set_identity(&self, identity: Identity) {
        *self.lock_identity() = identity;
    }

    /// Who it is.
    pub(crate) fn identity(&self) -> Identity {
        self.lock_identity().clone()
    }

    /// The session was let in.
    pub(crate) fn set_in(&self) {
        self.is_in.store(true, Ordering::Relaxed);
    }

    /// Whether it was let in.
    pub(crate) fn is_in(&self) -> bool {
        self.is_in.load(Ordering::Relaxed)
    }

    /// Where the session stands, and what feeds it.
    pub(crate) fn set_place(&self, cursor: Seq, feed: FedFrom) {
        self.pulse.place.set(cursor.0 << 1 | u64::from(feed == FedFrom::Memory));
    }

    /// Everything up to here that matches has been sent.
    pub(crate) fn cursor(&self) -> Seq {
        Seq(self.pulse.place.get() >> 1)
    }

    /// What feeds it.
    pub(crate) fn fed_from(&self) -> FedFrom {
        match self.pulse.place.get() & 1 {
            0 => FedFrom::Store,
            _ => FedFrom::Memory,
        }
    }

    /// What it wants.
    pub(crate) fn selection(&self) -> Arc<Selection> {
        Arc::clone(&self.lock_identity().selection)
    }

    /// Whether it is behind on purpose.
    pub(crate) fn is_delayed(&self) -> bool {
        !self.lock_identity().selection.filter.delay().is_zero()
    }

    /// So many frames of so many bytes are on their way; so many wait in all.
    pub(crate) fn note_fed(&self, frames: u64, bytes: usize, queued: usize) {
        self.pulse.sent.add(frames);
        self.pulse.sent_bytes.add(bytes as u64);
        self.pulse.queued.set(queued as u64);
    }

    /// A ping was answered after so long.
    pub(crate) fn set_rtt(&self, rtt: Duration) {
        let nanoseconds = u64::try_from(rtt.as_nanos()).unwrap_or(UNKNOWN);
        self.rtt.store(nanoseconds, Ordering::Relaxed);
    }

    /// How long the last ping took that was answered.
    pub(crate) fn rtt(&self) -> Option<Duration> {
        let nanoseconds = self.rtt.load(Ordering::Relaxed);
        (nanoseconds != UNKNOWN).then(|| Duration::from_nanos(nanoseconds))
    }

    /// Ends the session.
    pub(crate) fn expel(&self) {
        self.is_expelled.store(true, Ordering::Release);
        self.pulse.bell.ring_for_other();
    }

    /// Whether it was told to end.
    pub(crate) fn is_expelled(&self) -> bool {
        self.is_expelled.load(Ordering::Acquire)
    }

    fn lock_identity(&self) -> MutexGuard<'_, Identity> {
        self.identity.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a session polls with that is not the log: it rings for everything else.
impl Wake for Vitals {
    fn wake(self: Arc<Self>) {
        self.pulse.bell.ring_for_other();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.pulse.bell.ring_for_other();
    }
}
