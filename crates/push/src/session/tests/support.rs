//! A log in memory, and sessions on it.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::Ipv4Addr,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use dealer::Casino;
use store::{Epoch, Origin, Seq};
use tokio_tungstenite::{WebSocketStream, tungstenite::protocol::Role};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{Facts, Filter, Level, Notice, Room, ServerMessage, StatsSince, TableJson, WantedStats};

use super::{peer::Peer, pipe::Pipe};
use crate::{
    Derived, Form, Frame, Log, Options, PastError, PastPage, PastQuery, Publication, StatsRequest,
    TableStats, Timing, View, courier,
    hub::Hub,
    query::Join,
    session::{Caller, Session},
    token::{Grant, Verifier, sign},
};

/// What the memory of the log holds in these tests.
pub(super) const QUEUE: usize = 8;

/// Where hands are played in these tests, and when the first one was.
const SEED: u64 = 1;
const TABLES: usize = 4;
pub(super) const START: i64 = 1_767_225_600;

/// How long a hand takes, in seconds.
pub(super) const PACE: i64 = 30;

/// What signs the tokens of these tests.
pub(super) const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// A log whose past is a vector, and sessions on it. The hands come from some cash tables,
/// pools and tournaments in turn.
pub(super) struct World {
    pub(super) hub: Arc<Hub>,
    pub(super) log: Log,
    pub(super) entries: Arc<Mutex<Vec<Entry>>>,
    casino: Mutex<(Casino, i64)>,
    /// Tables whose window was closed after their last hand.
    closed: Mutex<BTreeSet<String>>,
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

/// The last live entry of each table up to `seq`.
pub(super) fn tables_at(entries: &[Entry], seq: u64) -> BTreeMap<String, u64> {
    let live = (1..=seq).zip(entries).filter(|(_, entry)| entry.origin == Origin::Live);
    live.map(|(seq, entry)| (entry.table(), seq)).collect()
}

impl World {
    pub(super) fn new(options: Options) -> Self {
        Self::with(options, None)
    }

    /// A world in which this function fills in the tables of snapshots.
    pub(super) fn filling(fill: TableStats) -> Self {
        Self::with(Options::default(), Some(fill))
    }

    pub(super) fn with(options: Options, table_stats: Option<TableStats>) -> Self {
        let entries: Arc<Mutex<Vec<Entry>>> = Arc::default();
        let told = Arc::clone(&entries);
        let past = Arc::new(move |query: PastQuery| page(&told.lock().unwrap(), &query));
        let log = Log::new(Epoch("ours".to_owned()), Seq(0), View::default(), QUEUE, past);
        tokio::spawn(courier::carry(log.clone(), log.news()));
        let options = Arc::new(options);
        let hub = Hub::new(log.clone(), options, table_stats);
        Self {
            hub: Arc::new(hub),
            log,
            entries,
            casino: Mutex::new((Casino::new(SEED, TABLES), START)),
            closed: Mutex::default(),
            shutdown: CancellationToken::new(),
        }
    }

    /// A world whose sessions need a token.
    pub(super) fn guarded() -> Self {
        let verifier = Some(Verifier::with_secrets(&[SECRET.to_owned()]).unwrap());
        Self::new(Options { verifier, ..Options::default() })
    }

    pub(super) fn announce(&self, origins: &[Origin]) {
        for origin in origins {
            let facts = self.deal();
            self.add(*origin, facts);
        }
    }

    /// The next hands of these tables, which are those of [`table_rooms`].
    pub(super) fn announce_at(&self, tables: &[usize]) {
        for table in tables {
            let room = table_rooms()[*table].to_string();
            let facts = loop {
                let facts = self.deal();
                if facts.table_key.to_string() == room {
                    break facts;
                }
            };
            self.add(Origin::Live, facts);
        }
    }

    /// The last hand comes so many times more, as backfill.
    pub(super) fn announce_again(&self, count: usize) {
        let facts = Arc::clone(&self.entries.lock().unwrap().last().unwrap().facts);
        (0..count).for_each(|_| self.add(Origin::Backfill, Arc::clone(&facts)));
    }

    fn add(&self, origin: Origin, facts: Arc<Facts>) {
        let entry = Entry { origin, facts: Arc::clone(&facts) };
        self.entries.lock().unwrap().push(entry);
        let seq = self.log.top().next().0;
        match origin {
            Origin::Backfill => self.log.announce_backfill(Seq(seq)),
            Origin::Live => {
                self.closed.lock().unwrap().remove(&facts.table_key.to_string());
                let derived = vec![update(&facts, seq)];
                let frame = Frame::new(move |form| frame(seq, false, form));
                let timing = Timing::now();
                let announced = Arc::clone(&facts);
                let publication = Publication { seq: Seq(seq), facts, frame, derived, timing };
                self.log.announce(vec![publication], self.view(seq)).unwrap();
                self.announce_stats(&announced, seq);
            }
        }
    }

    /// What is asked for, in words.
    pub(super) fn wanted(&self) -> Vec<String> {
        let requests = self.log.wanted_stats();
        let mut wanted: Vec<_> = requests.iter().map(|request| words(Some(request))).collect();
        wanted.sort();
        wanted
    }

