//! Fixtures with lines that are missing, doubled or swapped and bytes that are changed: whatever
//! is left of them is a hand or an error, and nothing panics.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a failed step should fail its test"
)]

use std::{fs, path::Path, sync::LazyLock};

use hand_history::{Block, Splitter, audit, parse, parse_summary};
use proptest::prelude::*;

/// The texts of all fixtures.
static FIXTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let folders = fs::read_dir(fixtures).unwrap().map(|folder| folder.unwrap().path());
    let folders = folders.filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    let texts = files.map(|file| file.unwrap().path());
    let texts = texts.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| fs::read(path).unwrap()).collect()
});

/// One change of a text.
#[derive(Clone, Debug)]
enum Change {
    DeleteLine(prop::sample::Index),
    DoubleLine(prop::sample::Index),
    SwapLines(prop::sample::Index, prop::sample::Index),
    SetByte(prop::sample::Index, u8),
    CutAt(prop::sample::Index),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        place().prop_map(Change::DeleteLine),
        place().prop_map(Change::DoubleLine),
        (place(), place()).prop_map(|(one, other)| Change::SwapLines(one, other)),
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::SetByte(at, byte)),
        place().prop_map(Change::CutAt),
    ]
}

fn apply(text: &[u8], change: &Change) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split_inclusive(|&byte| byte == b'\n').collect();
    let mut bytes = text.to_vec();
    match change {
        _ if lines.is_empty() => return bytes,
        Change::DeleteLine(at) => _ = lines.remove(at.index(lines.len())),
        Change::DoubleLine(at) => {
            let at = at.index(lines.len());
            lines.insert(at, lines[at]);
        }
        Change::SwapLines(one, other) => {
            let (one, other) = (one.index(lines.len()), other.index(lines.len()));
            lines.swap(one, other);
        }
        Change::SetByte(at, byte) => {
            bytes[at.index(text.len())] = *byte;
            return bytes;
        }
        Change::CutAt(at) => {
            bytes.truncate(at.index(text.len()));
            return bytes;
        }
    }
    lines.concat()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_change_of_a_text_makes_a_reader_panic(
        fixture in any::<prop::sample::Index>(),
        changes in prop::collection::vec(change(), 1..8),
    ) {
        let text = fixture.get(&FIXTURES).clone();
        let text = changes.iter().fold(text, |text, change| apply(&text, change));
        let mut splitter = Splitter::new(0, &text);
        while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
            match &block {
                Block::Hand(text) => {
                    let Ok(hand) = parse(text) else { continue };
                    prop_assert!(audit(&hand).iter().all(|warning| !warning.to_string().is_empty()));
                    let last = hand.streets.last().map_or(0, |log| log.actions.end);
                    prop_assert_eq!(last, hand.actions.len());
                }
                Block::Summary(text) => _ = parse_summary(text),
                Block::Stray(stray) => prop_assert!(!stray.bytes.is_empty()),
            }
            prop_assert!(!block.is_whole() || !matches!(block, Block::Stray(_)));
        }
        // Blank bytes at the end belong to nobody; in UTF-16 they are spaced with zeros.
        let mut left = text.iter().skip(usize::try_from(splitter.consumed()).unwrap());
        prop_assert!(left.all(|byte| byte.is_ascii_whitespace() || *byte == 0));
    }
}
