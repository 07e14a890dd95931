//! Random histories of announcing, joining, lagging, leaving, resyncing and coming back,
//! against a small model: after its position a client gets each entry of its rooms once, in
//! order, and what it knows of a table from a snapshot and the updates after it is what the
//! table is.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::SinkExt;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use store::{Epoch, Origin, Seq};
use tokio::runtime;
use tokio_tungstenite::tungstenite::Message;
use wire::{Filter, Room, Selection, ServerMessage};

use super::{
    Got, Peer, World,
    support::{Entry, table_rooms, tables_at},
};
use crate::{Options, query::Join};

#[derive(Clone, Debug)]
enum Action {
    /// Entries come, each live or not.
    Announce(Vec<bool>),
    /// A client joins some rooms, so far back from the top if it resumes.
    Join { rooms: Vec<usize>, back: Option<u64>, backfill: bool },
    /// A client reads so many messages; the others lag meanwhile.
    Read { who: usize, count: usize },
    /// A client breaks off and resumes where it was.
    Reconnect { who: usize },
    /// A client asks for what came after this many entries before the top.
    Resync { who: usize, back: u64 },
    /// A client joins a room, or leaves it.
    Toggle { who: usize, room: usize },
    /// A client asks for the state of a room.
    Ask { who: usize, room: usize },
}

fn action() -> impl Strategy<Value = Action> {
    let announce = proptest::collection::vec(any::<bool>(), 1..30).prop_map(Action::Announce);
    let join = (
        proptest::collection::vec(0_usize..6, 1..4),
        proptest::option::of(0_u64..40),
        any::<bool>(),
    )
        .prop_map(|(rooms, back, backfill)| Action::Join { rooms, back, backfill });
    let read = (0_usize..4, 1_usize..60).prop_map(|(who, count)| Action::Read { who, count });
    let reconnect = (0_usize..4).prop_map(|who| Action::Reconnect { who });
    let resync = (0_usize..4, 0_u64..40).prop_map(|(who, back)| Action::Resync { who, back });
    let toggle = (0_usize..4, 0_usize..6).prop_map(|(who, room)| Action::Toggle { who, room });
    let ask = (0_usize..4, 0_usize..6).prop_map(|(who, room)| Action::Ask { who, room });
    prop_oneof![4 => announce, 2 => join, 4 => read, 1 => reconnect, 2 => resync, 2 => toggle,
                1 => ask]
}

/// The rooms of these tests.
fn room(index: usize) -> Room {
    match index {
        0 => Room::Hands,
        1 => Room::Tables,
        table => table_rooms()[table - 2].clone(),
    }
}

/// A client and what the model says of it.
struct Client {
    peer: Peer,
    both_origins: bool,
    selection: Selection,
    /// Everything that matches has arrived up to here. The ack sets it, unless the client
    /// resumed.
    position: Option<u64>,
    /// The position of a resync of which nothing has arrived yet.
    asked: Option<u64>,
    /// What a client knows of the tables of a room: the last hand of each.
    known: BTreeMap<Room, BTreeMap<String, u64>>,
}

impl Client {
    async fn join(world: &World, rooms: Vec<Room>, position: Option<u64>, backfill: bool) -> Self {
        let since = position.map(Seq);
        let epoch = position.map(|_| Epoch("ours".to_owned()));
        let join = Join { since, epoch, backfill, rooms: rooms.clone(), ..Join::default() };
        let peer = world.join_through(join, 256).await;
        let both_origins = backfill || position.is_some();
        let selection = Selection { rooms, filter: Filter::default() };
        Self { peer, both_origins, selection, position, asked: None, known: BTreeMap::new() }
    }

    async fn reconnect(&mut self, world: &World) {
        let rooms = match self.selection.rooms.is_empty() {
            true => vec![Room::Hands],
            false => self.selection.rooms.clone(),
        };
        *self = Self::join(world, rooms, self.position, self.both_origins).await;
    }

