//! The command line.

mod read;

use std::{ffi::OsString, net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum, builder::NonEmptyStringValueParser};

use wire::Room;

pub(crate) use self::read::{ResultsOptions, SessionsOptions, StatsOptions, TournamentsOptions};
use crate::settings::{RunOptions, Seconds, Secret};

/// Pushes every hand of the Winamax client to overlays, dashboards and scripts, the moment
/// it is over.
#[derive(Debug, Parser)]
#[command(name = "railbird", version, propagate_version = true)]
#[command(after_help = "Without a command, railbird runs the daemon, as `railbird run` does.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// The command line of this process. One that names no command is one of `run`.
    pub(crate) fn of_this_process() -> Self {
        Self::parse_from(with_command(std::env::args_os().collect()))
    }
}

/// Arguments with the command `run` where there is none: nothing, or options alone.
fn with_command(mut arguments: Vec<OsString>) -> Vec<OsString> {
    let about_all = ["-h", "--help", "-V", "--version"];
    let names_none = match arguments.get(1).and_then(|first| first.to_str()) {
        None => arguments.len() < 2,
        Some(first) => first.starts_with('-') && !about_all.contains(&first),
    };
    if names_none {
        arguments.insert(arguments.len().min(1), OsString::from("run"));
    }
    arguments
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the daemon: watch the history folders and push every hand
    Run(Box<RunOptions>),
    /// Show hands arriving: simulator, daemon and live view together, on temporary folders
    Demo(DemoOptions),
    /// Bring what stands in history files into the log, once
    Import(ImportOptions),
    /// Derive everything again from the texts in the log, after an update of Railbird
    Rebuild(LogOptions),
    /// Show how players play: VPIP, PFR and all the others, by the hands in the log
    Stats(Box<StatsOptions>),
    /// Show when a hero played, and what was won
    Sessions(SessionsOptions),
    /// Show what tournaments cost and brought
    Tournaments(TournamentsOptions),
    /// Check, copy or restore the log
    #[command(subcommand)]
    Db(DbCommand),
    /// Print hands as JSON, one per line
    Parse(ParseOptions),
    /// Write hands into a folder, the way the Winamax client does
    Simulate(SimulateOptions),
    /// Print the hands of a running daemon as they arrive
    Tail(TailOptions),
    /// Make the tokens that clients need where a secret is set
    #[command(subcommand)]
    Token(TokenCommand),
    /// Print the version
    Version,
}

/// The options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    #[command(flatten)]
    pub(crate) play: PlayOptions,

    /// Where the daemon listens [default: 127.0.0.1:8000, or a free port where that is taken]
    #[arg(long, value_name = "ADDR")]
    pub(crate) listen: Option<SocketAddr>,
}

/// The options of `simulate`.
#[derive(Debug, Args)]
pub(crate) struct SimulateOptions {
    /// The folder to write to; it is made if it does not exist
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,

    #[command(flatten)]
    pub(crate) play: PlayOptions,
}

/// What is played.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct PlayOptions {
    /// Tables played at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=100))]
    pub(crate) tables: u16,

    /// Hands a second, all tables together; 0 writes as fast as it can
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) rate: u32,

    /// Stop after so many hands [default: go on until interrupted]
    #[arg(long, value_name = "N")]
    pub(crate) hands: Option<u64>,

    /// Deal the same hands again: the same seed writes the same files, dated 2026-01-01
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
}

/// A pattern that some room can match: a slip of the pen would make a token that opens nothing.
fn room_pattern(pattern: &str) -> Result<String, String> {
    let (literal, is_exact) = match pattern.split_once('*') {
        Some((literal, _)) => (literal, false),
        None => (pattern, true),
    };
    let fits = |kind: &&str| match kind.ends_with(':') {
        true => literal.starts_with(*kind) || (!is_exact && kind.starts_with(literal)),
        false => literal == *kind || (!is_exact && kind.starts_with(literal)),
    };
    if Room::KINDS.iter().any(fits) {
        return Ok(pattern.to_owned());
    }
    Err(format!("no room is called like that: rooms are {}…", Room::KINDS.join(", ")))
}

/// Which log a command shows, and how.
#[derive(Clone, Debug, Args)]
pub(crate) struct ShownOptions {
    /// Call all players by pseudonyms, which stay the same with the same data folder
    #[arg(long)]
    pub(crate) anonymize: bool,

    #[command(flatten)]
    pub(crate) log: LogOptions,
}

