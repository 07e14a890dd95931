//! Sessions over a pipe in memory, with paused time.

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use store::{Epoch, Origin};
use tokio::{io::duplex, time};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, protocol::Role},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use wire::{Filter, ServerMessage};

use super::{Caller, Session};
use crate::{
    Options,
    close::{CloseCode, Ending},
    query::Join,
};

mod peer;
mod pipe;
mod support;

mod auth;
mod claims;
mod delay;
mod errors;
mod expiry;
mod filters;
mod model;
mod presence;
mod resume;
mod rooms;
mod sleep;
mod snapshots;
mod stats;
mod throng;
mod trickle;
mod vitals;

use peer::{Got, Peer};
use support::{QUEUE, World, since};

fn full() -> Filter {
    Filter::decode(r#"{"detail":"full"}"#).unwrap()
}

#[tokio::test(start_paused = true)]
async fn the_ack_comes_first_and_live_entries_follow_in_order() {
    let world = World::new(Options::default());
    world.announce_live(2);
    let mut peer = world.join(Join::default()).await;
    let Got::Other(message) = peer.next().await else { panic!() };
    let ServerMessage::ConnectionAck(ack) = *message else { panic!() };
    assert_eq!((ack.seq, ack.epoch.as_str(), ack.protocol), (2, "ours", 1));
    assert_eq!(ack.rooms, ["hands"]);
    world.announce_live(1);
    world.announce_live(2);
    peer.expect(&["3", "4", "5"]).await;
    assert_eq!(world.log.queue_size(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_since_backfill_moves_only_the_cursor() {
    let world = World::new(Options::default());
    let mut plain = world.join(Join::default()).await;
    let mut both = world.join(Join { backfill: true, filter: full(), ..Join::default() }).await;
    plain.expect(&["ack 0"]).await;
    both.expect(&["ack 0"]).await;
    world.announce(&[Origin::Backfill, Origin::Live, Origin::Backfill]);
    plain.expect(&["2", "beat 3"]).await;
    both.expect(&["1f", "2f", "3f", "beat 3"]).await;
}

#[tokio::test(start_paused = true)]
async fn since_replays_up_to_the_top_of_the_ack_and_goes_on_live_with_both_origins() {
    let world = World::new(Options::default());
    world.announce(&[Origin::Backfill; 3]);
    let mut peer = world.join(since(1)).await;
    peer.expect(&["ack 3", "2r", "3r", "complete 1-3 2 -"]).await;
    world.announce(&[Origin::Live, Origin::Backfill]);
    peer.expect(&["4", "5"]).await;
    let mut none_missing = world.join(since(5)).await;
    none_missing.expect(&["ack 5", "complete 5-5 0 -"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_long_replay_reads_page_by_page_and_loses_nothing_announced_meanwhile() {
    let world = World::new(Options::default());
    world.announce_live(150);
    // A pipe that holds less than a batch: the replay cannot be through before we look.
    let mut peer = world.join_through(since(0), 256).await;
    peer.expect(&["ack 150"]).await;
    world.announce_live(30);
    let replayed: Vec<String> = (1..=150).map(|seq| format!("{seq}r")).collect();
    let live: Vec<String> = (151..=180).map(|seq| seq.to_string()).collect();
    peer.expect(&replayed.iter().map(String::as_str).collect::<Vec<_>>()).await;
    peer.expect(&["complete 0-150 150 -"]).await;
    peer.expect(&live.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test(start_paused = true)]
async fn a_position_of_another_log_or_above_the_top_starts_at_the_top() {
    let world = World::new(Options::default());
    world.announce_live(2);
    let theirs = Some(Epoch("theirs".to_owned()));
    let mut other = world.join(Join { epoch: theirs, ..since(1) }).await;
    other.expect(&["ack 2", "other_epoch 1-2 0 -"]).await;
    let mut ahead = world.join(since(9)).await;
    ahead.expect(&["ack 2", "ahead 9-2 0 -"]).await;
    world.announce(&[Origin::Backfill]);
    other.expect(&["3"]).await;
    ahead.expect(&["3"]).await;
}

#[tokio::test(start_paused = true)]
async fn whoever_falls_behind_the_memory_is_read_from_the_store() {
    let world = World::new(Options::default());
    let mut peer = world.join_through(Join::default(), 256).await;
    peer.expect(&["ack 0"]).await;
    world.announce_live(QUEUE * 30);
    let all: Vec<String> = (1..=QUEUE * 30).map(|seq| seq.to_string()).collect();
    peer.expect(&all.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test(start_paused = true)]
async fn a_resync_replays_before_live_entries_go_on() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    peer.expect(&["ack 0"]).await;
    world.announce(&[Origin::Live, Origin::Backfill]);
    peer.expect(&["1"]).await;
    peer.send(r#"{"type":"resync","id":"again","epoch":"ours","last_seq":0}"#).await;
    peer.expect(&["1r", "2r", "complete 0-2 2 again"]).await;
    peer.send(r#"{"type":"resync","id":2,"last_seq":3}"#).await;
    peer.send(r#"{"type":"resync","id":3,"last_seq":0,"epoch":"theirs"}"#).await;
    peer.expect(&["ahead 3-2 0 2", "other_epoch 0-2 0 3"]).await;
    world.announce_live(1);
    peer.expect(&["3"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_second_resync_waits_for_the_first() {
    let world = World::new(Options::default());
    world.announce_live(200);
    let mut peer = world.join_through(Join::default(), 256).await;
    peer.send(r#"{"type":"resync","id":1,"last_seq":190}"#).await;
    peer.send(r#"{"type":"resync","id":2,"last_seq":190}"#).await;
    peer.expect(&["ack 200", "resync_running 2"]).await;
    peer.expect(&["191r", "192r"]).await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_understood_gets_an_error_and_the_connection_stays() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    peer.send("hello").await;
    peer.send(r#"{"type":"dance","id":7}"#).await;
    peer.send(r#"{"type":"resync","id":8}"#).await;
    peer.send(r#"{"type":"ping","id":9}"#).await;
    peer.expect(&["ack 0", "bad_message -", "unknown_type 7", "bad_message 8", "pong 9"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_comes_each_interval_and_tells_the_cursor() {
    let world = World::new(Options::default());
    let start = time::Instant::now();
    let mut peer = world.join(Join::default()).await;
    peer.expect(&["ack 0", "beat 0"]).await;
    world.announce_live(1);
    peer.expect(&["1", "beat 1", "beat 1", "beat 1"]).await;
    assert_eq!(start.elapsed().as_secs(), 120);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_answers_nothing_for_two_intervals_is_closed() {
    let world = World::new(Options::default());
    let peer = world.join(Join::default()).await;
    // Not read, so that the library on this side answers no ping.
    let start = time::Instant::now();
    let (stream, ending) = (peer.stream, peer.session.await.unwrap());
    assert_eq!(ending, Ending::Closed(CloseCode::HeartbeatLost));
    assert_eq!(start.elapsed().as_secs(), 62, "two intervals and the time for a goodbye");
    drop(stream);
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_takes_nothing_is_closed_as_slow() {
    let world = World::new(Options::default());
    let peer = world.join_through(Join::default(), 64).await;
    let start = time::Instant::now();
    let ending = peer.session.await.unwrap();
    assert_eq!(ending, Ending::Closed(CloseCode::SlowConsumer));
    assert_eq!(start.elapsed().as_secs(), 12);
}

#[tokio::test(start_paused = true)]
async fn who_sends_too_much_or_the_wrong_thing_is_closed_with_the_code_for_it() {
    let world = World::new(Options::default());
    let ping = || Message::text(r#"{"type":"ping"}"#);
    let many = (0..101).map(|_| ping()).collect();
    for (messages, code, ending) in [
        (many, 4004, CloseCode::RateLimit),
        (vec![Message::text("x".repeat(16_385))], 4504, CloseCode::MessageTooLarge),
        (vec![Message::binary(b"x".to_vec())], 4505, CloseCode::ProtocolError),
    ] {
        let mut peer = world.join(Join::default()).await;
        for message in messages {
            peer.stream.send(message).await.unwrap();
        }
        assert_eq!(peer.end().await, (code, Ending::Closed(ending)));
    }
    let mut peer = world.join(Join::default()).await;
    peer.send(&" ".repeat(16_384)).await;
    peer.expect(&["ack 0", "bad_message -"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_shutdown_sends_what_is_announced_and_closes() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    peer.expect(&["ack 0"]).await;
    world.announce_live(3);
    world.shutdown.cancel();
    peer.expect(&["1", "2", "3"]).await;
    let (code, ending) = peer.end().await;
    assert_eq!(code, 1001);
    assert!(matches!(ending, Ending::Closed(CloseCode::GoingAway(500..=2500))), "{ending:?}");
}

#[tokio::test(start_paused = true)]
async fn one_connection_too_many_hears_why() {
    let world = World::new(Options::default());
    let (ours, theirs) = duplex(1024);
    let (client, address) = (Uuid::new_v4(), Ipv4Addr::LOCALHOST.into());
    let caller = Caller { client, address, join: Join::default() };
    let (hub, cut_off) = (Arc::clone(&world.hub), CancellationToken::new());
    let session = Session::new(caller, (ours, None), &[], hub, cut_off).await;
    let session = tokio::spawn(session.refuse(CloseCode::TooManyConnections, "too_many"));
    let stream = WebSocketStream::from_raw_socket(theirs, Role::Client, None).await;
    let mut peer = Peer { stream, session };
    peer.expect(&["too_many -"]).await;
    assert_eq!(peer.end().await, (4005, Ending::Closed(CloseCode::TooManyConnections)));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_leaves_ends_its_session() {
    let world = World::new(Options::default());
    let mut polite = world.join(Join::default()).await;
    polite.stream.close(None).await.unwrap();
    while polite.stream.next().await.is_some() {}
    assert_eq!(polite.session.await.unwrap(), Ending::Gone);
    let broken = world.join(Join::default()).await;
    drop(broken.stream);
    assert_eq!(broken.session.await.unwrap(), Ending::Gone);
}

#[tokio::test(start_paused = true)]
async fn trouble_with_the_store_ends_only_the_session_that_reads_it() {
    let world = World::new(Options::default());
    world.announce_live(1);
    let mut fed_from_memory = world.join(Join::default()).await;
    world.entries.lock().unwrap().clear();
    let reading = world.join(since(0)).await;
    assert_eq!(reading.end().await, (1011, Ending::Closed(CloseCode::Trouble)));
    world.announce_live(1);
    fed_from_memory.expect(&["ack 1", "2"]).await;
}

#[tokio::test(start_paused = true)]
async fn the_queue_is_as_long_as_the_way_of_the_slowest_fed_from_memory() {
    let options = Options { write_timeout: Duration::from_secs(3600), ..Options::default() };
    let world = World::new(options);
    let mut slow = world.join_through(Join::default(), 512).await;
    slow.expect(&["ack 0"]).await;
    assert_eq!(world.log.queue_size(), 0);
    world.announce_live(QUEUE);
    assert_eq!(world.log.queue_size(), QUEUE as u64);
    slow.expect(&["1", "2", "3", "4", "5", "6", "7", "8", "beat 8"]).await;
    assert_eq!(world.log.queue_size(), 0);
    drop(slow.stream);
    slow.session.await.unwrap();
    assert_eq!(world.log.queue_size(), 0);
}
