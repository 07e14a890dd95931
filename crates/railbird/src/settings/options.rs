//! What can be set, on the command line, in the environment and in the file alike.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum, builder::FalseyValueParser};
use serde::{Deserialize, Deserializer};

use super::{Leeway, Seconds, Secret};

/// The options of the daemon. `None` and empty lists mean that nothing was said.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RunOptions {
    /// A history folder of the Winamax client; give it again for more
    /// [default: those of all accounts found on this system]
    #[arg(long, value_name = "DIR", env = "RAILBIRD_HISTORY", value_delimiter = ',')]
    pub(crate) history: Vec<PathBuf>,

    /// Where the log of all hands is kept [default: the user's data folder]
    #[arg(long, value_name = "DIR", env = "RAILBIRD_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,

    /// Where to listen; give it again for more, port 0 takes a free one
    /// [default: 127.0.0.1:8000 and [::1]:8000]
    #[arg(
        long,
        value_name = "ADDR",
        env = "RAILBIRD_LISTEN",
        value_delimiter = ',',
        value_parser = address
    )]
    pub(crate) listen: Vec<SocketAddr>,

    /// Listen beyond this machine, although everybody there can then read your hands
    #[arg(long, env = "RAILBIRD_INSECURE_NO_AUTH", value_parser = FalseyValueParser::new())]
    pub(crate) insecure_no_auth: bool,

    /// Call all players by pseudonyms, which stay the same, in everything that is sent
    #[arg(long, env = "RAILBIRD_ANONYMIZE", value_parser = FalseyValueParser::new())]
    pub(crate) anonymize: bool,

    /// How long a table stays open without a hand [default: 10min]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_TABLE_IDLE")]
    pub(crate) table_idle: Option<Seconds>,

    /// The configuration file [default: railbird.toml in the user's configuration folder]
    #[arg(long, value_name = "FILE", env = "RAILBIRD_CONFIG")]
    #[serde(skip)]
    pub(crate) config: Option<PathBuf>,

    /// How much to log, to standard error [default: info]
    #[arg(long, value_name = "LEVEL", env = "RAILBIRD_LOG_LEVEL")]
    pub(crate) log_level: Option<LogLevel>,

    /// In which form to log [default: text]
    #[arg(long, value_name = "FORMAT", env = "RAILBIRD_LOG_FORMAT")]
    pub(crate) log_format: Option<LogFormat>,

    /// A file with the secret that signs tokens, which every client then needs; give a second
    /// one while you change it [default: no token is needed]
    #[arg(
        long,
        value_name = "FILE",
        env = "RAILBIRD_JWT_SECRET_FILE",
        value_delimiter = ',',
        help_heading = ACCESS
    )]
    #[serde(deserialize_with = "one_or_more")]
    pub(crate) jwt_secret_file: Vec<PathBuf>,

    /// The secret itself, 32 bytes or more. Other users of this machine can read what stands on
    /// a command line: prefer --jwt-secret-file
    #[arg(
        long,
        value_name = "SECRET",
        env = "RAILBIRD_JWT_SECRET",
        hide_env_values = true,
        value_delimiter = ',',
        help_heading = ACCESS
    )]
    #[serde(deserialize_with = "one_or_more")]
    pub(crate) jwt_secret: Vec<Secret>,

    /// A PEM file with the Ed25519 public key that tokens are checked with, instead of a secret
    #[arg(long, value_name = "FILE", env = "RAILBIRD_JWT_PUBLIC_KEY", help_heading = ACCESS)]
    pub(crate) jwt_public_key: Option<PathBuf>,

    /// How far the clock of who signs tokens may differ from ours, at most 60s [default: 0]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_JWT_LEEWAY", help_heading = ACCESS)]
    pub(crate) jwt_leeway: Option<Leeway>,

    /// A PEM file with the certificate for TLS, and those that vouch for it behind it
    /// [default: plain connections]
    #[arg(long, value_name = "FILE", env = "RAILBIRD_TLS_CERT", help_heading = ACCESS)]
    pub(crate) tls_cert: Option<PathBuf>,

    /// A PEM file with the private key of the certificate
    #[arg(long, value_name = "FILE", env = "RAILBIRD_TLS_KEY", help_heading = ACCESS)]
    pub(crate) tls_key: Option<PathBuf>,

    /// How long a connection may take to show its token [default: 10s]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_AUTH_TIMEOUT", help_heading = CLIENTS)]
    pub(crate) auth_timeout: Option<Seconds>,

    /// The time between two heartbeats [default: 30s]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_HEARTBEAT_INTERVAL", help_heading = CLIENTS)]
    pub(crate) heartbeat_interval: Option<Seconds>,

    /// The largest message of a client, in bytes [default: 16384]
    #[arg(long, value_name = "N", env = "RAILBIRD_MAX_MESSAGE_BYTES", help_heading = CLIENTS)]
    pub(crate) max_message_bytes: Option<usize>,

    /// Messages a second that a client may send in the long run [default: 20]
    #[arg(long, value_name = "N", env = "RAILBIRD_RATE", help_heading = CLIENTS)]
    pub(crate) rate: Option<u32>,

    /// Messages that a client may send at once [default: 100]
    #[arg(long, value_name = "N", env = "RAILBIRD_BURST", help_heading = CLIENTS)]
    pub(crate) burst: Option<u32>,

    /// Rooms that a client may be in [default: 64]
    #[arg(long, value_name = "N", env = "RAILBIRD_MAX_ROOMS", help_heading = CLIENTS)]
    pub(crate) max_rooms: Option<usize>,

    /// Connections at the same time [default: 10000]
    #[arg(long, value_name = "N", env = "RAILBIRD_MAX_CONNECTIONS", help_heading = CLIENTS)]
    pub(crate) max_connections: Option<usize>,

    /// The same from one address; this machine is exempt [default: 1024]
    #[arg(
        long,
        value_name = "N",
        env = "RAILBIRD_MAX_CONNECTIONS_PER_ADDRESS",
        help_heading = CLIENTS
    )]
    pub(crate) max_connections_per_address: Option<usize>,

    /// How long a connection may take to ask for something [default: 10s]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_HANDSHAKE_TIMEOUT", help_heading = CLIENTS)]
    pub(crate) handshake_timeout: Option<Seconds>,

    /// How long a client may take nothing before it is closed [default: 10s]
    #[arg(long, value_name = "TIME", env = "RAILBIRD_WRITE_TIMEOUT", help_heading = CLIENTS)]
    pub(crate) write_timeout: Option<Seconds>,

    /// Entries of the log kept in memory for clients that keep up [default: 1024]
    #[arg(long, value_name = "N", env = "RAILBIRD_QUEUE_CAPACITY", help_heading = CLIENTS)]
    pub(crate) queue_capacity: Option<usize>,

    /// Unsent bytes held for one client [default: 262144]
    #[arg(long, value_name = "N", env = "RAILBIRD_CLIENT_BUFFER_BYTES", help_heading = CLIENTS)]
    pub(crate) client_buffer_bytes: Option<usize>,

    /// A name, besides the loopback ones, under which clients may address the daemon
    #[arg(
        long = "allowed-hosts",
        value_name = "HOST",
        env = "RAILBIRD_ALLOWED_HOSTS",
        value_delimiter = ',',
        help_heading = CLIENTS
    )]
    pub(crate) allowed_hosts: Vec<String>,

    /// An origin, besides the loopback ones, whose pages may use the daemon
    #[arg(
        long = "allowed-origins",
        value_name = "ORIGIN",
        env = "RAILBIRD_ALLOWED_ORIGINS",
        value_delimiter = ',',
        help_heading = CLIENTS
    )]
    pub(crate) allowed_origins: Vec<String>,
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "expected an IP address with its port, like 127.0.0.1:8000".to_owned())
}

