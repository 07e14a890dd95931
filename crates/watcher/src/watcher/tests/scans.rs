//! Hints that come, do not come or say too little, and the scans that find the rest.

use notify::EventKind;
use notify::event::Flag;

use super::*;
use crate::watcher::survey::MAX_ENTRIES_PER_ROUND;

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
    bench.watcher.patrol.regular = bench.now + Duration::from_secs(3600);
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
    bench.consume_after(Duration::from_secs(2));
    let status = bench.watcher.status();
    assert_eq!((bench.lines.len(), status.hinted, status.unannounced), (1, false, 0));
}

#[test]
fn what_no_hint_announces_is_found_in_two_seconds() {
    let mut bench = Bench::new();
    bench.append("old.txt", "one\n");
    bench.settle();
    bench.now += Duration::from_secs(3600);
    bench.settle();
    for name in ["old.txt", "new.txt", "new/a.txt", "new/newer/a.txt"] {
        bench.append(name, "two\n");
        bench.consume_after(Duration::from_secs(2));
        assert_eq!(bench.take_lines().last().map(String::as_str), Some("two"), "{name}");
    }
}

#[test]
fn growth_of_a_file_that_has_settled_is_found_a_little_later() {
    let mut bench = Bench::new();
    bench.append("old.txt", "one\n");
    bench.append("gone.txt", "one\n");
    bench.settle();
    bench.now += Duration::from_hours(25);
    bench.settle();
    bench.take_lines();
    bench.append("old.txt", "two\n");
    bench.append("new.txt", "three\n");
    fs::remove_file(bench.path("gone.txt")).unwrap();
    bench.consume_after(Duration::from_secs(2));
    assert_eq!(bench.take_lines(), ["three"]);
    assert_eq!(bench.watcher.status().files, 2, "what is gone is seen at once");
    bench.consume_after(Duration::from_secs(6));
    assert_eq!(bench.take_lines(), ["two"]);
    // A hint is followed at once.
    bench.now += Duration::from_hours(25);
    bench.settle();
    bench.append("old.txt", "four\n");
    bench.hint("old.txt");
    bench.settle_without_scan();
    assert_eq!(bench.take_lines(), ["four"]);
}

#[test]
fn growth_of_an_active_file_is_found_in_a_quarter_of_a_second() {
    let mut bench = Bench::new();
    bench.settle();
    bench.append("a.txt", "one\n");
    bench.settle();
    bench.append("a.txt", "two\n");
    let scans = bench.watcher.status().scans;
    bench.consume_after(Duration::from_millis(250));
    assert_eq!((bench.lines.len(), bench.watcher.status().scans), (2, scans));
}

#[test]
fn a_rescan_event_that_names_nothing_and_an_error_of_the_back_end_bring_a_scan_at_once() {
    let mut bench = Bench::new();
    bench.settle();
    let rescan = || Ok(notify::Event::new(EventKind::Other).set_flag(Flag::Rescan));
    let error = || Err(notify::Error::generic("overflow"));
    let events: [&dyn Fn() -> notify::Result<notify::Event>; 2] = [&rescan, &error];
    for (number, event) in events.into_iter().enumerate() {
        bench.append(&format!("{number}.txt"), "one\n");
        bench.watcher.patrol.regular = bench.now + Duration::from_secs(3600);
        bench.watcher.listener.hints.hear(event());
        // Not sooner than a scan may follow another.
        bench.consume_after(Duration::from_secs(1));
        assert_eq!(bench.lines.len(), number + 1);
    }
    assert_eq!(bench.watcher.status().unannounced, 0);
}

#[test]
fn a_scan_that_is_asked_for_while_one_is_under_way_follows_it() {
    let mut bench = many_files(3 * MAX_ENTRIES_PER_ROUND);
    assert!(bench.scan().is_empty() && bench.watcher.patrol.is_under_way());
    let scans = bench.watcher.status().scans;
    bench.hint("");
    bench.settle_without_scan();
    bench.watcher.patrol.regular = bench.now + Duration::from_secs(3600);
    bench.consume_after(Duration::from_secs(1));
    assert_eq!(bench.watcher.status().scans, scans + 1);
}

