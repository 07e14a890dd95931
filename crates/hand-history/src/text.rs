//! The raw text of a hand or a summary, how it is decoded, and when two texts are the same.

use std::borrow::Cow;

/// The bytes of one hand as a history file holds them, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandText {
    /// Where the text starts in its file, in bytes.
    pub offset: u64,
    /// From the header line to the last line before the closing empty one.
    pub bytes: Vec<u8>,
}

/// The bytes of one block of a tournament summary, and where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SummaryText {
    /// Where the text starts in its file, in bytes.
    pub offset: u64,
    /// From the header line to the last line before the closing empty one.
    pub bytes: Vec<u8>,
}

/// The byte order mark in UTF-8, which editors put before a text and `copy a+b` into one.
const BOM: &str = "\u{feff}";

/// A text without a byte order mark at its start.
pub(crate) fn without_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(BOM.as_bytes()).unwrap_or(bytes)
}

/// The text of some bytes, and whether every byte meant something.
///
/// Winamax writes UTF-8. A line that is not is read as Windows-1252, which older clients
/// and re-saved files have; five bytes of that code page mean nothing and become U+FFFD.
pub(crate) fn decode(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    let bytes = without_bom(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), true);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match std::str::from_utf8(line) {
            Ok(line) => text.push_str(line),
            Err(_) => text.extend(line.iter().map(|&byte| windows_1252(byte))),
        }
    }
    let every_byte_meant_something = !text.contains(char::REPLACEMENT_CHARACTER);
    (Cow::Owned(text), every_byte_meant_something)
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

/// Whether two texts of one hand say the same: compared without byte order marks, carriage
/// returns and spaces at the ends of lines, which copies and editors change.
#[must_use]
pub fn same_text(one: &[u8], other: &[u8]) -> bool {
    one == other || compared_lines(one).eq(compared_lines(other))
}

/// The lines of a text as they are compared; empty ones at its end do not count.
fn compared_lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    without_bom(text.trim_ascii_end())
        .split(|&byte| byte == b'\n')
        .map(|line| without_bom(line).trim_ascii_end())
}

#[cfg(test)]
mod tests {
    use super::{decode, same_text};

    #[test]
    fn a_line_that_is_not_utf8_is_read_as_windows_1252() {
        let mut bytes = "Seat 1: a (2€)\n".as_bytes().to_vec();
        bytes.extend_from_slice(b"Seat 2: b (3\x80)\n");
        let (text, clean) = decode(&bytes);
        assert_eq!(text, "Seat 1: a (2€)\nSeat 2: b (3€)\n");
        assert!(clean);
    }

    #[test]
    fn a_byte_that_means_nothing_is_told() {
        let (text, clean) = decode(b"a\x81b");
        assert_eq!(text, "a\u{fffd}b");
        assert!(!clean);
    }

    #[test]
    fn copies_that_differ_in_line_ends_are_the_same_text() {
        let text = "Winamax Poker\n*** PRE-FLOP *** \na folds\n";
        for copy in [
            "\u{feff}Winamax Poker\r\n*** PRE-FLOP ***\r\na folds\r\n",
            "Winamax Poker\n*** PRE-FLOP *** \na folds",
            "Winamax Poker\n*** PRE-FLOP *** \na folds\n\n",
        ] {
            assert!(same_text(text.as_bytes(), copy.as_bytes()), "{copy:?}");
        }
        assert!(!same_text(text.as_bytes(), b"Winamax Poker\n*** PRE-FLOP *** \nb folds\n"));
        assert!(!same_text(text.as_bytes(), b"Winamax Poker\n*** PRE-FLOP *** \n"));
    }
}