/// Which log a command works on.
#[derive(Clone, Debug, Args)]
pub(crate) struct LogOptions {
    /// Where the log of all hands is kept [default: the user's data folder]
    #[arg(long, value_name = "DIR", env = "RAILBIRD_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// The configuration file [default: railbird.toml in the user's configuration folder]
    #[arg(long, value_name = "FILE", env = "RAILBIRD_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// The options of `import`.
#[derive(Debug, Args)]
pub(crate) struct ImportOptions {
    /// History files, and folders with them
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) log: LogOptions,
}

/// What to do with the log.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Look for damage; a daemon may be running
    Check(LogOptions),
    /// Copy the log to a new file; a daemon may be running
    Backup {
        /// The file to write; it must not exist
        #[arg(value_name = "FILE")]
        file: PathBuf,

        #[command(flatten)]
        log: LogOptions,
    },
    /// Replace the log with a copy; the present one is kept under another name
    Restore {
        /// A file that `db backup` wrote
        #[arg(value_name = "FILE")]
        file: PathBuf,

        #[command(flatten)]
        log: LogOptions,
    },
}

/// The options of `parse`.
#[derive(Debug, Args)]
pub(crate) struct ParseOptions {
    /// History files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// The form of the hands
    #[arg(long, value_enum, default_value_t = HandFormat::Json)]
    pub(crate) format: HandFormat,

    #[command(flatten)]
    pub(crate) shown: ShownOptions,
}

/// In which form hands are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum HandFormat {
    /// One JSON object per line
    Json,
}

/// The options of `tail`.
#[derive(Debug, Args)]
pub(crate) struct TailOptions {
    /// The daemon's WebSocket
    #[arg(long, value_name = "URL", default_value = "ws://127.0.0.1:8000/ws")]
    pub(crate) url: String,

    /// Begin after this entry of the log; 0 begins with the first
    #[arg(long, value_name = "SEQ")]
    pub(crate) since: Option<u64>,

    /// What lets it in, where the daemon wants a token; better in the environment
    #[arg(long, value_name = "TOKEN", env = "RAILBIRD_TOKEN", hide_env_values = true)]
    pub(crate) token: Option<String>,

    /// Print the messages as they come, one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,

    /// Stop after so many hands [default: go on until interrupted]
    #[arg(long, value_name = "N")]
    pub(crate) hands: Option<u64>,
}

/// What to do about tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Print a token, signed with the secret of the daemon
    Create(TokenOptions),
}

/// The options of `token create`.
#[derive(Debug, Args)]
pub(crate) struct TokenOptions {
    /// Whom the token names
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) sub: String,

    /// How long it holds, such as 30min, 12h or 7d
    #[arg(long, value_name = "TIME", value_parser = Seconds::with_unit)]
    pub(crate) ttl: Seconds,

    /// A room that it lets in to, * stands for anything; give it again for more
    /// [default: all rooms]
    #[arg(long = "room", value_name = "PATTERN", value_parser = room_pattern)]
    pub(crate) rooms: Vec<String>,

    /// Let it publish messages to other clients
    #[arg(long)]
    pub(crate) publish: bool,

    /// Let it see and close the connections of others
    #[arg(long)]
    pub(crate) admin: bool,

    /// A file with the secret that signs; the first one signs
    #[arg(long, value_name = "FILE", env = "RAILBIRD_JWT_SECRET_FILE", value_delimiter = ',')]
    pub(crate) jwt_secret_file: Vec<PathBuf>,

    /// The secret itself. Other users of this machine can read what stands on a command line:
    /// prefer --jwt-secret-file
    #[arg(
        long,
        value_name = "SECRET",
        env = "RAILBIRD_JWT_SECRET",
        hide_env_values = true,
        value_delimiter = ','
    )]
    pub(crate) jwt_secret: Vec<Secret>,

    /// The public key of the daemon, which cannot sign
    #[arg(long, hide = true, value_name = "FILE", env = "RAILBIRD_JWT_PUBLIC_KEY")]
    pub(crate) jwt_public_key: Option<PathBuf>,

    /// The configuration file [default: railbird.toml in the user's configuration folder]
    #[arg(long, value_name = "FILE", env = "RAILBIRD_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::room_pattern;

    #[test]
    fn a_pattern_that_no_room_can_match_is_refused() {
        for (pattern, fine) in [
            ("*", true),
            ("hands", true),
            ("table*", true),
            ("table:*", true),
            ("table:Nice 05", true),
            ("chat:coach-*", true),
            ("p*:ana", true),
            ("table", false),
            ("tabel:*", false),
            ("hands*2", true),
            ("hand", false),
            ("Hands", false),
            ("", false),
        ] {
            assert_eq!(room_pattern(pattern).is_ok(), fine, "{pattern}");
        }
    }
}
