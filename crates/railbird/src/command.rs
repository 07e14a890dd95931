//! What each command does.

mod demo;
mod parse;
mod run;
mod simulate;
mod tail;

use std::process::ExitCode;

use crate::cli::{Cli, Command};

/// Executes a command line.
///
/// # Errors
/// What stopped it, in words; [`BadConfiguration`](crate::settings::BadConfiguration) among
/// them has an exit code of its own.
pub(crate) fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Run(options) => run::run(*options)?,
        Command::Demo(options) => demo::run(&options)?,
        Command::Parse(options) => return parse::run(&options),
        Command::Simulate(options) => simulate::run(&options)?,
        Command::Tail(options) => tail::run(&options)?,
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
