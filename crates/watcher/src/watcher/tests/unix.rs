//! What only a system with links, pipes and permissions can do to the watcher.

use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;

#[test]
fn a_fifo_is_ignored() {
    let mut bench = Bench::new();
    let made = Command::new("mkfifo").arg(bench.path("a.txt")).status().unwrap();
    assert!(made.success());
    assert!(bench.scan().is_empty());
    bench.hint("a.txt");
    assert!(bench.step(Duration::ZERO).is_empty());
    assert_eq!((bench.watcher.status().files, bench.watcher.patrol.odd.len()), (0, 1));
}

#[test]
fn a_file_that_cannot_be_read_is_told_once_tried_again_and_loses_nothing() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::rename(bench.path("a.txt"), bench.path("aside")).unwrap();
    // A link to itself cannot be opened by anyone, not even by root.
    symlink(bench.path("a.txt"), bench.path("a.txt")).unwrap();
    bench.settle();
    bench.settle();
    let path = bench.path("a.txt");
    assert!(matches!(bench.other.as_slice(), [Event::Blocked { path: told, .. }] if *told == path));
    fs::rename(bench.path("aside"), &path).unwrap();
    bench.append("a.txt", "two\n");
    bench.settle();
    assert_eq!(bench.lines, ["one"], "it waits");
    let events = bench.step(Duration::from_millis(50));
    bench.consume(events);
    assert_eq!(bench.lines, ["one", "two"]);
    assert_eq!(bench.other.last(), Some(&Event::Unblocked { path }));
}

#[test]
fn what_cannot_be_listed_is_told_once() {
    let mut bench = Bench::new();
    symlink(bench.path("a.txt"), bench.path("a.txt")).unwrap();
    bench.settle();
    bench.settle();
    assert!(matches!(bench.other.as_slice(), [Event::Blocked { .. }]));
    fs::remove_file(bench.path("a.txt")).unwrap();
    bench.settle();
    assert!(matches!(bench.other.as_slice(), [_, Event::Unblocked { .. }]));
}

#[test]
fn a_file_without_permission_is_blocked_until_it_has_it() {
    use std::os::unix::fs::PermissionsExt;
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    let path = bench.path("a.txt");
    let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode));
    allow(0).unwrap();
    if fs::File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    let blocked = bench.watcher.step(bench.now);
    allow(0o600).unwrap();
    assert!(matches!(blocked.as_slice(), [Event::Blocked { .. }]));
    let events = bench.step(Duration::from_millis(50));
    assert!(matches!(events.as_slice(), [Event::Unblocked { .. }, Event::Chunk(_)]));
}

#[test]
fn a_root_that_is_another_folder_now_is_followed_anew() {
    let mut bench = Bench::new();
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let link = bench.path("link");
    symlink(old.path(), &link).unwrap();
    bench.watcher = Watcher::listening(settings(&link), HashMap::new(), |_, _| Notifier::silent());
    bench.settle();
    fs::remove_file(&link).unwrap();
    symlink(new.path(), &link).unwrap();
    fs::write(new.path().join("a.txt"), "one\n").unwrap();
    let scans = bench.watcher.status().scans;
    bench.watcher.patrol.next_active = bench.now;
    let events = bench.step(Duration::ZERO);
    bench.consume(events);
    assert_eq!((bench.lines.len(), bench.watcher.status().scans), (1, scans + 1));
}
