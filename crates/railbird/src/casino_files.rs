//! Dealt hands in files, the way the Winamax client writes them.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use dealer::Casino;

use crate::cli::PlayOptions;

/// The first hand of a casino with a seed starts here, so that its files are always the same.
const SEEDED_START: DateTime<Utc> = DateTime::from_timestamp(1_767_225_600, 0).unwrap();

/// The time between two hands of a casino with a seed.
const SEEDED_STEP: TimeDelta = TimeDelta::seconds(7);

/// A casino that writes what it deals into a folder.
#[derive(Debug)]
pub(crate) struct CasinoFiles {
    casino: Casino,
    folder: PathBuf,
    /// The clock of a casino with a seed; without one, the clock on the wall.
    clock: Option<DateTime<Utc>>,
    rate: u32,
    left: Option<u64>,
    /// The files that were begun. With a seed, what stood in a file before is replaced: the
    /// same seed writes the same files.
    begun: HashSet<String>,
}

impl CasinoFiles {
    /// A casino for a folder, which is made if it does not exist.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(crate) fn open(folder: &Path, play: PlayOptions) -> anyhow::Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let seed = play.seed.unwrap_or_else(|| Utc::now().timestamp_micros().unsigned_abs());
        Ok(Self {
            casino: Casino::new(seed, usize::from(play.tables)),
            folder: folder.to_owned(),
            clock: play.seed.map(|_| SEEDED_START),
            rate: play.rate,
            left: play.hands,
            begun: HashSet::new(),
        })
    }

    /// Deals a hand and appends it to its file; what the hero won in a tournament that it
    /// ended follows in the summary. `None` when all hands were dealt.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(crate) fn deal(&mut self) -> anyhow::Result<Option<String>> {
        if self.left == Some(0) {
            return Ok(None);
        }
        self.left = self.left.map(|left| left - 1);
        let at = match &mut self.clock {
            None => Utc::now(),
            Some(clock) => std::mem::replace(clock, *clock + SEEDED_STEP),
        };
        let delivery = self.casino.deal(at);
        self.append(&delivery.file_name, &delivery.text)?;
        if let Some((file_name, text)) = &delivery.summary {
            self.append(file_name, text)?;
        }
        Ok(Some(delivery.file_name))
    }

    /// The pause between two hands.
    pub(crate) fn pause(&self) -> Duration {
        Duration::from_secs(1).checked_div(self.rate).unwrap_or_default()
    }

    /// Appends in one write, as the client does.
    fn append(&mut self, file_name: &str, text: &str) -> anyhow::Result<()> {
        let path = self.folder.join(file_name);
        if self.begun.insert(file_name.to_owned()) && self.clock.is_some() {
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        }
        File::options()
            .create(true)
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))
    }
}
