//! Brings what is new to the sessions that wait for it, without waking them.
//!
//! To wake a task, to find that one hand has come, and to lie down again touches so much memory
//! that a thousand sessions put each other out of the cache: that costs a quarter of what it costs
//! to send the hand. So a session that waits leaves what has to be known in its berth,
//! and one loop writes to all their sockets. Whatever is out of the ordinary, such as several
//! items at once or a socket that is full, is the session's own affair: its bell is rung.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tokio::{sync::watch, task};

use crate::{Log, recent::Item, roster::Seat};

/// So many sessions are served by one task: few enough that other tasks have their turn soon,
/// and that other cores can help.
const ROUND: usize = 64;

/// Serves all sessions of a log for as long as something may come. One is enough: what a second
/// one would bring, the sessions have.
pub(crate) async fn carry(log: Log, mut news: watch::Receiver<()>) {
    let mut at = log.end();
    while news.changed().await.is_ok() {
        let (end, item) = log.news_since(at);
        let sessions = log.metrics().roster.all();
        let mut rounds = task::JoinSet::new();
        for start in (ROUND..sessions.len()).step_by(ROUND) {
            let round = start..sessions.len().min(start + ROUND);
            let (log, sessions, item) = (log.clone(), Arc::clone(&sessions), item.clone());
            rounds.spawn(async move { serve(&log, &sessions, round, at, item.as_ref()) });
        }
        serve(&log, &sessions, 0..sessions.len().min(ROUND), at, item.as_ref());
        // A round that was cut off because the runtime ends is no reason to panic.
        while rounds.join_next().await.is_some() {}
        at = end;
    }
}

/// Brings some sessions the item at this place in memory, or has them see for themselves.
fn serve(log: &Log, sessions: &[Seat], round: Range<usize>, at: u64, item: Option<&Item>) {
    for Seat { vitals, berth } in sessions.get(round).unwrap_or_default() {
        let bring = || item.is_some_and(|item| berth.bring(at, item, vitals, log.metrics()));
        // One whose message cannot be written meets the panic in its own task, and ends alone.
        if !catch_unwind(AssertUnwindSafe(bring)).unwrap_or(false) {
            vitals.pulse.bell.ring();
        }
    }
}
