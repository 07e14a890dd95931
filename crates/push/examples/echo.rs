//! Sends back whatever comes, over the very socket that sessions have: what Autobahn's fuzzing
//! client is let loose on (`tests/autobahn.rs`). It prints its address and runs until it is
//! ended.
//!
//! The modules of the crate are taken in as they are. A session answers JSON alone, and an
//! echo inside the crate would be one in the daemon as well.
#![allow(missing_docs, dead_code, reason = "a part of the crate is taken in, and not all used")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "the test that started it should see what went wrong"
)]

#[path = "../src/bell.rs"]
mod bell;
#[path = "../src/close.rs"]
mod close;
#[path = "../src/encoding.rs"]
mod encoding;
#[path = "../src/outlet.rs"]
mod outlet;
#[path = "../src/socket.rs"]
mod socket;
#[path = "../src/vitals.rs"]
mod vitals;

use std::{future::poll_fn, sync::Arc};

use push::Options;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tokio_tungstenite::tungstenite::{Message, handshake::derive_accept_key};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    close::Ending,
    encoding::Encoding,
    socket::Socket,
    vitals::{Identity, Vitals},
};

/// The largest message of the fuzzing client, twice.
const MAX_MESSAGE_BYTES: usize = 32 * 1024 * 1024;

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        tokio::spawn(echo(stream));
    }
}

async fn echo(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    // The fuzzing client also looks whether anybody is there, and leaves.
    let Some(key) = key(&mut stream).await else { return };
    let accept = derive_accept_key(key.as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let options = Options {
        max_message_bytes: MAX_MESSAGE_BYTES,
        client_buffer_bytes: 2 * MAX_MESSAGE_BYTES,
        ..Options::default()
    };
    let identity =
        Identity { client: Uuid::nil(), name: None, user: None, selection: Arc::default() };
    let address = stream.peer_addr().unwrap().ip();
    let vitals = Arc::new(Vitals::new(identity, address, Encoding::Json));
    let mut socket = Socket::new(stream, &[], &options, vitals, CancellationToken::new()).await;
    let ending = loop {
        let answered = match poll_fn(|cx| socket.poll_next(cx)).await {
            Ok(message @ (Message::Text(_) | Message::Binary(_))) => answer(&mut socket, message),
            Ok(Message::Close(_)) => break Ending::Gone,
            // The library answers pings, as it does in a session.
            Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => continue,
            Err(ending) => break ending,
        };
        if let Err(ending) = answered.await {
            break ending;
        }
    };
    socket.close(&ending).await;
}

async fn answer(socket: &mut Socket<TcpStream>, message: Message) -> Result<(), Ending> {
    socket.feed_message(message).await?;
    socket.flush().await
}

/// The key in the head of a request.
async fn key(stream: &mut TcpStream) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let key = lines.find(|(name, _)| name.eq_ignore_ascii_case("sec-websocket-key"));
    key.map(|(_, key)| key.to_owned())
}
