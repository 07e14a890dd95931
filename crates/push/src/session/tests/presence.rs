//! Who is in a room, and what they say there.

use tokio::time::{Duration, Instant};
use uuid::Uuid;
use wire::{Member, Room, ServerMessage};

use super::{
    Peer, World,
    support::{named, rooms},
};
use crate::{Options, query::Join};

/// These join the room one after the other, and have read what they were told of it.
async fn gather(world: &World, names: &[&str]) -> Vec<Peer> {
    let mut peers: Vec<Peer> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let mut peer = world.join(named(name, &["chat:a"])).await;
        let (here, count) = (names[..=index].len(), index + 1);
        assert!(matches!(peer.message().await, ServerMessage::ConnectionAck(_)));
        let ServerMessage::StateSnapshot(snapshot) = peer.message().await else { panic!() };
        assert_eq!((snapshot.members.len(), snapshot.member_count), (here, count as u64));
        peers.push(peer);
        for peer in &mut peers {
            peer.expect(&[&format!("presence joined {name} {count}")]).await;
        }
    }
    peers
}

#[tokio::test(start_paused = true)]
async fn who_comes_and_goes_is_told_together_a_moment_later() {
    let world = World::new(Options::default());
    let mut ann = gather(&world, &["ann"]).await.pop().unwrap();
    let start = Instant::now();
    let mut bob = world.join(named("bob", &["chat:a"])).await;
    let cid = world.join(named("cid", &["chat:a", "tables"])).await;
    ann.expect(&["presence joined bob, joined cid 3"]).await;
    assert_eq!(start.elapsed().as_millis(), 100);
    bob.expect(&["ack 0", "state chat:a at 0 [] [ann bob] 2 -"]).await;
    bob.expect(&["presence joined bob, joined cid 3"]).await;
    // Whoever leaves is gone at once.
    bob.ask(r#"{"type":"leave","room":"chat:a"}"#, &["left chat:a at 0 -"]).await;
    ann.expect(&["presence left bob 2"]).await;
    assert_eq!(start.elapsed().as_millis(), 200);
    bob.expect_nothing().await;
    drop(cid);
}

#[tokio::test(start_paused = true)]
async fn a_break_is_told_when_nobody_came_back_for_a_while() {
    let world = World::new(Options::default());
    let mut peers = gather(&world, &["ann", "bob"]).await;
    let (bob, start) = (peers.pop().unwrap(), Instant::now());
    bob.break_off().await;
    peers[0].expect(&["presence left bob 1"]).await;
    assert_eq!(start.elapsed().as_millis(), 10_100);
}

#[tokio::test(start_paused = true)]
async fn a_break_is_not_told_when_the_session_comes_back_in_time() {
    let world = World::new(Options::default());
    let mut peers = gather(&world, &["ann"]).await;
    for by_message in [false, true] {
        let mut bob = world.join(named("bob", &["chat:a"])).await;
        let token = bob.ack().await.resume_token.unwrap();
        peers[0].expect(&["presence joined bob 2"]).await;
        bob.break_off().await;
        tokio::time::sleep(Duration::from_secs(9)).await;
        let mut bob = if by_message {
            let mut bob = world.join(Join::default()).await;
            let back = format!(r#"{{"type":"reconnect","resume_token":"{token}"}}"#);
            bob.ask(&back, &["ack 0", "reconnected chat:a -"]).await;
            bob
        } else {
            let mut bob = world.join(Join { resume_token: Some(token), ..Join::default() }).await;
            bob.expect(&["ack 0", "reconnected chat:a -"]).await;
            bob
        };
        bob.expect(&["state chat:a at 0 [] [ann bob] 2 -"]).await;
        // Longer than a break may take.
        tokio::time::sleep(Duration::from_secs(2)).await;
        peers[0].expect_nothing().await;
        bob.ask(r#"{"type":"leave","room":"chat:a"}"#, &["left chat:a at 0 -"]).await;
        peers[0].expect(&["presence left bob 1"]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_names_some_members_and_counts_all() {
    let world = World::new(Options::default());
    for _ in 0..120 {
        let client = Uuid::new_v4();
        let member = Member { client_id: client.to_string(), client_name: None, user: None };
        let room = Room::Chat("a".to_owned());
        let _entry = world.hub.lobby.enter(client, member, false, &[room]);
    }
    let mut peer = world.join(rooms(&["chat:a"])).await;
    peer.expect(&["ack 0"]).await;
    let ServerMessage::StateSnapshot(snapshot) = peer.message().await else { panic!() };
    assert_eq!((snapshot.members.len(), snapshot.member_count), (100, 121));
}

#[tokio::test(start_paused = true)]
async fn a_message_reaches_all_members_and_its_sender() {
    let world = World::new(Options::default());
    let mut peers = gather(&world, &["ann", "bob"]).await;
    let mut cid = world.join(named("cid", &["hands"])).await;
    cid.expect(&["ack 0"]).await;
    let say = r#"{"type":"publish","id":1,"room":"chat:a","body":[7],"meta":{"k":null}}"#;
    peers[0].ask(say, &["published 1", "message ann [7]"]).await;
    let ServerMessage::Message(message) = peers[1].message().await else { panic!() };
    assert_eq!(
        (message.room.as_str(), message.from.client_name.as_deref()),
        ("chat:a", Some("ann"))
    );
    assert_eq!(message.meta.map(|meta| meta.to_string()).as_deref(), Some(r#"{"k":null}"#));
    cid.ask(say, &["not_in_room 1"]).await;
    let to_hands = r#"{"type":"publish","id":2,"room":"hands","body":1}"#;
    cid.ask(to_hands, &["bad_room 2"]).await;
    peers[0].expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn without_a_secret_only_who_is_at_this_machine_may_publish() {
    let world = World::new(Options::default());
    let mut away = world.join_from_afar(rooms(&["chat:a"])).await;
    away.expect(&["ack 0", "state chat:a at 0 [] [] 1 -", "presence joined  1"]).await;
    let say = r#"{"type":"publish","id":1,"room":"chat:a","body":1}"#;
    away.ask(say, &["publish_forbidden 1"]).await;
    away.expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn who_does_not_read_misses_messages_and_is_told_how_many() {
    let world = World::new(Options { burst: 1000, ..Options::default() });
    let mut ann = gather(&world, &["ann"]).await.pop().unwrap();
    let mut slow = world.join_through(named("bob", &["chat:a"]), 64).await;
    ann.expect(&["presence joined bob 2"]).await;
    let say = r#"{"type":"publish","room":"chat:a","body":1}"#;
    for _ in 0..300 {
        ann.ask(say, &["published -", "message ann 1"]).await;
    }
    slow.expect(&["ack 0"]).await;
    slow.message().await;
    slow.expect(&["presence joined bob 2"]).await;
    let mut count = 0;
    let notice = loop {
        match slow.message().await {
            ServerMessage::Message(_) => count += 1,
            ServerMessage::Notice(notice) => break notice,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(notice.code, "messages_dropped");
    let words = format!("{} messages", 300 - count);
    assert!(count < 300 && notice.message.starts_with(&words), "{count}: {}", notice.message);
    assert_eq!(world.log.metrics().inbox_dropped.get(), 300 - count);
    ann.ask(say, &["published -", "message ann 1"]).await;
    slow.expect(&["message ann 1"]).await;
}
