//! What is there at start: its order, and how much of it is in memory at once.

use std::cell::Cell;

use super::*;
use crate::watcher::survey::MAX_HEADS_PER_ROUND;

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
    bench.watcher.scan_some(bench.now);
    bench.append("a.txt", "new\n");
    let old = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((old.bytes.as_slice(), old.origin), (b"old\n".as_slice(), Origin::AtStart));
    bench.consume_chunk(&old);
    let new = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((new.bytes.as_slice(), new.origin), (b"new\n".as_slice(), Origin::Grown));
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
fn what_was_consumed_at_start_is_not_read_again_but_what_came_later_is() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    assert_eq!(bench.watcher.agenda.next_alarm(), None);
    bench.restart();
    bench.settle();
    assert_eq!(bench.watcher.agenda.next_alarm(), None, "there was nothing to consume");
    bench.append("a.txt", "two\n");
    bench.settle();
    assert!(bench.watcher.agenda.next_alarm().is_some());
}

thread_local! {
    static HEADS: Cell<usize> = const { Cell::new(0) };
}

/// The number in the first line.
fn number(_: &Path, head: &[u8]) -> Option<i64> {
    HEADS.set(HEADS.get() + 1);
    assert!(head.len() <= crate::HEAD_BYTES);
    str::from_utf8(head).ok()?.lines().next()?.trim().parse().ok()
}

fn ordered(root: &Path) -> Settings {
    Settings { order: Some(number), ..settings(root) }
}

#[test]
fn files_come_by_the_time_of_their_first_record_then_by_name() {
    let mut bench = Bench::new();
    for (name, text) in [
        ("20260102.txt", "no time\n"),
        ("20260101.txt", ""),
        ("x/20260105.txt", "7\n"),
        ("20260105.txt", "7\n"),
        ("20260104.txt", "8\n"),
        ("20260109.txt", "-5\n"),
        ("20260108.txt", "again no time\n"),
    ] {
        bench.append(name, text);
    }
    bench.watcher = silent(ordered(bench.dir.path()));
    bench.settle();
    assert_eq!(bench.lines, ["-5", "7", "7", "8", "no time", "again no time"]);
    let order: Vec<PathBuf> = bench.order.iter().map(|path| path.to_path_buf()).collect();
    assert_eq!(order[1..3], [bench.path("20260105.txt"), bench.path("x/20260105.txt")]);
}

#[test]
fn only_files_with_something_unread_are_looked_into_for_their_time() {
    let mut bench = Bench::new();
    for number in 0..5 {
        bench.append(&format!("{number}.txt"), format!("{number}\n"));
    }
    bench.settle();
    bench.append("2.txt", "0\n");
    let known = bench.checkpoints.clone();
    HEADS.set(0);
    bench.watcher = Watcher::listening(ordered(bench.dir.path()), known, |_, _| Notifier::silent());
    bench.take_lines();
    bench.settle();
    assert_eq!((HEADS.get(), bench.take_lines()), (1, vec!["0".to_owned()]));
    bench.append("new.txt", "1\n");
    bench.settle();
    assert_eq!(HEADS.get(), 1, "what comes later is not sorted");
}

#[test]
fn a_hint_is_followed_while_the_files_of_the_start_are_sorted() {
    let mut bench = Bench::new();
    for number in 0..3 * MAX_HEADS_PER_ROUND {
        fs::write(bench.path(&format!("{number:05}.txt")), format!("{number}\n")).unwrap();
    }
    bench.watcher = silent(ordered(bench.dir.path()));
    assert!(bench.scan().is_empty(), "nothing before all is sorted");
    assert_eq!(bench.watcher.due(bench.now), bench.now);
    assert_eq!(bench.watcher.status().files_waiting, 3 * MAX_HEADS_PER_ROUND);
    bench.append("live.txt", "played now\n");
    bench.hint("live.txt");
    let chunk = only_chunk(bench.step(Duration::ZERO));
    assert_eq!((chunk.bytes.as_slice(), chunk.origin), (b"played now\n".as_slice(), Origin::Grown));
    bench.consume_chunk(&chunk);
    bench.settle_without_scan();
    let sorted: Vec<String> = (0..3 * MAX_HEADS_PER_ROUND).map(|n| n.to_string()).collect();
    assert_eq!(bench.take_lines().split_off(1), sorted);
}

