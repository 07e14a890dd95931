//! Hands that come while a session has something else to do.

use std::{sync::Arc, thread, time::Duration};

use tokio::{task::JoinSet, time};
use wire::ServerMessage;

use super::{World, support::rooms};
use crate::{Options, query::Join};

/// Far longer than anything here takes: it only turns a hanging test into a failing one.
const PATIENCE: Duration = Duration::from_secs(30);

/// Each round has a last hand after which nothing rings: who sleeps through that is found out.
const ROUNDS: u64 = 100;

/// Hands of a round, each announced when so many sessions are on.
const WITH: [usize; 4] = [1, 10, 20, 20];

/// Sessions of a round. Some leave after each of its hands.
const SESSIONS: u64 = 80;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_session_has_each_hand_however_others_come_and_go() {
    let world = Arc::new(World::new(Options::default()));
    for round in 0..ROUNDS {
        let first = round * WITH.len() as u64 + 1;
        let mut peers = JoinSet::new();
        for number in 0..SESSIONS {
            // Most of them stay for all hands.
            let last = first + (number % 8).min(WITH.len() as u64 - 1);
            peers.spawn(stay_until(last, Arc::clone(&world)));
        }
        let announcing = {
            let world = Arc::clone(&world);
            thread::spawn(move || {
                for count in WITH {
                    while world.log.metrics().roster.count() < count {
                        thread::yield_now();
                    }
                    world.announce_live(1);
                }
            })
        };
        let all = time::timeout(PATIENCE, peers.join_all()).await;
        assert!(all.is_ok(), "round {round}: a session sleeps though there is a hand for it");
        announcing.join().unwrap();
    }
    let attendance = world.log.metrics().roster.attendance(world.log.top());
    assert_eq!((attendance.taking_part, attendance.pending), (0, 0));
}

/// A client that leaves when it has this hand.
async fn stay_until(last: u64, world: Arc<World>) {
    let mut peer = world.join(Join::default()).await;
    let seen = peer.ack().await.seq;
    for hand in seen + 1..=last {
        peer.expect(&[&hand.to_string()]).await;
    }
    peer.break_off().await;
}

#[tokio::test(start_paused = true)]
async fn a_hand_that_comes_while_a_room_is_replayed_waits_for_the_end_of_that() {
    let world = World::new(Options::default());
    world.announce_live(1);
    let room = world.entries.lock().unwrap().last().unwrap().table();
    // More than is looked at in one turn.
    world.announce_again(600);
    world.announce_live(1);
    // What the first turn sends does not fit into the pipe, so that it is still under way.
    let mut peer = world.join_through(rooms(&["hands", &room]), 64).await;
    peer.ack().await;
    let ServerMessage::StateSnapshot(_) = peer.message().await else { panic!() };
    peer.send(&format!(r#"{{"type":"resync","room":"{room}","last_seq":0}}"#)).await;
    peer.expect(&["1r"]).await;
    world.announce_live(1);
    for seq in 2..=601 {
        peer.expect(&[&format!("{seq}r")]).await;
    }
    peer.expect(&["complete 0-602 601 -", "603"]).await;
}
