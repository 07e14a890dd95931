//! `railbird simulate`: hands into a folder, the way the client writes them.

use tokio::{runtime::Builder, time::sleep};

use crate::{casino_files::CasinoFiles, cli::SimulateOptions, daemon::interrupted};

#[expect(clippy::print_stderr, reason = "what was done is no data")]
pub(super) fn run(options: &SimulateOptions) -> anyhow::Result<()> {
    let mut casino = CasinoFiles::open(&options.folder, options.play)?;
    Builder::new_current_thread().enable_all().build()?.block_on(async {
        let interrupted = interrupted()?;
        let mut hands: u64 = 0;
        while !interrupted.is_cancelled() && casino.deal()?.is_some() {
            hands += 1;
            let pause = casino.pause();
            if pause.is_zero() {
                tokio::task::yield_now().await;
            } else {
                interrupted.run_until_cancelled(sleep(pause)).await;
            }
        }
        eprintln!("{hands} hands written to {}", options.folder.display());
        Ok(())
    })
}
