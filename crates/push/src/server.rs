//! The listeners, and everything from an accepted connection to its end.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::Router;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::{
    net::{TcpListener, TcpStream},
    time::{self, Instant},
};
use tokio_rustls::server::TlsStream;
use tokio_util::{either::Either, sync::CancellationToken, task::TaskTracker};

use crate::{
    Archive, Board, Found, Log, Lookup, Lookups, NoteChange, Notes, Options, RequestError,
    connections::Connections, courier, hub::Hub, leftovers, readers::Readers, routes,
    tls::Greeting,
};

/// Connections that the kernel holds until they are accepted.
const BACKLOG: i32 = 1024;

/// The kernel's send buffer of a connection. Left alone it grows to megabytes, and a client
/// that reads nothing would look well until they are full.
const SEND_BUFFER_BYTES: usize = 64 * 1024;

/// The longest head of a request, in bytes.
const MAX_HEAD_BYTES: usize = 16 * 1024;

/// The pause after a failed accept. It fails when descriptors run out, and a connection has
/// to end before the next try can do better.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How long connections may take to end after the shutdown began. The rest is cut off.
const GRACE: Duration = Duration::from_secs(4);

/// Sessions are told what stands on the board once in this time at most.
const NOTICE_PAUSE: Duration = Duration::from_secs(1);

/// A server that listens, and serves once it runs.
pub struct Server {
    listeners: Vec<TcpListener>,
    shared: Arc<Shared>,
}

/// What all connections share.
pub(crate) struct Shared {
    pub(crate) options: Arc<Options>,
    pub(crate) log: Log,
    /// What sessions share.
    pub(crate) hub: Arc<Hub>,
    pub(crate) lookups: Lookups,
    pub(crate) notes: Notes,
    /// Notes wait for the writer of the log, which may take long, and no reader behind them.
    pub(crate) writing_notes: Readers,
    pub(crate) board: Board,
    pub(crate) connections: Connections,
    pub(crate) started: Instant,
    /// All tasks of connections; [`Server::run`] returns when they have ended.
    pub(crate) tasks: TaskTracker,
    /// Asks sessions to say goodbye.
    pub(crate) closing: CancellationToken,
    /// Cuts off whoever has not.
    pub(crate) cut_off: CancellationToken,
}

/// The least bytes that must fit into one client's buffer: a dozen hands in one write.
const LEAST_CLIENT_BUFFER_BYTES: usize = 32 * 1024;

/// What connections run over: plain, or inside TLS.
pub(crate) type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// The address of the peer, put into each request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl Peer {
    /// Whether it is on this machine.
    pub(crate) fn is_local(self) -> bool {
        self.0.to_canonical().is_loopback()
    }
}

/// Why the server cannot start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// An address cannot be listened on.
    #[error(
        "cannot listen on {address}; if another program has it, perhaps another Railbird, \
             --listen names another address"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// There is no address to listen on.
    #[error("no address to listen on")]
    NoAddress,
    /// An option has a value that no connection could work with.
    #[error("{option} is too small: {least} is the least")]
    TooSmall {
        /// The name of the option.
        option: &'static str,
        /// Its least value.
        least: String,
    },
}

impl Server {
    /// Listens on all addresses of the options. Call it inside a tokio runtime.
    ///
    /// # Errors
    /// [`BindError`] if an address cannot be had or an option makes no sense. Only where this
    /// machine has no IPv6, `[::1]` is passed over as long as another address is left.
    pub fn bind(
        options: Options,
        log: Log,
        archive: Archive,
        board: Board,
    ) -> Result<Self, BindError> {
        if options.heartbeat_interval.is_zero() {
            let least = "a millisecond".to_owned();
            return Err(BindError::TooSmall { option: "heartbeat_interval", least });
        }
        if options.client_buffer_bytes < LEAST_CLIENT_BUFFER_BYTES {
            let least = LEAST_CLIENT_BUFFER_BYTES.to_string();
            return Err(BindError::TooSmall { option: "client_buffer_bytes", least });
        }
        let listeners = listen(&options.listen)?;
        let connections =
            Connections::new(options.max_connections, options.max_connections_per_address);
        let options = Arc::new(options);
        let Archive { lookups, notes, table_stats } = archive;
        let hub = Hub::new(log.clone(), Arc::clone(&options), table_stats);
        let shared = Shared {
            options,
            hub: Arc::new(hub),
            log,
            lookups,
            notes,
            writing_notes: Readers::default(),
            board,
            connections,
            started: Instant::now(),
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            cut_off: CancellationToken::new(),
        };
        Ok(Self { listeners, shared: Arc::new(shared) })
    }

