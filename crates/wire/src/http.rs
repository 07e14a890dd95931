//! What the HTTP endpoints answer.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `GET /ws/stats`. The first five fields are always there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stats {
    /// Upgraded connections that are not closed.
    pub active_connections: usize,
    /// Seconds between two heartbeats.
    pub heartbeat_interval: u64,
    /// Whether sessions get heartbeats.
    pub heartbeat_active: bool,
    /// Whether the task that publishes hands runs, with clients or without.
    pub broadcast_worker_active: bool,
    /// Entries that not every live-fed session has taken; 0 at rest.
    pub queue_size: u64,
    /// The top of the log.
    pub seq: u64,
    /// Which log it is.
    pub epoch: String,
    /// Seconds since the start.
    pub uptime_seconds: u64,
    /// Sessions closed because their socket took nothing.
    pub slow_disconnects: u64,
    /// Hands in the log.
    pub hands_total: u64,
    /// Texts that are neither hands nor summaries, kept with their reason.
    pub quarantined: u64,
    /// Files that are watched.
    pub watching: u64,
}

/// `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Health {
    /// The worst of the parts.
    pub status: Status,
    /// Each part by its name.
    pub parts: BTreeMap<String, Part>,
}

/// One part of the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// How it is.
    pub status: Status,
    /// What is wrong, in words for a player; empty when nothing is.
    pub detail: String,
}

/// How the daemon, or a part of it, is. The worst is the greatest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It works.
    #[default]
    Ok,
    /// It works with something missing.
    Degraded,
    /// It does not work.
    Failing,
}

impl Health {
    /// The health of these parts: as bad as the worst of them.
    #[must_use]
    pub fn of(parts: BTreeMap<String, Part>) -> Self {
        let status = parts.values().map(|part| part.status).max().unwrap_or_default();
        Self { status, parts }
    }
}

/// An error of an HTTP endpoint, `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Always `about:blank`: the status says the kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with this request, and what to do about it.
    pub detail: String,
}

impl Problem {
    /// A problem with this status, its words, and what is wrong.
    #[must_use]
    pub fn new(status: u16, title: &str, detail: String) -> Self {
        Self { kind: "about:blank".to_owned(), title: title.to_owned(), status, detail }
    }
}
