//! Files that cannot be read, and what is none.

use std::{
    fs,
    io::Write as _,
    os::unix::{
        fs::{PermissionsExt as _, chown, symlink},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::Command,
};

use push::client::Subscription;

use super::wait_for_health;
#[cfg(target_os = "linux")]
use crate::strace::Injection;
use crate::{
    deaths::{
        pen::Written,
        verdict::{judge_log, log_of},
        wait_for,
    },
    support::{Daemon, House, PATIENCE, dealt, skip},
};

/// Files that never end or never give anything must not hang the daemon.
#[tokio::test]
async fn what_is_no_file_is_ignored_with_one_warning() {
    let house = House::new();
    let path = |name: &str| house.history().join(name);
    let fifo = Command::new("mkfifo").arg(path("fifo.txt")).status();
    assert!(fifo.unwrap().success());
    fs::create_dir(path("folder.txt")).unwrap();
    symlink("/dev/zero", path("zero.txt")).unwrap();
    let daemon = Daemon::start(house.quiet(house.command()));
    let (mut client, _) = daemon.client(Subscription::default()).await;
    for hand in dealt(63, 3) {
        house.append("hands.txt", hand.text.as_bytes());
        assert_eq!(client.next_hand().await.hand_id, hand.hand.id.to_string());
        // Long enough for the folder to be listed again.
        tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    }
    assert_eq!(daemon.terminate(), Some(0));
    for name in ["fifo.txt", "zero.txt"] {
        let told = house.told();
        assert_eq!(told.matches(name).count(), 1, "{told}");
    }
}

/// While one file cannot be read the others are, and then it is read on where it was:
/// `trouble` begins it for a file, and it ends when the result is dropped.
async fn read_on_after<T>(
    house: House,
    command: Command,
    trouble: impl FnOnce(&Daemon, &Path) -> Option<T>,
) {
    let daemon = Daemon::start(command);
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut hands = dealt(64, 6);
    let others = hands.split_off(4);
    let mut written = Written::default();
    for hand in &mut hands {
        (hand.file_name, hand.summary) = ("one.txt".to_owned(), None);
    }
    for hand in &hands[..2] {
        written.write(&house, hand);
        client.next_hand().await;
    }
    // It stays open, because who may not read may not append either, but for root.
    let path = house.history().join("one.txt");
    let mut open = fs::File::options().append(true).open(&path).unwrap();
    let Some(trouble) = trouble(&daemon, &path) else {
        skip("strace cannot be used here");
        return;
    };
    for hand in &hands[2..] {
        let offset = open.metadata().unwrap().len();
        open.write_all(hand.text.as_bytes()).unwrap();
        written.0.insert(("one.txt".to_owned(), offset), hand.text.clone());
    }
    let body = wait_for_health(&daemon, 200, "degraded");
    assert!(body.contains("one.txt"), "{body}");
    for hand in &others {
        written.write(&house, hand);
        assert_eq!(client.next_hand().await.hand_id, hand.hand.id.to_string());
    }
    drop(trouble);
    for hand in &hands[2..] {
        assert_eq!(client.next_hand().await.hand_id, hand.hand.id.to_string());
    }
    wait_for_health(&daemon, 200, "\"status\":\"ok\",");
    wait_for(&daemon, written.len() as u64, PATIENCE);
    daemon.kill();
    let verdict = judge_log(&written, &log_of(&house.data_dir()));
    assert!(verdict.is_clean(), "{verdict}");
}

/// Nobody may do anything with a file, until this goes out of scope.
struct Forbidden(PathBuf);

impl Forbidden {
    fn new(path: &Path) -> Self {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
        Self(path.to_owned())
    }
}

impl Drop for Forbidden {
    fn drop(&mut self) {
        fs::set_permissions(&self.0, fs::Permissions::from_mode(0o644)).unwrap();
    }
}

#[tokio::test]
async fn a_file_that_was_forbidden_is_read_when_it_is_allowed() {
    let house = House::new();
    let mut command = house.quiet(house.command());
    if may_become_nobody(&mut command) {
        let folder = house.history();
        chown(folder.parent().unwrap(), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    read_on_after(house, command, |_, file| Some(Forbidden::new(file))).await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_on_a_disk_with_errors_is_read_when_there_are_none() {
    let house = House::new();
    let command = house.quiet(house.command());
    let errors = |daemon: &Daemon, file: &Path| {
        Injection::into_reads(&daemon.id(), "read,pread64:error=EIO", file)
    };
    read_on_after(house, command, errors).await;
}

/// The user who owns nothing.
const NOBODY: u32 = 65534;

/// Has the command run as nobody, if it is root who tests: root may read everything.
fn may_become_nobody(command: &mut Command) -> bool {
    let mut nothing = Command::new(command.get_program());
    let is_root = nothing.arg("version").uid(NOBODY).gid(NOBODY).output().is_ok();
    if is_root {
        command.uid(NOBODY).gid(NOBODY);
    }
    is_root
}
