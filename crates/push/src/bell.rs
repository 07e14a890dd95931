//! What wakes the task of a session, and says why.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    task::Context,
};

use futures_util::task::AtomicWaker;

/// A thousand sessions may be woken for hands that come together, and each of them waits for its
/// peer, for the time and for mail as well. Looking at all of that costs more than sending the
/// hand. So whoever has news of the log rings in one way, and everything else in another: a
/// session looks only where it was rung for.
#[derive(Debug)]
pub(crate) struct Bell {
    waker: AtomicWaker,
    /// The log has come to another end.
    news: AtomicBool,
    /// Anything else that the session waits for.
    other: AtomicBool,
}

/// A session begins by looking at everything.
impl Default for Bell {
    fn default() -> Self {
        Self { waker: AtomicWaker::new(), news: true.into(), other: true.into() }
    }
}

impl Bell {
    /// The log has news.
    pub(crate) fn ring(&self) {
        // Nobody has to be woken twice for the same.
        if !self.news.swap(true, Ordering::AcqRel) {
            self.waker.wake();
        }
    }

    /// The session is awake, and has to look at everything else once more.
    pub(crate) fn look_again(&self) {
        self.other.store(true, Ordering::Release);
    }

    /// Wakes this task from now on. What was rung for before is asked for after this.
    pub(crate) fn listen(&self, cx: &Context<'_>) {
        self.waker.register(cx.waker());
    }

    /// Whether there were news since this was asked last.
    pub(crate) fn has_news(&self) -> bool {
        take(&self.news)
    }

    /// Whether there was anything else since this was asked last.
    pub(crate) fn has_other(&self) -> bool {
        take(&self.other)
    }

    /// Something else is there. A session that waits for its socket hears this too, whatever it
    /// has left lie for that.
    pub(crate) fn ring_for_other(&self) {
        self.look_again();
        self.waker.wake();
    }
}

/// Most often it is not set, and a look is cheaper than a swap.
fn take(flag: &AtomicBool) -> bool {
    flag.load(Ordering::Acquire) && flag.swap(false, Ordering::AcqRel)
}

#[cfg(test)]
mod tests {
    use std::{
        future::poll_fn,
        sync::{
            Arc,
            atomic::{AtomicU64, Ordering},
        },
        task::Poll,
        thread,
        time::{Duration, Instant},
    };

    use super::Bell;

    /// Far longer than anything here takes: it only turns a hanging test into a failing one.
    const PATIENCE: Duration = Duration::from_secs(30);

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn no_ring_is_slept_through_that_comes_while_the_session_lies_down() {
        let (bell, news, heard) = <(Arc<Bell>, Arc<AtomicU64>, Arc<AtomicU64>)>::default();
        let ringing = {
            let (bell, news, heard) = (Arc::clone(&bell), Arc::clone(&news), Arc::clone(&heard));
            thread::spawn(move || {
                for number in 1..=50_000 {
                    news.store(number, Ordering::Relaxed);
                    bell.ring();
                    let rung = Instant::now();
                    while heard.load(Ordering::Acquire) != number {
                        assert!(rung.elapsed() < PATIENCE, "ring {number} was slept through");
                    }
                }
            })
        };
        let hearing = tokio::spawn(poll_fn(move |cx| {
            bell.listen(cx);
            while bell.has_news() {
                heard.store(news.load(Ordering::Relaxed), Ordering::Release);
            }
            Poll::<()>::Pending
        }));
        let rung = tokio::task::spawn_blocking(|| ringing.join()).await.unwrap();
        assert!(rung.is_ok());
        hearing.abort();
    }
}
