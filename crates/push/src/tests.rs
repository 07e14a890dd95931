//! The server over loopback: what only real sockets and real HTTP show.

mod access;
mod api;
mod courier;
mod notes;
mod operating;
mod statistics;
mod tls;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use chrono::DateTime;
use dealer::Casino;
use store::{Epoch, Seq};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    task::JoinHandle,
    time,
};
use tokio_tungstenite::client_async;
use tokio_util::sync::CancellationToken;
use wire::{Facts, Part, Problem, ServerMessage, Stats, Status};

use crate::{
    Archive, Board, Frame, Log, Options, PastError, PastPage, PastQuery, Publication, Server,
    Timing, View,
    client::{self, Client, ClientError, Subscription},
};

/// Far longer than anything here takes: it only turns a hanging test into a failing one.
const PATIENCE: Duration = Duration::from_secs(30);

struct Running {
    address: SocketAddr,
    log: Log,
    board: Board,
    shutdown: CancellationToken,
    server: JoinHandle<String>,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

fn start(options: Options) -> Running {
    start_with(options, Archive::default())
}

fn start_with(options: Options, archive: Archive) -> Running {
    let past = Arc::new(|_| Err(PastError("nothing is read in these tests".to_owned())));
    let log = Log::new(Epoch("ours".to_owned()), Seq(0), View::default(), 1024, past);
    start_on(log, options, archive)
}

fn start_on(log: Log, options: Options, archive: Archive) -> Running {
    let board = Board::default();
    let listen = vec![SocketAddr::from(([127, 0, 0, 1], 0))];
    let options = Options { listen, ..options };
    let server = Server::bind(options, log.clone(), archive, board.clone()).unwrap();
    let address = server.addresses()[0];
    let shutdown = CancellationToken::new();
    let server = tokio::spawn(server.run(shutdown.clone()));
    Running { address, log, board, shutdown, server }
}

fn announce(log: &Log, text: String) {
    let frame = Frame::new(move |_| text.clone());
    let facts = Facts::of_hand(&Casino::new(1, 1).deal(DateTime::UNIX_EPOCH).hand);
    let (seq, facts) = (log.top().next(), facts.into());
    let (derived, timing) = (Vec::new(), Timing::now());
    let publication = Publication { seq, facts, frame, derived, timing };
    log.announce(vec![publication], View::default()).unwrap();
}

impl Running {
    async fn connect(&self) -> Result<Client, ClientError> {
        let url = format!("ws://{}/ws", self.address);
        client::connect(&url, &Subscription::default()).await
    }

    /// A client that has its ack.
    async fn join(&self) -> Client {
        let mut client = self.connect().await.unwrap();
        let ack = client.next_message().await.unwrap();
        assert!(matches!(ack, ServerMessage::ConnectionAck(_)), "{ack:?}");
        client
    }

    fn announce(&self, text: &str) {
        announce(&self.log, text.to_owned());
    }

    /// One request on a connection of its own. `head` is everything before the empty line
    /// but `Host`, which is added unless it is there.
    async fn ask(&self, head: &str) -> Answer {
        self.ask_with_body(head, "").await
    }

