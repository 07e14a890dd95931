//! What only a system with links, pipes and permissions can do to the watcher.

use std::os::unix::fs::{PermissionsExt, symlink};
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
fn a_folder_and_a_device_named_like_a_text_file_are_ignored() {
    let mut bench = Bench::new();
    fs::create_dir(bench.path("folder.txt")).unwrap();
    bench.append("folder.txt/inside.txt", "one\n");
    symlink("/dev/zero", bench.path("device.txt")).unwrap();
    bench.settle();
    for name in ["folder.txt", "device.txt"] {
        bench.hint(name);
    }
    bench.settle();
    assert!(bench.lines.is_empty() && bench.other.is_empty());
    assert_eq!((bench.watcher.status().files, bench.watcher.patrol.odd.len()), (0, 2));
}

#[test]
fn a_hard_link_is_a_file_of_its_own() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::hard_link(bench.path("a.txt"), bench.path("b.txt")).unwrap();
    bench.settle();
    bench.append("a.txt", "two\n");
    bench.settle();
    bench.replace("b.txt", "three\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "one", "two", "two", "three"]);
}

#[test]
fn another_file_with_the_same_inode_and_length_is_read_from_its_first_byte() {
    use std::os::unix::fs::MetadataExt;
    let mut bench = Bench::new();
    let path = bench.path("a.txt");
    bench.append("a.txt", "one\n");
    bench.settle();
    let inode = fs::metadata(&path).unwrap().ino();
    let reused = (0..100).any(|_| {
        fs::remove_file(&path).unwrap();
        fs::write(&path, "two\n").unwrap();
        fs::metadata(&path).unwrap().ino() == inode
    });
    if !reused {
        println!("skipped: this file system gives no inode twice");
        return;
    }
    bench.touch("a.txt");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"]);
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

/// True if this user may read what nobody is allowed to read. Then the test is run again without
/// that privilege, where the system has a way to do so.
fn may_read_everything(test: &str) -> bool {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::File::open(file.path()).is_err() {
        return false;
    }
    let bounds = "--bounding-set=-dac_override,-dac_read_search";
    let mut command = Command::new("setpriv");
    command.arg(bounds).arg(std::env::current_exe().unwrap());
    match command.args(["--exact", &format!("watcher::tests::unix::{test}")]).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && said.contains("1 passed"), "{said}");
        }
        Err(error) => println!("skipped: this user may read everything, and setpriv: {error}"),
    }
    true
}

#[test]
fn a_file_without_permission_is_blocked_until_it_has_it() {
    if may_read_everything("a_file_without_permission_is_blocked_until_it_has_it") {
        return;
    }
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    let path = bench.path("a.txt");
    let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode));
    allow(0o000).unwrap();
    let blocked = bench.scan();
    allow(0o600).unwrap();
    assert!(matches!(blocked.as_slice(), [Event::Blocked { .. }]));
    let events = bench.step(Duration::from_millis(50));
    assert!(matches!(events.as_slice(), [Event::Unblocked { .. }, Event::Chunk(_)]));
}

#[test]
fn a_folder_without_permission_is_blocked_and_its_checkpoints_stay() {
    if may_read_everything("a_folder_without_permission_is_blocked_and_its_checkpoints_stay") {
        return;
    }
    let mut bench = Bench::new();
    bench.append("account/a.txt", "one\n");
    bench.append("b.txt", "two\n");
    bench.settle();
    let path = bench.path("account");
    let allow = |mode| fs::set_permissions(&path, fs::Permissions::from_mode(mode));
    bench.append("account/a.txt", "three\n");
    allow(0o000).unwrap();
    bench.append("b.txt", "four\n");
    bench.settle();
    allow(0o700).unwrap();
    assert!(bench.other.contains(&Event::Blocked {
        path: path.clone(),
        error: "Permission denied (os error 13)".to_owned()
    }));
    bench.consume_after(Duration::from_secs(2));
    assert_eq!(bench.lines, ["one", "two", "four", "three"]);
    assert!(bench.other.contains(&Event::Unblocked { path }));
    assert_eq!(bench.watcher.status().blocked, 0);
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
