//! A log in memory, sessions on it, and the clients' ends of their pipes.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    sync::{Arc, Mutex},
};

use chrono::DateTime;
use dealer::Casino;
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
use wire::{Facts, RequestId, Room, ServerMessage, TableJson};

use crate::{
    Derived, Form, Frame, Log, Options, PastError, PastPage, PastQuery, Publication, View,
    close::Ending,
    hub::Hub,
    lobby::Lobby,
    query::Join,
    session::{Caller, Session},
};

/// What the memory of the log holds in these tests.
pub(super) const QUEUE: usize = 8;

/// Where hands are played in these tests, and when the first one was.
const SEED: u64 = 1;
const TABLES: usize = 4;
const START: i64 = 1_767_225_600;

/// A log whose past is a vector, and sessions on it. The hands come from some cash tables,
/// pools and tournaments in turn.
pub(super) struct World {
    pub(super) hub: Arc<Hub>,
    pub(super) log: Log,
    pub(super) entries: Arc<Mutex<Vec<Entry>>>,
    casino: Mutex<(Casino, i64)>,
    pub(super) shutdown: CancellationToken,
}

/// An entry of the log.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) origin: Origin,
    pub(super) facts: Arc<Facts>,
}

impl Entry {
    /// The room of its table.
    pub(super) fn table(&self) -> String {
        self.facts.table_key.to_string()
    }
}

/// What a client gets, with hands as `7`, `7r` (replayed) or `7f` (in full).
#[derive(Debug)]
pub(super) enum Got {
    Hand(String),
    /// A table has changed with this entry.
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

/// The last live entry of each table up to `seq`.
pub(super) fn tables_at(entries: &[Entry], seq: u64) -> BTreeMap<String, u64> {
    let live = (1..=seq).zip(entries).filter(|(_, entry)| entry.origin == Origin::Live);
    live.map(|(seq, entry)| (entry.table(), seq)).collect()
}

impl World {
    pub(super) fn new(options: Options) -> Self {
        let entries: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let told = Arc::clone(&entries);
        let past = Arc::new(move |query: PastQuery| page(&told.lock().unwrap(), &query));
        let log = Log::new(Epoch("ours".to_owned()), Seq(0), View::default(), QUEUE, past);
        let options = Arc::new(options);
        let hub = Hub { log: log.clone(), lobby: Lobby::default(), options };
        Self {
            hub: Arc::new(hub),
            log,
            entries,
            casino: Mutex::new((Casino::new(SEED, TABLES), START)),
            shutdown: CancellationToken::new(),
        }
    }

    pub(super) fn announce(&self, origins: &[Origin]) {
        for origin in origins {
            let facts = self.deal();
            let entry = Entry { origin: *origin, facts: Arc::clone(&facts) };
            self.entries.lock().unwrap().push(entry);
            let seq = self.log.top().next().0;
            match origin {
                Origin::Backfill => self.log.announce_backfill(Seq(seq)),
                Origin::Live => {
                    let derived = vec![update(&facts, seq)];
                    let frame = Frame::new(move |form| frame(seq, false, form));
                    let publication = Publication { seq: Seq(seq), facts, frame, derived };
                    self.log.announce(vec![publication], self.view(seq)).unwrap();
                }
            }
        }
    }

    fn deal(&self) -> Arc<Facts> {
        let (casino, time) = &mut *self.casino.lock().unwrap();
        *time += 30;
        Arc::new(Facts::of_hand(&casino.deal(DateTime::from_timestamp(*time, 0).unwrap()).hand))
    }

    fn view(&self, seq: u64) -> View {
        let tables = tables_at(&self.entries.lock().unwrap(), seq);
        let keys = tables.keys().map(|key| Arc::from(key.as_str())).collect();
        View::new(keys, move |seq| {
            tables.iter().map(|(key, last)| table_json(key, *last, seq.0)).collect()
        })
    }

    pub(super) fn announce_live(&self, count: usize) {
        self.announce(&vec![Origin::Live; count]);
    }

    /// A client behind a pipe of this many bytes.
    pub(super) async fn join_through(&self, join: Join, pipe: usize) -> Peer {
        let (ours, theirs) = duplex(pipe);
        let (hub, shutdown) = (Arc::clone(&self.hub), self.shutdown.clone());
        let caller = Caller { client: Uuid::new_v4(), is_local: true, join };
        let session =
            tokio::spawn(async move { Session::new(caller, ours, hub).await.run(&shutdown).await });
        let stream = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
        Peer { stream, session }
    }

