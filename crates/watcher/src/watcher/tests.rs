//! What the watcher does with real files, on a clock that the test moves.

mod folders;
mod scans;
mod start;
#[cfg(unix)]
mod unix;

use std::fs::{self, File as SystemFile};
use std::time::SystemTime;

use super::bench::{Bench, MAX_ROUNDS, only_chunk, settings};
use super::*;
use crate::event::Origin;

const QUIET: Duration = Duration::from_millis(500);
const HALF_QUIET: Duration = Duration::from_millis(250);

fn chunks(events: Vec<Event>) -> Vec<Chunk> {
    let chunk = |event| match event {
        Event::Chunk(chunk) => Some(chunk),
        _ => None,
    };
    events.into_iter().filter_map(chunk).collect()
}

#[test]
fn each_line_comes_once_and_in_order_wherever_the_writer_pauses() {
    let text: Vec<u8> = (0..500).flat_map(|n| format!("line {n}\n").into_bytes()).collect();
    let mut bench = Bench::new();
    for piece in text.chunks(7).enumerate().flat_map(|(n, piece)| piece.chunks(1 + n % 7)) {
        bench.append("a.txt", piece);
        bench.settle();
    }
    let expected: Vec<String> = (0..500).map(|n| format!("line {n}")).collect();
    assert_eq!(bench.lines, expected);
}

#[test]
fn an_incomplete_record_comes_again_when_it_grows_and_once_when_it_is_quiet() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntw");
    bench.settle();
    assert_eq!(bench.take_lines(), ["one"]);
    assert!(bench.scan().is_empty(), "nothing changed");

    bench.step(HALF_QUIET);
    bench.append("a.txt", "o");
    let chunk = bench.scan_chunk();
    assert_eq!((chunk.offset, chunk.bytes.as_slice(), chunk.quiet), (4, b"two".as_slice(), false));
    let nothing = bench.watcher.consumed(&chunk, 0);
    assert_eq!(nothing.offset, 4);

    assert!(bench.step(HALF_QUIET).is_empty(), "the growth began a new quiet");
    let chunk = only_chunk(bench.step(HALF_QUIET));
    assert_eq!((chunk.bytes.as_slice(), chunk.quiet), (b"two".as_slice(), true));
    let nothing = bench.watcher.consumed(&chunk, 0);
    assert_eq!(nothing.offset, 4);
    assert!(bench.step(QUIET).is_empty() && bench.step(QUIET).is_empty(), "it was told");
}

#[test]
fn a_chunk_that_was_not_answered_comes_again() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    let chunk = bench.scan_chunk();
    assert!(bench.scan().is_empty());
    assert_eq!(only_chunk(bench.step(QUIET)).bytes, chunk.bytes);
    assert_eq!(only_chunk(bench.step(QUIET)).bytes, chunk.bytes);
    bench.consume_chunk(&chunk);
    assert!(bench.step(QUIET).is_empty());
}

#[test]
fn a_chunk_that_was_consumed_does_not_come_again_however_long_its_commit_takes() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntw");
    let chunk = bench.scan_chunk();
    let checkpoint = bench.watcher.consumed(&chunk, 4);
    assert!(bench.step(QUIET).is_empty() && bench.step(100 * QUIET).is_empty());
    bench.append("a.txt", "o\n");
    assert!(bench.scan().is_empty() && bench.step(QUIET).is_empty());
    bench.watcher.commit(&chunk.path, checkpoint);
    let chunk = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((chunk.offset, chunk.bytes.as_slice()), (4, b"two\n".as_slice()));
}

#[test]
fn a_long_file_comes_in_chunks_without_another_hint() {
    let line = format!("{}\n", "x".repeat(999));
    let mut bench = Bench::new();
    bench.append("20260101.txt", line.repeat(5_000));
    bench.append("20260102.txt", "last\n");
    let mut sizes = Vec::new();
    let mut events = bench.scan();
    while !events.is_empty() {
        let chunk = only_chunk(events);
        sizes.push(chunk.bytes.len());
        assert_eq!(chunk.origin, Origin::AtStart);
        bench.consume_chunk(&chunk);
        events = bench.step(Duration::ZERO);
    }
    assert_eq!(sizes, [MAX_CHUNK_BYTES, MAX_CHUNK_BYTES, 806_000, 5]);
    assert_eq!(bench.lines.len(), 5_001);
    assert_eq!(bench.lines.last().map(String::as_str), Some("last"));
}

#[test]
fn a_full_chunk_without_a_record_blocks_the_file_until_there_is_progress() {
    let mut bench = Bench::new();
    bench.append("a.txt", "x".repeat(MAX_CHUNK_BYTES + 1));
    bench.settle();
    assert!(matches!(bench.other.as_slice(), [Event::Blocked { .. }]));
    assert_eq!(bench.watcher.status().blocked, 1);
    assert!(bench.scan().is_empty(), "no busy loop");
    let chunk = only_chunk(bench.step(Duration::from_secs(6)));
    let checkpoint = bench.watcher.consumed(&chunk, MAX_CHUNK_BYTES);
    bench.watcher.commit(&chunk.path, checkpoint);
    let events = bench.step(Duration::ZERO);
    assert!(matches!(events.as_slice(), [Event::Unblocked { .. }, Event::Chunk(_)]));
    assert_eq!(bench.watcher.status().blocked, 0);
}

