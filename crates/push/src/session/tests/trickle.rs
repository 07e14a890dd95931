//! Peers that take a little now and then, for hours.

use std::time::Duration;

use tokio::{io::AsyncReadExt as _, time};

use super::{World, peer::Peer, support::token};
use crate::{
    Options,
    close::{CloseCode, Ending},
    query::Join,
};

/// Reads so many bytes at a time with pauses, until the session ends, an hour at most; returns
/// how long that took.
async fn trickle(peer: &mut Peer, bytes: usize, pause: Duration) -> Duration {
    let began = time::Instant::now();
    let (io, mut taken) = (peer.stream.get_mut(), vec![0; bytes]);
    while !peer.session.is_finished() && began.elapsed() < Duration::from_secs(3600) {
        time::sleep(pause).await;
        let _nothing_yet = time::timeout(Duration::from_millis(1), io.read(&mut taken)).await;
    }
    began.elapsed()
}

/// A client that has sixty hands before it and a pipe for one.
async fn behind(world: &World, join: Join) -> (Peer, wire::ConnectionAck) {
    let mut peer = world.join_through(join, 64).await;
    let ack = peer.ack().await;
    world.announce_live(60);
    time::sleep(Duration::from_millis(5)).await;
    (peer, ack)
}

#[tokio::test(start_paused = true)]
async fn an_expelled_session_ends_while_its_peer_trickles() {
    let world = World::new(Options::default());
    let (mut peer, ack) = behind(&world, Join::default()).await;
    assert!(world.log.metrics().roster.expel(ack.client_id.parse().unwrap()));
    let took = trickle(&mut peer, 1, Duration::from_secs(9)).await;
    assert!(took < Duration::from_secs(30), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn an_expelled_session_that_is_stuck_leaves_nothing_to_come_back_to() {
    let world = World::new(Options::default());
    let (peer, ack) = behind(&world, Join::default()).await;
    assert!(world.log.metrics().roster.expel(ack.client_id.parse().unwrap()));
    assert_eq!(peer.session.await.unwrap(), Ending::Closed(CloseCode::Expelled));
    let token = Join { resume_token: ack.resume_token, ..Join::default() };
    assert_ne!(world.join(token).await.ack().await.client_id, ack.client_id);
}

#[tokio::test(start_paused = true)]
async fn a_token_ends_while_its_peer_trickles() {
    let world = World::guarded();
    let join = Join { token: Some(token("ann", &["hands"], 60)), ..Join::default() };
    let (mut peer, _) = behind(&world, join).await;
    let took = trickle(&mut peer, 1, Duration::from_secs(9)).await;
    assert!(took < Duration::from_secs(90), "{took:?}");
    assert_eq!(peer.session.await.unwrap(), Ending::Closed(CloseCode::TokenExpired));
}

#[tokio::test(start_paused = true)]
async fn who_reads_slowly_all_the_time_stays() {
    let world = World::new(Options::default());
    let mut peer = world.join_through(Join::default(), 16).await;
    peer.ack().await;
    world.announce_live(400);
    let reading = trickle(&mut peer, 8, Duration::from_secs(1));
    assert!(time::timeout(Duration::from_secs(600), reading).await.is_err());
    assert!(!peer.session.is_finished());
}

#[tokio::test(start_paused = true)]
async fn who_has_just_come_does_not_lag() {
    let world = World::new(Options::default());
    world.announce_live(1000);
    // The pipe does not even take the greeting.
    let _peer = world.join_through(Join::default(), 16).await;
    time::sleep(Duration::from_millis(5)).await;
    let all = world.log.metrics().roster.attendance(world.log.top());
    assert_eq!((all.taking_part, all.lag), (1, 0));
}