    /// Tells what a hand changed in the statistics that anybody asks for.
    fn announce_stats(&self, facts: &Facts, seq: u64) {
        let wanted = self.log.wanted_stats();
        let message = |request: Arc<StatsRequest>| {
            let code = format!("{} {seq}", words(Some(&request)));
            let (level, message) = (Level::Info, String::new());
            let notice = Notice { level, code, message, detail: None };
            let frame = Frame::of(move || ServerMessage::Notice(notice.clone()));
            Derived { request: Some(request), frame, ..update(facts, seq) }
        };
        if !wanted.is_empty() {
            self.log.announce_change(wanted.into_iter().map(message).collect(), self.view(seq));
        }
    }

    /// No more hands come from this table.
    pub(super) fn close(&self, table: usize) {
        let room = table_rooms()[table].to_string();
        let facts = {
            let entries = self.entries.lock().unwrap();
            Arc::clone(&entries.iter().rfind(|entry| entry.table() == room).unwrap().facts)
        };
        self.closed.lock().unwrap().insert(room);
        let top = self.log.top().0;
        self.log.announce_change(vec![update(&facts, 0)], self.view(top));
    }

    fn deal(&self) -> Arc<Facts> {
        let (casino, time) = &mut *self.casino.lock().unwrap();
        *time += PACE;
        Arc::new(Facts::of_hand(&casino.deal(DateTime::from_timestamp(*time, 0).unwrap()).hand))
    }

    fn view(&self, seq: u64) -> View {
        let mut tables = tables_at(&self.entries.lock().unwrap(), seq);
        tables.retain(|table, _| !self.closed.lock().unwrap().contains(table));
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
        self.connect(join, pipe, true).await
    }

    /// A client on another machine.
    pub(super) async fn join_from_afar(&self, join: Join) -> Peer {
        self.connect(join, 64 * 1024, false).await
    }

    async fn connect(&self, join: Join, pipe: usize, is_local: bool) -> Peer {
        let (ours, theirs) = Pipe::new(pipe);
        let (hub, shutdown) = (Arc::clone(&self.hub), self.shutdown.clone());
        let address = if is_local { Ipv4Addr::LOCALHOST } else { Ipv4Addr::new(10, 0, 0, 1) };
        let caller = Caller { client: Uuid::new_v4(), address: address.into(), join };
        let session = tokio::spawn(async move {
            let cut_off = CancellationToken::new();
            Session::new(caller, (ours.clone(), Some(Arc::new(ours))), &[], hub, cut_off)
                .await
                .run(&shutdown)
                .await
        });
        let stream = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
        Peer { stream, session }
    }

    pub(super) async fn join(&self, join: Join) -> Peer {
        self.join_through(join, 64 * 1024).await
    }
}

/// What is asked for, in words: `all`, `vpip+pfr`, `vpip session`.
pub(super) fn words(request: Option<&StatsRequest>) -> String {
    let Some(StatsRequest { stats, scope }) = request else { return "none".to_owned() };
    let stats = match stats {
        WantedStats::All(_) => "all".to_owned(),
        WantedStats::Some(ids) => ids.join("+"),
    };
    let session = if scope.since == StatsSince::Session { " session" } else { "" };
    format!("{stats}{session}")
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
        stats: None,
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
        request: None,
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

/// Joins these rooms.
pub(super) fn rooms(names: &[&str]) -> Join {
    let rooms = names.iter().map(|name| name.parse().unwrap()).collect();
    Join { rooms, ..Join::default() }
}

/// Joins these rooms under this name.
pub(super) fn named(name: &str, names: &[&str]) -> Join {
    Join { client_name: Some(name.to_owned()), ..rooms(names) }
}

/// Joins these rooms with this filter.
pub(super) fn filtered(filter: &str, names: &[&str]) -> Join {
    Join { filter: Filter::decode(filter).unwrap(), ..rooms(names) }
}

/// A token of this user that holds for so many seconds.
pub(super) fn token(sub: &str, rooms: &[&str], seconds: u64) -> String {
    sign(SECRET, &Grant { publish: true, ..grant(sub, rooms, seconds) }, Utc::now()).unwrap()
}

/// The same for one who may not speak.
pub(super) fn listener(sub: &str, seconds: u64) -> String {
    sign(SECRET, &grant(sub, &[], seconds), Utc::now()).unwrap()
}

/// A token that held until a while ago.
pub(super) fn expired() -> String {
    sign(SECRET, &grant("ann", &[], 50), Utc::now() - TimeDelta::seconds(100)).unwrap()
}

fn grant(sub: &str, rooms: &[&str], seconds: u64) -> Grant {
    let rooms = rooms.iter().map(|room| (*room).to_owned()).collect();
    let ttl = Duration::from_secs(seconds);
    Grant { sub: sub.to_owned(), rooms, publish: false, admin: false, ttl }
}

/// The rooms of the tables where the hands of these tests are played.
pub(super) fn table_rooms() -> &'static [Room] {
    static ROOMS: LazyLock<Vec<Room>> = LazyLock::new(find_table_rooms);
    &ROOMS
}

fn find_table_rooms() -> Vec<Room> {
    let mut casino = Casino::new(SEED, TABLES);
    let time = DateTime::from_timestamp(START, 0).unwrap();
    let hands = (0..4 * TABLES).map(|_| casino.deal(time).hand);
    let rooms: BTreeSet<Room> =
        hands.map(|hand| Facts::of_hand(&hand).table_key.to_string().parse().unwrap()).collect();
    assert_eq!(rooms.len(), TABLES);
    rooms.into_iter().collect()
}
