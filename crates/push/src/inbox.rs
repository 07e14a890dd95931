//! What a session is told besides the log: presence, chat and notices.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use futures_util::task::AtomicWaker;

use crate::Frame;

/// Messages that wait for one session at most. Beyond it they are dropped, and the session
/// is told how many.
const CAPACITY: usize = 256;

/// Something for a session.
#[derive(Clone, Debug)]
pub(crate) enum Mail {
    /// A message for the client.
    Frame(Frame),
    /// The claim of this session may have changed.
    Claim,
    /// The session has to end: another connection has taken it over.
    Close,
}

/// The end that others put messages into. Clones are handles to the same.
#[derive(Clone, Debug)]
pub(crate) struct Outbox(Arc<Shared>);

/// The end of the session.
#[derive(Debug)]
pub(crate) struct Inbox(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    waker: AtomicWaker,
}

#[derive(Debug, Default)]
struct Waiting {
    frames: VecDeque<Frame>,
    dropped: u64,
    claim: bool,
    close: bool,
}

/// The two ends.
pub(crate) fn inbox() -> (Outbox, Inbox) {
    let shared = Arc::<Shared>::default();
    (Outbox(Arc::clone(&shared)), Inbox(shared))
}

impl Shared {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Outbox {
    /// Puts a message in, or counts it as dropped.
    pub(crate) fn put(&self, frame: Frame) {
        self.change(|waiting| match waiting.frames.len() < CAPACITY {
            true => waiting.frames.push_back(frame),
            false => waiting.dropped += 1,
        });
    }

    /// Ends the session.
    pub(crate) fn close(&self) {
        self.change(|waiting| waiting.close = true);
    }

    /// Has the session look at its claim.
    pub(crate) fn nudge(&self) {
        self.change(|waiting| waiting.claim = true);
    }

    fn change(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.0.waiting());
        self.0.waker.wake();
    }
}

impl Inbox {
    /// The next thing.
    pub(crate) fn poll_next(&mut self, cx: &Context<'_>) -> Poll<Mail> {
        self.0.waker.register(cx.waker());
        let mut waiting = self.0.waiting();
        if std::mem::take(&mut waiting.close) {
            return Poll::Ready(Mail::Close);
        }
        if std::mem::take(&mut waiting.claim) {
            return Poll::Ready(Mail::Claim);
        }
        waiting.frames.pop_front().map_or(Poll::Pending, |frame| Poll::Ready(Mail::Frame(frame)))
    }

    /// How many messages were dropped since this was asked last. It is told when the others
    /// have been taken, so that the news of the gap stands behind what came before it.
    pub(crate) fn dropped(&self) -> u64 {
        let mut waiting = self.0.waiting();
        if waiting.frames.is_empty() { std::mem::take(&mut waiting.dropped) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::{CAPACITY, Inbox, Mail, inbox};
    use crate::Frame;

    async fn next(inbox: &mut Inbox) -> Mail {
        poll_fn(|cx| inbox.poll_next(cx)).await
    }

    #[tokio::test]
    async fn what_is_beyond_the_bound_is_counted_and_told_last() {
        let (outbox, mut inbox) = inbox();
        for _ in 0..CAPACITY + 3 {
            outbox.put(Frame::new(|_| "hello".to_owned()));
        }
        for left in (0..CAPACITY).rev() {
            assert!(matches!(next(&mut inbox).await, Mail::Frame(_)));
            assert_eq!(inbox.dropped(), if left == 0 { 3 } else { 0 });
        }
        assert_eq!(inbox.dropped(), 0);
        outbox.nudge();
        outbox.put(Frame::new(|_| "again".to_owned()));
        assert!(matches!(next(&mut inbox).await, Mail::Claim));
        assert!(matches!(next(&mut inbox).await, Mail::Frame(_)));
    }
}
