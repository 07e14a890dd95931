//! Cuts the bytes of a history file into blocks: hands, summaries, and what is neither.
//!
//! A state machine without I/O. However the bytes are cut into pieces, the blocks are the
//! same; a block that is not complete yet stays inside until its end comes.

use memchr::{memchr, memmem};

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
pub enum Block {
    /// A hand.
    Hand(HandText),
    /// One block of a tournament summary.
    Summary(SummaryText),
    /// Text that begins like neither.
    Stray(Stray),
}

/// Text that is neither a hand nor a summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it starts in its file, in bytes.
    pub offset: u64,
    /// The text.
    pub bytes: Vec<u8>,
    /// Whether it was cut off because it reached [`MAX_BLOCK_BYTES`].
    pub oversized: bool,
}

/// Takes the bytes of one file in order and gives its blocks.
#[derive(Clone, Debug)]
pub struct Splitter {
    /// Where `buffer` starts in the file.
    offset: u64,
    /// Everything from the start of the block that is not complete yet.
    buffer: Vec<u8>,
    /// How much of `buffer` was given out or skipped.
    start: usize,
    /// How much of `buffer` is known to be lines of the open block.
    scanned: usize,
    /// Whether `start` is inside a block that was too large: it ends only at a header.
    oversized: bool,
}

impl Splitter {
    /// A splitter for bytes that start at this offset of a file, outside of any block.
    #[must_use]
    pub const fn new(offset: u64) -> Self {
        Self { offset, buffer: Vec::new(), start: 0, scanned: 0, oversized: false }
    }

    /// Adds the next bytes of the file. Take all blocks out before adding more.
    pub fn push(&mut self, bytes: &[u8]) {
        self.offset = self.consumed();
        self.buffer.drain(..self.start);
        self.scanned -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// The next complete block: its closing empty line or the next header is there.
    pub fn next_block(&mut self) -> Option<Block> {
        loop {
            let limit = self.buffer.len().min(self.start + MAX_BLOCK_BYTES + 1);
            let window = self.buffer.get(self.scanned..limit).unwrap_or_default();
            let Some(length) = memchr(b'\n', window) else {
                return (limit < self.buffer.len()).then(|| self.take_oversized());
            };
            let line = without_bom(window.get(..length).unwrap_or_default());
            let line_start = self.scanned;
            let next_line = line_start + length + 1;
            let open = self.start < line_start;
            if line.starts_with(HEADER) {
                if open {
                    return Some(self.take(line_start, line_start));
                }
                self.oversized = false;
            } else if !self.oversized && line.trim_ascii().is_empty() {
                if open {
                    return Some(self.take(line_start, next_line));
                }
                self.start = next_line;
            }
            self.scanned = next_line;
        }
    }

    /// The block at the end of a file that has been quiet: a hand with its total pot, or a
    /// summary with its place. Winamax closes a hand with two empty lines, but other tools
    /// do not, and nine of ten summaries end with their last line.
    pub fn finish(&mut self) -> Option<Block> {
        let rest = self.buffer.get(self.start..).unwrap_or_default();
        let has = |needle: &[u8]| memmem::find(rest, needle).is_some();
        let complete = if without_bom(rest).starts_with(SUMMARY_HEADER) {
            has(b"\nYou finished in ")
        } else {
            has(b"\n*** SUMMARY ***") && has(b"\nTotal pot ")
        };
        if complete { self.rest() } else { None }
    }

    /// Whatever is left, complete or not: the end of a file that will not grow.
    pub fn rest(&mut self) -> Option<Block> {
        let end = self.buffer.len();
        let left = self.buffer.get(self.start..).unwrap_or_default();
        if left.trim_ascii().is_empty() { None } else { Some(self.take(end, end)) }
    }

    /// Up to where in the file everything was given out: the place to go on after a restart.
    #[must_use]
    pub fn consumed(&self) -> u64 {
        self.offset + self.start as u64
    }

    /// Gives out the open block up to `end`, and goes on at `next`.
    fn take(&mut self, end: usize, next: usize) -> Block {
        let offset = self.consumed();
        let bytes = self.buffer.get(self.start..end).unwrap_or_default().to_vec();
        self.start = next;
        self.scanned = self.scanned.max(next);
        let oversized = std::mem::take(&mut self.oversized);
        let text = without_bom(&bytes);
        if oversized || !text.starts_with(HEADER) {
            Block::Stray(Stray { offset, bytes, oversized })
        } else if text.starts_with(SUMMARY_HEADER) {
            Block::Summary(SummaryText { offset, bytes })
        } else {
            Block::Hand(HandText { offset, bytes })
        }
    }

    /// Gives out what there is of a block that is too large; its rest is no block either.
    /// The cut is between two lines, so that a header behind it is seen.
    fn take_oversized(&mut self) -> Block {
        let one_line = self.scanned == self.start;
        let end = if one_line { self.start + MAX_BLOCK_BYTES } else { self.scanned };
        self.oversized = true;
        let block = self.take(end, end);
        self.oversized = true;
        block
    }
}

#[cfg(test)]
mod tests;