    async fn ask_with_body(&self, head: &str, body: &str) -> Answer {
        let host = if head.contains("Host:") { "" } else { "\r\nHost: localhost" };
        let request = format!("{head}{host}\r\nConnection: close\r\n\r\n{body}");
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        time::timeout(PATIENCE, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    async fn stats(&self) -> Stats {
        wire::decode(&self.ask("GET /ws/stats HTTP/1.1").await.body).unwrap()
    }

    /// Asks until the stats are as wanted; each question waits for its answer.
    async fn stats_become(&self, wanted: impl Fn(&Stats) -> bool) {
        let asking = async { while !wanted(&self.stats().await) {} };
        time::timeout(PATIENCE, asking).await.unwrap();
    }
}

impl Answer {
    /// The detail of a problem with this status.
    fn problem(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{}", self.body);
        assert!(self.head.contains("content-type: application/problem+json"), "{}", self.head);
        let problem: Problem = wire::decode(&self.body).unwrap();
        assert_eq!(problem.status, status);
        problem.detail
    }
}

#[tokio::test]
async fn a_foreign_host_or_origin_is_refused_everywhere_and_the_option_named() {
    let running = start(Options::default());
    for path in ["/ws?since=x", "/ws/stats", "/health", "/try", "/nothing"] {
        let answer = running.ask(&format!("GET {path} HTTP/1.1\r\nHost: evil.example")).await;
        assert!(answer.problem(403).contains("allowed_hosts"), "{}", answer.body);
        let origin = format!("GET {path} HTTP/1.1\r\nOrigin: https://evil.example");
        let answer = running.ask(&origin).await;
        assert!(answer.problem(403).contains("allowed_origins"), "{}", answer.body);
        assert!(!answer.head.contains("access-control-allow-origin"), "{}", answer.head);
    }
    let twice = "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost";
    running.ask(twice).await.problem(403);
}

#[tokio::test]
async fn cors_is_granted_to_exactly_the_allowed_origins() {
    let allowed_origins = vec!["https://hud.example".to_owned()];
    let running = start(Options { allowed_origins, ..Options::default() });
    let answer = running.ask("GET /health HTTP/1.1\r\nOrigin: https://hud.example").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("access-control-allow-origin: https://hud.example"));
    assert!(answer.head.contains("vary: origin"));
    let preflight = "OPTIONS /health HTTP/1.1\r\nAccess-Control-Request-Method: GET\r\nOrigin: ";
    let answer = running.ask(&format!("{preflight}https://hud.example")).await;
    assert_eq!(answer.status, 204);
    assert!(answer.head.contains("access-control-allow-methods: get"), "{}", answer.head);
    running.ask(&format!("{preflight}https://hud.example.evil.example")).await.problem(403);
    let plain = running.ask("GET /health HTTP/1.1").await;
    assert!(!plain.head.contains("access-control-allow-origin"), "{}", plain.head);
}

#[tokio::test]
async fn a_request_that_cannot_be_served_says_what_is_wrong() {
    let running = start(Options::default());
    for (path, name) in [("/ws?since=x", "since"), ("/ws?room=kitchen", "room")] {
        let answer = running.ask(&format!("GET {path} HTTP/1.1")).await;
        assert!(answer.problem(400).contains(name), "{}", answer.body);
    }
    let answer = running.ask("GET /ws HTTP/1.1").await;
    answer.problem(426);
    assert!(answer.head.contains("upgrade: websocket"), "{}", answer.head);
    assert!(running.ask("GET /nothing HTTP/1.1").await.problem(404).contains("/nothing"));
    let answer = running.ask("POST /health HTTP/1.1\r\nContent-Length: 0").await;
    answer.problem(405);
    assert!(answer.head.contains("allow: get,head"), "{}", answer.head);
}

#[tokio::test]
async fn a_client_gets_its_ack_and_each_hand() {
    let running = start(Options::default());
    running.announce("before");
    let mut client = running.join().await;
    running.announce("first");
    running.announce("second");
    assert_eq!(client.next_text().await.unwrap().as_str(), "first");
    assert_eq!(client.next_text().await.unwrap().as_str(), "second");
    client.send(r#"{"type":"ping","id":1}"#).await.unwrap();
    assert!(matches!(client.next_message().await, Ok(ServerMessage::Pong(_))));
}

#[tokio::test]
async fn the_subprotocol_is_taken_when_it_is_offered() {
    let running = start(Options::default());
    let upgrade = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n\
        Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        Sec-WebSocket-Protocol: other, railbird.v1.json\r\n\r\n";
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(upgrade.as_bytes()).await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    let head = String::from_utf8(head).unwrap().to_lowercase();
    assert!(head.starts_with("http/1.1 101"), "{head}");
    assert!(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
    assert!(head.contains("sec-websocket-protocol: railbird.v1.json"), "{head}");
}

#[tokio::test]
async fn the_connection_limit_answers_503_until_a_place_is_free() {
    let running = start(Options { max_connections: 1, ..Options::default() });
    let first = running.join().await;
    let Err(ClientError::Refused { status, reason: body }) = running.connect().await else {
        panic!()
    };
    assert_eq!(status, 503);
    assert!(body.contains("max_connections"), "{body}");
    first.close().await.unwrap();
    let retry = async { while running.connect().await.is_err() {} };
    time::timeout(PATIENCE, retry).await.unwrap();
}

#[tokio::test]
async fn the_stats_have_five_fields_always_and_count_connections_up_and_down() {
    let running = start(Options::default());
    let body = running.ask("GET /ws/stats HTTP/1.1").await.body;
    for field in [
        "\"active_connections\":0",
        "\"heartbeat_interval\":30",
        "\"heartbeat_active\":true",
        "\"broadcast_worker_active\":false",
        "\"queue_size\":0",
    ] {
        assert!(body.contains(field), "{field} in {body}");
    }
    let clients = [running.join().await, running.join().await];
    assert_eq!(running.stats().await.active_connections, 2);
    let [polite, broken] = clients;
    polite.close().await.unwrap();
    drop(broken);
    running.stats_become(|stats| stats.active_connections == 0).await;
    running.board.set_worker_active(true);
    running.board.set_log(7, 1);
    running.board.set_watching(3);
    running.announce("hand");
    let stats = running.stats().await;
    assert!(stats.broadcast_worker_active);
    assert_eq!((stats.hands_total, stats.quarantined, stats.watching), (7, 1, 3));
    assert_eq!((stats.seq, stats.epoch.as_str(), stats.queue_size), (1, "ours", 0));
}

#[tokio::test]
async fn health_is_as_bad_as_the_worst_part() {
    let running = start(Options::default());
    for (part, status, http) in [
        ("store", Status::Ok, 200),
        ("watcher", Status::Degraded, 200),
        ("disk", Status::Failing, 503),
    ] {
        running.board.set_part(part, Part { status, detail: "words".to_owned() });
        let answer = running.ask("GET /health HTTP/1.1").await;
        assert_eq!(answer.status, http, "{}", answer.body);
        assert!(answer.body.contains(part), "{}", answer.body);
    }
}

#[tokio::test]
async fn the_page_is_bound_to_its_own_script_and_daemon() {
    let running = start(Options::default());
    let answer = running.ask("GET / HTTP/1.1").await;
    assert!(answer.head.contains("location: /try"), "{}", answer.head);
    let answer = running.ask("GET /try HTTP/1.1\r\nHost: localhost:8000").await;
    assert_eq!(answer.status, 200);
    let (_, nonce) = answer.head.split_once("script-src 'nonce-").unwrap();
    let (nonce, policy) = nonce.split_once('\'').unwrap();
    assert!(answer.body.contains(&format!("<script nonce=\"{nonce}\">")));
    assert!(!answer.body.contains("{{"), "a placeholder is left");
    assert!(policy.contains("connect-src 'self' ws://localhost:8000 wss://localhost:8000"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_is_closed_and_delays_nobody() {
    let write_timeout = Duration::from_secs(1);
    let running = start(Options { write_timeout, ..Options::default() });
    let socket = TcpSocket::new_v4().unwrap();
    // As little as the kernel allows, so that not much of the log fits into it.
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(running.address).await.unwrap();
    let (slow, _) = client_async("ws://localhost/ws", stream).await.unwrap();
    let mut fast = running.join().await;
    let text = "x".repeat(64 * 1024);
    for _ in 0..100 {
        running.announce(&text);
    }
    for _ in 0..100 {
        assert_eq!(fast.next_text().await.unwrap().len(), text.len());
    }
    running.stats_become(|stats| stats.slow_disconnects == 1).await;
    assert_eq!(running.stats().await.active_connections, 1);
    drop(slow);
}

#[tokio::test]
async fn a_shutdown_sends_what_is_announced_says_goodbye_and_returns() {
    let running = start(Options::default());
    let mut client = running.join().await;
    running.announce("last");
    running.shutdown.cancel();
    assert_eq!(client.next_text().await.unwrap().as_str(), "last");
    let Err(ClientError::Closed { code, reason }) = client.next_text().await else { panic!() };
    let pause = reason.strip_prefix("shutting down; reconnect_after_ms=");
    let pause: u64 = pause.unwrap_or_else(|| panic!("{code} {reason}")).parse().unwrap();
    assert!(code == 1001 && (500..=2500).contains(&pause), "{code} {reason}");
    drop(client);
    time::timeout(PATIENCE, running.server).await.unwrap().unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let running = start(Options::default());
    let listen = vec![running.address];
    let options = Options { listen, ..Options::default() };
    let error = Server::bind(options, running.log.clone(), Archive::default(), Board::default())
        .unwrap_err();
    let start = format!("cannot listen on {}; ", running.address);
    assert!(error.to_string().starts_with(&start), "{error}");
}

#[tokio::test]
async fn hands_that_are_announced_while_no_server_runs_are_there_for_who_comes_later() {
    let past = |query: PastQuery| {
        let frames =
            (query.after.0 + 1..=query.up_to.0).map(|seq| (Seq(seq), format!("hand {seq}").into()));
        Ok(PastPage { frames: frames.collect(), read_to: query.up_to })
    };
    let capacity = 1024;
    let log = Log::new(Epoch("ours".to_owned()), Seq(0), View::default(), capacity, Arc::new(past));
    for server in 0..2 {
        let before = log.top().0;
        // Nobody is there to be woken, and announcing waits for nobody.
        (0..3).for_each(|_| announce(&log, format!("hand {}", log.top().next())));
        let running = start_on(log.clone(), Options::default(), Archive::default());
        let url = format!("ws://{}/ws?since={before}", running.address);
        let mut client = client::connect(&url, &Subscription::default()).await.unwrap();
        client.next_message().await.unwrap();
        for seq in before + 1..=before + 3 {
            assert_eq!(
                client.next_text().await.unwrap().as_str(),
                format!("hand {seq}"),
                "server {server}"
            );
        }
        running.shutdown.cancel();
        time::timeout(PATIENCE, running.server).await.unwrap().unwrap();
    }
}