    pub(super) async fn join(&self, join: Join) -> Peer {
        self.join_through(join, 64 * 1024).await
    }
}

/// A table as messages show it, after this hand.
fn table_json(key: &str, last: u64, seq: u64) -> TableJson {
    TableJson {
        table_key: key.to_owned(),
        seq,
        kind: "cash".to_owned(),
        name: key.to_owned(),
        tournament_id: None,
        table_number: None,
        max_seats: 6,
        stakes: "0.01-0.02".to_owned(),
        currency: "EUR".to_owned(),
        level: None,
        button_seat: None,
        hero: None,
        seats: Vec::new(),
        window_titles: Vec::new(),
        last_hand_id: last.to_string(),
    }
}

/// The message that tells what a hand changed at its table.
fn update(facts: &Facts, seq: u64) -> Derived {
    let key = facts.table_key.to_string();
    Derived {
        table_key: Arc::from(key.as_str()),
        hero: None,
        name: Arc::from(facts.table.as_str()),
        kind: facts.kind,
        is_of_all_tables: true,
        frame: Frame::new(move |_| format!("update {seq} {key}")),
    }
}

fn page(entries: &[Entry], query: &PastQuery) -> Result<PastPage, PastError> {
    let index = |seq: Seq| usize::try_from(seq.0).unwrap();
    let Some(asked) = entries.get(index(query.after)..index(query.up_to)) else {
        return Err(PastError("asked beyond the end".to_owned()));
    };
    let is_wanted = |entry: &Entry| !query.live_only || entry.origin == Origin::Live;
    let all = (query.after.0 + 1..).zip(asked).filter(|(_, entry)| is_wanted(entry));
    let mut all: Vec<_> = all.collect();
    if query.newest_first {
        all.reverse();
    }
    let is_full = query.limit <= all.len();
    all.truncate(query.limit);
    let last = all.last().filter(|_| is_full).map(|(seq, _)| *seq);
    let read_to = match query.newest_first {
        false => last.map_or(query.up_to, Seq),
        true => last.map_or(query.after, |last| Seq(last - 1)),
    };
    let wanted = all.into_iter().filter(|(_, entry)| query.wants(&entry.facts));
    let text = |seq| (Seq(seq), frame(seq, query.replayed, query.form).into());
    Ok(PastPage { frames: wanted.map(|(seq, _)| text(seq)).collect(), read_to })
}

fn frame(seq: u64, replayed: bool, form: Form) -> String {
    let (replayed, full) = (if replayed { "r" } else { "" }, if form.full { "f" } else { "" });
    let hidden = if form.hides_hole_cards { "h" } else { "" };
    format!("hand {seq}{replayed}{full}{hidden}")
}

pub(super) fn since(seq: u64) -> Join {
    Join { since: Some(Seq(seq)), ..Join::default() }
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
fn short(got: Got) -> String {
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
            let (room, seq, members) = (&snapshot.room, snapshot.seq, snapshot.member_count);
            format!(
                "snapshot {room} at {seq}: {} | {members} {}",
                tables.join(" "),
                id(snapshot.id.clone())
            )
        }
        ServerMessage::Subscribed(subscribed) => {
            format!("subscribed at {} {}", subscribed.seq, id(subscribed.id))
        }
        ServerMessage::Reconnected(back) => {
            format!("reconnected {} {}", back.rooms.join(","), id(back.id))
        }
        ServerMessage::TableClaimed(claimed) => {
            format!("claimed {} {}", claimed.snapshot.last_hand_id, id(claimed.id.clone()))
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

/// The rooms of the tables where the hands of these tests are played.
pub(super) fn table_rooms() -> Vec<Room> {
    let mut casino = Casino::new(SEED, TABLES);
    let time = DateTime::from_timestamp(START, 0).unwrap();
    let hands = (0..4 * TABLES).map(|_| casino.deal(time).hand);
    let rooms: BTreeSet<Room> =
        hands.map(|hand| Facts::of_hand(&hand).table_key.to_string().parse().unwrap()).collect();
    assert_eq!(rooms.len(), TABLES);
    rooms.into_iter().collect()
}