    /// Reads one message and holds it against the model. The seq of a heartbeat is returned.
    async fn read(&mut self, world: &World) -> Option<u64> {
        match self.peer.next().await {
            Got::Hand(hand) => {
                // Entries that were live before the request was read come before its replay.
                if hand.ends_with('r') {
                    self.resync();
                }
                let seq = hand.trim_end_matches('r').parse().unwrap();
                assert_eq!(self.due(world), Some(seq), "{hand}");
                self.position = Some(seq);
            }
            Got::Update(table, seq) => self.update(&table, seq, world),
            Got::Other(message) => return self.take(*message, world),
            // Nobody read here while the others did, and the pings went unanswered.
            Got::Closed(4002) | Got::Broken => self.reconnect(world).await,
            Got::Closed(code) => panic!("closed with {code}"),
        }
        None
    }

    fn take(&mut self, message: ServerMessage, world: &World) -> Option<u64> {
        match message {
            ServerMessage::ConnectionAck(ack) => {
                self.position = self.position.or(Some(ack.seq));
            }
            ServerMessage::StateSnapshot(snapshot) => {
                if self.asked.is_none() {
                    assert!(Some(snapshot.seq) >= self.position, "{snapshot:?}");
                    self.move_to(snapshot.seq, world);
                }
                let tables = snapshot.tables.iter();
                let tables = tables
                    .map(|table| (table.table_key.clone(), table.last_hand_id.parse().unwrap()));
                let room: Room = snapshot.room.parse().unwrap();
                let known: BTreeMap<String, u64> = tables.collect();
                assert_eq!(known, expected(&room, snapshot.seq, world), "{room}");
                self.known.insert(room, known);
            }
            ServerMessage::RoomJoined(joined) => {
                self.settle(joined.seq, world);
                let room: Room = joined.room.parse().unwrap();
                self.known.remove(&room);
                self.selection.rooms.push(room);
            }
            ServerMessage::RoomLeft(left) => {
                self.settle(left.seq, world);
                let room: Room = left.room.parse().unwrap();
                self.known.remove(&room);
                self.selection.rooms.retain(|other| *other != room);
            }
            ServerMessage::ResyncComplete(done) => {
                assert!(done.recovered, "{done:?}");
                self.resync();
                self.move_to(done.to_seq, world);
            }
            ServerMessage::Heartbeat(beat) => {
                self.settle(beat.seq, world);
                return Some(beat.seq);
            }
            ServerMessage::Presence(_) => {}
            other => panic!("{other:?}"),
        }
        None
    }

    /// What one room knows of a table may change by the next hand of that table only.
    fn update(&mut self, table: &str, seq: u64, world: &World) {
        assert!(self.due(world).is_none_or(|due| seq < due), "update {seq} came too early");
        let before = tables_at(&world.entries.lock().unwrap(), seq - 1).get(table).copied();
        let mut is_wanted = false;
        for (room, known) in &mut self.known {
            if *room == Room::Tables || room.to_string() == table {
                assert_eq!(known.get(table).copied(), before, "{table} at {seq}");
                known.insert(table.to_owned(), seq);
                is_wanted = true;
            }
        }
        assert!(is_wanted, "nobody asked for {table}");
    }

    fn resync(&mut self) {
        if let Some(asked) = self.asked.take() {
            self.position = Some(asked);
            self.both_origins = true;
        }
    }

    /// The next entry that has to arrive.
    fn due(&self, world: &World) -> Option<u64> {
        let position = self.position.unwrap();
        let entries = world.entries.lock().unwrap();
        let mut after =
            (position + 1..).zip(entries.iter().skip(usize::try_from(position).unwrap()));
        let is_due = |entry: &Entry| {
            (self.both_origins || entry.origin == Origin::Live)
                && self.selection.selects(&entry.facts)
        };
        after.find(|(_, entry)| is_due(entry)).map(|(seq, _)| seq)
    }

    /// Moves to what a message says, unless it may belong to either side of a replay.
    fn settle(&mut self, seq: u64, world: &World) {
        if self.asked.is_none() {
            self.move_to(seq, world);
        }
    }

    fn move_to(&mut self, seq: u64, world: &World) {
        let due = self.due(world);
        assert!(due.is_none_or(|due| seq < due), "{due:?} was not sent before {seq}");
        self.position = self.position.max(Some(seq));
    }

