//! A client that writes and reads frames byte by byte, right or wrong.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
};

use wire::ServerMessage;

use crate::support::PATIENCE;

/// Bits and opcodes of the first byte of a frame.
pub(crate) const FIN: u8 = 0x80;
pub(crate) const CONTINUATION: u8 = 0x0;
pub(crate) const TEXT: u8 = 0x1;
pub(crate) const BINARY: u8 = 0x2;
pub(crate) const CLOSE: u8 = 0x8;
pub(crate) const PING: u8 = 0x9;
pub(crate) const PONG: u8 = 0xa;

/// The second byte of a frame says whether it is masked.
const MASKED: u8 = 0x80;

/// With what the frames of this client are masked.
const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A frame as a client has to send it, with this first byte.
pub(crate) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = head(first, MASKED, payload.len() as u64);
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

/// The same without a mask, as only servers may send it.
pub(crate) fn unmasked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = head(first, 0, payload.len() as u64);
    frame.extend(payload);
    frame
}

/// The head of a masked frame that claims this length, and no payload.
pub(crate) fn claim(first: u8, length: u64) -> Vec<u8> {
    let mut frame = head(first, MASKED, length);
    frame.extend(MASK);
    frame
}

/// A whole text message.
pub(crate) fn text(payload: &str) -> Vec<u8> {
    frame(FIN | TEXT, payload.as_bytes())
}

/// A close frame with this code and reason.
pub(crate) fn close(code: u16, reason: &[u8]) -> Vec<u8> {
    frame(FIN | CLOSE, &[&code.to_be_bytes(), reason].concat())
}

fn head(first: u8, masked: u8, length: u64) -> Vec<u8> {
    let [.., high, low] = length.to_be_bytes();
    match length {
        0..126 => vec![first, masked | low],
        126..0x1_0000 => vec![first, masked | 126, high, low],
        _ => [&[first, masked | 127], &length.to_be_bytes()[..]].concat(),
    }
}

/// A client.
pub(crate) struct Peer(TcpStream);

/// A frame of the server: its opcode and its payload.
pub(crate) type Heard = (u8, Vec<u8>);

impl Peer {
    /// Connects and asks for `/ws`, with this query and these lines in the head.
    pub(crate) fn ask(address: &str, query: &str, lines: &str) -> (String, Self) {
        let stream = connect(address);
        let mut peer = Self(stream);
        peer.send(
            format!(
                "GET /ws{query} HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\n\
                 Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n"
            )
            .as_bytes(),
        );
        (peer.head(), peer)
    }

    /// A client that has been greeted.
    pub(crate) fn join(address: &str) -> Self {
        let (head, mut peer) = Self::ask(address, "", "");
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        // The key and its answer are those of RFC 6455, 1.3.
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        assert_eq!(peer.word(), "connection_ack");
        peer
    }

    /// Sends byte by byte, each in a segment of its own.
    pub(crate) fn send_in_chops(&mut self, bytes: &[u8]) {
        self.0.set_nodelay(true).unwrap();
        bytes.chunks(1).for_each(|byte| self.send(byte));
    }

    /// Sends; a server that has closed by now need not take all of it.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        let _taken = self.0.write_all(bytes);
    }

    /// The head of an answer.
    fn head(&mut self) -> String {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            self.0.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        String::from_utf8(head).unwrap()
    }

    /// The next frame; none at the end of the stream.
    pub(crate) fn hear(&mut self) -> Option<Heard> {
        let mut head = [0; 2];
        match self.0.read_exact(&mut head) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return None,
            read => read.unwrap(),
        }
        let [first, length] = head;
        assert_eq!(first & 0xf0, FIN, "the server sends whole messages and no extensions");
        assert_eq!(length & MASKED, 0, "the server masks a frame");
        let mut long = [0; 8];
        match length {
            126 => self.0.read_exact(&mut long[6..]).unwrap(),
            127 => self.0.read_exact(&mut long).unwrap(),
            _ => long[7] = length,
        }
        let mut payload = vec![0; usize::try_from(u64::from_be_bytes(long)).unwrap()];
        self.0.read_exact(&mut payload).unwrap();
        Some((first & 0x0f, payload))
    }

    /// The next message, whose text this is.
    pub(crate) fn message(&mut self) -> ServerMessage {
        match self.hear() {
            Some((TEXT, text)) => wire::decode(std::str::from_utf8(&text).unwrap()).unwrap(),
            other => panic!("{other:?} instead of a message"),
        }
    }

    /// The next frame in few words: `pong` is an answer to a ping frame, `answer` to a request.
    pub(crate) fn word(&mut self) -> String {
        let Some((opcode, payload)) = self.hear() else { return "end".to_owned() };
        let text = String::from_utf8(payload.clone());
        match opcode {
            PONG => format!("pong {}", text.unwrap()),
            PING => "ping".to_owned(),
            CLOSE if payload.is_empty() => "close".to_owned(),
            CLOSE => format!("close {}", u16::from_be_bytes([payload[0], payload[1]])),
            TEXT => of_message(wire::decode(&text.unwrap()).unwrap()),
            other => format!("opcode {other}"),
        }
    }
}

fn of_message(message: ServerMessage) -> String {
    match message {
        ServerMessage::ConnectionAck(_) => "connection_ack".to_owned(),
        ServerMessage::Error(error) => format!("error {}", error.code),
        ServerMessage::Pong(pong) => format!("answer {}", wire::encode(&pong.id)),
        ServerMessage::Heartbeat(_) => "heartbeat".to_owned(),
        other => format!("{other:?}"),
    }
}

/// A stream that a test cannot wait for without end.
pub(crate) fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}
