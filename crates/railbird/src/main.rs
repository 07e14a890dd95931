//! The `railbird` command: it reads the command line and the configuration, and connects the
//! rooms of the daemon. What a hand goes through on its way is in `ingest`.

mod cli;
mod history_folders;
mod settings;

mod command;

mod casino_files;
mod daemon;
mod fail_points;
mod ingest;
mod live_view;
mod logging;
mod lookups;
mod open_tables;
mod private_file;
mod pseudonyms;
mod publish;
mod rederive;
mod statistics;
mod table_stats;

use std::{io, process::ExitCode};

use crate::{cli::Cli, settings::BadConfiguration, statistics::Refusal};

/// The exit code for a command line that is not understood.
const USAGE: u8 = 2;

/// The exit code of `sysexits.h` for a configuration that cannot be used.
const EX_CONFIG: u8 = 78;

fn main() -> ExitCode {
    #[cfg(feature = "fail-points")]
    let _scenario = fail_points::from_environment();
    match command::execute(Cli::of_this_process()) {
        Ok(code) => code,
        Err(error) if reader_went_away(&error) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "this is where all failures are told")]
            {
                eprintln!("railbird: {}", command::printable(&format!("{error:#}")));
            }
            exit_code(&error)
        }
    }
}

fn exit_code(error: &anyhow::Error) -> ExitCode {
    if error.is::<BadConfiguration>() {
        return EX_CONFIG.into();
    }
    match error.downcast_ref() {
        Some(Refusal::Bad(_)) => USAGE.into(),
        Some(Refusal::Unknown(_) | Refusal::Store(_)) | None => ExitCode::FAILURE,
    }
}

/// Whether whoever read standard output has seen enough, as `head` does.
fn reader_went_away(error: &anyhow::Error) -> bool {
    let cause = error.downcast_ref::<io::Error>();
    cause.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
