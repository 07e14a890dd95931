//! How far a file has been consumed, and by what the file is known again.

use twox_hash::XxHash64;

/// How many bytes before a place are hashed to know that place again: a page, which holds at least
/// one whole hand with its id, so two files hardly ever agree in it.
pub const FINGERPRINT_WINDOW: usize = 4096;

/// The hash of the up to [`FINGERPRINT_WINDOW`] bytes before a place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub u64);

impl Fingerprint {
    /// Hashes the last [`FINGERPRINT_WINDOW`] bytes of `bytes_before`, or all if there are fewer.
    #[must_use]
    pub fn of(bytes_before: &[u8]) -> Self {
        let from = bytes_before.len().saturating_sub(FINGERPRINT_WINDOW);
        let window = bytes_before.get(from..).unwrap_or_default();
        Self(XxHash64::oneshot(0, window))
    }
}

/// The end of what the consumer has durably consumed of a file. A read goes on from here only if
/// the file is at least `offset` bytes long and has this fingerprint there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checkpoint {
    /// Bytes from the start of the file.
    pub offset: u64,
    /// Of the bytes before `offset`.
    pub fingerprint: Fingerprint,
}

impl Checkpoint {
    /// Nothing consumed. Every file matches it.
    pub const START: Self = Self { offset: 0, fingerprint: Fingerprint(0xEF46_DB37_51D8_E999) };

    /// The checkpoint `used` bytes into `bytes`, which begin at `offset` and follow `prefix`.
    pub(crate) fn after(offset: u64, prefix: &[u8], bytes: &[u8], used: usize) -> Self {
        let used_bytes = bytes.get(..used).unwrap_or(bytes);
        let fingerprint = if FINGERPRINT_WINDOW <= used_bytes.len() {
            Fingerprint::of(used_bytes)
        } else {
            Fingerprint::of(&[prefix, used_bytes].concat())
        };
        Self { offset: offset.saturating_add(used_bytes.len() as u64), fingerprint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_start_has_the_fingerprint_of_no_bytes() {
        assert_eq!(Checkpoint::START.fingerprint, Fingerprint::of(&[]));
    }

    #[test]
    fn a_fingerprint_sees_the_window_and_nothing_before_it() {
        let mut bytes = vec![b'a'; FINGERPRINT_WINDOW + 1];
        let before = Fingerprint::of(&bytes);
        bytes[0] = b'b';
        assert_eq!(Fingerprint::of(&bytes), before);
        bytes[1] = b'b';
        assert_ne!(Fingerprint::of(&bytes), before);
    }

    #[test]
    fn a_checkpoint_is_the_same_wherever_the_chunk_began() {
        let file: Vec<u8> = (0..20_000u32).flat_map(u32::to_le_bytes).collect();
        let place = 10_000;
        let expected = Checkpoint { offset: 10_000, fingerprint: Fingerprint::of(&file[..place]) };
        for begin in [0, 1, 100, 5_000, 5_904, 9_999, 10_000] {
            let prefix = &file[begin - begin.min(FINGERPRINT_WINDOW)..begin];
            let made = Checkpoint::after(begin as u64, prefix, &file[begin..], place - begin);
            assert_eq!(made, expected, "chunk from {begin}");
        }
    }

    #[test]
    fn no_more_is_consumed_than_was_delivered() {
        assert_eq!(Checkpoint::after(0, &[], b"abc", 9), Checkpoint::after(0, &[], b"abc", 3));
    }
}
