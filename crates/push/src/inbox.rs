//! What a session is told besides the log: presence, chat and notices.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::sync::{Notify, mpsc};

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
pub(crate) struct Outbox {
    frames: mpsc::Sender<Frame>,
    shared: Arc<Shared>,
}

/// The end of the session.
#[derive(Debug)]
pub(crate) struct Inbox {
    frames: mpsc::Receiver<Frame>,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    dropped: AtomicU64,
    claim: Notify,
    close: Notify,
}

/// The two ends.
pub(crate) fn inbox() -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(CAPACITY);
    let shared = Arc::<Shared>::default();
    (Outbox { frames: sender, shared: Arc::clone(&shared) }, Inbox { frames: receiver, shared })
}

impl Outbox {
    /// Puts a message in, or counts it as dropped. A session that is gone needs neither.
    pub(crate) fn put(&self, frame: Frame) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.frames.try_send(frame) {
            self.shared.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Ends the session.
    pub(crate) fn close(&self) {
        self.shared.close.notify_one();
    }

    /// Has the session look at its claim.
    pub(crate) fn nudge(&self) {
        self.shared.claim.notify_one();
    }
}

impl Inbox {
    /// The next thing. Safe to drop and call again.
    pub(crate) async fn next(&mut self) -> Mail {
        tokio::select! {
            biased;
            () = self.shared.close.notified() => Mail::Close,
            () = self.shared.claim.notified() => Mail::Claim,
            frame = self.frames.recv() => match frame {
                Some(frame) => Mail::Frame(frame),
                None => std::future::pending().await,
            },
        }
    }

    /// How many messages were dropped since this was asked last. It is told when the others
    /// have been taken, so that the news of the gap stands behind what came before it.
    pub(crate) fn dropped(&self) -> u64 {
        if self.frames.is_empty() { self.shared.dropped.swap(0, Ordering::Relaxed) } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::{CAPACITY, Mail, inbox};
    use crate::Frame;

    #[tokio::test]
    async fn what_is_beyond_the_bound_is_counted_and_told_last() {
        let (outbox, mut inbox) = inbox();
        for _ in 0..CAPACITY + 3 {
            outbox.put(Frame::new(|_| "hello".to_owned()));
        }
        for left in (0..CAPACITY).rev() {
            assert!(matches!(inbox.next().await, Mail::Frame(_)));
            assert_eq!(inbox.dropped(), if left == 0 { 3 } else { 0 });
        }
        assert_eq!(inbox.dropped(), 0);
        outbox.nudge();
        outbox.put(Frame::new(|_| "again".to_owned()));
        assert!(matches!(inbox.next().await, Mail::Claim));
        assert!(matches!(inbox.next().await, Mail::Frame(_)));
    }
}