#[test]
fn a_file_without_a_record_that_is_emptied_goes_on() {
    let mut bench = Bench::new();
    bench.append("a.txt", "x".repeat(MAX_CHUNK_BYTES + 1));
    bench.settle();
    bench.truncate("a.txt", 0);
    bench.step(Duration::from_secs(6));
    bench.append("a.txt", "one\n");
    bench.settle();
    assert_eq!((bench.lines.len(), bench.watcher.status().blocked), (1, 0));
}

#[test]
fn a_truncated_file_is_read_from_its_first_byte() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntwo\n");
    bench.settle();
    bench.truncate("a.txt", 0);
    bench.settle();
    bench.append("a.txt", "three\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two", "three"]);
    assert_eq!(bench.watcher.status().restarts, 1);
}

#[test]
fn a_file_that_was_truncated_and_has_grown_past_its_checkpoint_is_read_from_its_first_byte() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntwo\n");
    bench.settle();
    bench.truncate("a.txt", 4);
    bench.append("a.txt", "three\nfour\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two", "one", "three", "four"]);
}

#[test]
fn a_file_that_was_not_changed_for_long_is_quiet_when_it_is_first_seen() {
    let mut bench = Bench::new();
    bench.settle();
    bench.append("a.txt", "one\nhalf");
    let hour = Duration::from_secs(3600);
    let file = SystemFile::options().write(true).open(bench.path("a.txt")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + hour).unwrap();
    let chunk = bench.scan_chunk();
    assert!(chunk.quiet && hour <= chunk.rested, "{chunk:?}");
    bench.consume(vec![Event::Chunk(chunk)]);
    bench.append("a.txt", " and half");
    let chunk = bench.scan_chunk();
    assert_eq!((chunk.quiet, chunk.rested), (false, Duration::ZERO));
}

#[test]
fn what_is_added_while_the_consumer_has_a_chunk_comes_after_its_answer() {
    let mut bench = Bench::new();
    bench.settle();
    bench.append("a.txt", "one\nha");
    let chunk = bench.scan_chunk();
    bench.append("a.txt", "lf\ntwo\n");
    assert_eq!(bench.scan(), []);
    let checkpoint = bench.watcher.consumed(&chunk, 4);
    bench.watcher.commit(&chunk.path, checkpoint);
    let rest = only_chunk(bench.step(Duration::ZERO));
    assert_eq!(rest.bytes, b"half\ntwo\n");
    // The same when nothing in it was complete.
    bench.append("b.txt", "ha");
    let chunk = bench.scan_chunk();
    bench.append("b.txt", "lf\n");
    assert_eq!(bench.scan(), []);
    assert_eq!(bench.watcher.consumed(&chunk, 0).offset, 0);
    assert_eq!(only_chunk(bench.step(Duration::ZERO)).bytes, b"half\n");
}

#[test]
fn a_root_may_be_a_file() {
    let mut bench = Bench::new();
    bench.append("folder/a.saved", "one\n");
    bench.append("folder/b.txt", "other\n");
    bench.watcher.add_root(bench.path("folder/a.saved"));
    bench.settle();
    assert_eq!(bench.take_lines(), ["one", "other"]);
    bench.append("folder/a.saved", "two\n");
    bench.settle();
    assert_eq!(bench.take_lines(), ["two"]);
    assert_eq!(bench.watcher.status().roots_missing, 0);
}

#[test]
fn a_copy_is_a_file_of_its_own() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::copy(bench.path("a.txt"), bench.path("b.txt")).unwrap();
    bench.settle();
    bench.append("b.txt", "two\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "one", "two"]);
}

#[test]
fn a_file_replaced_by_a_longer_one_is_read_from_its_first_byte() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    bench.replace("a.txt", "other\nand longer\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "other", "and longer"]);
}

#[test]
fn a_file_replaced_between_read_and_commit_is_not_continued_in_the_middle() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    let chunk = bench.scan_chunk();
    bench.replace("a.txt", "two\nthree\n");
    bench.consume_chunk(&chunk);
    bench.settle();
    assert_eq!(bench.lines, ["one", "two", "three"]);
}

#[test]
fn a_renamed_file_goes_on_under_its_new_name() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::rename(bench.path("a.txt"), bench.path("b.txt")).unwrap();
    bench.append("b.txt", "two\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "one", "two"]);
    assert_eq!(bench.watcher.status().files, 1, "the old name is forgotten");
}

#[test]
fn zeros_at_the_end_are_neither_growth_nor_quiet() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntw");
    bench.settle();
    bench.append("a.txt", "\0\0\0\0");
    bench.settle();
    assert!(bench.step(QUIET).is_empty(), "not quiet");
    bench.replace("a.txt", "one\ntwo\n\0\0");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"]);
}

#[test]
fn the_rest_of_a_file_that_was_quiet_at_first_sight_is_given_again() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntw");
    let file = fs::OpenOptions::new().write(true).open(bench.path("a.txt")).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    drop(file);
    let chunk = bench.scan_chunk();
    assert!(chunk.quiet && chunk.bytes == b"one\ntw");
    bench.consume_chunk(&chunk);
    // A consumer that takes what has rested for long as whole needs to see it, and again.
    for passed in [Duration::ZERO, QUIET, 100 * QUIET] {
        assert_eq!(only_chunk(bench.step(passed)).bytes, b"tw");
    }
}
