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
        None => run::run(cli.run)?,
        Some(Command::Run(options)) => run::run(*options)?,
        Some(Command::Demo(options)) => demo::run(&options)?,
        Some(Command::Parse(options)) => return parse::run(&options),
        Some(Command::Simulate(options)) => simulate::run(&options)?,
        Some(Command::Tail(options)) => tail::run(&options)?,
        Some(Command::Version) => print(&format!("railbird {}", env!("CARGO_PKG_VERSION")))?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints a line of data to standard output. A reader that went away, such as `head`, is
/// an error like any other, not a panic.
///
/// # Errors
/// Standard output takes nothing.
pub(crate) fn print(line: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}
