//! Tokens that expire, and their renewal.

use tokio::time::Instant;

use super::{
    World,
    support::{rooms, token},
};
use crate::{
    close::{CloseCode, Ending},
    query::Join,
};

fn auth(token: &str) -> String {
    format!(r#"{{"type":"auth","id":1,"token":"{token}"}}"#)
}

fn with(token: String, names: &[&str]) -> Join {
    Join { token: Some(token), ..rooms(names) }
}

/// About so many seconds have passed: a token counts in whole ones, and a goodbye takes two.
#[track_caller]
fn check(start: Instant, seconds: u64) {
    let elapsed = start.elapsed().as_secs();
    assert!((seconds - 2..=seconds + 2).contains(&elapsed), "{elapsed} for {seconds}");
}

#[tokio::test(start_paused = true)]
async fn a_session_is_told_before_its_token_expires_and_closed_then() {
    let world = World::guarded();
    let mut peer = world.join(with(token("ann", &[], 50), &["hands"])).await;
    let start = Instant::now();
    peer.expect(&["ack 0", "notice token_expiring"]).await;
    check(start, 25);
    peer.expect(&["beat 0"]).await;
    assert_eq!(peer.end().await, (4003, Ending::Closed(CloseCode::TokenExpired)));
    check(start, 50);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_soon_is_told_of_at_once() {
    let world = World::guarded();
    let mut peer = world.join(with(token("ann", &[], 10), &["hands"])).await;
    let start = Instant::now();
    peer.expect(&["ack 0", "notice token_expiring"]).await;
    assert_eq!(start.elapsed().as_secs(), 0);
    assert_eq!(peer.end().await, (4003, Ending::Closed(CloseCode::TokenExpired)));
    check(start, 10);
}

#[tokio::test(start_paused = true)]
async fn a_new_token_keeps_the_session() {
    let world = World::guarded();
    let mut peer = world.join(with(token("ann", &[], 40), &["hands"])).await;
    let start = Instant::now();
    peer.expect(&["ack 0", "notice token_expiring"]).await;
    // One that is not good leaves the old one in force.
    peer.ask(&auth("nonsense"), &["auth_failed 1"]).await;
    peer.send(&auth(&token("ann", &[], 1000))).await;
    let wire::ServerMessage::AuthOk(ok) = peer.message().await else { panic!() };
    assert_eq!((ok.user.as_str(), ok.rooms.join(" ")), ("ann", "hands".to_owned()));
    assert!(ok.expires_at.is_some());
    peer.expect(&["beat 0", "beat 0"]).await;
    assert_eq!(start.elapsed().as_secs(), 60);
    world.announce_live(1);
    peer.expect(&["1"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_new_token_with_fewer_rooms_takes_the_others_away() {
    let world = World::guarded();
    let mut bob = world.join(with(token("bob", &[], 999), &["chat:a"])).await;
    bob.expect(&["ack 0", "state chat:a at 0 [] [] 1 -", "presence joined  1"]).await;
    let mut peer = world.join(with(token("ann", &[], 999), &["hands", "chat:a", "tables"])).await;
    peer.expect(&["ack 0"]).await;
    let wire::ServerMessage::StateSnapshot(_) = peer.message().await else { panic!() };
    peer.expect(&["state tables at 0 [] [] 0 -", "presence joined  2"]).await;
    bob.expect(&["presence joined  2"]).await;
    let few = token("ann", &["tables"], 999);
    peer.ask(&auth(&few), &["left hands at 0 -", "left chat:a at 0 -", "auth ann 1"]).await;
    bob.expect(&["presence left  1"]).await;
    let say = r#"{"type":"publish","room":"chat:a","body":1}"#;
    bob.ask(say, &["published -", "message  1"]).await;
    world.announce_at(&[0]);
    peer.expect(&["update 1"]).await;
    peer.ask(r#"{"type":"join","id":3,"room":"hands"}"#, &["room_forbidden 3"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_replay_of_a_room_ends_with_the_right_to_be_there() {
    let world = World::guarded();
    world.announce_live(1);
    world.announce_again(1200);
    let all = with(token("ann", &[], 999), &["hands"]);
    let mut peer = world.join_through(all, 256).await;
    peer.expect(&["ack 1201"]).await;
    peer.send(r#"{"type":"resync","room":"hands","last_seq":0}"#).await;
    peer.send(&auth(&token("ann", &["tables"], 999))).await;
    let mut count = 0;
    while super::peer::short(peer.next().await) != "auth ann 1" {
        count += 1;
    }
    assert!(count < 1100, "{count}");
    // What was read before that is still counted.
    let wire::ServerMessage::ResyncComplete(done) = peer.message().await else { panic!() };
    assert_eq!((done.to_seq, done.count), (1201, count - 1));
}