#[test]
fn a_file_that_is_deleted_or_changed_before_it_is_sorted_is_no_trouble() {
    let mut bench = Bench::new();
    for number in 0..2 * MAX_HEADS_PER_ROUND {
        fs::write(bench.path(&format!("{number:05}.txt")), format!("{number}\n")).unwrap();
    }
    bench.watcher = silent(ordered(bench.dir.path()));
    assert!(bench.scan().is_empty());
    for number in 0..2 * MAX_HEADS_PER_ROUND {
        let path = bench.path(&format!("{number:05}.txt"));
        match number % 3 {
            0 => fs::remove_file(path).unwrap(),
            1 => {
                fs::remove_file(&path).unwrap();
                fs::create_dir(path).unwrap();
            }
            _ => fs::write(path, "x\n").unwrap(),
        }
    }
    bench.settle_without_scan();
    bench.settle();
    assert_eq!(bench.lines, vec!["x"; 2 * MAX_HEADS_PER_ROUND / 3]);
    assert!(bench.other.is_empty());
}

/// How many files a test of many files makes.
fn many() -> u32 {
    if std::env::var_os("RAILBIRD_TEST_LONG").is_some() { 50_000 } else { 2_000 }
}

#[test]
fn many_files_come_in_a_repeatable_order_with_progress_and_little_in_memory() {
    let mut bench = Bench::new();
    for file in 0..many() {
        let folder = bench.path(&format!("account{}", file % 7));
        fs::create_dir_all(&folder).unwrap();
        let time = file.wrapping_mul(2_654_435_761) % 1_000;
        fs::write(folder.join(format!("{file:05}.txt")), format!("{time}\n{file}\n")).unwrap();
    }
    let mut orders = Vec::new();
    for _ in 0..2 {
        bench.watcher = silent(ordered(bench.dir.path()));
        bench.order.clear();
        let mut events = bench.scan();
        let mut waiting = bench.watcher.status().files_waiting;
        let mut rounds = 0;
        while 0 < waiting || !events.is_empty() {
            rounds += 1;
            assert!(rounds < MAX_ROUNDS);
            assert!(events.len() <= MAX_LOOKS_PER_CALL);
            bench.consume(events);
            events = bench.step(Duration::ZERO);
            let before = mem::replace(&mut waiting, bench.watcher.status().files_waiting);
            assert!(waiting <= before, "progress");
        }
        orders.push(bench.order.clone());
    }
    assert_eq!(orders[0].len(), usize::try_from(many()).unwrap());
    assert!(orders[0] == orders[1], "the same order again");
    let times: Vec<i64> = bench.lines.iter().step_by(2).map(|line| line.parse().unwrap()).collect();
    assert!(times[times.len() / 2..].is_sorted());
}

#[test]
fn what_one_call_brings_is_bounded_whatever_the_sizes_of_the_files() {
    let mut bench = Bench::new();
    let sizes = [0, 5, 5_000, MAX_BYTES_PER_CALL - 1, MAX_CHUNK_BYTES, 3 * MAX_CHUNK_BYTES + 1];
    for (number, size) in sizes.iter().cycle().take(60).enumerate() {
        let text = "line\n".repeat(size / 5);
        fs::write(bench.path(&format!("{number:03}.txt")), text).unwrap();
    }
    for number in 100..120 {
        // Reserved, and hardly anything is written yet.
        let path = bench.path(&format!("{number}.txt"));
        fs::write(&path, "line\n").unwrap();
        let file = fs::OpenOptions::new().write(true).open(path).unwrap();
        file.set_len(MAX_CHUNK_BYTES as u64 - 1).unwrap();
    }
    let mut events = bench.scan();
    let mut lines = 0;
    while !events.is_empty() || 0 < bench.watcher.status().files_waiting {
        let all = chunks(events);
        let held = |chunk: &Chunk| chunk.bytes.capacity() + chunk.prefix.capacity();
        let bytes: usize = all.iter().map(held).sum();
        let prefixes = all.len() * crate::FINGERPRINT_WINDOW;
        assert!(bytes < MAX_BYTES_PER_CALL + MAX_CHUNK_BYTES + prefixes, "{bytes} bytes");
        all.iter().for_each(|chunk| bench.consume_chunk(chunk));
        lines += bench.take_lines().len();
        events = bench.step(Duration::ZERO);
    }
    let expected: usize = sizes.iter().map(|size| size / 5).sum();
    assert_eq!(lines, 10 * expected + 20);
}

fn silent(settings: Settings) -> Watcher {
    Watcher::listening(settings, HashMap::new(), |_, _| Notifier::silent())
}
