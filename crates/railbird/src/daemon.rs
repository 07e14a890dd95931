//! The daemon: store, watcher and server, started and stopped together.

use std::{net::SocketAddr, thread};

use anyhow::Context;
use push::{Board, Log, Server};
use store::Store;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::{ingest::Ingest, publish, settings::Settings};

/// Everything that can fail has worked: the log is open and the port is ours.
#[derive(Debug)]
pub(crate) struct Daemon {
    server: Server,
    ingest: Ingest,
}

impl Daemon {
    /// Opens the log and binds the addresses. Clients that connect from now on wait for
    /// [`Daemon::run`].
    ///
    /// # Errors
    /// The data directory cannot be used or is another daemon's, or a port is taken.
    pub(crate) fn open(settings: Settings) -> anyhow::Result<Self> {
        let store = Store::open(&settings.data_dir)?;
        let past = publish::past(store.reader()?);
        let totals = store.totals();
        let log = Log::new(store.epoch().clone(), totals.top, settings.queue_capacity, past);
        let board = Board::default();
        let server = Server::bind(settings.push, log.clone(), board.clone())?;
        let ingest = Ingest::new(settings.history, store, log, board)?;
        Ok(Self { server, ingest })
    }

    /// Where clients connect.
    pub(crate) fn addresses(&self) -> Vec<SocketAddr> {
        self.server.addresses()
    }

    /// Serves until it is told to stop; returns when the last session has ended and the last
    /// hand is stored. `ready` is called when the folders were looked at for the first time:
    /// what comes after that is live.
    ///
    /// # Errors
    /// The thread that reads hands could not be started or ended with an error, or `ready` did.
    pub(crate) async fn run(
        self,
        shutdown: CancellationToken,
        ready: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let Self { server, ingest } = self;
        let stop = ingest.stop();
        let (looked, first_look) = oneshot::channel();
        let ingest = thread::Builder::new()
            .name("ingest".to_owned())
            .spawn(move || ingest.run(looked))
            .context("cannot start a thread")?;
        let serving = tokio::spawn(server.run(shutdown.clone()));
        // A thread that fails drops its end of the channel, and says why when it is joined.
        let looked = shutdown.run_until_cancelled(first_look).await;
        let is_ready = if let Some(Ok(())) = looked { ready() } else { Ok(()) };
        if is_ready.is_err() || matches!(looked, Some(Err(_))) {
            shutdown.cancel();
        }
        shutdown.cancelled().await;
        stop.stop();
        serving.await?;
        let ended = tokio::task::spawn_blocking(move || ingest.join()).await?;
        ended.map_err(|_| anyhow::anyhow!("the thread that reads hands has failed"))?;
        is_ready
    }
}

/// Cancelled by Ctrl-C, and by SIGTERM where there is one.
///
/// # Errors
/// The system refuses to tell about signals.
pub(crate) fn interrupted() -> anyhow::Result<CancellationToken> {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    #[cfg(unix)]
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::spawn(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
        cancelled.cancel();
    });
    Ok(token)
}
