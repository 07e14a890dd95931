//! The limits and addresses of the server, as protocol.md names them.

use std::{
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use crate::{Tls, token::Verifier};

/// What can be set. The defaults are those of the protocol.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen. Port 0 takes a free one.
    pub listen: Vec<SocketAddr>,
    /// The time between two heartbeats, and between two pings.
    pub heartbeat_interval: Duration,
    /// The largest message of a client, in bytes.
    pub max_message_bytes: usize,
    /// Messages a second that a client may send in the long run.
    pub rate: u32,
    /// Messages that it may send at once.
    pub burst: u32,
    /// WebSocket connections at the same time.
    pub max_connections: usize,
    /// The same from one address; loopback is exempt.
    pub max_connections_per_address: usize,
    /// Rooms that a connection may be in.
    pub max_rooms: usize,
    /// How long a connection may take to show its token.
    pub auth_timeout: Duration,
    /// How long a connection may take to ask for something.
    pub handshake_timeout: Duration,
    /// How long a socket may take nothing.
    pub write_timeout: Duration,
    /// Unsent bytes that are held for one client.
    pub client_buffer_bytes: usize,
    /// Names besides the loopback ones under which the daemon may be addressed.
    pub allowed_hosts: Vec<String>,
    /// Origins besides the loopback ones whose pages may use the daemon, exact.
    pub allowed_origins: Vec<String>,
    /// What checks tokens; without it none is needed.
    pub verifier: Option<Verifier>,
    /// The certificate under which TLS is spoken; without it connections are plain.
    pub tls: Option<Tls>,
    /// The version that the daemon tells.
    pub server_version: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: vec![
                SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 8000)),
            ],
            heartbeat_interval: Duration::from_secs(30),
            max_message_bytes: 16 * 1024,
            rate: 20,
            burst: 100,
            max_connections: 10_000,
            max_connections_per_address: 1024,
            max_rooms: 64,
            auth_timeout: Duration::from_secs(10),
            handshake_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(10),
            client_buffer_bytes: 256 * 1024,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            verifier: None,
            tls: None,
            server_version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}
