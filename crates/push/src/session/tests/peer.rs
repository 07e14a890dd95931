//! The client's end of a session, and what it gets in few words.

use std::{io::Read as _, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{io::DuplexStream, task::JoinHandle, time};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};
use wire::{ConnectionAck, Member, RequestId, ServerMessage, TableJson};

use crate::close::Ending;

/// What a client gets, with hands as `7`, `7r` (replayed) or `7f` (in full).
#[derive(Debug)]
pub(super) enum Got {
    Hand(String),
    /// A table has changed with this entry; with 0 it was closed.
    Update(String, u64),
    Other(Box<ServerMessage>),
    Closed(u16),
    Broken,
}

/// The client's end.
pub(super) struct Peer {
    pub(super) stream: WebSocketStream<DuplexStream>,
    pub(super) session: JoinHandle<Ending>,
}

impl Peer {
    pub(super) async fn next(&mut self) -> Got {
        loop {
            let Some(Ok(message)) = self.stream.next().await else { return Got::Broken };
            match message {
                Message::Text(text) => return got(&text),
                Message::Binary(packed) => {
                    let mut text = String::new();
                    let mut inflate = flate2::read::DeflateDecoder::new(&packed[..]);
                    inflate.read_to_string(&mut text).unwrap();
                    return got(&text);
                }
                Message::Close(Some(frame)) => {
                    assert!(!frame.reason.is_empty());
                    return Got::Closed(frame.code.into());
                }
                _ => {}
            }
        }
    }

    /// The next messages, in short.
    pub(super) async fn expect(&mut self, expected: &[&str]) {
        let mut got = Vec::new();
        for _ in expected {
            got.push(short(self.next().await));
        }
        assert_eq!(got, expected);
    }

    /// Sends a request, and reads these messages.
    pub(super) async fn ask(&mut self, request: &str, expected: &[&str]) {
        self.send(request).await;
        self.expect(expected).await;
    }

