//! Filters: setting and clearing them, the forms of hands, and delays.

use tokio::time;

use super::{
    World, since,
    support::{filtered, rooms, table_rooms},
};
use crate::{Options, query::Join};

fn subscribe(filter: &str) -> String {
    format!(r#"{{"type":"subscribe","id":1,"filter":{filter}}}"#)
}

#[tokio::test(start_paused = true)]
async fn a_filter_takes_the_place_of_the_one_before() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    let one = format!(r#"{{"tables":["{}"]}}"#, table_rooms()[0]);
    peer.ask(&subscribe(&one), &["ack 0", "subscribed at 0 1"]).await;
    world.announce_at(&[0, 1]);
    peer.expect(&["1", "beat 2"]).await;
    // A bad one changes nothing.
    peer.ask(&subscribe(r#"{"kinds":["chess"]}"#), &["bad_filter 1"]).await;
    peer.ask(&subscribe(r#"{"tabels":["Nice"]}"#), &["bad_filter 1"]).await;
    world.announce_at(&[1, 0]);
    peer.expect(&["4"]).await;
    peer.ask(&subscribe(r#"{"detail":"full"}"#), &["subscribed at 4 1"]).await;
    world.announce_at(&[1]);
    peer.expect(&["5f"]).await;
    peer.ask(&subscribe("{}"), &["subscribed at 5 1"]).await;
    world.announce_at(&[1]);
    peer.expect(&["6"]).await;
}

#[tokio::test(start_paused = true)]
async fn the_filter_is_that_of_the_client_and_is_told_back() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    peer.expect(&["ack 0"]).await;
    peer.send(&subscribe(r#"{"hero_only":true,"delay_seconds":0,"min_pot_bb":2.5}"#)).await;
    let wire::ServerMessage::Subscribed(subscribed) = peer.message().await else { panic!() };
    assert_eq!(wire::encode(&subscribed.filter), r#"{"hero_only":true,"min_pot_bb":2.5}"#);
}

#[tokio::test(start_paused = true)]
async fn hands_come_in_the_form_that_the_filter_asks_for() {
    let world = World::new(Options::default());
    world.announce_live(1);
    for (filter, mark) in [
        ("{}", ""),
        (r#"{"detail":"full"}"#, "f"),
        (r#"{"hide_hole_cards":true}"#, "h"),
        (r#"{"hide_hole_cards":true,"detail":"full"}"#, "fh"),
    ] {
        let join = Join { since: since(0).since, ..filtered(filter, &["hands"]) };
        let mut peer = world.join(join).await;
        let top = world.log.top().0;
        peer.expect(&[&format!("ack {top}")]).await;
        for seq in 1..=top {
            peer.expect(&[&format!("{seq}r{mark}")]).await;
        }
        peer.expect(&[&format!("complete 0-{top} {top} -")]).await;
        world.announce_live(1);
        peer.expect(&[&format!("{}{mark}", top + 1)]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn everything_about_hands_is_so_late_as_the_filter_says() {
    let world = World::new(Options::default());
    world.announce_at(&[0]);
    let join = filtered(r#"{"delay_seconds":20}"#, &["hands", "tables"]);
    let mut peer = world.join(join).await;
    // What was announced a moment ago is still to come.
    let start = time::Instant::now();
    peer.expect(&["ack 0", "state tables at 0 [] [] 0 -"]).await;
    peer.expect(&["1", "update 1"]).await;
    assert_eq!(start.elapsed().as_secs(), 20);
    world.announce_at(&[0]);
    let ask = r#"{"type":"state_request","id":1,"room":"tables"}"#;
    peer.ask(ask, &["state tables at 1 [1] [] 0 1"]).await;
    peer.expect(&["beat 1", "2", "update 2"]).await;
    assert_eq!(start.elapsed().as_secs(), 40);
}

#[tokio::test(start_paused = true)]
async fn a_delay_holds_for_replays_too() {
    let world = World::new(Options::default());
    world.announce_at(&[0, 0]);
    time::sleep(time::Duration::from_secs(100)).await;
    world.announce_at(&[0]);
    let delayed = || filtered(r#"{"delay_seconds":20}"#, &["hands"]);
    let mut peer = world.join(Join { since: since(0).since, ..delayed() }).await;
    peer.expect(&["ack 2", "1r", "2r", "complete 0-2 2 -"]).await;
    peer.ask(r#"{"type":"resync","last_seq":1}"#, &["2r", "complete 1-2 1 -"]).await;
    peer.ask(r#"{"type":"resync","last_seq":3}"#, &["ahead 3-2 0 -"]).await;
    peer.expect(&["3"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_was_set_just_now_holds_for_what_a_session_asks_for() {
    let world = World::new(Options::default());
    let mut peer = world.join(rooms(&["player:Nobody"])).await;
    peer.expect(&["ack 0"]).await;
    world.announce_at(&[0]);
    peer.expect(&["beat 1"]).await;
    world.announce_at(&[0]);
    peer.expect(&["beat 2"]).await;
    // The second entry is half a minute old, and was not for this session until now.
    peer.ask(&subscribe(r#"{"delay_seconds":40}"#), &["subscribed at 2 1"]).await;
    let join = r#"{"type":"join","room":"hands","last":9}"#;
    peer.ask(join, &["joined hands at 2 -", "1r"]).await;
    let start = time::Instant::now();
    let resync = r#"{"type":"resync","room":"hands","last_seq":0}"#;
    peer.ask(resync, &["1r", "2r", "complete 0-2 2 -"]).await;
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_is_set_during_a_replay_holds_for_its_rest() {
    let world = World::new(Options::default());
    world.announce_live(150);
    time::sleep(time::Duration::from_secs(100)).await;
    world.announce_live(100);
    let start = time::Instant::now();
    let mut peer = world.join_through(since(0), 256).await;
    peer.expect(&["ack 250"]).await;
    peer.send(&subscribe(r#"{"delay_seconds":20}"#)).await;
    let mut replayed = Vec::new();
    for _ in 0..252 {
        let message = super::peer::short(peer.next().await);
        if message == "151r" {
            assert!(20 <= start.elapsed().as_secs(), "{:?}", start.elapsed());
        }
        replayed.push(message);
    }
    assert!(replayed.contains(&"complete 0-250 250 -".to_owned()), "{replayed:?}");
}
