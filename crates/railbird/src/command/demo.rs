//! `railbird demo`: simulator, daemon and live view together, on temporary folders.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::Path,
};

use anyhow::Context;
use push::client::{Subscription, connect};
use tokio::{runtime::Runtime, time::sleep};
use tokio_util::sync::CancellationToken;
use wire::ServerMessage;

use super::print;
use crate::{
    casino_files::CasinoFiles,
    cli::{DemoOptions, PlayOptions},
    daemon::{Daemon, interrupted},
    live_view, logging,
    settings::{LogFormat, LogLevel, QUEUE_CAPACITY, Settings, TABLE_IDLE},
};

/// The port of a daemon that nobody configured.
const USUAL: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8000);

pub(super) fn run(options: &DemoOptions) -> anyhow::Result<()> {
    logging::start(LogLevel::Warn, LogFormat::Text);
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let history = folder.path().join("history");
    let casino = CasinoFiles::open(&history, options.play)?;
    let push = push::Options {
        listen: vec![options.listen.unwrap_or_else(usual_or_free)],
        ..push::Options::default()
    };
    let settings = Settings {
        history: vec![history.clone()],
        data_dir: folder.path().join("data"),
        log_level: LogLevel::Warn,
        log_format: LogFormat::Text,
        queue_capacity: QUEUE_CAPACITY,
        table_idle: TABLE_IDLE,
        anonymize: false,
        push,
    };
    Runtime::new()?.block_on(async {
        let interrupted = interrupted()?;
        let daemon = Daemon::open(settings)?;
        let address = *daemon.addresses().first().context("no address")?;
        introduce(&history, address)?;
        let stop = CancellationToken::new();
        let running = tokio::spawn(daemon.run(stop.clone(), || Ok(())));
        let shown = interrupted.run_until_cancelled(show(address, options.play, casino)).await;
        stop.cancel();
        running.await??;
        shown.unwrap_or(Ok(()))
    })
}

/// The usual address, or a free port if somebody listens there.
fn usual_or_free() -> SocketAddr {
    let free = TcpListener::bind(USUAL).is_ok();
    if free { USUAL } else { SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) }
}

fn introduce(history: &Path, address: SocketAddr) -> std::io::Result<()> {
    print(&format!(
        "Dealing hands into {}\n\
         and pushing each one from http://{address} the moment it is written.\n\
         See them in a browser:  http://{address}/try\n\
         Stop with Ctrl-C.\n",
        history.display()
    ))?;
    print(&live_view::heading())
}

/// Deals hands and prints each one when the daemon pushes it.
async fn show(
    address: SocketAddr,
    play: PlayOptions,
    mut casino: CasinoFiles,
) -> anyhow::Result<()> {
    // The first hand may be written before the daemon looks at the folder for the first time.
    let client_name = "railbird demo".to_owned();
    let subscription = Subscription { client_name, backfill: true, ..Subscription::default() };
    let mut client = connect(&format!("ws://{address}/ws"), &subscription).await?;
    let dealing = async {
        while casino.deal()?.is_some() {
            sleep(casino.pause()).await;
        }
        anyhow::Ok(())
    };
    let showing = async {
        let mut hands: u64 = 0;
        while play.hands.is_none_or(|wanted| hands < wanted) {
            match client.next_message().await? {
                ServerMessage::NewHand(hand) => {
                    print(&live_view::line(&hand))?;
                    hands += 1;
                }
                ServerMessage::TournamentResult(result) => print(&live_view::result_line(&result))?,
                _ => {}
            }
        }
        anyhow::Ok(())
    };
    let ((), ()) = tokio::try_join!(dealing, showing)?;
    Ok(())
}
