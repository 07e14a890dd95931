//! The daemon: store, watcher and server, started and stopped together.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use anyhow::Context;
use push::{Archive, Board, Log, Server};
use store::{Recovery, Store};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use wire::{Part, Status};

use crate::{
    ingest::Ingest,
    lookups,
    open_tables::OpenTables,
    private_file,
    pseudonyms::Names,
    publish, rederive,
    settings::Settings,
    statistics::Statistics,
    table_stats::{self, LiveStats},
};

/// Everything that can fail has worked: the log is open and the port is ours.
#[derive(Debug)]
pub(crate) struct Daemon {
    server: Server,
    ingest: Ingest,
    board: Board,
    data_dir: PathBuf,
}

impl Daemon {
    /// Opens the log and binds the addresses. Clients that connect from now on wait for
    /// [`Daemon::run`].
    ///
    /// # Errors
    /// The data directory cannot be used or is another daemon's, or a port is taken.
    pub(crate) fn open(settings: Settings) -> anyhow::Result<Self> {
        let mut store = Store::open(&settings.data_dir)?;
        tell_of_recovery(&store);
        let released = rederive::after_an_update(&mut store, |entries| {
            tracing::info!(entries, "this version reads hands in another way: reading all again");
        })?;
        if 0 < released {
            tracing::info!("{released} texts were put aside by an older version and are read now");
        }
        let names = Names::new(settings.anonymize, &settings.data_dir)?;
        let reader = Arc::new(store.reader()?);
        let top = store.totals().top;
        let idle = settings.table_idle;
        let tables = OpenTables::folded_again(idle, &reader, &names, chrono::Utc::now())?;
        // What is asked of players has a connection of its own: it may take longer.
        let statistics = Arc::new(Statistics::new(store.reader()?, names.clone()));
        // The writer of the log asks behind each hand, and does not wait for whoever asks more.
        let own_statistics = Statistics::new(store.reader()?, names.clone());
        let live_stats = LiveStats::new(own_statistics);
        let lookups = lookups::lookups(Arc::clone(&reader), Arc::clone(&statistics), names.clone());
        let table_stats = table_stats::of_snapshots(Arc::clone(&statistics), Arc::clone(&reader));
        let (past, capacity) = (publish::past(reader, names.clone()), settings.queue_capacity);
        let log = Log::new(store.epoch().clone(), top, tables.view(), capacity, past);
        let board = Board::default();
        let folders = settings.history;
        let ingest = Ingest::new(folders, store, log.clone(), tables, board.clone())?
            .telling(live_stats, names);
        let notes = lookups::notes(ingest.work(), statistics);
        let archive = Archive { lookups, notes, table_stats: Some(table_stats) };
        let server = Server::bind(settings.push, log, archive, board.clone())?;
        take_back_sessions(&server, &settings.data_dir);
        Ok(Self { server, ingest, board, data_dir: settings.data_dir })
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
        let Self { server, ingest, board, data_dir } = self;
        let (stop, folder) = (ingest.stop(), data_dir.clone());
        let (looked, first_look) = oneshot::channel();
        let ingest = thread::Builder::new()
            .name("ingest".to_owned())
            .spawn(move || ingest.run(looked))
            .context("cannot start a thread")?;
        let serving = tokio::spawn(server.run(shutdown.clone()));
        // A thread that nobody waits for: the process may end before it does.
        let checking = thread::Builder::new().name("check".to_owned());
        drop(checking.spawn(move || check(&data_dir, &board)).context("cannot start a thread")?);
        // A thread that fails drops its end of the channel, and says why when it is joined.
        let looked = shutdown.run_until_cancelled(first_look).await;
        let is_ready = if let Some(Ok(())) = looked { ready() } else { Ok(()) };
        if is_ready.is_err() || matches!(looked, Some(Err(_))) {
            shutdown.cancel();
        }
        shutdown.cancelled().await;
        stop.stop();
        let sessions = serving.await?;
        keep_sessions(&folder, &sessions);
        let ended = tokio::task::spawn_blocking(move || ingest.join()).await?;
        ended
            .map_err(|_| anyhow::anyhow!("the threads that read and store hands have failed"))??;
        is_ready
    }
}

/// Where the sessions stand that can be taken back after a restart.
const SESSIONS: &str = "sessions.json";

/// Lets clients take back the sessions that the last stop ended. What cannot be read is no
/// loss: they resume with the epoch and their seq.
fn take_back_sessions(server: &Server, data_dir: &Path) {
    let path = data_dir.join(SESSIONS);
    let Ok(text) = fs::read_to_string(&path) else { return };
    if let Err(error) = server.restore(&text) {
        tracing::warn!(path = %path.display(), %error, "sessions cannot be taken back");
    }
    // A token takes back what was at the last stop, not at one before.
    drop(fs::remove_file(path));
}

/// Writes down the sessions that a stop has ended.
fn keep_sessions(data_dir: &Path, sessions: &str) {
    let path = data_dir.join(SESSIONS);
    if let Err(error) = private_file::write(&path, sessions) {
        tracing::warn!(path = %path.display(), %error, "sessions cannot be kept for the next start");
    }
}

/// Looks for damage that a start does not see.
fn check(data_dir: &Path, board: &Board) {
    let detail = match store::check_pages(data_dir) {
        Ok(problems) if problems.is_empty() => return,
        Ok(problems) => {
            format!(
                "the log is damaged ({}): restart Railbird, which repairs it",
                problems.join("; ")
            )
        }
        Err(error) => format!("the log cannot be checked: {:#}", anyhow::Error::from(error)),
    };
    tracing::error!("{detail}");
    board.set_part("log", Part { status: Status::Failing, detail });
}

/// Says what became of a damaged log.
fn tell_of_recovery(store: &Store) {
    if let Some(Recovery { problem, kept, salvaged }) = store.recovery() {
        let kept = kept.display();
        tracing::error!(
            "the log was damaged ({problem}): it is kept as {kept}, {salvaged} entries of it are \
             saved under a new epoch, and the history files are read again"
        );
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