    /// Where it listens, with the ports that were chosen for 0.
    #[must_use]
    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
    }

    /// Takes in what [`Server::run`] of the daemon before has returned, so that its sessions
    /// can be taken back.
    ///
    /// # Errors
    /// The text is something else.
    pub fn restore(&self, sessions: &str) -> Result<(), wire::DecodeError> {
        self.shared.hub.lobby.restore(leftovers::from_text(sessions)?);
        Ok(())
    }

    /// Serves until `shutdown` is cancelled, then returns when all connections have ended:
    /// some seconds later at most. It returns what is needed to take the sessions back.
    pub async fn run(self, shutdown: CancellationToken) -> String {
        let Self { listeners, shared } = self;
        let router = routes::router(Arc::clone(&shared));
        for listener in listeners {
            shared.tasks.spawn(accept(listener, router.clone(), Arc::clone(&shared)));
        }
        shared.tasks.spawn(tell(Arc::clone(&shared)));
        let carry = courier::carry(shared.log.clone(), shared.log.news());
        let closing = shared.closing.clone();
        shared.tasks.spawn(async move { closing.run_until_cancelled(carry).await });
        shutdown.cancelled().await;
        let sessions = shared.log.metrics().roster.count();
        shared.hub.leaving.store(sessions, Ordering::Relaxed);
        shared.closing.cancel();
        shared.tasks.close();
        if time::timeout(GRACE, shared.tasks.wait()).await.is_err() {
            shared.cut_off.cancel();
            shared.tasks.wait().await;
        }
        leftovers::to_text(shared.hub.lobby.leftovers())
    }
}

impl Shared {
    /// Looks something up in the store.
    pub(crate) async fn look_up(&self, lookup: Lookup) -> Result<Option<Found>, RequestError> {
        let lookups = Arc::clone(&self.lookups);
        self.log.readers().read(move || lookups(lookup)).await
    }

    /// Writes a note down, or takes it away; returns it as it is kept.
    pub(crate) async fn note(&self, change: NoteChange) -> Result<Option<String>, RequestError> {
        let notes = Arc::clone(&self.notes);
        self.writing_notes.read(move || notes(change)).await
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("addresses", &self.addresses()).finish_non_exhaustive()
    }
}

fn listen(addresses: &[SocketAddr]) -> Result<Vec<TcpListener>, BindError> {
    let mut listeners = Vec::new();
    for &address in addresses {
        match listen_on(address) {
            Ok(listener) => listeners.push(listener),
            Err(error) if 1 < addresses.len() && is_missing(address, &error) => {
                tracing::warn!(%address, %error, "this machine does not have the address");
            }
            Err(source) => return Err(BindError::Listen { address, source }),
        }
    }
    if listeners.is_empty() { Err(BindError::NoAddress) } else { Ok(listeners) }
}

fn listen_on(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // Elsewhere than on Unix this would let a second program take the same port.
    if cfg!(unix) {
        socket.set_reuse_address(true)?;
    }
    if address.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    socket.set_nonblocking(true)?;
    TcpListener::from_std(socket.into())
}

/// Whether it is the IPv6 loopback of a machine without IPv6: an unknown address family comes
/// as an error without a kind of its own.
fn is_missing(address: SocketAddr, error: &io::Error) -> bool {
    address.is_ipv6()
        && address.ip().is_loopback()
        && !matches!(error.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied)
}

/// Tells the sessions what stands on the board.
async fn tell(shared: Arc<Shared>) {
    let telling = async {
        loop {
            for notice in shared.board.next_notices().await {
                shared.hub.lobby.tell_notice(notice);
            }
            // What comes meanwhile is told together.
            time::sleep(NOTICE_PAUSE).await;
        }
    };
    tokio::select! {
        () = telling => {}
        () = shared.closing.cancelled() => {}
    }
}

async fn accept(listener: TcpListener, router: Router, shared: Arc<Shared>) {
    loop {
        let accepted = tokio::select! {
            () = shared.closing.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                if let Err(error) = tune(&stream) {
                    tracing::debug!(%peer, %error, "cannot tune the socket");
                }
                let peer = Peer(peer.ip());
                shared.tasks.spawn(welcome(stream, peer, router.clone(), Arc::clone(&shared)));
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Messages go out at once, and a client that does not read is soon felt.
fn tune(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    SockRef::from(stream).set_send_buffer_size(SEND_BUFFER_BYTES)
}

/// Serves a connection, inside TLS where there is a certificate.
async fn welcome(stream: TcpStream, peer: Peer, router: Router, shared: Arc<Shared>) {
    let Some(tls) = &shared.options.tls else {
        return serve(Either::Left(stream), peer, router, shared).await;
    };
    let greeting = tokio::select! {
        greeting = time::timeout(shared.options.handshake_timeout, tls.greet(stream)) => greeting,
        () = shared.closing.cancelled() => return,
    };
    match greeting {
        Ok(Ok(Greeting::Tls(stream))) => serve(Either::Right(stream), peer, router, shared).await,
        Ok(Ok(Greeting::Plain(stream))) => {
            serve(Either::Left(stream), peer, routes::of_tls(), shared).await;
        }
        Ok(Err(error)) => tracing::debug!(peer = %peer.0, %error, "a TLS handshake failed"),
        Err(_) => tracing::debug!(peer = %peer.0, "a TLS handshake took too long"),
    }
}

async fn serve(stream: Stream, peer: Peer, router: Router, shared: Arc<Shared>) {
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(peer);
        hyper::service::Service::call(&service, request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(shared.options.handshake_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        () = shared.closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            tokio::select! {
                served = connection => served,
                () = shared.cut_off.cancelled() => Ok(()),
            }
        }
    };
    if let Err(error) = served {
        tracing::debug!(peer = %peer.0, %error, "a connection broke");
    }
}
