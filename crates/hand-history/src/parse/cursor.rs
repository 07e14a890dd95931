//! A place in a text, and the words that are read from there on.
//!
//! What a hand has much of is read with it: byte by byte and once, without a look for the end
//! of the line first.

use memchr::memchr;

use super::{
    number::{leading_amount, leading_number},
    word::cut,
};
use crate::Amount;

/// A place in a text. What reads a word moves it behind the word, or gives `None`: then it
/// is where it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    /// What of the text is still to be read.
    left: &'a str,
}

impl<'a> Cursor<'a> {
    /// The start of a text.
    #[inline]
    pub(super) fn new(text: &'a str) -> Self {
        Self { left: text }
    }

    /// What is still to be read.
    #[inline]
    pub(super) fn rest(&self) -> &'a str {
        self.left
    }

    /// The bytes that are still to be read.
    #[inline]
    pub(super) fn left(&self) -> &'a [u8] {
        self.left.as_bytes()
    }

    /// Moves on by so many bytes, which end a character, or to the end of the text.
    #[inline]
    pub(super) fn skip(&mut self, bytes: usize) {
        self.left = self.left.get(bytes..).unwrap_or_default();
    }

    /// Reads so many bytes, which are whole characters of the text.
    #[inline]
    pub(super) fn text(&mut self, bytes: usize) -> &'a str {
        let (text, left) = self.left.split_at_checked(bytes).unwrap_or_default();
        self.left = left;
        text
    }

    /// Reads this word.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.left = self.left.strip_prefix(word)?;
        Some(())
    }

    /// Reads this word if it is there, and says whether it is.
    #[inline]
    pub(super) fn has(&mut self, word: &str) -> bool {
        self.word(word).is_some()
    }

    /// Reads a number.
    #[inline]
    pub(super) fn number<T: TryFrom<u64>>(&mut self) -> Option<T> {
        let (number, length) = leading_number(self.left())?;
        self.skip(length);
        Some(number)
    }

    /// Reads a word and the number behind it.
    #[inline]
    pub(super) fn number_behind<T: TryFrom<u64>>(&mut self, word: &str) -> Option<T> {
        self.word(word)?;
        self.number()
    }

    /// Reads everything before this mark.
    #[inline]
    pub(super) fn before(&mut self, mark: &str) -> Option<&'a str> {
        let (text, _) = cut(self.left, mark)?;
        Some(self.text(text.len()))
    }

    /// Reads an amount.
    #[inline]
    pub(super) fn amount(&mut self) -> Option<Amount> {
        let (amount, length) = leading_amount(self.left())?;
        self.skip(length);
        Some(amount)
    }

    /// Reads the end of a line, and white space before it, which copies change.
    #[inline]
    pub(super) fn line_end(&mut self) -> Option<()> {
        while let Some(byte) = self.left().first() {
            if !byte.is_ascii_whitespace() {
                return None;
            }
            self.skip(1);
            if *byte == b'\n' {
                break;
            }
        }
        Some(())
    }

    /// Reads what is left of a line but its end, and leaves out the white space there.
    #[inline]
    pub(super) fn rest_of_line(&mut self) -> &'a str {
        let length = memchr(b'\n', self.left()).unwrap_or(self.left.len());
        self.text(length).trim_ascii_end()
    }

    /// Reads what is left of a line and its end.
    #[inline]
    pub(super) fn line(&mut self) -> &'a str {
        let line = self.rest_of_line();
        self.skip(1);
        line
    }
}
