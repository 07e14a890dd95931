//! The watcher with the real file events of the system, on the real clock. Nothing here asserts how
//! long something takes; a hint that does not come is told by the counters.

#[cfg(target_os = "linux")]
mod limits;

use std::fs::{self, OpenOptions};
use std::io::Write;

use super::bench::settings;
use super::*;

/// Calls `next` until a chunk comes. The limit only ends a test that has failed.
fn next_chunk(watcher: &mut Watcher) -> Chunk {
    let deadline = Instant::now() + Duration::from_secs(20);
    while Instant::now() < deadline {
        for event in watcher.next(Duration::from_secs(5)) {
            if let Event::Chunk(chunk) = event {
                let checkpoint = watcher.consumed(&chunk, chunk.bytes.len());
                watcher.commit(&chunk.path, checkpoint);
                return chunk;
            }
        }
    }
    panic!("no chunk came");
}

fn append(path: &Path, text: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

/// Scans so rare that they find nothing in the time of a test.
fn hints_only(root: &Path) -> Settings {
    let never = Duration::from_secs(3600);
    Settings { active_scan: never, full_scan: never, ..settings(root) }
}

#[cfg(target_os = "linux")]
#[test]
fn a_hint_alone_brings_what_was_appended() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.txt");
    append(&path, "one\n");
    let mut watcher = Watcher::new(hints_only(dir.path()), HashMap::new());
    assert_eq!(next_chunk(&mut watcher).bytes, b"one\n");
    append(&path, "two\n");
    let chunk = next_chunk(&mut watcher);
    assert_eq!((chunk.bytes.as_slice(), &*chunk.path), (b"two\n".as_slice(), path.as_path()));
    append(&dir.path().join("b.txt"), "three\n");
    assert_eq!(next_chunk(&mut watcher).bytes, b"three\n");
    assert_eq!(watcher.status().scans, 1);
}

#[cfg(unix)]
#[test]
fn hints_of_a_root_behind_a_link_carry_its_given_name() {
    let (dir, links) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let root = links.path().join("root");
    std::os::unix::fs::symlink(dir.path(), &root).unwrap();
    let mut watcher = Watcher::new(hints_only(&root), HashMap::new());
    assert!(watcher.next(Duration::ZERO).is_empty());
    append(&dir.path().join("a.txt"), "one\n");
    assert_eq!(&*next_chunk(&mut watcher).path, root.join("a.txt"));
}

#[test]
fn a_folder_made_later_and_a_root_made_again_are_followed() {
    let outer = tempfile::tempdir().unwrap();
    let root = outer.path().join("root");
    let mut watcher = Watcher::new(settings(&root), HashMap::new());
    assert_eq!(watcher.next(Duration::ZERO), [Event::RootMissing(root.clone())]);
    for round in ["one", "two"] {
        fs::create_dir_all(root.join("history")).unwrap();
        append(&root.join("history/a.txt"), round);
        assert_eq!(next_chunk(&mut watcher).bytes, round.as_bytes());
        fs::remove_dir_all(&root).unwrap();
    }
}

#[test]
fn every_line_of_a_busy_writer_arrives_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut watcher = Watcher::new(settings(dir.path()), HashMap::new());
    let path = dir.path().join("a.txt");
    let writer = std::thread::spawn(move || {
        for number in 0..2_000 {
            append(&path, &format!("{number}\n"));
        }
    });
    let expected: String = (0..2_000).map(|number| format!("{number}\n")).collect();
    let mut text = Vec::new();
    while text.len() < expected.len() {
        text.extend(next_chunk(&mut watcher).bytes);
    }
    writer.join().unwrap();
    assert_eq!(String::from_utf8(text).unwrap(), expected);
}

#[test]
fn a_waker_ends_the_wait() {
    let dir = tempfile::tempdir().unwrap();
    let mut watcher = Watcher::new(hints_only(dir.path()), HashMap::new());
    let waker = watcher.waker();
    let thread = std::thread::spawn(move || waker.wake());
    assert!(watcher.next(Duration::from_secs(3600)).is_empty());
    thread.join().unwrap();
}
