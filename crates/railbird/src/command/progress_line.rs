//! The line on standard error that tells how far a command is.

use std::{
    io::{self, IsTerminal as _},
    time::{Duration, Instant},
};

use super::{say, write_to_stderr};

/// How often the progress is told: on a terminal the line is written over.
const ON_A_TERMINAL: Duration = Duration::from_millis(100);
const IN_A_FILE: Duration = Duration::from_secs(5);

/// Tells now and then how far a command is.
pub(super) struct ProgressLine {
    is_terminal: bool,
    told: Instant,
}

impl ProgressLine {
    pub(super) fn new() -> Self {
        Self { is_terminal: io::stderr().is_terminal(), told: Instant::now() }
    }

    /// Tells it, if it is time.
    pub(super) fn show(&mut self, progress: impl FnOnce() -> String) {
        let pause = if self.is_terminal { ON_A_TERMINAL } else { IN_A_FILE };
        if self.told.elapsed() < pause {
            return;
        }
        self.told = Instant::now();
        if self.is_terminal {
            // Back to the start of the line, and away with what is left of the longer one before.
            write_to_stderr(&format!("\r{}\x1b[K", progress()));
        } else {
            say(&progress());
        }
    }

    /// Takes the line away.
    pub(super) fn end(&self) {
        if self.is_terminal {
            write_to_stderr("\r\x1b[K");
        }
    }
}
