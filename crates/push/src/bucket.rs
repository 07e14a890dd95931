//! How many messages a client may send.

use std::time::Duration;

use tokio::time::Instant;

/// A token bucket, kept as the one instant at which it will be full again: a message moves
/// that instant on, and a message that would move it too far is one too many.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    /// The time in which one token grows.
    interval: Duration,
    /// The time in which an empty bucket fills.
    depth: Duration,
    full_at: Instant,
}

impl Bucket {
    /// A full bucket of `burst` tokens, in which `rate` tokens grow a second. Both count as
    /// at least 1: with none, a client could not even answer a ping.
    pub(crate) fn new(rate: u32, burst: u32, now: Instant) -> Self {
        let interval = Duration::from_secs(1) / rate.max(1);
        Self { interval, depth: interval * burst.max(1), full_at: now }
    }

    /// Takes a token, if there is one.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let full_at = self.full_at.max(now) + self.interval;
        let granted = full_at.duration_since(now) <= self.depth;
        if granted {
            self.full_at = full_at;
        }
        granted
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Bucket;

    #[test]
    fn a_burst_passes_and_then_the_rate() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let mut bucket = Bucket::new(20, 3, start);
        let taken = [0, 0, 0, 0, 49, 50, 50, 99, 100].map(|millis| bucket.take(at(millis)));
        assert_eq!(taken, [true, true, true, false, false, true, false, false, true]);
        // After a long rest the bucket is full, not more.
        let taken = [9000; 4].map(|millis| bucket.take(at(millis)));
        assert_eq!(taken, [true, true, true, false]);
    }
}
