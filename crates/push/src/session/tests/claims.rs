//! Claims: each overlay has a table of its own.

use tokio::time::{Duration, Instant, sleep};

use super::{
    Peer, World,
    support::{filtered, rooms},
};
use crate::Options;

const CLAIM: &str = r#"{"type":"claim_table","id":1}"#;
const RELEASE: &str = r#"{"type":"release_table","id":2}"#;

fn claim_back(token: &str) -> String {
    format!(r#"{{"type":"claim_table","id":3,"claim_token":"{token}"}}"#)
}

/// An overlay that has claimed the first of two tables, and the token of its claim.
async fn first_claim(world: &World) -> (Peer, String) {
    world.announce_at(&[0, 1]);
    let mut first = world.join(rooms(&["player:Nobody"])).await;
    first.expect(&["ack 2"]).await;
    first.send(CLAIM).await;
    let token = first.claim_token().await;
    (first, token)
}

#[tokio::test(start_paused = true)]
async fn overlays_get_a_table_each_and_then_wait_in_a_queue() {
    let world = World::new(Options::default());
    world.announce_at(&[1]);
    let mut peers = Vec::new();
    for _ in 0..3 {
        let mut peer = world.join(rooms(&["player:Nobody"])).await;
        peer.expect(&["ack 1"]).await;
        peers.push(peer);
    }
    peers[0].ask(CLAIM, &["claimed 1 at 1 1"]).await;
    peers[1].ask(CLAIM, &["queued 1 1"]).await;
    peers[2].ask(CLAIM, &["queued 2 1"]).await;
    // Who has a table and asks again is told again.
    peers[0].ask(CLAIM, &["claimed 1 at 1 1"]).await;
    // A table that opens goes to the first of the queue.
    world.announce_at(&[0]);
    peers[1].expect(&["claimed 2 at 2 1"]).await;
    // One that is given up goes to the next.
    peers[0].ask(RELEASE, &["released 2"]).await;
    peers[2].expect(&["claimed 1 at 2 1"]).await;
    peers[0].ask(RELEASE, &["no_claim 2"]).await;
    world.close(0);
    peers[1].expect(&["released -"]).await;
    peers[1].ask(CLAIM, &["queued 1 1"]).await;
    for peer in &mut peers {
        peer.expect_nothing().await;
    }
    world.announce_at(&[0]);
    peers[1].expect(&["claimed 3 at 3 1"]).await;
    // Who leaves the queue is passed over.
    peers[0].ask(CLAIM, &["queued 1 1"]).await;
    peers[0].ask(RELEASE, &["released 2"]).await;
    world.announce_at(&[2]);
    peers[0].expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_claim_outlives_its_connection_for_half_a_minute() {
    let world = World::new(Options::default());
    world.announce_at(&[0]);
    let mut first = world.join(rooms(&["player:Nobody"])).await;
    first.ask(CLAIM, &["ack 1", "claimed 1 at 1 1"]).await;
    let mut second = world.join(rooms(&["player:Nobody"])).await;
    second.ask(CLAIM, &["ack 1", "queued 1 1"]).await;
    let start = Instant::now();
    first.break_off().await;
    second.expect(&["beat 1", "claimed 1 at 1 1"]).await;
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_token_takes_a_claim_to_another_connection() {
    let world = World::new(Options::default());
    let (first, token) = first_claim(&world).await;
    first.break_off().await;
    sleep(Duration::from_secs(29)).await;
    let mut second = world.join(rooms(&["player:Nobody"])).await;
    second.ask(&claim_back(&token), &["ack 2", "claimed 1 at 2 3"]).await;
    sleep(Duration::from_secs(29)).await;
    let mut other = world.join(rooms(&["player:Nobody"])).await;
    other.ask(CLAIM, &["ack 2", "claimed 2 at 2 1"]).await;
    // A token of no claim is as good as none.
    let mut third = world.join(rooms(&["player:Nobody"])).await;
    third.ask(&claim_back("none"), &["ack 2", "queued 1 3"]).await;
    second.ask(RELEASE, &["released 2"]).await;
    third.expect(&["claimed 1 at 2 3"]).await;
}

#[tokio::test(start_paused = true)]
async fn an_overlay_whose_claim_is_taken_to_another_connection_is_told() {
    let world = World::new(Options::default());
    let (mut first, token) = first_claim(&world).await;
    let mut second = world.join(rooms(&["player:Nobody"])).await;
    second.ask(CLAIM, &["ack 2", "claimed 2 at 2 1"]).await;
    let mut waiting = world.join(rooms(&["player:Nobody"])).await;
    waiting.ask(CLAIM, &["ack 2", "queued 1 1"]).await;
    // Nobody has two tables: the one that the second had is free for who waits.
    second.ask(&claim_back(&token), &["claimed 1 at 2 3"]).await;
    first.expect(&["released -"]).await;
    waiting.expect(&["claimed 2 at 2 1"]).await;
    second.ask(RELEASE, &["released 2"]).await;
    second.ask(RELEASE, &["no_claim 2"]).await;
}

#[tokio::test(start_paused = true)]
async fn who_watches_with_a_delay_is_told_of_a_table_when_he_sees_it() {
    let world = World::new(Options::default());
    let mut peer = world.join(filtered(r#"{"delay_seconds":20}"#, &["hands"])).await;
    peer.expect(&["ack 0"]).await;
    world.announce_at(&[0]);
    let start = Instant::now();
    peer.ask(CLAIM, &["1", "claimed 1 at 1 1"]).await;
    assert_eq!(start.elapsed().as_secs(), 20);
}
