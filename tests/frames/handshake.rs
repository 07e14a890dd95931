//! Requests for an upgrade that are none, and heads that are too long or too slow.

use std::{
    io::{Read as _, Write as _},
    time::Instant,
};

use super::peer::{Peer, connect};
use crate::support::{Daemon, House, PATIENCE};

/// A request with these changes to a good one, and the answer to it until the end.
fn answer(daemon: &Daemon, change: &[(&str, &str)]) -> String {
    let address = &daemon.address;
    let mut head = format!(
        "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    );
    for (from, to) in change {
        assert!(head.contains(from), "{from}");
        head = head.replace(from, to);
    }
    let mut stream = connect(address);
    // Who refuses the head of a request need not take all of it, nor say why.
    let _taken = write!(stream, "{head}\r\n");
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).unwrap_or_default();
    String::from_utf8_lossy(&answer[..length]).into_owned()
}

#[test]
fn a_request_that_is_no_upgrade_is_refused_with_its_reason() {
    let house = House::new();
    let daemon = house.daemon();
    let host = format!("Host: {}\r\n", daemon.address);
    let twice = host.repeat(2);
    for (change, status, word) in [
        (("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", ""), 426, "ws://"),
        (("Key: dGhl", "Key: d"), 426, "ws://"),
        (("Key: dGhl", "Key: dGh!"), 426, "ws://"),
        (("ZQ==", "ZQAA"), 426, "ws://"),
        (("ZQ==\r\n", "ZQ==\r\nSec-WebSocket-Key: x\r\n"), 426, "ws://"),
        (("Version: 13", "Version: 12"), 426, "sec-websocket-version: 13"),
        (("Version: 13", "Version: 13x"), 426, "sec-websocket-version: 13"),
        (("Sec-WebSocket-Version: 13\r\n", ""), 426, "sec-websocket-version: 13"),
        (("Connection: Upgrade\r\n", ""), 426, "upgrade: websocket"),
        (("Connection: Upgrade", "Connection: keep-alive"), 426, "upgrade: websocket"),
        (("Upgrade: websocket\r\n", ""), 426, "upgrade: websocket"),
        (("Upgrade: websocket", "Upgrade: h2c"), 426, "upgrade: websocket"),
        (("GET", "POST"), 405, "POST"),
        (("GET", "DELETE"), 405, "DELETE"),
        (("GET /ws", "GET /wss"), 404, "/wss"),
        (("GET /ws", "GET /ws?since=x"), 400, "since"),
        ((&*host, ""), 403, "Host"),
        ((&*host, "Host: evil.example\r\n"), 403, "allowed_hosts"),
        ((&*host, &*twice), 403, "host"),
        (
            ("\r\nUpgrade: w", "\r\nOrigin: http://evil.example\r\nUpgrade: w"),
            403,
            "allowed_origins",
        ),
        (("GET /ws HTTP/1.1", "hello"), 400, ""),
    ] {
        let answer = answer(&daemon, &[change]);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{change:?}: {answer}");
        assert!(answer.contains(word), "{change:?}: {answer}");
    }
    let old = answer(&daemon, &[("HTTP/1.1", "HTTP/1.0")]);
    assert!(old.starts_with("HTTP/1.0 426 "), "{old}");
    for change in [
        ("Connection: Upgrade", "connection: keep-alive, UPGRADE"),
        ("Upgrade: websocket", "upgrade: WebSocket"),
    ] {
        let answer = answer(&daemon, &[change]);
        assert!(answer.starts_with("HTTP/1.1 101 "), "{change:?}: {answer}");
    }
}

#[test]
fn a_head_without_end_is_refused_and_a_slow_one_is_not_waited_for() {
    let house = House::new();
    let mut command = house.command();
    command.args(["--handshake-timeout", "1"]);
    let daemon = Daemon::start(command);
    let long = format!("Upgrade: websocket\r\nX-Long: {}", "x".repeat(64 * 1024));
    let answer = answer(&daemon, &[("Upgrade: websocket", &long)]);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431 "), "{answer}");

    for begin in ["", "GET /ws HTTP/1.1\r\n", "GET /ws HTTP/1.1\r\nHost: localhost\r\n"] {
        let start = Instant::now();
        let mut stream = connect(&daemon.address);
        stream.write_all(begin.as_bytes()).unwrap();
        let mut rest = String::new();
        // It may say that it waited, or only end.
        stream.read_to_string(&mut rest).unwrap();
        assert!(start.elapsed() < PATIENCE, "{begin:?}");
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408 "), "{begin:?}: {rest}");
    }
    // An open WebSocket has done with it.
    let mut peer = Peer::join(&daemon.address);
    std::thread::sleep(std::time::Duration::from_millis(1500));
    peer.send(&super::text(&super::request("on")));
    assert_eq!(peer.word(), super::answer("on"));
}
