//! However the bytes of a file are cut into pieces, its blocks are the same, and each of them
//! stands in the file where it says.
#![no_main]

use hand_history::{Block, MAX_BLOCK_BYTES, Splitter};
use libfuzzer_sys::fuzz_target;

/// The blocks of some pieces, how far they were understood, and the last one of a file that
/// has been quiet.
fn split<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Block>, u64, Option<Block>) {
    let mut splitter = Splitter::new(0);
    let mut blocks = Vec::new();
    for piece in pieces {
        splitter.push(piece);
        blocks.extend(std::iter::from_fn(|| splitter.next_block()));
    }
    let consumed = splitter.consumed();
    (blocks, consumed, splitter.finish())
}

/// A file in pieces whose lengths its first bytes say.
fn pieces(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut lengths = data.iter().take(5).cycle();
    let mut left = data;
    std::iter::from_fn(move || {
        let length = usize::from(*lengths.next()?).max(1);
        let (piece, rest) = left.split_at(length.min(left.len()));
        left = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

fuzz_target!(|data: &[u8]| {
    let (blocks, consumed, last) = split(std::iter::once(data));
    let mut end = 0;
    for block in blocks.iter().chain(&last) {
        let (offset, bytes) = match block {
            Block::Hand(text) => (text.offset, &text.bytes),
            Block::Summary(text) => (text.offset, &text.bytes),
            Block::Stray(stray) => (stray.offset, &stray.bytes),
        };
        let start = usize::try_from(offset).unwrap();
        assert!(end <= start && !bytes.is_empty() && bytes.len() <= MAX_BLOCK_BYTES + 1);
        end = start + bytes.len();
        assert_eq!(&data[start..end], bytes);
    }
    assert!(consumed <= data.len() as u64);
    assert_eq!(split(pieces(data)), (blocks, consumed, last));
});
