//! Cuts the bytes of a history file into blocks: hands, summaries, and what is neither.
//!
//! No I/O, and no copy of a text: blocks are slices of the bytes that the caller holds, who also
//! keeps a block that is not complete yet until its end comes.

use std::borrow::Cow;

use memchr::{memchr, memmem, memrchr};

use crate::text::{HandText, SummaryText, without_bom};

/// The most bytes of one block. The longest hand in tens of thousands has 6 KiB and the
/// longest summary 4 KiB; what reaches this is no history, and must not fill the memory.
pub const MAX_BLOCK_BYTES: usize = 1 << 20;

/// How every hand and every summary begins.
const HEADER: &[u8] = b"Winamax Poker - ";

/// How every summary begins.
const SUMMARY_HEADER: &[u8] = b"Winamax Poker - Tournament summary : ";

/// What stands between two empty lines, or before the next header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block<'a> {
    /// A hand.
    Hand(HandText<'a>),
    /// One block of a tournament summary.
    Summary(SummaryText<'a>),
    /// Text that begins like neither.
    Stray(Stray<'a>),
}

/// Text that is neither a hand nor a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray<'a> {
    /// Where it starts in its file, in bytes.
    pub offset: u64,
    /// The text.
    pub bytes: &'a [u8],
    /// Whether it was cut off because it reached [`MAX_BLOCK_BYTES`].
    pub oversized: bool,
}

impl Stray<'_> {
    /// Why it is neither, in words for a player.
    #[must_use]
    pub const fn reason(&self) -> &'static str {
        if self.oversized {
            "longer than any hand"
        } else {
            "neither a hand nor a tournament summary"
        }
    }
}

/// Gives the blocks of bytes that stand together in a file, in order.
///
/// It holds nothing itself: whoever gets more bytes of the file splits again, from
/// [`Splitter::consumed`] on. However the bytes are cut into pieces, the hands are the same.
#[derive(Clone, Debug)]
pub struct Splitter<'a> {
    /// Where `bytes` start in the file.
    offset: u64,
    bytes: &'a [u8],
    /// How much of `bytes` was given out or skipped.
    start: usize,
    /// How much of `bytes` is known to be lines of the open block.
    scanned: usize,
    /// Whether `start` is inside a block that was too large: it ends only at a header.
    oversized: bool,
}

/// The complete blocks: those whose closing empty line, or the next header, is there.
impl<'a> Iterator for Splitter<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        loop {
            let limit = self.bytes.len().min(self.start + MAX_BLOCK_BYTES + 1);
            let window = self.bytes.get(self.scanned..limit).unwrap_or_default();
            let Some(length) = memchr(b'\n', window) else {
                return (limit < self.bytes.len()).then(|| self.take_oversized());
            };
            let line = window.get(..length).unwrap_or_default();
            let line_start = self.scanned;
            let next_line = line_start + length + 1;
            let open = self.start < line_start;
            let narrow = narrow(line);
            if narrow.starts_with(HEADER) {
                if open {
                    return Some(self.take(line_start, line_start));
                }
                self.oversized = false;
            } else if let Some(glued) = glued_header(line) {
                return Some(self.take(line_start + glued, line_start + glued));
            } else if !self.oversized && narrow.trim_ascii().is_empty() {
                if open {
                    return Some(self.take(line_start, next_line));
                }
                self.start = next_line;
            }
            let behind = self.bytes.get(line_start + length..limit).unwrap_or_default();
            self.scanned = next_line + ordinary_lines(behind);
        }
    }
}

impl<'a> Splitter<'a> {
    /// The blocks of bytes that start at this offset of a file, outside of any block.
    #[must_use]
    pub const fn new(offset: u64, bytes: &'a [u8]) -> Self {
        Self { offset, bytes, start: 0, scanned: 0, oversized: false }
    }

