//! A log in memory, sessions on it, and the clients' ends of their pipes.

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt, StreamExt};
use store::{Epoch, Origin, Seq};
use tokio::{
    io::{DuplexStream, duplex},
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{RequestId, ServerMessage};

use crate::{
    Form, Frame, Log, Options, PastError, PastPage, PastQuery, Publication, close::Ending,
    query::Join, session::Session,
};

/// What the memory of the log holds in these tests.
pub(super) const QUEUE: usize = 8;

/// A log whose past is a vector, and sessions on it.
pub(super) struct World {
    pub(super) log: Log,
    pub(super) origins: Arc<Mutex<Vec<Origin>>>,
    pub(super) options: Arc<Options>,
    pub(super) shutdown: CancellationToken,
}

/// What a client gets, with hands as `7`, `7r` (replayed) or `7f` (in full).
#[derive(Debug)]
pub(super) enum Got {
    Hand(String),
    Other(ServerMessage),
    Closed(u16),
    Broken,
}

/// The client's end.
pub(super) struct Peer {
    pub(super) stream: WebSocketStream<DuplexStream>,
    pub(super) session: JoinHandle<Ending>,
}

impl World {
    pub(super) fn new(options: Options) -> Self {
        let origins: Arc<Mutex<Vec<Origin>>> = Arc::default();
        let told = Arc::clone(&origins);
        let past = Arc::new(move |query: PastQuery| page(&told.lock().unwrap(), &query));
        let log = Log::new(Epoch("ours".to_owned()), Seq(0), QUEUE, past);
        Self { log, origins, options: Arc::new(options), shutdown: CancellationToken::new() }
    }

    pub(super) fn announce(&self, origins: &[Origin]) {
        let top = self.log.top().0;
        self.origins.lock().unwrap().extend(origins);
        for (seq, origin) in (top + 1..).zip(origins) {
            match origin {
                Origin::Backfill => self.log.announce_backfill(Seq(seq)),
                Origin::Live => {
                    let frame = Frame::new(move |form| frame(seq, false, form));
                    self.log.announce(vec![Publication { seq: Seq(seq), frame }]).unwrap();
                }
            }
        }
    }

    pub(super) fn announce_live(&self, count: usize) {
        self.announce(&vec![Origin::Live; count]);
    }

    /// A client behind a pipe of this many bytes.
    pub(super) async fn join_through(&self, join: Join, pipe: usize) -> Peer {
        let (ours, theirs) = duplex(pipe);
        let (log, options) = (self.log.clone(), Arc::clone(&self.options));
        let shutdown = self.shutdown.clone();
        let session = tokio::spawn(async move {
            Session::new(Uuid::new_v4(), ours, log, options).await.run(join, &shutdown).await
        });
        let stream = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
        Peer { stream, session }
    }

    pub(super) async fn join(&self, join: Join) -> Peer {
        self.join_through(join, 64 * 1024).await
    }
}

fn page(origins: &[Origin], query: &PastQuery) -> Result<PastPage, PastError> {
    let index = |seq: Seq| usize::try_from(seq.0).unwrap();
    let Some(asked) = origins.get(index(query.after)..index(query.up_to)) else {
        return Err(PastError("asked beyond the end".to_owned()));
    };
    let matching = (query.after.0 + 1..)
        .zip(asked)
        .filter(|(_, origin)| !query.live_only || **origin == Origin::Live)
        .map(|(seq, _)| (Seq(seq), frame(seq, query.replayed, query.form).into()));
    let frames: Vec<_> = matching.take(query.limit).collect();
    let full_page = frames.len() == query.limit;
    let read_to = frames.last().filter(|_| full_page).map_or(query.up_to, |(seq, _)| *seq);
    Ok(PastPage { frames, read_to })
}

fn frame(seq: u64, replayed: bool, form: Form) -> String {
    let (replayed, full) = (if replayed { "r" } else { "" }, if form.full { "f" } else { "" });
    format!("hand {seq}{replayed}{full}")
}

pub(super) fn since(seq: u64) -> Join {
    Join { since: Some(Seq(seq)), ..Join::default() }
}

impl Peer {
    pub(super) async fn next(&mut self) -> Got {
        loop {
            let Some(Ok(message)) = self.stream.next().await else { return Got::Broken };
            match message {
                Message::Text(text) => match text.strip_prefix("hand ") {
                    Some(hand) => return Got::Hand(hand.to_owned()),
                    None => return Got::Other(wire::decode(&text).unwrap()),
                },
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
            got.push(match self.next().await {
                Got::Hand(hand) => hand,
                Got::Closed(code) => format!("closed {code}"),
                Got::Broken => "broken".to_owned(),
                Got::Other(ServerMessage::ConnectionAck(ack)) => format!("ack {}", ack.seq),
                Got::Other(ServerMessage::Heartbeat(beat)) => format!("beat {}", beat.seq),
                Got::Other(ServerMessage::TournamentResult(result)) => {
                    format!("result {}", result.seq)
                }
                Got::Other(ServerMessage::Pong(pong)) => format!("pong {}", id(pong.id)),
                Got::Other(ServerMessage::Error(error)) => {
                    format!("{} {}", error.code, id(error.request))
                }
                Got::Other(ServerMessage::ResyncComplete(done)) => {
                    let (from, to, count) = (done.from_seq, done.to_seq, done.count);
                    assert_eq!(done.recovered, done.reason.is_none());
                    let reason = done.reason.unwrap_or_else(|| "complete".to_owned());
                    format!("{reason} {from}-{to} {count} {}", id(done.id))
                }
                Got::Other(other @ ServerMessage::NewHand(_)) => format!("{other:?}"),
            });
        }
        assert_eq!(got, expected);
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
                Got::Hand(_) | Got::Other(_) => {}
            }
        }
        let code = code.expect("a close frame");
        while self.stream.next().await.is_some() {}
        (code, self.session.await.unwrap())
    }
}

fn id(id: Option<RequestId>) -> String {
    match id {
        None => "-".to_owned(),
        Some(RequestId::Number(number)) => number.to_string(),
        Some(RequestId::Text(text)) => text,
    }
}
