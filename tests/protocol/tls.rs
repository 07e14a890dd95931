//! The daemon with a certificate.

use std::{
    fs,
    process::{Command, Stdio},
};

use super::daemon_with;
use crate::support::{House, dealt, skip};

/// Joins inside TLS with the certificate as the authority, and prints what comes until the
/// first hand.
const CLIENT: &str = r#"
import socket, ssl, sys
host, port, authority = sys.argv[1:]
context = ssl.create_default_context(cafile=authority)
plain = socket.create_connection((host, int(port)), 30)
stream = context.wrap_socket(plain, server_hostname="localhost")
stream.sendall((
    "GET /ws?since=0 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
heard = b""
while b"new_hand" not in heard:
    some = stream.recv(4096)
    if not some:
        break
    heard += some
print(stream.version())
sys.stdout.flush()
sys.stdout.buffer.write(heard)
"#;

#[test]
fn a_daemon_with_a_certificate_speaks_tls_alone() {
    let house = House::new();
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let certified = rcgen::generate_simple_self_signed(names).unwrap();
    let (cert, key) = (house.empty_config().with_file_name("cert.pem"), "key.pem");
    let key = cert.with_file_name(key);
    fs::write(&cert, certified.cert.pem()).unwrap();
    fs::write(&key, certified.signing_key.serialize_pem()).unwrap();
    let (cert, key) = (cert.display().to_string(), key.display().to_string());
    let delivery = dealt(91, 1).remove(0);
    house.append("one.txt", delivery.text.as_bytes());
    let daemon = daemon_with(&house, &["--tls-cert", &cert, "--tls-key", &key]);
    let (status, body) = daemon.get("/health");
    assert_eq!(status, 400, "{body}");
    assert!(body.contains("https://"), "{body}");

    let python = ["python3", "python"].into_iter().find(|python| {
        let probe = Command::new(python).args(["-c", "import ssl"]).stderr(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    });
    let Some(python) = python else { return skip("there is no Python to speak TLS") };
    let (host, port) = daemon.address.split_once(':').unwrap();
    let heard = Command::new(python).args(["-c", CLIENT, host, port, &cert]).output().unwrap();
    assert!(heard.status.success(), "{}", String::from_utf8_lossy(&heard.stderr));
    let heard = String::from_utf8_lossy(&heard.stdout);
    assert!(heard.starts_with("TLSv1.3"), "{heard}");
    assert!(heard.contains("HTTP/1.1 101 ") && heard.contains("connection_ack"), "{heard}");
    assert!(heard.contains("\"new_hand\""), "{heard}");
}
