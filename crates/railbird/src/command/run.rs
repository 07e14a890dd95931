//! `railbird run`: the daemon.

use tokio::runtime::Runtime;
use wire::Listening;

use super::print;
use crate::{
    daemon::{Daemon, interrupted},
    logging,
    settings::{OtherNames, RunOptions, Settings},
};

pub(super) fn run(options: RunOptions) -> anyhow::Result<()> {
    let settings = Settings::new(options, &OtherNames::from_environment())?;
    logging::start(settings.log_level, settings.log_format);
    let data_dir = settings.data_dir.clone();
    Runtime::new()?.block_on(async {
        let shutdown = interrupted()?;
        let daemon = Daemon::open(settings)?;
        let addresses: Vec<String> = daemon.addresses().iter().map(ToString::to_string).collect();
        let address = addresses.first().cloned().unwrap_or_default();
        tracing::info!(data_dir = %data_dir.display(), "listening on {}", addresses.join(", "));
        let ready = || Ok(print(&wire::encode(&Listening { address, addresses }))?);
        daemon.run(shutdown, ready).await?;
        tracing::info!("stopped");
        Ok(())
    })
}
