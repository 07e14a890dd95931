//! `railbird rebuild`: everything that is derived, from the raw texts again.

use super::print;
use crate::{
    cli::LogOptions,
    logging, rederive,
    settings::{self, LogFormat, LogLevel},
};

pub(super) fn run(options: LogOptions) -> anyhow::Result<()> {
    logging::start(LogLevel::Warn, LogFormat::Text);
    let data_dir = settings::data_dir(options)?;
    let mut store = super::writable(&data_dir, "a rebuild is needed only after an update says so")?;
    let released = rederive::retry_quarantine(&mut store)?;
    let rebuilt = rederive::rebuild(&mut store, |_| {})?;
    print(&format!(
        "{} entries read again, {} could not be read, {released} left the quarantine",
        rebuilt.entries, rebuilt.unreadable
    ))?;
    Ok(())
}