#[test]
fn a_new_folder_is_listed_once_more_when_the_back_end_has_had_time_to_watch_it() {
    let mut bench = Bench::new();
    bench.settle();
    fs::create_dir(bench.path("new")).unwrap();
    bench.hint("new");
    let scans = bench.watcher.status().scans;
    assert!(bench.scan().is_empty(), "a scan that is due anyway");
    bench.consume_after(Duration::from_secs(1));
    assert_eq!(bench.watcher.status().scans, scans + 2);
}

/// A bench on which so many files were consumed.
fn many_files(files: usize) -> Bench {
    let mut bench = Bench::new();
    for number in 0..files {
        fs::write(bench.path(&format!("{number:05}.txt")), "one\n").unwrap();
    }
    bench.settle();
    assert_eq!(bench.take_lines().len(), files);
    bench
}

#[test]
fn a_hint_is_followed_while_a_scan_is_under_way() {
    let mut bench = many_files(6 * MAX_ENTRIES_PER_ROUND);
    assert!(bench.scan().is_empty());
    bench.append("00000.txt", "two\n");
    bench.hint("00000.txt");
    let chunk = only_chunk(bench.step(Duration::ZERO));
    assert_eq!(chunk.bytes, b"two\n");
    bench.consume_chunk(&chunk);
    let listed = bench.watcher.files.iter().filter(|(_, file)| file.listed == 2).count();
    assert!(listed <= 2 * MAX_ENTRIES_PER_ROUND, "{listed} files were looked at before");
    bench.watcher.patrol.regular = bench.now + Duration::from_secs(3600);
    assert_eq!(bench.watcher.due(bench.now), bench.now, "the scan goes on at once");
    bench.settle_without_scan();
    let listed = bench.watcher.files.iter().filter(|(_, file)| file.listed == 2).count();
    assert_eq!((listed, bench.lines.len()), (6 * MAX_ENTRIES_PER_ROUND, 1));
}

#[test]
fn a_file_that_comes_while_a_scan_is_under_way_is_not_forgotten_by_it() {
    let mut bench = many_files(3 * MAX_ENTRIES_PER_ROUND);
    bench.append("back/a.txt", "zero\n");
    bench.settle();
    fs::remove_dir_all(bench.path("back")).unwrap();
    assert!(bench.scan().is_empty());
    // The scan has their folders behind it, or it never sees them: both must do.
    bench.append("late.txt", "one\n");
    bench.append("late/a.txt", "two\n");
    bench.append("back/a.txt", "zero\nthree\n");
    for name in ["late.txt", "late/a.txt", "back/a.txt"] {
        bench.hint(name);
    }
    bench.settle_without_scan();
    bench.append("late.txt", "four\n");
    bench.settle();
    let (mut first, last) = (bench.take_lines(), "four");
    assert_eq!(first.pop().as_deref(), Some(last));
    first.sort();
    assert_eq!(first, ["one", "three", "two", "zero"]);
}

#[test]
fn a_file_that_goes_while_a_scan_is_under_way_is_forgotten_by_the_next() {
    let mut bench = many_files(3 * MAX_ENTRIES_PER_ROUND);
    assert!(bench.scan().is_empty());
    for number in 0..3 * MAX_ENTRIES_PER_ROUND {
        fs::remove_file(bench.path(&format!("{number:05}.txt"))).unwrap();
    }
    bench.settle_without_scan();
    bench.settle();
    assert_eq!(bench.watcher.status().files, 0);
    assert!(bench.other.is_empty());
}

#[test]
fn the_meter_counts_scans_that_are_over_with_the_time_they_took() {
    let mut bench = many_files(3 * MAX_ENTRIES_PER_ROUND);
    let meter = bench.watcher.scan_meter();
    let before = meter.read();
    assert!(bench.scan().is_empty() && bench.watcher.patrol.is_under_way());
    assert_eq!(meter.read(), before, "it is not over");
    bench.settle_without_scan();
    let after = meter.read();
    assert_eq!(after.finished, before.finished + 1);
    assert!(!after.last.is_zero());
    assert_eq!(after.spent, before.spent + after.last);
}
