//! What the courier writes to real sockets, beside what their sessions write.

use std::{io::ErrorKind, str::from_utf8};

use super::*;
use crate::vitals::Vitals;

/// A client that reads and writes bytes, and answers nothing by itself.
struct Raw {
    stream: TcpStream,
    /// What was read and not yet taken as frames.
    bytes: Vec<u8>,
}

impl Raw {
    /// A client whose system takes little before it reads; it has its ack.
    async fn join(running: &Running, query: &str) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4 * 1024).unwrap();
        let mut stream = socket.connect(running.address).await.unwrap();
        let request = format!(
            "GET /ws?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\n\
             Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let mut raw = Self { stream, bytes: Vec::new() };
        let (_, ack) = raw.next().await.unwrap();
        assert!(from_utf8(&ack).unwrap().contains("connection_ack"));
        raw
    }

    /// A masked frame, whose mask changes nothing.
    async fn send(&mut self, opcode: u8, payload: &[u8]) {
        let length = u8::try_from(payload.len()).unwrap();
        let mut frame = vec![0x80 | opcode, 0x80 | length, 0, 0, 0, 0];
        frame.extend_from_slice(payload);
        self.stream.write_all(&frame).await.unwrap();
    }

    /// Reads all that has come, without letting any other task run.
    fn read_now(&mut self) {
        let mut buffer = [0; 4096];
        loop {
            match self.stream.try_read(&mut buffer) {
                Ok(0) => return,
                Ok(count) => self.bytes.extend_from_slice(&buffer[..count]),
                Err(error) => return assert_eq!(error.kind(), ErrorKind::WouldBlock),
            }
        }
    }

    /// The opcode and the payload of the next frame; none at the end of the connection.
    async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            if let Some((opcode, range)) = first_frame(&self.bytes) {
                let payload = self.bytes[range.clone()].to_vec();
                self.bytes.drain(..range.end);
                return Some((opcode, payload));
            }
            let read = self.stream.read_buf(&mut self.bytes);
            match time::timeout(PATIENCE, read).await.unwrap() {
                Ok(0) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next message that is text.
    async fn text(&mut self) -> Option<String> {
        loop {
            if let (0x81, payload) = self.next().await? {
                return Some(String::from_utf8(payload).unwrap());
            }
        }
    }
}

impl Running {
    /// Waits until this is true of the one session.
    async fn the_session(&self, becomes: impl Fn(&Vitals) -> bool) {
        let session = Arc::clone(&self.log.metrics().roster.all()[0].vitals);
        let becoming = async {
            while !becomes(&session) {
                tokio::task::yield_now().await;
            }
        };
        time::timeout(PATIENCE, becoming).await.unwrap();
    }
}

/// Where the payload of the first frame is, if all of it has come.
fn first_frame(bytes: &[u8]) -> Option<(u8, std::ops::Range<usize>)> {
    let (&[opcode, length], rest) = bytes.split_first_chunk()?;
    let (start, length) = match length {
        126 => (4, usize::from(u16::from_be_bytes(*rest.first_chunk()?))),
        127 => (10, usize::try_from(u64::from_be_bytes(*rest.first_chunk()?)).unwrap()),
        length => (2, usize::from(length)),
    };
    (start + length <= bytes.len()).then_some((opcode, start..start + length))
}

#[tokio::test]
async fn a_hand_does_not_come_in_the_middle_of_pongs_that_wait_for_the_socket() {
    const PINGS: usize = 2000;
    let limit = u32::try_from(2 * PINGS).unwrap();
    let running = start(Options { rate: limit, burst: limit, ..Options::default() });
    let mut raw = Raw::join(&running, "").await;
    for _ in 0..PINGS {
        raw.send(0x9, &[7; 125]).await;
    }
    // The answer to a ping that nobody sent shows that everything before it was read.
    raw.send(0xa, &[0; 8]).await;
    running.the_session(|it| it.rtt().is_some()).await;
    // The socket has room again before the session hears of it.
    raw.read_now();
    running.announce("the hand");
    let mut pongs = 0;
    let text = loop {
        match raw.next().await.unwrap() {
            (0x8a, payload) => assert_eq!(payload, [7; 125], "behind {pongs} others"),
            (opcode, payload) => break (opcode, String::from_utf8(payload).unwrap()),
        }
        pongs += 1;
    };
    assert_eq!(text, (0x81, "the hand".to_owned()));
    assert!(500 < pongs, "{pongs} pongs do not fill the socket");
}

#[tokio::test]
async fn what_a_full_socket_did_not_take_of_a_hand_stands_before_everything_else() {
    let running = start(Options::default());
    let mut raw = Raw::join(&running, "").await;
    let hand = |number: usize| format!("{number} {}", "x".repeat(20_000));
    let (mut count, mut is_full) = (0, false);
    let before = running.log.metrics().roster.all()[0].vitals.pulse.sent.get();
    while !is_full {
        running.announce(&hand(count));
        count += 1;
        running.the_session(|it| it.pulse.sent.get() == before + count as u64).await;
        is_full = running.log.metrics().roster.all()[0].vitals.pulse.queued.get() != 0;
    }
    raw.send(0x1, br#"{"type":"ping"}"#).await;
    for number in 0..count {
        assert_eq!(raw.text().await.unwrap(), hand(number));
    }
    assert!(raw.text().await.unwrap().contains("pong"));
    running.announce("the next");
    assert_eq!(raw.text().await.unwrap(), "the next");
}

#[tokio::test]
async fn a_hand_behind_backfill_that_nobody_wants_comes_without_another() {
    let running = start(Options::default());
    let mut raw = Raw::join(&running, "").await;
    for _ in 0..3 {
        let backfill = running.log.top().next();
        running.log.announce_backfill(backfill);
        running.the_session(|it| it.cursor() == backfill).await;
        for hand in ["one", "another"] {
            running.announce(hand);
            assert_eq!(raw.text().await.unwrap(), hand);
        }
    }
}

#[tokio::test]
async fn a_hand_that_cannot_be_written_for_some_reaches_all_others() {
    let running = start(Options::default());
    let mut full = Raw::join(&running, "detail=full").await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(Raw::join(&running, "").await);
    }
    for number in 0..3 {
        let frame = Frame::new(move |form| match form.full {
            true => panic!("this hand has no details"),
            false => format!("hand {number}"),
        });
        let facts = Facts::of_hand(&Casino::new(1, 1).deal(DateTime::UNIX_EPOCH).hand).into();
        let (seq, derived, timing) = (running.log.top().next(), Vec::new(), Timing::now());
        let publication = Publication { seq, facts, frame, derived, timing };
        running.log.announce(vec![publication], View::default()).unwrap();
        for other in &mut others {
            assert_eq!(other.text().await, Some(format!("hand {number}")));
        }
        assert_eq!(full.text().await, None, "it ends, as it would by itself");
    }
}
