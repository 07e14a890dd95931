//! What the store adds to snapshots: that it is there, and that waiting for it loses nothing.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Instant,
};

use tokio::time::{self, Duration};
use tracing::{
    Event, Level, Metadata,
    span::{Attributes, Id, Record},
    subscriber::{Subscriber, set_default},
};
use wire::{ServerMessage, TableJson};

use super::{
    Peer, QUEUE, World, peer,
    support::{filtered, rooms, table_rooms, words},
};
use crate::{Options, PastError, StatsRequest, TableStats};

/// Far longer than anything here takes: it only turns a hanging test into a failing one.
const PATIENCE: Duration = Duration::from_secs(10);

/// Marks each table with what was asked for.
fn mark(mut tables: Vec<TableJson>, request: Option<&StatsRequest>) -> Vec<TableJson> {
    assert!(!tables.is_empty(), "asked for nothing");
    for table in &mut tables {
        table.window_titles = vec![words(request)];
    }
    tables
}

fn marking() -> TableStats {
    Arc::new(|tables, request| Ok(mark(tables, request)))
}

/// Marks tables as well, but says when it begins and waits until it may.
fn waiting() -> (TableStats, Receiver<()>, SyncSender<()>) {
    let ((begin, begun), (go, gone)) = (sync_channel(100), sync_channel(100));
    let gone = Mutex::new(gone);
    let fill = move |tables, request: Option<&StatsRequest>| {
        begin.send(()).unwrap();
        let is_in_time = gone.lock().unwrap().recv_timeout(PATIENCE).is_ok();
        let mut tables = mark(tables, request);
        if !is_in_time {
            tables.iter_mut().for_each(|table| table.window_titles.push(" late".to_owned()));
        }
        Ok(tables)
    };
    (Arc::new(fill), begun, go)
}

/// Waits for the store to be asked, beside the sessions of this thread.
async fn next(begun: &Receiver<()>) {
    let start = Instant::now();
    while begun.try_recv().is_err() {
        assert!(start.elapsed() < PATIENCE, "nobody asks");
        tokio::task::yield_now().await;
    }
}

/// The room of the next snapshot, with its last hands and the marks of its tables.
async fn snapshot(peer: &mut Peer) -> (String, String) {
    let message = peer.message().await;
    let ServerMessage::StateSnapshot(snapshot) = &message else { panic!("{message:?}") };
    let marks = snapshot.tables.iter().map(|table| table.window_titles.concat());
    let marks = marks.collect::<Vec<_>>().join(" ");
    (peer::short(peer::Got::Other(Box::new(message))), marks)
}

