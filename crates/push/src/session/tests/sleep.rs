//! Sessions that sleep while the courier writes to their sockets.

use std::time::Duration;

use futures_util::SinkExt as _;
use tokio::time;
use tokio_tungstenite::tungstenite::Message;

use super::World;
use crate::{Options, query::Join};

/// Until nobody has anything to do.
const A_WHILE: Duration = Duration::from_millis(1);

#[tokio::test(start_paused = true)]
async fn a_hand_that_does_not_fit_at_once_comes_whole_and_before_the_next() {
    // What is told of a hand has nine bytes.
    for pipe in [1, 3, 8] {
        let world = World::new(Options::default());
        let mut peer = world.join_through(Join::default(), pipe).await;
        peer.ack().await;
        for hand in (1..100).step_by(2) {
            time::sleep(A_WHILE).await;
            world.announce_live(1);
            // The pipe is full, and the session waits for it.
            time::sleep(A_WHILE).await;
            world.announce_live(1);
            peer.expect(&[&hand.to_string(), &(hand + 1).to_string()]).await;
        }
        time::sleep(A_WHILE).await;
        assert_eq!(world.log.metrics().commit_to_socket.read().count(), 100, "through {pipe}");
        assert_eq!(world.log.queue_size(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hand_does_not_come_into_the_middle_of_a_pong() {
    let world = World::new(Options::default());
    let mut peer = world.join_through(Join::default(), 8).await;
    peer.ack().await;
    for hand in 1..20 {
        peer.stream.send(Message::Ping(vec![b'p'; 100].into())).await.unwrap();
        // The pong has filled the pipe, and waits to go on.
        time::sleep(A_WHILE).await;
        // The courier is told first, and room in the pipe is made before the session knows.
        world.announce_live(1);
        peer.expect(&[&hand.to_string()]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_cut_off_in_its_sleep_leaves_no_connection() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    peer.ack().await;
    let all = world.log.metrics().roster.all();
    time::sleep(A_WHILE).await;
    assert!(all.iter().all(|seat| seat.berth.is_taken()));
    peer.session.abort();
    time::sleep(A_WHILE).await;
    assert!(!all.iter().any(|seat| seat.berth.is_taken()));
}