    /// The block at the end of a file that has been quiet: a hand with its total pot, or a
    /// summary with its place. Winamax closes a hand with two empty lines, but other tools
    /// do not, and nine of ten summaries end with their last line.
    pub fn finish(&mut self) -> Option<Block<'a>> {
        let rest = narrow(self.left());
        let has = |needle: &[u8]| memmem::find(&rest, needle).is_some();
        let complete = if rest.starts_with(SUMMARY_HEADER) {
            has(b"\nYou finished in ")
        } else {
            has(b"\n*** SUMMARY ***") && has(b"\nTotal pot ")
        };
        if complete { self.rest() } else { None }
    }

    /// Whatever is left, complete or not: the end of a file that will not grow.
    pub fn rest(&mut self) -> Option<Block<'a>> {
        let end = self.bytes.len();
        let is_empty = narrow(self.left()).trim_ascii().is_empty();
        (!is_empty).then(|| self.take(end, end))
    }

    /// Up to where in the file everything was given out: the place to go on after a restart.
    #[must_use]
    pub const fn consumed(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// What was not given out yet.
    fn left(&self) -> &'a [u8] {
        self.bytes.get(self.start..).unwrap_or_default()
    }

    /// Gives out the open block up to `end`, and goes on at `next`.
    fn take(&mut self, end: usize, next: usize) -> Block<'a> {
        let offset = self.consumed();
        let bytes = self.bytes.get(self.start..end).unwrap_or_default();
        self.start = next;
        self.scanned = self.scanned.max(next);
        let oversized = std::mem::take(&mut self.oversized);
        let first_line = bytes.get(..line_end(bytes)).unwrap_or_default();
        let first_line = narrow(first_line);
        let (is_text, is_summary) =
            (first_line.starts_with(HEADER), first_line.starts_with(SUMMARY_HEADER));
        match (is_text && !oversized, is_summary) {
            (false, _) => Block::Stray(Stray { offset, bytes, oversized }),
            (true, true) => Block::Summary(SummaryText { offset, bytes: bytes.into() }),
            (true, false) => Block::Hand(HandText { offset, bytes: bytes.into() }),
        }
    }

    /// Gives out what there is of a block that is too large; its rest is no block either.
    /// The cut is between two lines, so that a header behind it is seen.
    fn take_oversized(&mut self) -> Block<'a> {
        let one_line = self.scanned == self.start;
        let end = if one_line { self.start + MAX_BLOCK_BYTES } else { self.scanned };
        self.oversized = true;
        let block = self.take(end, end);
        self.oversized = true;
        block
    }
}

/// A line as it is looked at: without a byte order mark, and without the zeros of UTF-16 or
/// of a crash.
fn narrow(line: &[u8]) -> Cow<'_, [u8]> {
    match line {
        [0 | 0xfe | 0xff, ..] | [_, 0, ..] => {
            let letters = line.iter().copied().filter(|byte| !matches!(byte, 0 | 0xfe | 0xff));
            Cow::Owned(letters.collect())
        }
        _ => Cow::Borrowed(without_bom(line)),
    }
}

/// How many bytes the lines behind this line end take that can neither end a block nor begin
/// one. Few lines can, so that most of a text is passed over without a look at its lines.
fn ordinary_lines(line_end_and_rest: &[u8]) -> usize {
    let mut passed = 0;
    let mut rest = line_end_and_rest;
    while let Some(window) = rest.first_chunk()
        && !may_hold_a_boundary(window)
    {
        passed += STEP;
        rest = rest.get(STEP..).unwrap_or_default();
    }
    let whole_lines = line_end_and_rest.get(..passed).unwrap_or_default();
    memrchr(b'\n', whole_lines).unwrap_or(0)
}

/// How many bytes are looked at together.
const STEP: usize = 32;

/// Whether there may be the `x P` of a header here, as far as two of its letters tell, or a
/// line that starts behind one of the first [`STEP`] bytes and may be empty once it is
/// [`narrow`]. There are no branches, so that the compiler compares many bytes at once.
fn may_hold_a_boundary(window: &[u8; STEP + 2]) -> bool {
    let bytes = window.iter().zip(&window[1..]).zip(&window[2..]);
    bytes.fold(false, |found, ((&byte, &next), &after_next)| {
        let x_p = (byte == b'x') & (after_next == b'P');
        // One comparison for `next <= b' '` and `0xe0 <= next`.
        let starts_oddly = (byte == b'\n') & (next.wrapping_sub(b'!') >= 0xe0 - b'!');
        found | x_p | starts_oddly | (byte == 0)
    })
}

/// Where a header stands inside a line: the end of one file and the start of another that
/// were joined without a line end between them.
fn glued_header(line: &[u8]) -> Option<usize> {
    let line = line.trim_ascii_end();
    // Few lines end as the headers of hands and summaries do, so that few are searched.
    let is_long = HEADER.len() + "Tournament summary : ".len() < line.len();
    let ends = [&b"UTC"[..], b")", b"egistration"];
    if is_long && ends.iter().any(|end| line.ends_with(end)) {
        memmem::find(line, HEADER)
    } else {
        None
    }
}

/// Where the first line of a text ends.
fn line_end(text: &[u8]) -> usize {
    memchr(b'\n', text).unwrap_or(text.len())
}

#[cfg(test)]
mod tests;
