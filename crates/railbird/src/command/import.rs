//! `railbird import`: what stands in history files, into the log, once.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use push::{Board, Log};
use tokio::runtime::Runtime;

use super::{print, progress_line::ProgressLine, say};
use crate::{
    cli::ImportOptions,
    daemon::interrupted,
    ingest::{Imported, Ingest, Step},
    logging,
    open_tables::OpenTables,
    pseudonyms::Names,
    publish, rederive,
    settings::{self, LogFormat, LogLevel},
};

pub(super) fn run(options: ImportOptions) -> anyhow::Result<ExitCode> {
    logging::start(LogLevel::Warn, LogFormat::Text);
    let paths = options
        .paths
        .into_iter()
        .map(|path| existing(&path))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let mut store = super::writable(
        &settings::data_dir(options.log)?,
        "it imports by itself what its folders hold",
    )?;
    rederive::after_an_update(&mut store, |entries| {
        say(&format!("this version reads hands in another way: reading all {entries} again"));
    })?;
    let past = publish::past(Arc::new(store.reader()?), Names::default());
    // No table of the past is open.
    let tables = OpenTables::new(Duration::ZERO);
    // Nobody listens: the sessions of a daemon that starts later read it from the log.
    let log = Log::new(store.epoch().clone(), store.totals().top, tables.view(), 1, past);
    let ingest = Ingest::new(paths, store, log, tables, Board::default())?;
    let stop = ingest.stop();
    let runtime = Runtime::new()?;
    let _in_runtime = runtime.enter();
    let interrupted = interrupted()?;
    let stopped = interrupted.clone();
    runtime.spawn(async move {
        stopped.cancelled().await;
        stop.stop();
    });
    let (line, begun) = (RefCell::new(ProgressLine::new()), Instant::now());
    let mut code = ExitCode::FAILURE;
    ingest.import(
        |step| line.borrow_mut().show(|| in_words(step, begun)),
        |imported| {
            line.borrow_mut().end();
            code = report(imported, interrupted.is_cancelled())?;
            Ok(())
        },
    )?;
    line.borrow_mut().end();
    Ok(code)
}

/// The path, under the name that a daemon would know it by.
fn existing(path: &Path) -> anyhow::Result<PathBuf> {
    std::fs::metadata(path).with_context(|| format!("cannot import {}", path.display()))?;
    Ok(settings::absolute(path)?)
}

/// Tells what became of the texts. It has failed when something could not be read.
fn report(imported: &Imported, interrupted: bool) -> anyhow::Result<ExitCode> {
    let Imported { count, unfinished, trouble } = imported;
    print(&format!("{} new, {} known, {} put aside", count.new, count.known, count.quarantined))?;
    if 0 < *unfinished {
        say(&format!(
            "{unfinished} files end in a text that is not whole yet: they were left there"
        ));
    }
    for trouble in trouble {
        say(&format!("not read: {trouble}"));
    }
    if interrupted {
        say("interrupted: the same command goes on from here");
    }
    let is_done = trouble.is_empty() && !interrupted;
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How far it is, in words.
fn in_words(step: Step, begun: Instant) -> String {
    match step {
        Step::Reading(progress) => {
            let done = progress.count.new + progress.count.known;
            let rate = u128::from(done) * 1000 / begun.elapsed().as_millis().max(1);
            format!("{done} hands, {rate} a second, files left: {}", progress.files_left)
        }
        Step::Equity(seq) => format!("counting what all-ins were worth, up to hand {seq}"),
    }
}
