//! What the watcher does with real files, on a clock that the test moves.

#[cfg(unix)]
mod unix;

use std::fs;

use super::bench::{Bench, only_chunk, settings};
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
fn what_is_there_at_start_comes_by_name_and_says_so() {
    let mut bench = Bench::new();
    for folder in ["x", "y"] {
        fs::create_dir(bench.path(folder)).unwrap();
    }
    bench.append("y/20260101.txt", "1\n");
    bench.append("x/20260102.txt", "2\n");
    bench.append("20260103.txt", "3\n");
    let first = chunks(bench.scan());
    let texts: Vec<&[u8]> = first.iter().map(|chunk| chunk.bytes.as_slice()).collect();
    assert_eq!(texts, [b"1\n", b"2\n", b"3\n"]);
    assert!(first.iter().all(|chunk| chunk.origin == Origin::AtStart && chunk.end_of_file));
    first.iter().for_each(|chunk| bench.consume_chunk(chunk));

    bench.append("20260103.txt", "4\n");
    assert_eq!(bench.scan_chunk().origin, Origin::Grown);
    bench.append("20260104.txt", "5\n");
    assert!(chunks(bench.scan()).iter().all(|chunk| chunk.origin == Origin::Grown));
}

#[test]
fn growth_between_the_first_scan_and_the_read_is_not_from_the_start() {
    let mut bench = Bench::new();
    bench.append("a.txt", "old\n");
    bench.watcher.look_at_roots(bench.now);
    bench.watcher.scan_all(bench.now);
    bench.append("a.txt", "new\n");
    let old = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((old.bytes.as_slice(), old.origin), (b"old\n".as_slice(), Origin::AtStart));
    bench.consume_chunk(&old);
    let new = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((new.bytes.as_slice(), new.origin), (b"new\n".as_slice(), Origin::Grown));
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
        if events.len() == 2 {
            bench.consume(events);
            events = bench.step(Duration::ZERO);
        }
    }
    assert_eq!(sizes, [MAX_CHUNK_BYTES, MAX_CHUNK_BYTES]);
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
fn a_restart_goes_on_from_the_checkpoints() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\ntw");
    bench.settle();
    bench.restart();
    bench.append("a.txt", "o\n");
    let chunk = bench.scan_chunk();
    assert_eq!((chunk.offset, chunk.bytes.as_slice()), (4, b"two\n".as_slice()));
    assert_eq!(chunk.origin, Origin::AtStart);
    bench.consume_chunk(&chunk);
    bench.restart();
    assert!(bench.scan().is_empty(), "all is consumed");
    bench.append("a.txt", "three\n");
    assert_eq!(bench.scan_chunk().origin, Origin::Grown);
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
fn a_missing_root_is_told_once_and_waited_for() {
    let mut bench = Bench::new();
    let root = bench.dir.path().to_path_buf();
    fs::remove_dir(&root).unwrap();
    assert_eq!(bench.scan(), [Event::RootMissing(root.clone())]);
    assert!(bench.scan().is_empty());
    assert_eq!(bench.watcher.status().roots_missing, 1);
    fs::create_dir(&root).unwrap();
    bench.append("a.txt", "one\n");
    bench.settle();
    assert_eq!(
        (bench.other.as_slice(), bench.lines.len()),
        ([Event::RootBack(root)].as_slice(), 1)
    );
}

#[test]
fn a_root_that_was_deleted_and_made_again_goes_on() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::remove_dir_all(bench.dir.path()).unwrap();
    bench.settle();
    fs::create_dir(bench.dir.path()).unwrap();
    bench.append("a.txt", "one\ntwo\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"], "the checkpoint outlives a missing root");
    assert!(matches!(bench.other.as_slice(), [Event::RootMissing(_), Event::RootBack(_)]));
}

#[test]
fn a_folder_made_later_is_followed() {
    let mut bench = Bench::new();
    bench.settle();
    fs::create_dir_all(bench.path("account/history")).unwrap();
    bench.append("account/history/a.txt", "one\n");
    bench.settle();
    assert_eq!(bench.lines, ["one"]);
}

#[test]
fn a_deaf_back_end_is_counted_and_started_afresh() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    assert!(bench.watcher.status().hinted);
    bench.append("a.txt", "two\n");
    bench.settle();
    assert_eq!(bench.watcher.status().unannounced, 0, "the hint may still come");
    bench.step(QUIET);
    assert_eq!(bench.watcher.status().unannounced, 1);
    let scans = bench.watcher.status().scans;
    bench.watcher.patrol.next_full = bench.now + Duration::from_secs(3600);
    bench.step(Duration::from_secs(10));
    assert_eq!(bench.watcher.status().scans, scans + 1, "a fresh back-end is followed by a scan");
}

#[test]
fn growth_that_is_announced_before_or_soon_after_the_scan_is_no_reason_to_doubt() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    bench.append("a.txt", "two\n");
    bench.hint("a.txt");
    bench.settle();
    bench.step(QUIET);
    bench.settle();
    bench.append("a.txt", "three\n");
    bench.settle();
    bench.hint("a.txt");
    bench.settle();
    bench.step(QUIET);
    bench.settle();
    let status = bench.watcher.status();
    assert_eq!((bench.lines.len(), status.hints, status.unannounced), (3, 2, 0));
}

#[test]
fn without_a_back_end_the_scans_do() {
    let mut bench = Bench::new();
    bench.watcher = Watcher::listening(settings(bench.dir.path()), HashMap::new(), |_, _| {
        Notifier::deaf("no file events here".to_owned())
    });
    bench.settle();
    bench.append("a.txt", "one\n");
    bench.consume_after_two_seconds();
    let status = bench.watcher.status();
    assert_eq!((bench.lines.len(), status.hinted, status.unannounced), (1, false, 0));
}

impl Bench {
    /// The time of a full scan at most, whatever the scans before have cost.
    fn consume_after_two_seconds(&mut self) {
        let due = self.watcher.patrol.next_full;
        let events = self.step(due.saturating_duration_since(self.now));
        self.consume(events);
    }
}