/// The heading of the options that are about clients.
const CLIENTS: &str = "Clients";

/// The heading of the options that say who is let in.
const ACCESS: &str = "Access";

/// How much to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogLevel {
    Error,
    Warn,
    #[default]
    Info,
    Debug,
    Trace,
}

/// In which form to log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people.
    #[default]
    Text,
    /// JSON lines for programs.
    Json,
}

impl RunOptions {
    /// What was said here, and where nothing was, what was said below.
    pub(crate) fn over(self, below: Self) -> Self {
        Self {
            history: list(self.history, below.history),
            data_dir: self.data_dir.or(below.data_dir),
            listen: list(self.listen, below.listen),
            insecure_no_auth: self.insecure_no_auth || below.insecure_no_auth,
            anonymize: self.anonymize || below.anonymize,
            table_idle: self.table_idle.or(below.table_idle),
            config: self.config.or(below.config),
            log_level: self.log_level.or(below.log_level),
            log_format: self.log_format.or(below.log_format),
            jwt_secret_file: list(self.jwt_secret_file, below.jwt_secret_file),
            jwt_secret: list(self.jwt_secret, below.jwt_secret),
            jwt_public_key: self.jwt_public_key.or(below.jwt_public_key),
            jwt_leeway: self.jwt_leeway.or(below.jwt_leeway),
            tls_cert: self.tls_cert.or(below.tls_cert),
            tls_key: self.tls_key.or(below.tls_key),
            auth_timeout: self.auth_timeout.or(below.auth_timeout),
            heartbeat_interval: self.heartbeat_interval.or(below.heartbeat_interval),
            max_message_bytes: self.max_message_bytes.or(below.max_message_bytes),
            rate: self.rate.or(below.rate),
            burst: self.burst.or(below.burst),
            max_rooms: self.max_rooms.or(below.max_rooms),
            max_connections: self.max_connections.or(below.max_connections),
            max_connections_per_address: self
                .max_connections_per_address
                .or(below.max_connections_per_address),
            handshake_timeout: self.handshake_timeout.or(below.handshake_timeout),
            write_timeout: self.write_timeout.or(below.write_timeout),
            queue_capacity: self.queue_capacity.or(below.queue_capacity),
            client_buffer_bytes: self.client_buffer_bytes.or(below.client_buffer_bytes),
            allowed_hosts: list(self.allowed_hosts, below.allowed_hosts),
            allowed_origins: list(self.allowed_origins, below.allowed_origins),
        }
    }
}

/// The first list that says something.
fn list<T>(above: Vec<T>, below: Vec<T>) -> Vec<T> {
    if above.is_empty() { below } else { above }
}

/// A value, or a list of them. Of anything else, the error says nothing of what stands there: it
/// may be most of a secret.
fn one_or_more<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a text or a list of texts")]
    enum Written<T> {
        One(T),
        More(Vec<T>),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::One(value) => vec![value],
        Written::More(values) => values,
    })
}
