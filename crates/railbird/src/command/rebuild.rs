//! `railbird rebuild`: everything that is derived, from the raw texts again.

use super::{print, progress_line::ProgressLine};
use crate::{
    cli::LogOptions,
    logging, rederive,
    settings::{self, LogFormat, LogLevel},
};

pub(super) fn run(options: LogOptions) -> anyhow::Result<()> {
    logging::start(LogLevel::Warn, LogFormat::Text);
    let mut store = super::writable(&settings::data_dir(options)?, "then rebuild")?;
    let top = store.totals().top;
    let mut line = ProgressLine::new();
    let tell = |seq| line.show(|| format!("{seq} of {top} entries"));
    let (rebuilt, released) = rederive::rebuild(&mut store, tell)?;
    line.end();
    print(&format!(
        "{} entries read again, {} could not be read, {released} left the quarantine",
        rebuilt.entries, rebuilt.unreadable
    ))?;
    Ok(())
}
