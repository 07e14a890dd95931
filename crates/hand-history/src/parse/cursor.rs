//! A place in a text, and the words that are read from there on.
//!
//! What a hand has much of is read with it: byte by byte and once, without a look for the end
//! of the line first.

use memchr::memchr;

use super::{
    number::{leading_amount, leading_number},
    word::find,
};
use crate::Amount;

/// A place in a text. What reads a word moves it behind the word, or gives `None`: then it
/// is where it was.
///
/// The place of the next line is what all the work on it waits for. A call that is handed a
/// `&mut Cursor` has it written to memory and read again, so that what each line calls is
/// inlined by order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    /// What of its bytes is still to be read.
    left: &'a [u8],
}

impl<'a> Cursor<'a> {
    /// The start of a text.
    #[inline]
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, left: text.as_bytes() }
    }

    /// What is still to be read.
    #[inline]
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.place()..).unwrap_or_default()
    }

    /// How much of the text was read, in bytes.
    #[inline]
    fn place(&self) -> usize {
        self.text.len() - self.left.len()
    }

    /// The bytes that are still to be read.
    #[inline]
    pub(super) fn left(&self) -> &'a [u8] {
        self.left
    }

    /// Moves on by so many bytes, which end a character, or to the end of the text.
    #[inline]
    pub(super) fn skip(&mut self, bytes: usize) {
        self.left = self.left.get(bytes..).unwrap_or_default();
    }

    /// Reads so many bytes, which are whole characters of the text.
    #[inline(always)]
    pub(super) fn text(&mut self, bytes: usize) -> &'a str {
        let start = self.place();
        self.skip(bytes);
        self.text.get(start..self.place()).unwrap_or_default()
    }

    /// Reads this word.
    #[inline]
    pub(super) fn word(&mut self, word: &str) -> Option<()> {
        self.left = self.left.strip_prefix(word.as_bytes())?;
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
    pub(super) fn before<const N: usize>(&mut self, mark: &[u8; N]) -> Option<&'a str> {
        let first = *mark.first()?;
        let mut length = 0;
        loop {
            let behind = self.left().get(length..)?;
            length += find(behind, [first])?;
            if self.left().get(length..)?.starts_with(mark) {
                return Some(self.text(length));
            }
            length += 1;
        }
    }

    /// Reads an amount.
    pub(super) fn amount(&mut self) -> Option<Amount> {
        let (amount, length) = leading_amount(self.left())?;
        self.skip(length);
        Some(amount)
    }

    /// Reads the end of a line, and white space before it, which copies change.
    #[inline]
    pub(super) fn line_end(&mut self) -> Option<()> {
        while let Some((byte, behind)) = self.left.split_first() {
            if !byte.is_ascii_whitespace() {
                return None;
            }
            self.left = behind;
            if *byte == b'\n' {
                break;
            }
        }
        Some(())
    }

    /// Moves behind the end of the line.
    #[inline]
    pub(super) fn skip_line(&mut self) {
        let length = memchr(b'\n', self.left()).unwrap_or(self.left().len());
        self.skip(length + 1);
    }

    /// Reads what is left of a line but its end, and leaves out the white space there.
    #[inline(always)]
    pub(super) fn rest_of_line(&mut self) -> &'a str {
        let length = memchr(b'\n', self.left()).unwrap_or(self.left().len());
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
