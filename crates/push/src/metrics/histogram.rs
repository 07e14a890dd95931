//! Durations, counted by size.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The upper ends of the buckets, in microseconds: three a decade, from the time of a durable
/// commit on a fast disk to that after which a client counts as slow.
const BOUNDS: [u64; 17] = [
    50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
    1_000_000, 2_000_000, 5_000_000, 10_000_000,
];

/// How often something took how long. Noting a duration is two additions without a lock.
#[derive(Debug, Default)]
pub(crate) struct Histogram {
    /// By bucket, the last one without an upper end.
    counts: [AtomicU64; BOUNDS.len() + 1],
    nanoseconds: AtomicU64,
}

/// A histogram at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Durations {
    /// Upper ends of the buckets, and how many are in each; the last one has no end.
    pub(crate) buckets: Vec<(Option<Duration>, u64)>,
    /// All of them together.
    pub(crate) sum: Duration,
}

impl Histogram {
    /// One more, which took so long.
    pub(crate) fn note(&self, took: Duration) {
        let microseconds = u64::try_from(took.as_nanos().div_ceil(1000)).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < microseconds);
        if let Some(count) = self.counts.get(bucket) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }

    /// How it is now.
    pub(crate) fn read(&self) -> Durations {
        let bounds = BOUNDS.iter().map(|bound| Some(Duration::from_micros(*bound)));
        let counts = self.counts.iter().map(|count| count.load(Ordering::Relaxed));
        Durations {
            buckets: bounds.chain([None]).zip(counts).collect(),
            sum: Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)),
        }
    }
}

impl Durations {
    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.buckets.iter().map(|(_, count)| count).sum()
    }

    /// The duration that so many of a hundred do not exceed, as if those of one bucket lay at
    /// even distances in it. `None` while there are none.
    pub(crate) fn percentile(&self, percent: u64) -> Option<Duration> {
        let rank = (self.count() * percent).div_ceil(100).max(1);
        let (mut before, mut lower) = (0, Duration::ZERO);
        for (upper, count) in &self.buckets {
            if rank <= before + count {
                // Beyond the last end nothing is known.
                let width = upper.map_or(Duration::ZERO, |upper| upper - lower);
                let share = |part: u64| u32::try_from(part).unwrap_or(u32::MAX);
                return Some(lower + width * share(rank - before) / share(*count));
            }
            before += count;
            lower = upper.unwrap_or(lower);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BOUNDS, Histogram};

    #[test]
    fn a_duration_lies_in_the_bucket_up_to_whose_end_it_goes() {
        let histogram = Histogram::default();
        let micros = Duration::from_micros;
        for took in [
            Duration::ZERO,
            micros(50),
            micros(50) + Duration::from_nanos(1),
            micros(100),
            Duration::from_secs(10),
            Duration::from_secs(11),
        ] {
            histogram.note(took);
        }
        let read = histogram.read();
        assert_eq!(read.buckets.len(), BOUNDS.len() + 1);
        assert_eq!(read.buckets[0], (Some(micros(50)), 2));
        assert_eq!(read.buckets[1], (Some(micros(100)), 2));
        assert_eq!(read.buckets[16], (Some(Duration::from_secs(10)), 1));
        assert_eq!(read.buckets[17], (None, 1));
        assert_eq!((read.count(), read.sum.as_nanos()), (6, 21_000_200_001));
    }

    #[test]
    fn percentiles_are_found_between_the_ends_of_their_bucket() {
        let histogram = Histogram::default();
        assert_eq!(histogram.read().percentile(50), None);
        // Ten in the bucket from 1 ms to 2 ms.
        (0..10).for_each(|_| histogram.note(Duration::from_micros(1500)));
        let percentile = |percent| histogram.read().percentile(percent).unwrap().as_micros();
        assert_eq!((percentile(0), percentile(50), percentile(100)), (1100, 1500, 2000));
        // One that is far slower than all the others.
        histogram.note(Duration::from_secs(60));
        assert_eq!((percentile(50), percentile(99)), (1600, 10_000_000));
        // As many below them.
        (0..11).for_each(|_| histogram.note(Duration::from_micros(300)));
        let percentile = |percent| histogram.read().percentile(percent).unwrap().as_micros();
        assert_eq!((percentile(25), percentile(50), percentile(75)), (363, 500, 1600));
    }
}
