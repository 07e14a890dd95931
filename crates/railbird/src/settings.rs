//! How the daemon is set up: flag, then environment, then `railbird.toml`, then default.

mod keys;
mod options;
mod seconds;
mod secret;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

use directories::ProjectDirs;

use crate::cli::LogOptions;

pub(crate) use self::{
    keys::signing_secret,
    options::{LogFormat, LogLevel, RunOptions},
    seconds::{Leeway, Seconds},
    secret::Secret,
};

/// A configuration that cannot be used, in words for whoever wrote it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct BadConfiguration(pub(crate) String);

/// How the daemon is set up. Everything is decided here.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The history folders; none means those of all accounts found on this system.
    pub(crate) history: Vec<PathBuf>,
    pub(crate) data_dir: PathBuf,
    pub(crate) log_level: LogLevel,
    pub(crate) log_format: LogFormat,
    /// Entries of the log kept in memory.
    pub(crate) queue_capacity: usize,
    /// How long a table stays open without a hand.
    pub(crate) table_idle: Duration,
    /// Whether players are called by pseudonyms.
    pub(crate) anonymize: bool,
    pub(crate) push: push::Options,
}

/// Entries of the broadcast queue. Each message stays in the forms that somebody wanted: some
/// 10 MB when the queue is full and all clients are plain ones, 25 MB when there are clients of
/// every kind, with hands in full, deflated, and tables.
pub(crate) const QUEUE_CAPACITY: usize = 1024;

/// How long a table stays open without a hand, where nobody says anything else.
pub(crate) const TABLE_IDLE: Duration = Duration::from_secs(600);

/// Variables of the environment that other programs of this kind use, below our own.
#[derive(Debug, Default)]
pub(crate) struct OtherNames {
    /// `WINAMAX_HISTORY_PATH`.
    pub(crate) history: Option<String>,
    /// `WS_ORIGINS`.
    pub(crate) origins: Option<String>,
    /// `JWT_SECRET`.
    pub(crate) secrets: Option<Secret>,
}

impl OtherNames {
    pub(crate) fn from_environment() -> Self {
        let read = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
        Self {
            history: read("WINAMAX_HISTORY_PATH"),
            origins: read("WS_ORIGINS"),
            secrets: read("JWT_SECRET").map(Secret),
        }
    }

    fn options(&self) -> RunOptions {
        let list = |text: Option<&String>| -> Vec<String> {
            let parts = text.into_iter().flat_map(|text| text.split(','));
            parts.map(|part| part.trim().to_owned()).collect()
        };
        RunOptions {
            history: list(self.history.as_ref()).into_iter().map(PathBuf::from).collect(),
            allowed_origins: list(self.origins.as_ref()),
            jwt_secret: list(self.secrets.as_ref().map(|Secret(text)| text))
                .into_iter()
                .map(Secret)
                .collect(),
            ..RunOptions::default()
        }
    }
}

impl Settings {
    /// Decides everything from what was said on the command line and in the environment.
    ///
    /// # Errors
    /// [`BadConfiguration`].
    pub(crate) fn new(said: RunOptions, other: &OtherNames) -> Result<Self, BadConfiguration> {
        let file = config_file(said.config.as_deref())?;
        let options = said.over(other.options()).over(file);
        let data_dir = data_dir_or_default(options.data_dir.clone())?;
        let push = push_options(&options)?;
        // The same folder must have the same name wherever the daemon is started from.
        let history =
            options.history.iter().map(|folder| absolute(folder)).collect::<Result<_, _>>();
        Ok(Self {
            history: history?,
            data_dir,
            log_level: options.log_level.unwrap_or_default(),
            log_format: options.log_format.unwrap_or_default(),
            queue_capacity: at_least_one("queue_capacity", options.queue_capacity, QUEUE_CAPACITY)?,
            table_idle: options.table_idle.map_or(TABLE_IDLE, Seconds::duration),
            anonymize: options.anonymize,
            push,
        })
    }
}

/// The data directory of a command that works on the log alone.
///
/// # Errors
/// [`BadConfiguration`].
pub(crate) fn data_dir(said: LogOptions) -> Result<PathBuf, BadConfiguration> {
    let file = config_file(said.config.as_deref())?;
    data_dir_or_default(said.data_dir.or(file.data_dir))
}

