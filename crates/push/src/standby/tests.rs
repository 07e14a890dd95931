use std::{
    io::{self, IoSlice},
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use chrono::DateTime;
use dealer::Casino;
use store::Seq;
use uuid::Uuid;
use wire::{Facts, Filter, Room, Selection};

use super::{Berth, Standby};
use crate::{
    Derived, Frame, Publication, Timing,
    encoding::Encoding,
    line::Lane,
    metrics::Metrics,
    recent::{Item, Position},
    vitals::{Identity, Vitals},
};

/// A system that takes so many bytes and no more.
#[derive(Debug)]
struct Takes {
    room: usize,
    taken: Mutex<Vec<u8>>,
}

impl Lane for Takes {
    fn send(&self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        let mut taken = self.taken.lock().unwrap();
        let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.iter().copied()).collect();
        let count = all.len().min(self.room - taken.len());
        taken.extend(&all[..count]);
        if count == 0 { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(count) }
    }
}

/// The first item of a log: a hand, and two messages about its table.
fn item() -> Item {
    let facts = Facts::of_hand(&Casino::new(1, 1).deal(DateTime::UNIX_EPOCH).hand);
    let derived = |word: &'static str| Derived {
        table_key: Arc::from(facts.table_key.to_string()),
        hero: None,
        name: Arc::from(facts.table.as_str()),
        kind: facts.kind,
        is_of_all_tables: true,
        request: None,
        frame: Frame::new(move |_| word.to_owned()),
    };
    let derived = vec![derived("table"), derived("table again")];
    let (frame, timing) = (Frame::new(|_| "hand".to_owned()), Timing::now());
    Item::Entry(Publication { seq: Seq(1), facts: facts.into(), frame, derived, timing }.into())
}

/// A session at the start of that log, in these rooms.
struct Waiting {
    lane: Arc<Takes>,
    berth: Berth,
    vitals: Vitals,
    metrics: Metrics,
}

impl Waiting {
    fn in_rooms(rooms: &[Room], room: usize) -> Self {
        let selection = Arc::new(Selection { rooms: rooms.to_vec(), filter: Filter::default() });
        let identity = Identity {
            client: Uuid::nil(),
            name: None,
            user: None,
            selection: Arc::clone(&selection),
        };
        let vitals = Vitals::new(identity, Ipv4Addr::LOCALHOST.into(), Encoding::Json);
        let (lane, berth) = (Arc::new(Takes { room, taken: Mutex::default() }), Berth::default());
        let position = Position { at: 0, cursor: Seq(0) };
        berth.put(Standby { position, selection, lane: Arc::<Takes>::clone(&lane), left: None });
        Self { lane, berth, vitals, metrics: Metrics::default() }
    }

    fn bring(&self, at: u64) -> bool {
        self.berth.bring(at, &item(), &self.vitals, &self.metrics)
    }

    fn taken(&self) -> Vec<u8> {
        self.lane.taken.lock().unwrap().clone()
    }

    /// Messages and bytes that were sent, bytes that wait, and the cursor.
    fn shown(&self) -> (u64, u64, u64, u64) {
        let pulse = &self.vitals.pulse;
        let cursor = self.vitals.cursor().0;
        (pulse.sent.get(), pulse.sent_bytes.get(), pulse.queued.get(), cursor)
    }
}

/// Text frames as a server sends them.
fn frames(texts: &[&str]) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).unwrap();
    let frame = |text: &&str| [&[0x81, length(text)], text.as_bytes()].concat();
    texts.iter().flat_map(frame).collect()
}

#[test]
fn a_session_that_waits_is_brought_what_its_rooms_get() {
    for (rooms, expected) in [
        (&[Room::Hands][..], &["hand"][..]),
        (&[Room::Tables], &["table", "table again"]),
        (&[Room::Tables, Room::Hands], &["hand", "table", "table again"]),
        (&[Room::Chat("a".to_owned())], &[]),
    ] {
        let waiting = Waiting::in_rooms(rooms, 1000);
        assert!(waiting.bring(0));
        assert_eq!(waiting.taken(), frames(expected), "{rooms:?}");
        let bytes = frames(expected).len() as u64;
        assert_eq!(waiting.shown(), (expected.len() as u64, bytes, 0, 1));
        let Standby { position, left, .. } = waiting.berth.take().unwrap();
        assert_eq!((position, left.is_none()), (Position { at: 1, cursor: Seq(1) }, true));
    }
}

#[test]
fn what_the_system_does_not_take_is_left_wherever_it_stops() {
    let all = frames(&["hand", "table", "table again"]);
    for room in 0..all.len() {
        let waiting = Waiting::in_rooms(&[Room::Hands, Room::Tables], room);
        assert!(!waiting.bring(0), "{room}");
        let waits = (all.len() - room) as u64;
        assert_eq!(waiting.shown(), (3, all.len() as u64, waits, 0));
        assert!(!waiting.bring(1), "nothing goes before what is left");
        let Standby { position, left, .. } = waiting.berth.take().unwrap();
        let left = left.unwrap();
        assert_eq!([waiting.taken(), left.frames.concat()].concat(), all, "{room}");
        assert!(left.frames.iter().all(|frame| !frame.is_empty()) && left.timing.is_some());
        assert_eq!(position, Position { at: 1, cursor: Seq(1) });
    }
}

#[test]
fn only_the_item_that_comes_next_is_brought() {
    let waiting = Waiting::in_rooms(&[Room::Hands], 1000);
    assert!(!waiting.bring(1), "there is one before it");
    assert!(waiting.bring(0));
    assert!(waiting.bring(0), "it has that one");
    waiting.berth.take();
    assert!(!waiting.bring(1), "it is awake");
    assert_eq!(waiting.taken(), frames(&["hand"]));
}
