//! What can go wrong around a daemon: nothing may be lost, and `/health` must tell.

use std::time::Instant;

use crate::support::{Daemon, PATIENCE};

/// The disk, and other programs that use the log.
#[cfg(target_os = "linux")]
mod storage;

/// The folder of history files.
mod history;

/// Files in it that cannot be read.
#[cfg(unix)]
mod unreadable;

/// The daemon itself and its clients.
mod inside;

/// Waits until `/health` answers with this status and has this word in it; the answer.
fn wait_for_health(daemon: &Daemon, status: u16, word: &str) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let (found, body) = daemon.get("/health");
        if found == status && body.contains(word) {
            return body;
        }
        assert!(Instant::now() < deadline, "{found}, not {status} with {word:?}: {body}");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
