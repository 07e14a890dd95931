//! Who is let in where a secret is set, and into which rooms.

use store::Origin;
use tokio::time::{Duration, Instant, sleep};

use super::{
    World, since,
    support::{expired, rooms, token},
};
use crate::{
    Options,
    close::{CloseCode, Ending},
    query::Join,
};

/// It names no algorithm that is taken, and has no signature.
const UNSIGNED: &str =
    "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhbm5hIiwiZXhwIjo0MDAwMDAwMDAwfQ.";

/// It is signed well, and holds from the year 2093 on.
const NOT_YET: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJzdWIiOiJhbm5hIiwiZXhwIjo0MDAwMDAwMDAwLCJuYmYiOjM5MDAwMDAwMDB9.\
    KofdqfZymn4GDqFzqRa9TEmUkbCWCR8kg41uoUQJu5o";

fn auth(token: &str) -> String {
    format!(r#"{{"type":"auth","id":1,"token":"{token}"}}"#)
}

fn with(token: &str, join: Join) -> Join {
    Join { token: Some(token.to_owned()), ..join }
}

#[tokio::test(start_paused = true)]
async fn without_a_token_nothing_but_errors_follows_the_ack_until_the_time_is_over() {
    let world = World::guarded();
    world.announce_live(1);
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    let start = Instant::now();
    let ack = peer.ack().await;
    assert_eq!((ack.authenticated, ack.user, ack.rooms.len(), ack.seq), (false, None, 0, 1));
    world.announce_live(1);
    peer.ask(r#"{"type":"ping","id":1}"#, &["not_authenticated 1"]).await;
    peer.ask(r#"{"type":"join","id":2,"room":"hands"}"#, &["not_authenticated 2"]).await;
    peer.ask(r#"{"type":"reconnect","id":3,"resume_token":"x"}"#, &["not_authenticated 3"]).await;
    peer.ask("nonsense", &["bad_message -"]).await;
    peer.expect(&["auth_timeout -"]).await;
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(peer.end().await, (4502, Ending::Closed(CloseCode::AuthenticationTooLate)));
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_not_good_ends_the_connection() {
    let world = World::guarded();
    let good = token("ann", &[], 60);
    let changed = format!("{}AAAA", &good[..good.len() - 4]);
    let expired = expired();
    for bad in [changed.as_str(), &expired, "nonsense", UNSIGNED, NOT_YET, ""] {
        let mut peer = world.join(Join::default()).await;
        peer.ask(&auth(bad), &["ack 0", "auth_failed 1"]).await;
        let ending = (4501, Ending::Closed(CloseCode::AuthenticationFailed));
        assert_eq!(peer.end().await, ending, "{bad}");
        let mut peer = world.join(with(bad, Join::default())).await;
        let ack = peer.ack().await;
        assert!(!ack.authenticated && ack.rooms.is_empty());
        peer.expect(&["auth_failed -"]).await;
        assert_eq!(peer.end().await, ending, "{bad}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_good_token_lets_in_at_once_and_is_named() {
    let world = World::guarded();
    let mut peer = world.join(with(&token("ann", &[], 60), rooms(&["tables"]))).await;
    let ack = peer.ack().await;
    assert_eq!((ack.authenticated, ack.user.as_deref()), (true, Some("ann")));
    assert_eq!(ack.rooms, ["tables"]);
    peer.expect(&["state tables at 0 [] [] 0 -"]).await;
}

#[tokio::test(start_paused = true)]
async fn what_comes_between_the_ack_and_the_token_is_not_lost() {
    let world = World::guarded();
    world.announce_live(1);
    // As much as is in memory, and more than that.
    for count in [3, 30] {
        let mut peer = world.join(rooms(&["hands", "tables"])).await;
        let top = peer.ack().await.seq;
        world.announce_live(count);
        world.announce(&[Origin::Backfill]);
        let now = top + count as u64 + 1;
        peer.ask(&auth(&token("ann", &[], 60)), &["auth ann 1"]).await;
        let mut hands = Vec::new();
        let mut states = 0;
        while hands.len() < count || states == 0 {
            match super::peer::short(peer.next().await) {
                // What a table was like before is told no more once newer is known.
                message if message.starts_with("state tables at") => states += 1,
                message if message.starts_with("update") => {}
                message => hands.push(message),
            }
        }
        let due: Vec<String> = (top + 1..now).map(|seq| seq.to_string()).collect();
        assert_eq!(hands, due);
        world.announce_live(1);
        peer.expect(&[&format!("{}", now + 1), &format!("update {}", now + 1)]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_position_waits_for_the_token_and_its_replay_ends_where_the_ack_said() {
    let world = World::guarded();
    world.announce(&[Origin::Live, Origin::Backfill]);
    let mut peer = world.join(since(1)).await;
    peer.expect(&["ack 2"]).await;
    world.announce_live(1);
    peer.expect_unauthenticated().await;
    let replay = ["auth ann 1", "2r", "complete 1-2 1 -", "3"];
    peer.ask(&auth(&token("ann", &[], 60)), &replay).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_lets_into_the_rooms_of_its_patterns_alone() {
    let world = World::guarded();
    world.announce_at(&[0]);
    let few = token("ann", &["chat:*", "tables"], 60);
    let mut none = world.join(with(&few, Join::default())).await;
    assert_eq!(none.ack().await.rooms, [""; 0]);
    world.announce_at(&[0]);
    none.expect_nothing().await;
    none.ask(
        r#"{"type":"join","id":2,"rooms":["hands","chat:a","player:A"]}"#,
        &[
            "room_forbidden 2",
            "joined chat:a at 2 2",
            "room_forbidden 2",
            "state chat:a at 2 [] [] 1 -",
        ],
    )
    .await;
    let chat = token("ann", &["chat:*"], 60);
    let mut chatting = world.join(with(&chat, Join::default())).await;
    chatting.ask(r#"{"type":"claim_table","id":3}"#, &["ack 2", "room_forbidden 3"]).await;
    let mut some = world.join(with(&few, rooms(&["hands", "tables", "player:A"]))).await;
    assert_eq!(some.ack().await.rooms, ["tables"]);
    some.expect(&["room_forbidden -", "room_forbidden -"]).await;
    some.expect(&["state tables at 2 [2] [] 0 -"]).await;
    let mut later = world.join(rooms(&["hands", "tables"])).await;
    later.ask(&auth(&few), &["ack 2", "auth ann 1", "room_forbidden -"]).await;
    later.expect(&["state tables at 2 [2] [] 0 -"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_token_without_the_right_to_publish_may_listen() {
    let world = World::guarded();
    let mut peer = world.join(with(&token("ann", &[], 60), rooms(&["chat:a"]))).await;
    peer.expect(&["ack 0", "state chat:a at 0 [] [] 1 -", "presence joined  1"]).await;
    let say = r#"{"type":"publish","id":1,"room":"chat:a","body":1}"#;
    peer.send(say).await;
    peer.expect(&["published 1"]).await;
    let wire::ServerMessage::Message(message) = peer.message().await else { panic!() };
    assert_eq!(message.from.user.as_deref(), Some("ann"));
    let listener = super::support::listener("ann", 60);
    peer.ask(&auth(&listener), &["auth ann 1"]).await;
    peer.ask(say, &["publish_forbidden 1"]).await;
}

#[tokio::test(start_paused = true)]
async fn without_a_secret_no_token_is_taken_or_needed() {
    let world = World::new(Options::default());
    let mut peer = world.join(with("nonsense", Join::default())).await;
    assert!(!peer.ack().await.authenticated);
    peer.ask(&auth("nonsense"), &["auth_not_needed 1"]).await;
    world.announce_live(1);
    peer.expect(&["1"]).await;
    sleep(Duration::from_secs(20)).await;
    peer.expect_nothing().await;
}
