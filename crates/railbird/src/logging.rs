//! Logs, to standard error only: standard output is for data.

use std::io::IsTerminal as _;

use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::settings::{LogFormat, LogLevel};

/// Our crates. The others log at `info` and above: at `trace` a library of WebSockets writes
/// down every message, with its hole cards and tokens.
const OURS: [&str; 7] = ["railbird", "push", "store", "watcher", "wire", "hud", "hand_history"];

/// Starts logging for the whole process.
pub(crate) fn start(level: LogLevel, format: LogFormat) {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    // The greater filter is the one that lets more through.
    let wanted = Targets::new()
        .with_default(level.min(LevelFilter::INFO))
        .with_targets(OURS.map(|name| (name, level)));
    let lines = tracing_subscriber::fmt::layer()
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        // Where nobody reads the log any more, nobody can be told so.
        .log_internal_errors(false);
    let registry = tracing_subscriber::registry().with(wanted);
    match format {
        LogFormat::Text => registry.with(lines.with_target(false)).init(),
        // A session has one span, which need not be told twice.
        LogFormat::Json => registry.with(lines.json().with_span_list(false)).init(),
    }
}
