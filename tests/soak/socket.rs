//! A WebSocket without a library, for clients by the thousand and for those that misbehave:
//! what is sent and when something is read is decided byte by byte.

use std::{io::Read as _, net::SocketAddr};

use flate2::read::DeflateDecoder;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpSocket, TcpStream},
    time::timeout,
};
use wire::ServerMessage;

use crate::{
    frames::peer::{BINARY, CLOSE, FIN, PING, PONG, TEXT, frame, text},
    support::PATIENCE,
};

/// The client's end of a connection.
pub(crate) struct Socket {
    stream: TcpStream,
    /// What was read and not yet understood.
    bytes: Vec<u8>,
}

/// What comes from the server, besides its pings.
#[derive(Debug)]
pub(crate) enum Heard {
    Message(Box<ServerMessage>),
    /// The server says goodbye, with its reason.
    Close(u16, String),
    /// The stream is over, or broken.
    End,
}

/// Why there is no connection.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Nobody listens, or not for long enough.
    Broken,
    /// The server answered with this head.
    Http(String),
}

/// Connects, with a receive buffer of this size if it matters.
pub(crate) async fn connect(address: &str, buffer: Option<u32>) -> Result<TcpStream, Refused> {
    let socket = TcpSocket::new_v4().unwrap();
    if let Some(bytes) = buffer {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    let address: SocketAddr = address.parse().unwrap();
    match timeout(PATIENCE, socket.connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(_)) | Err(_) => Err(Refused::Broken),
    }
}

/// The request for a WebSocket with this query.
pub(crate) fn request(address: &str, query: &str) -> String {
    format!(
        "GET /ws?{query} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
         Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

impl Socket {
    /// A WebSocket with this query.
    pub(crate) async fn open(address: &str, query: &str) -> Result<Self, Refused> {
        Self::open_with(address, query, None).await
    }

    /// The same with a receive buffer of this size.
    pub(crate) async fn open_with(
        address: &str,
        query: &str,
        buffer: Option<u32>,
    ) -> Result<Self, Refused> {
        let mut stream = connect(address, buffer).await?;
        let asked = stream.write_all(request(address, query).as_bytes()).await;
        let mut socket = Self { stream, bytes: Vec::new() };
        if asked.is_err() {
            return Err(Refused::Broken);
        }
        let Ok(Some(head)) = timeout(PATIENCE, socket.head()).await else {
            return Err(Refused::Broken);
        };
        if head.starts_with("HTTP/1.1 101 ") { Ok(socket) } else { Err(Refused::Http(head)) }
    }

    /// The head of an answer.
    async fn head(&mut self) -> Option<String> {
        const END: &[u8] = b"\r\n\r\n";
        loop {
            if let Some(at) = self.bytes.windows(END.len()).position(|window| window == END) {
                let head: Vec<u8> = self.bytes.drain(..at + END.len()).collect();
                return Some(String::from_utf8_lossy(&head).into_owned());
            }
            self.read().await?;
        }
    }

    /// Reads what is there, at least a byte.
    async fn read(&mut self) -> Option<usize> {
        self.stream.read_buf(&mut self.bytes).await.ok().filter(|&length| 0 < length)
    }

    /// The next message; pings are answered. Safe to drop and call again.
    pub(crate) async fn hear(&mut self) -> Heard {
        loop {
            let Some((opcode, payload)) = self.take_frame() else {
                match self.read().await {
                    Some(_) => continue,
                    None => return Heard::End,
                }
            };
            match opcode {
                TEXT => return Heard::Message(Box::new(message(&payload))),
                BINARY => {
                    let mut text = Vec::new();
                    DeflateDecoder::new(&payload[..]).read_to_end(&mut text).unwrap();
                    return Heard::Message(Box::new(message(&text)));
                }
                PING => {
                    // One that does not fit would be the first after megabytes.
                    let _sent = self.stream.try_write(&frame(FIN | PONG, &payload));
                }
                PONG => {}
                CLOSE => {
                    let code = payload.first_chunk().map_or(1005, |&code| u16::from_be_bytes(code));
                    let reason = payload.get(2..).unwrap_or_default();
                    return Heard::Close(code, String::from_utf8_lossy(reason).into_owned());
                }
                other => panic!("the server sends a frame of opcode {other}"),
            }
        }
    }

    /// A frame that has been read to its end.
    fn take_frame(&mut self) -> Option<(u8, Vec<u8>)> {
        let [first, length, rest @ ..] = self.bytes.as_slice() else { return None };
        let first = *first;
        let (length, head) = match *length {
            126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 4),
            127 => (u64::from_be_bytes(*rest.first_chunk()?), 10),
            length => (u64::from(length), 2),
        };
        assert_eq!(first & 0xf0, FIN, "the server sends whole messages and no extensions");
        let end = head + usize::try_from(length).unwrap();
        if self.bytes.len() < end {
            return None;
        }
        let payload = self.bytes[head..end].to_vec();
        self.bytes.drain(..end);
        Some((first & 0x0f, payload))
    }

    /// Sends a request; one that a closed connection does not take is not missed.
    pub(crate) async fn ask(&mut self, request: &str) {
        self.send(&text(request)).await;
    }

    /// Sends bytes; those that a closed connection does not take are not missed.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        let _taken = timeout(PATIENCE, self.stream.write_all(bytes)).await;
    }

    /// Reads at most so many bytes and forgets them, as one does who dies in the middle.
    pub(crate) async fn swallow(&mut self, bytes: usize) {
        let mut swallowed = vec![0; bytes];
        let _read = self.stream.read(&mut swallowed).await;
    }
}

fn message(text: &[u8]) -> ServerMessage {
    let text = std::str::from_utf8(text).unwrap();
    wire::decode(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
