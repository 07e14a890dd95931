//! What each command does.

mod db;
mod demo;
mod import;
mod parse;
mod rebuild;
mod run;
mod sessions;
mod simulate;
mod stats;
mod tail;
mod token;
mod tournaments;

mod figures;
mod progress_line;
mod text_table;

use std::{path::Path, process::ExitCode};

use store::{ErrorKind, Reader, Store};

pub(crate) use self::text_table::printable;
use crate::{
    cli::{Cli, Command, ShownOptions},
    pseudonyms::Names,
    rederive, settings,
    statistics::Statistics,
};

/// Executes a command line.
///
/// # Errors
/// What stopped it, in words; [`BadConfiguration`](crate::settings::BadConfiguration) among
/// them has an exit code of its own.
pub(crate) fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Run(options) => run::run(*options)?,
        Command::Demo(options) => demo::run(&options)?,
        Command::Import(options) => return import::run(options),
        Command::Rebuild(options) => rebuild::run(options)?,
        Command::Stats(options) => stats::run(*options)?,
        Command::Sessions(options) => sessions::run(options)?,
        Command::Tournaments(options) => tournaments::run(options)?,
        Command::Db(command) => return db::run(command),
        Command::Parse(options) => return parse::run(&options),
        Command::Simulate(options) => simulate::run(&options)?,
        Command::Tail(options) => tail::run(&options)?,
        Command::Token(command) => token::run(command)?,
        Command::Version => print(&format!("railbird {}", env!("CARGO_PKG_VERSION")))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a line of data to standard output.
///
/// # Errors
/// Standard output takes nothing.
pub(crate) fn print(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// Tells a person something, on standard error: standard output is for data.
fn say(line: &str) {
    write_to_stderr(&format!("{}\n", printable(line)));
}

/// Writes to standard error; if nobody can read it, the command goes on all the same.
fn write_to_stderr(text: &str) {
    use std::io::Write as _;
    let _unread = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Opens a log for writing. Of a daemon that has it, `instead` says why the command may not be
/// needed.
///
/// # Errors
/// The data directory cannot be used, or another process writes the log.
fn writable(data_dir: &Path, instead: &str) -> anyhow::Result<Store> {
    Store::open(data_dir).map_err(|error| match error.kind() {
        ErrorKind::Held { .. } => {
            anyhow::anyhow!("{error}: stop it first, if it is a daemon; {instead}")
        }
        _ => error.into(),
    })
}

/// What a log knows, for a command that only reads: a daemon may be running or not.
///
/// # Errors
/// There is no log, or what is counted in it is not what this version counts.
fn readable(ShownOptions { log, anonymize }: ShownOptions) -> anyhow::Result<Statistics> {
    let data_dir = settings::data_dir(log)?;
    let reader = Reader::of_directory(&data_dir).map_err(|error| match error.kind() {
        ErrorKind::Missing(_) => anyhow::anyhow!("{error} yet: start railbird or import hands"),
        ErrorKind::TooOld { .. } => anyhow::anyhow!("{error}: {COUNT_AGAIN}"),
        _ => error.into(),
    })?;
    if reader.derived_by()? != Some(rederive::version()) {
        anyhow::bail!("the hands in the log have to be counted again: {COUNT_AGAIN}");
    }
    Ok(Statistics::new(reader, Names::new(anonymize, &data_dir)?))
}

const COUNT_AGAIN: &str = "run `railbird rebuild` or start railbird";