    async fn read_to_the_top(&mut self, world: &World) {
        // Bounded, because heartbeats go on for as long as a session does.
        for _ in 0..10_000 {
            if self.read(world).await == Some(world.log.top().0) && self.asked.is_none() {
                return;
            }
        }
        panic!("the top was not reached");
    }

    /// Sends a request, from the top on: what it changes is then told by one answer.
    async fn ask(&mut self, request: String, world: &World) -> bool {
        self.read_to_the_top(world).await;
        let is_sent = self.peer.stream.send(Message::text(request)).await.is_ok();
        if !is_sent {
            self.reconnect(world).await;
        }
        is_sent
    }
}

/// What is to be known of a room's tables after this entry.
fn expected(room: &Room, seq: u64, world: &World) -> BTreeMap<String, u64> {
    let mut tables = tables_at(&world.entries.lock().unwrap(), seq);
    tables.retain(|table, _| *room == Room::Tables || room.to_string() == *table);
    tables
}

async fn play(actions: Vec<Action>) {
    // Nobody is closed for taking nothing here: time runs on while the others read.
    let write_timeout = Duration::from_secs(1_000_000);
    let options = Options { write_timeout, burst: 1_000_000, ..Options::default() };
    // Each snapshot waits for a thread, while all else goes on.
    let world = World::with(options, Some(Arc::new(|tables, _| Ok(tables))));
    let mut clients: Vec<Client> = Vec::new();
    for action in actions {
        let top = world.log.top().0;
        match action {
            Action::Announce(live) => {
                let origin = |live| if live { Origin::Live } else { Origin::Backfill };
                world.announce(&live.into_iter().map(origin).collect::<Vec<_>>());
            }
            Action::Join { rooms, back, backfill } => {
                let position = back.map(|back| top.saturating_sub(back));
                let mut rooms: Vec<Room> = rooms.into_iter().map(room).collect();
                rooms.sort();
                rooms.dedup();
                clients.push(Client::join(&world, rooms, position, backfill).await);
            }
            Action::Read { who, count } => {
                let Some(client) = clients.get_mut(who) else { continue };
                for _ in 0..count {
                    if client.read(&world).await == Some(top) {
                        break;
                    }
                }
            }
            Action::Reconnect { who } => {
                let Some(client) = clients.get_mut(who) else { continue };
                client.reconnect(&world).await;
            }
            Action::Resync { who, back } => {
                let Some(client) = clients.get_mut(who) else { continue };
                let last_seq = top.saturating_sub(back);
                let resync = format!(r#"{{"type":"resync","last_seq":{last_seq}}}"#);
                if client.ask(resync, &world).await {
                    client.asked = Some(last_seq);
                }
            }
            Action::Toggle { who, room: index } => {
                let Some(client) = clients.get_mut(who) else { continue };
                client.read_to_the_top(&world).await;
                let room = room(index);
                let kind = if client.selection.rooms.contains(&room) { "leave" } else { "join" };
                client.ask(format!(r#"{{"type":"{kind}","room":"{room}"}}"#), &world).await;
                // Answered before anything else is asked: one change at a time.
                client.read_to_the_top(&world).await;
            }
            Action::Ask { who, room: index } => {
                let Some(client) = clients.get_mut(who) else { continue };
                client.read_to_the_top(&world).await;
                let room = room(index);
                if room.has_snapshot() && client.selection.rooms.contains(&room) {
                    let ask = format!(r#"{{"type":"state_request","room":"{room}"}}"#);
                    client.ask(ask, &world).await;
                }
            }
        }
    }
    for client in &mut clients {
        // A heartbeat may stand between the last entry and the snapshots that follow it, and
        // the next one come at once, if nobody read the first for an interval. Before a third
        // one nothing is left to do.
        for _ in 0..3 {
            client.read_to_the_top(&world).await;
        }
        assert_eq!(client.due(&world), None);
        for room in client.selection.rooms.iter().filter(|room| room.has_snapshot()) {
            let expected = expected(room, world.log.top().0, &world);
            assert_eq!(client.known.get(room), Some(&expected), "{room}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_session_gets_every_matching_entry_once_and_in_order(
        actions in proptest::collection::vec(action(), 1..40),
    ) {
        let paused = runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        paused.unwrap().block_on(play(actions));
    }
}
