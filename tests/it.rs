//! Tests of the whole: the daemon as its users run it, and the shape of the code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    reason = "a failed step should fail its test, and a skipped one should say so"
)]

/// Who may import whom, and how long files are.
mod architecture;

/// A daemon, a client and history files for the tests below.
mod support;

/// A hand from its file to a client.
mod live;

/// Stopping and coming back, on both sides.
mod restart;

/// What a person sees who starts it wrong, or looks at it.
mod command_line;

/// The clients in `examples`, run as their README says.
mod examples;

/// Importing, checking, copying and mending the log.
mod log_commands;

/// What the log knows of players, at the command line.
mod statistics;

/// Deaths at every moment, and what is in the log after them.
mod deaths;

/// Daemons whose system calls are recorded or made to fail.
#[cfg(target_os = "linux")]
mod strace;

/// The power fails at every moment.
#[cfg(target_os = "linux")]
mod power_cut;

/// Whatever else can go wrong.
mod faults;

/// Frames as no library sends them.
mod frames;

/// The fuzzing client of Autobahn.
mod autobahn;

/// What the protocol promises.
mod protocol;

/// All kinds of company, for as long as one likes.
#[cfg(target_os = "linux")]
mod soak;

/// Many who come at once, are sent away at once and come back.
#[cfg(target_os = "linux")]
mod storm;