    /// Nothing more has come when all sessions have nothing to do.
    pub(super) async fn expect_nothing(&mut self) {
        time::sleep(Duration::from_millis(1)).await;
        self.ask(r#"{"type":"ping","id":"nothing"}"#, &["pong nothing"]).await;
    }

    /// The same for one that may not ask.
    pub(super) async fn expect_unauthenticated(&mut self) {
        time::sleep(Duration::from_millis(1)).await;
        self.ask(r#"{"type":"ping","id":"nothing"}"#, &["not_authenticated nothing"]).await;
    }

    /// The next message as it is.
    pub(super) async fn message(&mut self) -> ServerMessage {
        match self.next().await {
            Got::Other(message) => *message,
            got => panic!("{got:?}"),
        }
    }

    /// The greeting.
    pub(super) async fn ack(&mut self) -> ConnectionAck {
        match self.message().await {
            ServerMessage::ConnectionAck(ack) => ack,
            message => panic!("{message:?}"),
        }
    }

    /// The token of the claim that comes next.
    pub(super) async fn claim_token(&mut self) -> String {
        match self.message().await {
            ServerMessage::TableClaimed(claimed) => claimed.claim_token,
            message => panic!("{message:?}"),
        }
    }

    /// Breaks the connection, and waits until the session has ended.
    pub(super) async fn break_off(self) {
        drop(self.stream);
        assert_eq!(self.session.await.unwrap(), Ending::Gone);
    }

    pub(super) async fn send(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// Reads to the close frame and returns its code and how the session ended.
    pub(super) async fn end(mut self) -> (u16, Ending) {
        let mut code = None;
        // Bounded, because heartbeats go on for as long as a session does.
        for _ in 0..1000 {
            match self.next().await {
                Got::Closed(closed) => {
                    code = Some(closed);
                    break;
                }
                Got::Broken => break,
                Got::Hand(_) | Got::Update(..) | Got::Other(_) => {}
            }
        }
        let code = code.expect("a close frame");
        while self.stream.next().await.is_some() {}
        (code, self.session.await.unwrap())
    }
}

fn got(text: &str) -> Got {
    if let Some(hand) = text.strip_prefix("hand ") {
        return Got::Hand(hand.to_owned());
    }
    if let Some(update) = text.strip_prefix("update ") {
        let (seq, key) = update.split_once(' ').unwrap();
        return Got::Update(key.to_owned(), seq.parse().unwrap());
    }
    Got::Other(Box::new(wire::decode(text).unwrap()))
}

/// A message in few words.
pub(super) fn short(got: Got) -> String {
    let message = match got {
        Got::Hand(hand) => return hand,
        Got::Update(_, seq) => return format!("update {seq}"),
        Got::Closed(code) => return format!("closed {code}"),
        Got::Broken => return "broken".to_owned(),
        Got::Other(message) => *message,
    };
    match message {
        ServerMessage::ConnectionAck(ack) => format!("ack {}", ack.seq),
        ServerMessage::Heartbeat(beat) => format!("beat {}", beat.seq),
        ServerMessage::Pong(pong) => format!("pong {}", id(pong.id)),
        ServerMessage::Error(error) => format!("{} {}", error.code, id(error.request)),
        ServerMessage::ResyncComplete(done) => {
            let (from, to, count) = (done.from_seq, done.to_seq, done.count);
            assert_eq!(done.recovered, done.reason.is_none());
            let reason = done.reason.unwrap_or_else(|| "complete".to_owned());
            format!("{reason} {from}-{to} {count} {}", id(done.id))
        }
        ServerMessage::RoomJoined(joined) => {
            format!("joined {} at {} {}", joined.room, joined.seq, id(joined.id))
        }
        ServerMessage::RoomLeft(left) => {
            format!("left {} at {} {}", left.room, left.seq, id(left.id))
        }
        ServerMessage::StateSnapshot(snapshot) => {
            let last = |table: &TableJson| table.last_hand_id.clone();
            let tables: Vec<String> = snapshot.tables.iter().map(last).collect();
            let name = |member: &Member| member.client_name.clone().unwrap_or_default();
            let mut members: Vec<String> = snapshot.members.iter().map(name).collect();
            // They stand in the order of their ids, which are random.
            members.sort();
            let (room, seq, count) = (&snapshot.room, snapshot.seq, snapshot.member_count);
            let (tables, members) = (tables.join(" "), members.join(" "));
            format!("state {room} at {seq} [{tables}] [{members}] {count} {}", id(snapshot.id))
        }
        ServerMessage::Subscribed(subscribed) => {
            format!("subscribed at {} {}", subscribed.seq, id(subscribed.id))
        }
        ServerMessage::Reconnected(back) => {
            format!("reconnected {} {}", back.rooms.join(","), id(back.id))
        }
        ServerMessage::TableClaimed(claimed) => {
            let TableJson { seq, last_hand_id, .. } = &claimed.snapshot;
            format!("claimed {last_hand_id} at {seq} {}", id(claimed.id))
        }
        ServerMessage::ClaimQueued(queued) => {
            format!("queued {} {}", queued.position, id(queued.id))
        }
        ServerMessage::ClaimReleased(released) => format!("released {}", id(released.id)),
        ServerMessage::Presence(presence) => {
            let event = |event: &wire::PresenceEvent| {
                let name = event.client_name.as_deref().unwrap_or_default();
                format!("{} {name}", event.event)
            };
            let events: Vec<String> = presence.events.iter().map(event).collect();
            format!("presence {} {}", events.join(", "), presence.member_count)
        }
        ServerMessage::Published(published) => format!("published {}", id(published.id)),
        ServerMessage::Message(message) => {
            format!("message {} {}", message.from.client_name.unwrap_or_default(), message.body)
        }
        ServerMessage::AuthOk(ok) => format!("auth {} {}", ok.user, id(ok.id)),
        ServerMessage::Notice(notice) => format!("notice {}", notice.code),
        other => format!("{other:?}"),
    }
}

fn id(id: Option<RequestId>) -> String {
    match id {
        None => "-".to_owned(),
        Some(RequestId::Number(number)) => number.to_string(),
        Some(RequestId::Text(text)) => text,
    }
}
