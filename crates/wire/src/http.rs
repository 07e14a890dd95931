//! What the HTTP endpoints answer.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Milliseconds, Note, PlayerStats, ServerMessage, TableJson, encode};

/// `GET /ws/stats`. The first five fields are always there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// How long live hands took, from the read of their file until a socket had taken them.
    pub latency_ms: Latency,
    /// Rooms that somebody is in.
    pub rooms: u64,
}

/// How long live hands took since the start, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Latency {
    /// Half of them took no longer; `null` until there are some.
    pub p50: Option<Milliseconds>,
    /// 99 of 100 took no longer; `null` until there are some.
    pub p99: Option<Milliseconds>,
}

/// `GET /health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Health {
    /// The worst of the parts.
    pub status: Status,
    /// Each part by its name.
    pub parts: BTreeMap<String, Part>,
}

/// One part of the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Part {
    /// How it is.
    pub status: Status,
    /// What is wrong, in words for a player; empty when nothing is.
    pub detail: String,
}

/// How the daemon, or a part of it, is. The worst is the greatest.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
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

/// `GET /api/hands`: a page of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandsPage {
    /// `new_hand` and `tournament_result`, in the order that was asked for.
    pub items: Vec<ServerMessage>,
    /// What the next page is asked for with, as `before` or as `after_seq`; `null` on the last.
    pub next: Option<u64>,
}

/// The text of a [`HandsPage`] whose items are encoded already.
#[must_use]
pub fn hands_page(items: &[impl AsRef<str>], next: Option<u64>) -> String {
    let length: usize = items.iter().map(|item| item.as_ref().len() + 1).sum();
    let mut text = String::with_capacity(length + 48);
    text.push_str("{\"items\":[");
    for (index, item) in items.iter().enumerate() {
        if 0 < index {
            text.push(',');
        }
        text.push_str(item.as_ref());
    }
    text.push_str("],\"next\":");
    text.push_str(&encode(&next));
    text.push('}');
    text
}

/// `GET /api/tables`: the open tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tables {
    /// By their keys.
    pub items: Vec<TableJson>,
}

/// `GET /api/quarantine`: a page of the texts that are neither hands nor summaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quarantine {
    /// The oldest first.
    pub items: Vec<QuarantinedText>,
    /// What the next page is asked for with, as `after`; `null` on the last.
    pub next: Option<i64>,
}

/// A text that was put aside, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct QuarantinedText {
    /// Its number in the quarantine.
    pub number: i64,
    /// The file that it stands in.
    pub file: String,
    /// Where it starts there, in bytes.
    pub offset: u64,
    /// Why it was put aside.
    pub reason: String,
    /// What stands there; bytes that are no UTF-8 are shown as `U+FFFD`.
    pub text: String,
}

/// `GET /api/players`: names of players.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Players {
    /// By name.
    pub items: Vec<KnownPlayer>,
}

/// A player who was dealt into a hand of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownPlayer {
    /// His name.
    pub player: String,
    /// What is noted about him.
    pub note: Option<Note>,
}

/// `GET /api/players/stats`: the statistics of several players.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlayersStats {
    /// As they were asked for.
    pub items: Vec<PlayerStats>,
}

/// An error of an HTTP endpoint, `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
