//! Dirty files: what was re-saved, joined, cut or never was a history. Whatever is a hand in
//! them reads as in the clean file, and nothing of the rest is lost.
#![allow(clippy::unwrap_used, missing_docs, reason = "a failed step should fail its test")]

use std::path::Path;

use hand_history::{Block, Hand, HandText, Splitter, parse};

/// The text of a fixture as the client writes it, with its two closing empty lines.
fn clean(fixture: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(fixture);
    std::fs::read_to_string(path).unwrap()
}

/// Euros, accents and a board.
const CASH: &str = "cash/side-pots-and-uncalled-bet.txt";
const EXPRESSO: &str = "expresso/nitro-all-in.txt";

fn hand(text: &str) -> Hand {
    parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap()
}

/// The hands of a file that does not grow any more, and what else stands in it.
fn read(bytes: &[u8]) -> (Vec<Hand>, Vec<String>) {
    let mut splitter = Splitter::new(0, bytes);
    let (mut hands, mut others) = (Vec::new(), Vec::new());
    while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
        match block {
            Block::Hand(text) => match parse(&text) {
                Ok(hand) => hands.push(hand),
                Err(error) => others.push(error.to_string()),
            },
            Block::Summary(_) => others.push("summary".to_owned()),
            Block::Stray(stray) => others.push(String::from_utf8_lossy(stray.bytes).into_owned()),
        }
    }
    (hands, others)
}

#[test]
fn a_file_that_was_saved_in_another_coding_reads_the_same() {
    let (one, two) = (clean(CASH), clean(EXPRESSO));
    let text = format!("{one}{two}");
    let expected = (vec![hand(&one), hand(&two)], Vec::<String>::new());
    let windows_1252: Vec<u8> = text
        .chars()
        .map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() })
        .collect();
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let crlf = text.replace('\n', "\r\n");
    let wide_crlf: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (coding, bytes) in [
        ("UTF-8", text.clone().into_bytes()),
        ("BOM", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("CRLF", crlf.clone().into_bytes()),
        ("CRLF and LF", format!("{}{two}", one.replace('\n', "\r\n")).into_bytes()),
        ("Windows-1252", windows_1252),
        ("UTF-16, low byte first", [b"\xff\xfe", &*little].concat()),
        ("UTF-16, high byte first", [b"\xfe\xff", &*big].concat()),
        ("UTF-16 with CRLF", [b"\xff\xfe", &*wide_crlf].concat()),
        ("spaces at line ends", text.replace('\n', "  \n").into_bytes()),
    ] {
        assert_eq!(read(&bytes), expected, "{coding}");
    }
}

#[test]
fn files_that_were_joined_in_any_way_read_as_both() {
    let (one, two) = (clean(CASH), clean(EXPRESSO));
    let expected = (vec![hand(&one), hand(&two)], Vec::<String>::new());
    for (join, text) in [
        ("as they are", format!("{one}{two}")),
        ("with a BOM between", format!("\u{feff}{one}\u{feff}{two}")),
        ("without empty lines", format!("{}\n{}", one.trim_end(), two.trim_end())),
        ("without a line end", format!("{}{}", one.trim_end(), two.trim_end())),
        ("with many empty lines", format!("\n\n{one}\n\n\n\n\n{two}\n\n")),
        ("with zeros between", format!("{one}\0\0\0\0\0\0\0\0{two}")),
    ] {
        assert_eq!(read(text.as_bytes()), expected, "{join}");
    }
}

#[test]
fn a_hand_that_was_cut_is_told_and_the_next_one_reads() {
    let (one, two) = (clean(CASH), clean(EXPRESSO));
    let total = one.find("Total pot").unwrap();
    let cuts: Vec<usize> = one.char_indices().map(|(at, _)| at).filter(|&at| at < total).collect();
    for &cut in &cuts {
        let (hands, others) = read(format!("{}\n\n{two}", &one[..cut]).as_bytes());
        assert_eq!(hands, [hand(&two)], "cut at {cut}");
        assert_eq!(others.len(), usize::from(0 < cut), "cut at {cut}: {others:?}");
    }
}

#[test]
fn a_hand_whose_first_lines_are_missing_is_kept_as_it_is() {
    let (one, two) = (clean(CASH), clean(EXPRESSO));
    let (_, rest) = one.split_once('\n').unwrap();
    let (hands, others) = read(format!("{rest}{two}").as_bytes());
    assert_eq!(hands, [hand(&two)]);
    assert_eq!(others, [format!("{}\n", rest.trim_end())]);
}

#[test]
fn what_is_no_history_is_no_hand() {
    for text in [
        "<!DOCTYPE html>\n<html><body>Winamax</body></html>",
        "PokerStars Hand #1: Hold'em No Limit ($0.01/$0.02)\nTable 'A' 6-max",
        "\u{1}\u{2}\u{3}",
        "Winaax Poker - CashGame - HandId: #1-1-1",
    ] {
        let (hands, others) = read(text.as_bytes());
        assert_eq!((hands.len(), others), (0, vec![text.to_owned()]));
    }
    assert_eq!(read(b""), (Vec::new(), Vec::new()));
    assert_eq!(read(b"\n \r\n\0\0\n"), (Vec::new(), Vec::new()));
}

#[test]
fn a_name_in_windows_1252_in_a_file_of_utf_8_costs_nothing() {
    let text = clean(CASH);
    let mut bytes = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.starts_with("Cleo") || line.contains(": Cleo") {
            false => bytes.extend_from_slice(line.as_bytes()),
            true => bytes.extend(
                line.replace("Cleo", "Cléo")
                    .chars()
                    .map(|c| if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() }),
            ),
        }
    }
    let (hands, others) = read(&bytes);
    assert_eq!((hands, others), (vec![hand(&text.replace("Cleo", "Cléo"))], Vec::new()));
}