/// Counts warnings.
struct Warnings(Arc<AtomicUsize>);

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_has_what_the_session_asks_for_and_notes_for_everybody() {
    let world = World::filling(marking());
    let table = table_rooms()[0].to_string();
    world.announce_at(&[0, 1]);
    for (filter, marked) in
        [("{}", "none"), (r#"{"stats":"all"}"#, "all"), (r#"{"stats":["vpip","pfr"]}"#, "vpip+pfr")]
    {
        let mut peer = world.join(filtered(filter, &["tables", &table])).await;
        peer.ack().await;
        assert_eq!(snapshot(&mut peer).await.1, format!("{marked} {marked}"));
        assert_eq!(snapshot(&mut peer).await.1, marked);
        peer.break_off().await;
    }
    let mut peer = world.join(rooms(&["tables"])).await;
    peer.ack().await;
    assert_eq!(snapshot(&mut peer).await.1, "none none");
    peer.send(r#"{"type":"subscribe","filter":{"stats":"all"}}"#).await;
    peer.expect(&["subscribed at 2 -"]).await;
    assert_eq!(snapshot(&mut peer).await.1, "all all");
    peer.send(r#"{"type":"state_request","id":1,"room":"tables"}"#).await;
    let (state, marks) = snapshot(&mut peer).await;
    assert_eq!((state.as_str(), marks.as_str()), ("state tables at 2 [1 2] [] 0 1", "all all"));
}

#[tokio::test(start_paused = true)]
async fn the_table_of_a_claim_is_filled_in_as_well() {
    let world = World::filling(marking());
    world.announce_at(&[0]);
    let mut peer = world.join(filtered(r#"{"stats":"all"}"#, &["hands"])).await;
    peer.ack().await;
    peer.send(r#"{"type":"claim_table"}"#).await;
    let ServerMessage::TableClaimed(claimed) = peer.message().await else { panic!() };
    assert_eq!(claimed.snapshot.window_titles, ["all"]);
}

#[tokio::test(start_paused = true)]
async fn what_comes_while_a_snapshot_is_filled_in_stands_behind_it() {
    let (fill, begun, go) = waiting();
    let world = World::filling(fill);
    world.announce_at(&[0]);
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    peer.expect(&["ack 1"]).await;
    next(&begun).await;
    world.announce_at(&[0, 1]);
    world.close(1);
    peer.send(r#"{"type":"ping","id":7}"#).await;
    go.send(()).unwrap();
    let expected = ("state tables at 1 [1] [] 0 -".to_owned(), "none".to_owned());
    assert_eq!(snapshot(&mut peer).await, expected);
    let mut rest = Vec::new();
    for _ in 0..6 {
        rest.push(peer::short(peer.next().await));
    }
    // The answer may stand anywhere among them.
    let is_answer = |message: &String| message == "pong 7";
    assert!(rest.iter().any(is_answer), "{rest:?}");
    rest.retain(|message| !is_answer(message));
    assert_eq!(rest, ["2", "update 2", "3", "update 3", "update 0"]);
    peer.expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn who_falls_behind_while_a_snapshot_is_filled_in_gets_a_fresh_one() {
    let (fill, begun, go) = waiting();
    let world = World::filling(fill);
    world.announce_at(&[0]);
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    peer.expect(&["ack 1"]).await;
    next(&begun).await;
    let count = 2 * QUEUE;
    world.announce_at(&vec![0; count]);
    go.send(()).unwrap();
    let expected = ("state tables at 1 [1] [] 0 -".to_owned(), "none".to_owned());
    assert_eq!(snapshot(&mut peer).await, expected);
    for seq in (2..).take(count) {
        peer.expect(&[&seq.to_string()]).await;
    }
    go.send(()).unwrap();
    let top = count + 1;
    peer.expect(&[&format!("state tables at {top} [{top}] [] 0 -")]).await;
    peer.expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn who_leaves_or_is_sent_away_meanwhile_has_a_session_that_ends() {
    let (fill, begun, go) = waiting();
    let world = World::filling(fill);
    world.announce_at(&[0]);
    let gone = world.join(rooms(&["tables"])).await;
    next(&begun).await;
    drop(gone.stream);
    go.send(()).unwrap();
    gone.session.await.unwrap();
    let mut stopped = world.join(rooms(&["hands", "tables"])).await;
    stopped.ack().await;
    next(&begun).await;
    world.announce_at(&[0]);
    world.shutdown.cancel();
    go.send(()).unwrap();
    stopped.expect(&["state tables at 1 [1] [] 0 -", "2", "update 2"]).await;
    assert_eq!(stopped.end().await.0, 1001);
}

/// A snapshot without marks comes, with one warning for all rooms, and the stream goes on.
async fn check_plain(world: &World, patience: Duration) {
    let warnings = Arc::new(AtomicUsize::new(0));
    let _guard = set_default(Warnings(Arc::clone(&warnings)));
    let table = table_rooms()[0].to_string();
    world.announce_at(&[0]);
    let mut peer = world.join(filtered(r#"{"stats":"all"}"#, &["tables", &table])).await;
    peer.ack().await;
    // Time stands still while a thread reads.
    let read = async {
        let (all, one) = (snapshot(&mut peer).await, snapshot(&mut peer).await);
        assert_eq!((all.1.as_str(), one.1.as_str()), ("", ""), "{all:?} {one:?}");
        assert!(all.0.contains("[1]") && one.0.contains("[1]"), "{all:?} {one:?}");
    };
    let pass = async {
        for _ in 0..patience.as_secs() {
            time::advance(Duration::from_secs(1)).await;
        }
    };
    tokio::join!(read, pass);
    assert_eq!(warnings.load(Ordering::Relaxed), 1);
    peer.expect(&["presence joined  1"]).await;
    world.announce_at(&[0]);
    peer.expect(&["2", "update 2", "notice all 2"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_costs_a_snapshot_its_statistics_and_nothing_else() {
    let failing = Arc::new(|_, _: Option<&StatsRequest>| Err(PastError("disk gone".to_owned())));
    check_plain(&World::filling(failing), Duration::ZERO).await;
    let broken = Arc::new(|_, _: Option<&StatsRequest>| panic!("a bug"));
    check_plain(&World::filling(broken), Duration::ZERO).await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_hangs_costs_a_snapshot_its_statistics_and_nothing_else() {
    let (fill, _begun, go) = waiting();
    check_plain(&World::filling(fill), Duration::from_secs(5)).await;
    drop(go);
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_without_tables_asks_nobody() {
    let failing = Arc::new(|_, _: Option<&StatsRequest>| panic!("asked"));
    let warnings = Arc::new(AtomicUsize::new(0));
    let _guard = set_default(Warnings(Arc::clone(&warnings)));
    let world = World::with(Options::default(), Some(failing));
    let mut peer = world.join(rooms(&["tables", "chat:a"])).await;
    peer.expect(&["ack 0", "state tables at 0 [] [] 0 -", "state chat:a at 0 [] [] 1 -"]).await;
    assert_eq!(warnings.load(Ordering::Relaxed), 0);
}
