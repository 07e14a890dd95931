//! What Linux does when it is asked to remember too much.

use std::collections::BTreeSet;
use std::env;
use std::process::Command;

use super::*;

/// As many events as the system keeps for a watcher that does not fetch them.
fn longest_queue() -> usize {
    let text = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").unwrap();
    text.trim().parse().unwrap()
}

#[test]
fn what_happens_while_the_callback_is_stalled_and_the_queue_is_full_is_found_by_a_scan() {
    let events = longest_queue();
    if 100_000 < events {
        println!("skipped: {events} events fit into the queue");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut watcher = Watcher::new(hints_only(dir.path()), HashMap::new());
    assert!(watcher.next(Duration::ZERO).is_empty());
    let hints = Arc::clone(&watcher.listener.hints);
    let stalled = hints.lock();
    for number in 0..events {
        // Not twice the same file, or the system makes one event of two.
        append(&dir.path().join(format!("{}.txt", number % 2)), "many\n");
    }
    append(&dir.path().join("lost.txt"), "lost\n");
    drop(stalled);
    let mut lines = 0;
    while lines < events + 1 {
        lines += next_chunk(&mut watcher).bytes.len() / "many\n".len();
    }
    assert!(1 < watcher.status().scans);
}

/// Set in the process that runs under the limit.
const UNDER_THE_LIMIT: &str = "RAILBIRD_TEST_WATCH_LIMIT";

#[test]
fn at_the_limit_of_watches_the_scans_do() {
    if env::var_os(UNDER_THE_LIMIT).is_some() {
        return follow_more_folders_than_can_be_watched();
    }
    // Only a name space of its own has a limit that one may set.
    let lower = "echo 3 > /proc/sys/user/max_inotify_watches";
    let limited = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", script]);
        command.arg(env::current_exe().unwrap()).env(UNDER_THE_LIMIT, "1");
        command.output()
    };
    if !limited(lower).is_ok_and(|output| output.status.success()) {
        println!("skipped: this system allows no user name space");
        return;
    }
    let test = "watcher::live::limits::at_the_limit_of_watches_the_scans_do";
    let output = limited(&format!("{lower} && exec \"$0\" --exact {test}")).unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn follow_more_folders_than_can_be_watched() {
    let dir = tempfile::tempdir().unwrap();
    let files: Vec<PathBuf> =
        (0..6).map(|number| dir.path().join(number.to_string()).join("a.txt")).collect();
    for file in &files {
        fs::create_dir(file.parent().unwrap()).unwrap();
        append(file, "one\n");
    }
    let full_scan = Duration::from_millis(50);
    let mut watcher =
        Watcher::new(Settings { full_scan, ..hints_only(dir.path()) }, HashMap::new());
    for text in ["one\n", "two\n"] {
        let found: BTreeSet<PathBuf> = (0..files.len())
            .map(|_| {
                let chunk = next_chunk(&mut watcher);
                assert_eq!(chunk.bytes, text.as_bytes());
                chunk.path.to_path_buf()
            })
            .collect();
        assert!(found.iter().eq(&files));
        assert!(!watcher.status().hinted);
        files.iter().for_each(|file| append(file, "two\n"));
    }
}
