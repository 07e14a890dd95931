use proptest::prelude::*;

use super::{Block, MAX_BLOCK_BYTES, Splitter};

const HAND: &str = "Winamax Poker - CashGame - HandId: #1-1-1\nTable: 'A'\n*** SUMMARY ***\n\
                    Total pot 3 | No rake\n";
const SUMMARY: &str = "Winamax Poker - Tournament summary : A(1)\nPlayer : b\n\
                       You finished in 2nd place\n";

/// Lines that no block begins or ends with, enough to be passed over together.
const ACTIONS: &str = "Ann posts small blind 10\nBob posts big blind 20\nAnn raises 20 to 40\n\
                       Bob calls 20\nAnn checks\nBob bets 40\nAnn calls 40\nBob bets 400\n";
/// The start of a header in UTF-16.
const WIDE: &str = "\nW\0i\0n\0a\0m\0a\0x\0 \0P\0o\0k\0e\0r\0 \0-\0 \0\n";

/// The blocks of some pieces, as `kind@offset:length`, and what remains at the end.
fn split(pieces: &[&[u8]], quiet: bool) -> (Vec<String>, u64) {
    let (mut blocks, mut held, mut consumed) = (Vec::new(), Vec::new(), 0);
    for (number, piece) in (1..).zip(pieces) {
        held.extend_from_slice(piece);
        let mut splitter = Splitter::new(consumed, &held);
        blocks.extend(splitter.by_ref().map(|block| describe(&block)));
        if quiet && number == pieces.len() {
            blocks.extend(splitter.finish().as_ref().map(describe));
        }
        let understood = usize::try_from(splitter.consumed() - consumed).unwrap();
        consumed = splitter.consumed();
        held.drain(..understood);
    }
    (blocks, consumed)
}

fn describe(block: &Block<'_>) -> String {
    match block {
        Block::Hand(text) => format!("hand@{}:{}", text.offset, text.bytes.len()),
        Block::Summary(text) => format!("summary@{}:{}", text.offset, text.bytes.len()),
        Block::Stray(text) if text.oversized => {
            format!("oversized@{}:{}", text.offset, text.bytes.len())
        }
        Block::Stray(text) => format!("stray@{}:{}", text.offset, text.bytes.len()),
    }
}

/// Checks the blocks of a text that is still growing, and how much of it is consumed.
fn check(text: &str, expected: &[&str], consumed: usize) {
    let (blocks, end) = split(&[text.as_bytes()], false);
    assert_eq!(blocks, expected, "{text:?}");
    assert_eq!(end, consumed as u64, "{text:?}");
}

#[test]
fn a_hand_is_complete_at_its_empty_line() {
    let length = HAND.len();
    check(HAND, &[], 0);
    check(&format!("{HAND}\n"), &[&format!("hand@0:{length}")], length + 1);
    check(&format!("{HAND}\n\n"), &[&format!("hand@0:{length}")], length + 2);
    check(&format!("{HAND}\r\n"), &[&format!("hand@0:{length}")], length + 2);
}

#[test]
fn the_next_header_ends_a_block() {
    let length = HAND.len();
    check(&format!("{HAND}{HAND}"), &[&format!("hand@0:{length}")], length);
    check(&format!("{HAND}\u{feff}{HAND}"), &[&format!("hand@0:{length}")], length);
}

#[test]
fn summaries_and_stray_text_are_told_apart() {
    let text = format!("\n{SUMMARY}\n\nhello\nworld\n\n{HAND}\n");
    let (blocks, _) = split(&[text.as_bytes()], false);
    let (at, stray) = (SUMMARY.len() + 3, SUMMARY.len() + 16);
    assert_eq!(
        blocks,
        [
            format!("summary@1:{}", SUMMARY.len()),
            format!("stray@{at}:12"),
            format!("hand@{stray}:{}", HAND.len())
        ]
    );
}

#[test]
fn a_quiet_file_gives_its_last_block_only_when_it_is_whole() {
    for (text, expected) in [
        (HAND.trim_end(), vec![format!("hand@0:{}", HAND.len() - 1)]),
        (SUMMARY, vec![format!("summary@0:{}", SUMMARY.len())]),
        ("Winamax Poker - CashGame - HandId: #1-1-1\n*** SUMMARY ***\nTotal", vec![]),
        ("Winamax Poker - Tournament summary : A(1)\nPlayer : b\n", vec![]),
        ("stray", vec![]),
    ] {
        let (blocks, consumed) = split(&[text.as_bytes()], true);
        assert_eq!(blocks, expected, "{text:?}");
        assert_eq!(consumed, if blocks.is_empty() { 0 } else { text.len() as u64 });
    }
}

#[test]
fn the_rest_of_a_file_comes_out_complete_or_not() {
    let mut splitter = Splitter::new(7, b"Winamax Poker - CashGame\nTab");
    assert_eq!(splitter.next(), None);
    assert_eq!(splitter.rest().as_ref().map(describe), Some("hand@7:28".to_owned()));
    assert_eq!(splitter.rest(), None);
}

#[test]
fn a_block_that_never_ends_is_given_out_in_parts_and_the_next_header_is_found() {
    let line = "x".repeat(1000);
    let many_lines = format!("{line}\n").repeat(2 * MAX_BLOCK_BYTES / 1000);
    let one_line = "y".repeat(2 * MAX_BLOCK_BYTES + 10);
    for long in [many_lines, one_line] {
        let text = format!("{long}\n\n{HAND}\n");
        for pieces in [vec![text.as_bytes()], text.as_bytes().chunks(300_000).collect()] {
            let (blocks, consumed) = split(&pieces, false);
            let (last, parts) = blocks.split_last().unwrap();
            assert_eq!(last, &format!("hand@{}:{}", text.len() - HAND.len() - 1, HAND.len()));
            assert!(parts.len() >= 2, "{parts:?}");
            // Who splits the rest by itself does not know what it is the rest of.
            let are_hands = parts.iter().any(|part| part.starts_with("hand@"));
            assert!(!are_hands && parts[0].starts_with("oversized@"), "{parts:?}");
            let all_oversized = parts.iter().all(|part| part.starts_with("oversized@"));
            assert!(all_oversized || 1 < pieces.len(), "{parts:?}");
            assert_eq!(consumed, text.len() as u64);
        }
    }
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_blocks(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                HAND, SUMMARY, ACTIONS, "\n", "\r\n", "\n\n\n", "stray line\n", "\u{feff}",
                "\0\0", "€", "Winamax Poker - ", "Winamax", "*** SUMMARY ***\n", WIDE,
            ]),
            0..24,
        ),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let text = parts.concat().into_bytes();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let pieces: Vec<&[u8]> = cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect();
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        for pieces in [pieces, bytes] {
            prop_assert_eq!(split(&pieces, false), split(&[&text], false));
            prop_assert_eq!(split(&pieces, true), split(&[&text], true));
        }
    }

    #[test]
    fn splitting_goes_on_where_another_splitter_stopped(
        parts in prop::collection::vec(prop::sample::select(vec![HAND, SUMMARY, "\n\n", "x\n"]), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let text = parts.concat();
        let (whole, _) = split(&[text.as_bytes()], false);
        let cut = cut.index(text.len() + 1);
        let (mut blocks, consumed) = split(&[&text.as_bytes()[..cut]], false);
        let rest = &text.as_bytes()[usize::try_from(consumed).unwrap()..];
        blocks.extend(Splitter::new(consumed, rest).map(|block| describe(&block)));
        prop_assert_eq!(blocks, whole);
    }
}
