//! Integers in as few bytes as they need.

/// Writes seven bits a byte, the lowest first; the eighth says that more follow (LEB128).
pub(super) fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while 0x80 <= value {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

/// The same for a number that may be negative: small ones are short either way.
pub(super) fn put_signed(bytes: &mut Vec<u8>, value: i64) {
    put(bytes, folded(value));
}

/// The whole numbers in the order 0, -1, 1, -2, 2, …
pub(super) const fn folded(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

/// The number at a place of that order.
pub(super) const fn unfolded(place: u64) -> i64 {
    (place >> 1).cast_signed() ^ -(place & 1).cast_signed()
}

/// Reads what was written, and moves on behind it. `None` at the end of the bytes.
#[inline]
pub(super) fn take(bytes: &mut &[u8]) -> Option<u64> {
    // Most numbers are small.
    if let Some((byte @ ..0x80, rest)) = bytes.split_first() {
        *bytes = rest;
        return Some(u64::from(*byte));
    }
    let (mut value, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if *byte < 0x80 {
            return Some(value);
        }
        shift += 7;
    }
}

/// Reads a number that may be negative.
#[inline]
pub(super) fn take_signed(bytes: &mut &[u8]) -> Option<i64> {
    take(bytes).map(unfolded)
}

#[cfg(test)]
mod tests {
    use super::{put, put_signed, take, take_signed};

    #[test]
    fn what_is_written_is_read_again() {
        let mut bytes = Vec::new();
        let numbers = [0, 1, 127, 128, 300, 1 << 35, u64::MAX - 1, u64::MAX];
        numbers.iter().for_each(|number| put(&mut bytes, *number));
        let signed = [0, -1, 1, -64, 64, i64::MIN, i64::MAX];
        signed.iter().for_each(|number| put_signed(&mut bytes, *number));
        let mut rest = bytes.as_slice();
        assert_eq!(numbers.map(|_| take(&mut rest).unwrap()), numbers);
        assert_eq!(signed.map(|_| take_signed(&mut rest).unwrap()), signed);
        assert_eq!(take(&mut rest), None);
    }

    #[test]
    fn small_numbers_are_short_and_what_is_no_number_is_none() {
        for (number, length) in [(0, 1), (-64, 1), (63, 1), (64, 2), (-65, 2)] {
            let mut bytes = Vec::new();
            put_signed(&mut bytes, number);
            assert_eq!(bytes.len(), length, "{number}");
        }
        assert_eq!(take(&mut [0x80, 0x80].as_slice()), None);
        assert_eq!(take(&mut [0xff; 12].as_slice()), None);
    }
}
