//! The same daemon inside TLS.

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time,
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::aws_lc_rs::default_provider,
        pki_types::{CertificateDer, ServerName},
    },
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use super::{PATIENCE, Running, start};
use crate::{Options, Tls, TlsError};

/// A certificate of `localhost` that vouches for itself, in PEM form, with its key.
struct Certificate {
    text: String,
    key: String,
    der: CertificateDer<'static>,
}

fn certificate() -> Certificate {
    let CertifiedKey { cert, signing_key } =
        generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    Certificate { text: cert.pem(), key: signing_key.serialize_pem(), der: cert.der().clone() }
}

fn guarded(certificate: &Certificate, options: Options) -> Running {
    let tls = Tls::from_pem(certificate.text.as_bytes(), certificate.key.as_bytes()).unwrap();
    start(Options { tls: Some(tls), ..options })
}

/// A connection that trusts this certificate alone and offers these protocols.
async fn connect(
    running: &Running,
    trusted: &Certificate,
    offered: &[&str],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.der.clone()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = offered.iter().map(|name| name.as_bytes().to_vec()).collect();
    let socket = TcpSocket::new_v4().unwrap();
    // As little as the kernel allows, so that not much fits into a connection that nobody reads.
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = socket.connect(running.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let connecting = TlsConnector::from(Arc::new(config)).connect(name, stream);
    time::timeout(PATIENCE, connecting).await.unwrap()
}

/// The answer to a request on this connection.
async fn get(mut stream: TlsStream<TcpStream>, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(stream).await
}

/// Everything that comes until the other side ends.
async fn rest(mut stream: impl AsyncReadExt + Unpin) -> String {
    let mut bytes = Vec::new();
    // Some ends are rude; what came before counts.
    let _ended = time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn http_and_websockets_work_inside_tls() {
    let certificate = certificate();
    let running = guarded(&certificate, Options::default());
    let stream = connect(&running, &certificate, &["h2", "http/1.1"]).await.unwrap();
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
    let answer = get(stream, "/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");

    let stream = connect(&running, &certificate, &[]).await.unwrap();
    let (mut client, _) = client_async("wss://localhost/ws", stream).await.unwrap();
    let ack = client.next().await.unwrap().unwrap();
    assert!(ack.to_text().unwrap().contains("connection_ack"), "{ack}");
    running.announce("inside");
    assert_eq!(client.next().await.unwrap().unwrap(), Message::text("inside"));
    client.send(Message::text(r#"{"type":"ping"}"#)).await.unwrap();
    let pong = client.next().await.unwrap().unwrap();
    assert!(pong.to_text().unwrap().contains("\"pong\""), "{pong}");
    running.shutdown.cancel();
    let Some(Ok(Message::Close(Some(close)))) = client.next().await else { panic!() };
    assert_eq!(u16::from(close.code), 1001);
    drop(client);
    time::timeout(PATIENCE, running.server).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_never_reads_is_closed_inside_tls_too() {
    let certificate = certificate();
    let write_timeout = time::Duration::from_secs(1);
    let running = guarded(&certificate, Options { write_timeout, ..Options::default() });
    let stream = connect(&running, &certificate, &[]).await.unwrap();
    let (slow, _) = client_async("wss://localhost/ws", stream).await.unwrap();
    let text = "x".repeat(64 * 1024);
    for _ in 0..100 {
        running.announce(&text);
    }
    let asking = async {
        loop {
            let stream = connect(&running, &certificate, &[]).await.unwrap();
            if get(stream, "/ws/stats").await.contains("\"slow_disconnects\":1") {
                return;
            }
        }
    };
    time::timeout(PATIENCE, asking).await.unwrap();
    drop(slow);
}

#[tokio::test]
async fn plain_http_is_told_to_use_tls_and_sees_nothing() {
    let running = guarded(&certificate(), Options::default());
    for path in ["/health", "/ws/stats", "/ws"] {
        let answer = running.ask(&format!("GET {path} HTTP/1.1")).await;
        assert!(answer.problem(400).contains("https://"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_handshake_that_does_not_end_is_cut_off() {
    let handshake_timeout = time::Duration::from_millis(50);
    let options = Options { handshake_timeout, ..Options::default() };
    let running = guarded(&certificate(), options);
    for beginning in [&b""[..], b"\x16\x03\x01\x02\x00\x01"] {
        let mut stream = TcpStream::connect(running.address).await.unwrap();
        stream.write_all(beginning).await.unwrap();
        assert_eq!(rest(stream).await, "", "{beginning:?}");
    }
}

#[tokio::test]
async fn noise_after_the_first_byte_of_a_handshake_ends_the_connection() {
    let running = guarded(&certificate(), Options::default());
    let mut stream = TcpStream::connect(running.address).await.unwrap();
    stream.write_all(&[22; 64]).await.unwrap();
    let mut bytes = Vec::new();
    let _ended = time::timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.unwrap();
    assert!(bytes.len() < 10, "{bytes:?}");
}

#[test]
fn a_certificate_or_key_that_cannot_be_used_is_told_apart() {
    let (one, two) = (certificate(), certificate());
    let both = format!("{}{}", one.text, one.key);
    for (text, key, fine) in [
        (one.text.as_str(), one.key.as_str(), "fine"),
        (&both, &both, "fine"),
        ("", &one.key, "no certificate"),
        ("nonsense", &one.key, "no certificate"),
        (&one.key, &one.key, "no certificate"),
        (&one.text, "", "no key"),
        (&one.text, &one.text, "no key"),
        (&one.text, &two.key, "unusable"),
    ] {
        let found = match Tls::from_pem(text.as_bytes(), key.as_bytes()) {
            Ok(_) => "fine",
            Err(TlsError::NoCertificate) => "no certificate",
            Err(TlsError::NoKey) => "no key",
            Err(TlsError::Unusable(_)) => "unusable",
        };
        assert_eq!(found, fine, "{text} {key}");
    }
}

#[test]
fn the_key_is_not_shown() {
    let one = certificate();
    let tls = Tls::from_pem(one.text.as_bytes(), one.key.as_bytes()).unwrap();
    assert_eq!(format!("{tls:?}"), "Tls { .. }");
}