fn data_dir_or_default(said: Option<PathBuf>) -> Result<PathBuf, BadConfiguration> {
    let default = || Some(user_folders()?.data_local_dir().to_owned());
    said.or_else(default).ok_or_else(|| bad("no home folder was found: give --data-dir"))
}

/// What the configuration file says: this one, or the user's if there is one.
fn config_file(named: Option<&Path>) -> Result<RunOptions, BadConfiguration> {
    if let Some(path) = named {
        return read_file(path);
    }
    match user_folders().map(|folders| folders.config_dir().join("railbird.toml")) {
        Some(path) if path.exists() => read_file(&path),
        _ => Ok(RunOptions::default()),
    }
}

fn user_folders() -> Option<ProjectDirs> {
    ProjectDirs::from("", "", "railbird")
}

/// Reads `railbird.toml`.
fn read_file(path: &Path) -> Result<RunOptions, BadConfiguration> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| bad(&format!("cannot read {}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| {
        let error = if text.contains("jwt_secret") {
            without_the_lines(&text, &error)
        } else {
            error.to_string()
        };
        bad(&format!("{} cannot be used: {}", path.display(), error.trim_end()))
    })
}

/// What is wrong in a file of which no line may be shown: it holds a secret.
fn without_the_lines(text: &str, error: &toml::de::Error) -> String {
    let start = error.span().map_or(0, |span| span.start);
    let line = 1 + text.bytes().take(start).filter(|byte| *byte == b'\n').count();
    format!("line {line}: {}", error.message())
}

fn push_options(options: &RunOptions) -> Result<push::Options, BadConfiguration> {
    let default = push::Options::default();
    let time = |given: Option<Seconds>, default: Duration| given.map_or(default, Seconds::duration);
    let listen = match options.listen.is_empty() {
        true => default.listen,
        false => options.listen.clone(),
    };
    let verifier = keys::verifier(options)?;
    if let Some(open) = listen.iter().find(|address| !address.ip().is_loopback())
        && verifier.is_none()
        && !options.insecure_no_auth
    {
        return Err(bad(&beyond_this_machine(open)));
    }
    Ok(push::Options {
        listen,
        heartbeat_interval: time(options.heartbeat_interval, default.heartbeat_interval),
        max_message_bytes: at_least_one(
            "max_message_bytes",
            options.max_message_bytes,
            default.max_message_bytes,
        )?,
        rate: at_least_one("rate", options.rate, default.rate)?,
        burst: at_least_one("burst", options.burst, default.burst)?,
        max_connections: options.max_connections.unwrap_or(default.max_connections),
        max_connections_per_address: options
            .max_connections_per_address
            .unwrap_or(default.max_connections_per_address),
        max_rooms: at_least_one("max_rooms", options.max_rooms, default.max_rooms)?,
        auth_timeout: time(options.auth_timeout, default.auth_timeout),
        handshake_timeout: time(options.handshake_timeout, default.handshake_timeout),
        write_timeout: time(options.write_timeout, default.write_timeout),
        client_buffer_bytes: at_least_one(
            "client_buffer_bytes",
            options.client_buffer_bytes,
            default.client_buffer_bytes,
        )?,
        allowed_hosts: options.allowed_hosts.clone(),
        allowed_origins: options.allowed_origins.clone(),
        verifier,
        tls: keys::tls(options)?,
        server_version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

fn beyond_this_machine(address: &SocketAddr) -> String {
    format!(
        "listening on {address} would show your hands to everybody who reaches this machine: \
         set a jwt_secret (better, a jwt_secret_file) so that clients need a token, or listen on \
         127.0.0.1, or give --insecure-no-auth if that is what you want"
    )
}

/// A path under the name by which the log knows it, wherever a command is started.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, BadConfiguration> {
    std::path::absolute(path).map_err(|error| bad(&format!("{path:?} is no path: {error}")))
}

/// A number of which nothing would work with none.
fn at_least_one<T: Default + PartialEq>(
    name: &str,
    given: Option<T>,
    default: T,
) -> Result<T, BadConfiguration> {
    match given {
        None => Ok(default),
        Some(number) if number == T::default() => Err(bad(&format!("{name} must be at least 1"))),
        Some(number) => Ok(number),
    }
}

fn bad(message: &str) -> BadConfiguration {
    BadConfiguration(message.to_owned())
}

#[cfg(test)]
mod tests;
