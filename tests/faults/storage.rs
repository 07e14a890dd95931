//! A disk that is full, refuses or is slow, and another program in the log: what is written
//! meanwhile comes when it is over.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use push::client::Subscription;
use wire::ServerMessage;

use super::wait_for_health;
use crate::{
    deaths::{
        pen::Written,
        verdict::{judge_log, log_of},
        wait_for,
    },
    strace::Injection,
    support::{Daemon, House, PATIENCE, dealt, skip},
};

/// Hands before the trouble, and in it.
const BEFORE: usize = 5;
const AMIDST: usize = 12;

/// Hands come, then there is trouble and more are written, then it ends: `trouble` begins it,
/// and it ends when the result is dropped. `None` means that it cannot be made here.
async fn outlive<T>(house: House, trouble: impl FnOnce(&Daemon) -> Option<T>, why_not: &str) {
    let daemon = Daemon::start(house.quiet(house.command()));
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut written = Written::default();
    let hands = dealt(51, BEFORE + AMIDST);
    for hand in &hands[..BEFORE] {
        written.write(&house, hand);
        client.next_hand().await;
    }
    wait_for(&daemon, written.len() as u64, PATIENCE);
    wait_for_health(&daemon, 200, "\"store\":{\"status\":\"ok\"");
    let top = daemon.stats().seq;
    let Some(trouble) = trouble(&daemon) else {
        skip(why_not);
        return;
    };
    for hand in &hands[BEFORE..] {
        written.write(&house, hand);
    }
    wait_for_health(&daemon, 503, "\"store\":{\"status\":\"failing\"");
    assert_eq!(daemon.stats().seq, top, "an entry that is not stored was counted");
    drop(trouble);
    wait_for_health(&daemon, 200, "\"store\":{\"status\":\"ok\"");
    let mut seqs = Vec::new();
    let mut ids = Vec::new();
    for (seq, id) in client.next_hands(AMIDST).await {
        seqs.push(seq);
        ids.push(id);
    }
    ids.sort();
    let mut expected: Vec<String> =
        hands[BEFORE..].iter().map(|hand| hand.hand.id.to_string()).collect();
    expected.sort();
    assert_eq!(ids, expected);
    assert!(seqs.is_sorted_by(|one, next| one < next), "{seqs:?}");
    wait_for(&daemon, written.len() as u64, PATIENCE);
    assert_eq!(daemon.terminate(), Some(0));
    let verdict = judge_log(&written, &log_of(&house.data_dir()));
    assert!(verdict.is_clean(), "{verdict}");
}

/// A small file system in the place of the data directory.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(house: &House) -> Option<Self> {
        let place = house.data_dir();
        fs::create_dir(&place).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m", "tmpfs"]).arg(&place).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success()).then_some(Self(place))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily, because a daemon of a failed test may still use it.
        let _gone = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// A file that takes all the room there is, until it goes out of scope.
struct Ballast(PathBuf);

impl Ballast {
    fn new(path: PathBuf) -> Self {
        let mut file = File::create(&path).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        Self(path)
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _gone = fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn a_disk_that_was_full_gets_all_hands_when_there_is_room() {
    let house = House::new();
    let Some(_disk) = SmallDisk::mount(&house) else {
        // The next test does nearly the same, wherever it runs.
        eprintln!("skipped: only root may mount a small disk");
        return;
    };
    let ballast = house.data_dir().join("ballast");
    outlive(house, |_| Some(Ballast::new(ballast)), "").await;
}

/// Another program that holds the lock for writing.
struct Squatter(Child);

impl Squatter {
    fn new(database: &Path) -> Option<Self> {
        let script = "import sqlite3, sys\n\
            log = sqlite3.connect(sys.argv[1], isolation_level=None)\n\
            log.execute('BEGIN IMMEDIATE')\n\
            print('locked', flush=True)\n\
            sys.stdin.read()\n";
        let mut python = Command::new("python3");
        python.args(["-c", script]).arg(database);
        python.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut python = python.spawn().ok()?;
        let mut line = String::new();
        BufReader::new(python.stdout.take()?).read_line(&mut line).ok()?;
        (line == "locked\n").then_some(Self(python))
    }
}

impl Drop for Squatter {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.0.stdin.take());
        let _ended = self.0.wait();
    }
}

#[tokio::test]
async fn a_log_that_was_locked_gets_all_hands_when_it_is_free() {
    let house = House::new();
    let database = house.data_dir().join("railbird.db");
    outlive(house, |_| Squatter::new(&database), "there is no python3 with sqlite3").await;
}

#[tokio::test]
async fn a_disk_that_refused_gets_all_hands_when_it_takes_them() {
    let refuse = |daemon: &Daemon| Injection::into(&daemon.id(), "fsync,fdatasync:error=EIO");
    outlive(House::new(), refuse, "strace cannot be used here").await;
}

#[tokio::test]
async fn a_disk_that_is_said_to_be_full_gets_all_hands_when_it_is_not() {
    let refuse = |daemon: &Daemon| Injection::into(&daemon.id(), "pwrite64:error=ENOSPC");
    outlive(House::new(), refuse, "strace cannot be used here").await;
}

/// While a commit takes two seconds, clients are answered, and then the hands come.
#[tokio::test]
async fn a_slow_disk_delays_hands_and_nothing_else() {
    let house = House::new();
    let daemon = Daemon::start(house.quiet(house.command()));
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let delay = "fsync,fdatasync:delay_enter=2000000";
    let Some(slow) = Injection::into(&daemon.id(), delay) else {
        skip("strace cannot be used here");
        return;
    };
    let hands = dealt(52, 8);
    let mut written = Written::default();
    hands.iter().for_each(|hand| written.write(&house, hand));
    client.send(r#"{"type":"ping"}"#).await;
    let first = client.next().await;
    assert!(matches!(first, ServerMessage::Pong(_)), "{first:?}");
    assert_eq!(daemon.get("/health").0, 200);
    assert_eq!(daemon.stats().seq, 0);
    assert_eq!(client.next_hand().await.seq, 1);
    drop(slow);
    wait_for(&daemon, written.len() as u64, PATIENCE);
    assert_eq!(daemon.terminate(), Some(0));
    let verdict = judge_log(&written, &log_of(&house.data_dir()));
    assert!(verdict.is_clean(), "{verdict}");
}
