//! The raw text of a hand or a summary, how it is decoded, and when two texts are the same.

use std::borrow::Cow;

use memchr::memmem;

/// The bytes of one hand as a history file holds them, and where they stand. They are a slice
/// of the file, or its own where the file is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandText<'a> {
    /// Where the text starts in its file, in bytes.
    pub offset: u64,
    /// From the header line to the last line before the closing empty one.
    pub bytes: Cow<'a, [u8]>,
}

/// The bytes of one block of a tournament summary, and where they stand; a slice or its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryText<'a> {
    /// Where the text starts in its file, in bytes.
    pub offset: u64,
    /// From the header line to the last line before the closing empty one.
    pub bytes: Cow<'a, [u8]>,
}

/// The byte order mark in UTF-8, which editors put before a text and `copy a+b` into one.
const BOM: &[u8] = "\u{feff}".as_bytes();

/// How every text begins when it was re-saved as UTF-16, whichever byte comes first.
const UTF_16_MARK: &[u8] = b"W\0i\0n\0a\0m\0a\0x\0";

/// A text without a byte order mark at its start.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM).unwrap_or(bytes)
}

/// A text without zeros at its start, which a crash of the system leaves in a file, and
/// without a byte order mark.
fn without_filler(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    without_bom(bytes.get(zeros..).unwrap_or_default())
}

/// The text of some bytes that stand at this offset of their file, and whether every byte
/// meant something.
///
/// Winamax writes UTF-8. A line that is not is read as Windows-1252, which old and re-saved
/// files have; five bytes of that code page mean nothing and become U+FFFD. Texts that were
/// re-saved as UTF-16 are known by their zeros.
pub(crate) fn decode(bytes: &[u8], offset: u64) -> (Cow<'_, str>, bool) {
    let text = without_filler(bytes);
    let is_narrow = text.get(1) != Some(&0);
    if let (true, Ok(text)) = (is_narrow, simdutf8::basic::from_utf8(text)) {
        return (Cow::Borrowed(text), true);
    }
    let text = match memmem::find(bytes, UTF_16_MARK) {
        Some(mark) => utf_16(bytes, mark, offset),
        None => by_line(text),
    };
    let every_byte_meant_something = !text.contains(char::REPLACEMENT_CHARACTER);
    (Cow::Owned(text), every_byte_meant_something)
}

/// The text of UTF-16 whose first letter has its low byte at `mark`.
///
/// A character takes two bytes of the file from an even offset on, so that the place of the
/// low byte tells which of the two comes first. The line ends that cut a text out of its
/// file are one byte there: half a character can be missing at its end.
fn utf_16(bytes: &[u8], mark: usize, offset: u64) -> String {
    let low_byte_first = (offset + mark as u64).is_multiple_of(2);
    let start = if low_byte_first { mark } else { mark.saturating_sub(1) };
    let pairs = bytes.get(start..).unwrap_or_default().chunks(2);
    let units = pairs.map(|pair| match (pair, low_byte_first) {
        (&[low, high], true) | (&[high, low], false) => u16::from_le_bytes([low, high]),
        (rest, _) => rest.first().copied().map_or(0, u16::from),
    });
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// The text of lines in UTF-8 and of others in Windows-1252.
fn by_line(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 16);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.extend(line.iter().map(|&byte| windows_1252(byte))),
        }
    }
    text
}

/// The character of a byte in Windows-1252, which differs from Latin-1 in 0x80..=0x9F.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or('\u{fffd}'),
        _ => char::from(byte),
    }
}

/// Whether two texts of one hand say the same: compared as characters, without byte order
/// marks, carriage returns and spaces at the ends of lines, which copies and editors change.
#[must_use]
pub fn same_text(one: &HandText<'_>, other: &HandText<'_>) -> bool {
    if one.bytes == other.bytes {
        return true;
    }
    let (one, _) = decode(&one.bytes, one.offset);
    let (other, _) = decode(&other.bytes, other.offset);
    compared_lines(&one).eq(compared_lines(&other))
}

/// The lines of a text as they are compared; empty ones at its end do not count.
fn compared_lines(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim_end_matches(|c: char| c.is_ascii_whitespace() || c == '\u{feff}');
    text.lines().map(|line| line.trim_start_matches('\u{feff}').trim_ascii_end())
}

#[cfg(test)]
mod tests {
    use super::{HandText, decode, same_text};

    fn at(offset: u64, bytes: &[u8]) -> HandText<'_> {
        HandText { offset, bytes: bytes.into() }
    }

    #[test]
    fn a_line_that_is_not_utf8_is_read_as_windows_1252() {
        let mut bytes = "Seat 1: a (2€)\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"Seat 2: b (3\x80)\n");
        let (text, clean) = decode(&bytes, 0);
        assert_eq!(text, "Seat 1: a (2€)\nSeat 2: b (3€)\n");
        assert!(clean);
    }

    #[test]
    fn a_byte_that_means_nothing_is_told() {
        let (text, clean) = decode(b"a\x81b", 0);
        assert_eq!(text, "a\u{fffd}b");
        assert!(!clean);
    }

    #[test]
    fn utf_16_is_read_in_either_order_and_wherever_a_line_end_cut_it() {
        let text = "Winamax Poker - 5€\nTable: 'é'\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let (marked, end) = ([&[0xff, 0xfe], &*little].concat(), little.len() - 1);
        let cut = [&[0], &little[..end]].concat();
        for (bytes, offset) in [(&little, 2), (&big, 2), (&marked, 0), (&cut, 7)] {
            assert_eq!(decode(bytes, offset), (text.into(), true), "{bytes:?} at {offset}");
        }
    }

    #[test]
    fn zeros_before_a_text_are_no_part_of_it() {
        assert_eq!(decode(b"\0\0\0Winamax Poker", 5), ("Winamax Poker".into(), true));
    }

    #[test]
    fn copies_that_differ_in_line_ends_or_coding_are_the_same_text() {
        let text = "Winamax Poker\n*** PRE-FLOP *** \na folds 1€\n";
        let one = at(0, text.as_bytes());
        for copy in [
            "\u{feff}Winamax Poker\r\n*** PRE-FLOP ***\r\na folds 1€\r\n",
            "Winamax Poker\n*** PRE-FLOP *** \na folds 1€",
            "Winamax Poker\n*** PRE-FLOP *** \na folds 1€\n\n",
        ] {
            assert!(same_text(&one, &at(9, copy.as_bytes())), "{copy:?}");
        }
        assert!(same_text(&one, &at(0, b"Winamax Poker\n*** PRE-FLOP *** \na folds 1\x80\n")));
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(same_text(&one, &at(2, &wide)));
        assert!(!same_text(&one, &at(0, b"Winamax Poker\n*** PRE-FLOP *** \nb folds 1\x80\n")));
        assert!(!same_text(&one, &at(0, b"Winamax Poker\n*** PRE-FLOP *** \n")));
    }
}
