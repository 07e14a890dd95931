//! However the bytes of a file are cut into pieces, its blocks are the same, and each of them
//! stands in the file where it says.
#![no_main]

use hand_history::{Block, MAX_BLOCK_BYTES, Splitter};
use libfuzzer_sys::fuzz_target;

/// The blocks of some pieces, each with its place; how far they were understood, and the last
/// one of a file that has been quiet.
fn split<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Found>, u64, Option<Found>) {
    let (mut blocks, mut held, mut consumed) = (Vec::new(), Vec::new(), 0);
    for piece in pieces {
        held.extend_from_slice(piece);
        let mut splitter = Splitter::new(consumed, &held);
        blocks.extend(splitter.by_ref().map(found));
        let understood = usize::try_from(splitter.consumed() - consumed).unwrap();
        consumed = splitter.consumed();
        held.drain(..understood);
    }
    let last = Splitter::new(consumed, &held).finish().map(found);
    (blocks, consumed, last)
}

/// A block: what it is, where it starts, and its bytes.
type Found = (&'static str, u64, Vec<u8>);

fn found(block: Block<'_>) -> Found {
    match block {
        Block::Hand(text) => ("hand", text.offset, text.bytes.into_owned()),
        Block::Summary(text) => ("summary", text.offset, text.bytes.into_owned()),
        Block::Stray(stray) => ("stray", stray.offset, stray.bytes.to_vec()),
    }
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
    for (_, offset, bytes) in blocks.iter().chain(&last) {
        let start = usize::try_from(*offset).unwrap();
        assert!(end <= start && !bytes.is_empty() && bytes.len() <= MAX_BLOCK_BYTES + 1);
        end = start + bytes.len();
        assert_eq!(&data[start..end], bytes);
    }
    assert!(consumed <= data.len() as u64);
    assert_eq!(split(pieces(data)), (blocks, consumed, last));
});
