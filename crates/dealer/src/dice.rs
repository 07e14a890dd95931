//! Chance: numbers that follow from a seed alone, the same on every platform.

use hand_history::Amount;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A seeded stream of random choices.
///
/// Choices are remainders of the raw stream, not `rand`'s distributions: those may give
/// other values after an update, and with them every hand of a seed. The counts here are so
/// much smaller than 2³² that the bias of a remainder does not matter.
#[derive(Clone, Debug)]
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below `count`; 0 when `count` is 0.
    pub(crate) fn below(&mut self, count: u32) -> u32 {
        self.0.next_u32() % count.max(1)
    }

    /// True in so many of a hundred cases.
    pub(crate) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of the items, if there are any.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.index(items.len()))
    }

    /// A multiple of `unit` from `least`, which is one itself, to `most`.
    pub(crate) fn amount(&mut self, least: Amount, most: Amount, unit: Amount) -> Amount {
        let steps = (most - least).hundredths().max(0) / unit.hundredths().max(1);
        let step = i64::from(self.0.next_u32()) % (steps + 1);
        least + Amount::from_hundredths(step * unit.hundredths())
    }

    /// Brings the items into a random order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }

    /// A place in a list of this length; 0 for an empty one.
    pub(crate) fn index(&mut self, len: usize) -> usize {
        self.0.next_u32() as usize % len.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut dice = Dice::new(7);
        let rolls: Vec<u32> = (0..8).map(|_| dice.below(100)).collect();
        assert_eq!(rolls, [39, 76, 70, 19, 93, 37, 51, 2]);
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..52).collect();
        Dice::new(1).shuffle(&mut items);
        assert_ne!(items, (0..52).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..52).collect::<Vec<u32>>());
    }
}
