//! Statistics: who gets them, and that they are asked for exactly while somebody wants them.

use tokio::time::{self, Duration};
use uuid::Uuid;

use super::{
    Peer, QUEUE, World, since,
    support::{filtered, rooms, table_rooms, tables_at, token},
};
use crate::{Options, demand::MOST_REQUESTS, query::Join};

const VPIP: &str = r#"{"stats":["vpip"]}"#;
const SESSION: &str = r#"{"stats":["vpip"],"stats_scope":{"since":"session"}}"#;
const ALL: &str = r#"{"stats":"all"}"#;
const NONE: [&str; 0] = [];

fn subscribe(filter: &str) -> String {
    format!(r#"{{"type":"subscribe","filter":{filter}}}"#)
}

/// Joins these rooms with this filter, and reads as many messages as come at once.
async fn joined(world: &World, filter: &str, names: &[&str]) -> Peer {
    let mut peer = world.join(filtered(filter, names)).await;
    peer.ack().await;
    let snapshots = names.iter().filter(|name| !matches!(**name, "hands"));
    for _ in snapshots {
        peer.message().await;
    }
    peer
}

#[tokio::test(start_paused = true)]
async fn each_session_gets_what_it_asks_for_behind_the_hand_and_nothing_else() {
    let world = World::new(Options::default());
    let both = ["hands", "tables"];
    let mut peers = Vec::new();
    for (filter, last) in [
        (VPIP, Some("notice vpip 1")),
        (SESSION, Some("notice vpip session 1")),
        (ALL, Some("notice all 1")),
        (r#"{"stats":["vpip"],"stats_scope":{}}"#, Some("notice vpip 1")),
        (r#"{"stats":["pfr","vpip"]}"#, Some("notice pfr+vpip 1")),
        ("{}", None),
        (r#"{"stats_scope":{"since":"session"}}"#, None),
    ] {
        peers.push((last, joined(&world, filter, &both).await));
    }
    assert_eq!(world.wanted(), ["all", "pfr+vpip", "vpip", "vpip session"]);
    world.announce_at(&[0]);
    for (last, peer) in &mut peers {
        let expected: Vec<&str> = ["1", "update 1"].into_iter().chain(*last).collect();
        peer.expect(&expected).await;
        peer.expect_nothing().await;
    }
}

#[tokio::test(start_paused = true)]
async fn rooms_and_filters_hold_for_statistics() {
    let world = World::new(Options::default());
    let [first, second] = [0, 1].map(|table| table_rooms()[table].to_string());
    let elsewhere = format!(r#"{{"stats":"all","tables":["{second}"]}}"#);
    let mut hands = joined(&world, ALL, &["hands"]).await;
    let mut table = joined(&world, ALL, &[&first]).await;
    let mut other = joined(&world, ALL, &[&second]).await;
    let mut filtered = joined(&world, &elsewhere, &["tables"]).await;
    for peer in [&mut table, &mut other] {
        peer.expect(&["presence joined  1"]).await;
    }
    world.announce_at(&[0]);
    hands.expect(&["1"]).await;
    table.expect(&["1", "update 1", "notice all 1"]).await;
    world.announce_at(&[1]);
    hands.expect(&["2"]).await;
    other.expect(&["2", "update 2", "notice all 2"]).await;
    filtered.expect(&["update 2", "notice all 2"]).await;
    for mut peer in [hands, table, other, filtered] {
        peer.expect_nothing().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_filter_that_changes_asks_for_something_else_from_then_on() {
    let world = World::new(Options::default());
    let mut peer = joined(&world, VPIP, &["tables"]).await;
    let mut other = joined(&world, VPIP, &["tables"]).await;
    world.announce_at(&[0]);
    peer.expect(&["update 1", "notice vpip 1"]).await;
    peer.ask(&subscribe(ALL), &["subscribed at 1 -", "state tables at 1 [1] [] 0 -"]).await;
    assert_eq!(world.wanted(), ["all", "vpip"]);
    world.announce_at(&[0]);
    peer.expect(&["update 2", "notice all 2"]).await;
    peer.ask(&subscribe(r#"{"stats":"some"}"#), &["bad_filter -"]).await;
    assert_eq!(world.wanted(), ["all", "vpip"]);
    peer.ask(&subscribe("{}"), &["subscribed at 2 -", "state tables at 2 [2] [] 0 -"]).await;
    assert_eq!(world.wanted(), ["vpip"]);
    world.announce_at(&[0]);
    peer.expect(&["update 3"]).await;
    peer.expect_nothing().await;
    let all = ["update 1", "notice vpip 1", "update 2", "notice vpip 2", "update 3"];
    other.expect(&all).await;
    // What comes and goes in the rooms of a session changes nothing.
    other
        .ask(r#"{"type":"leave","room":"tables"}"#, &["notice vpip 3", "left tables at 3 -"])
        .await;
    assert_eq!(world.wanted(), ["vpip"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_for_once_a_session_has_ended_however_it_did() {
    let world = World::new(Options::default());
    let mut left = joined(&world, VPIP, &["hands"]).await;
    left.stream.close(None).await.unwrap();
    left.session.await.unwrap();
    assert_eq!(world.wanted(), NONE);
    joined(&world, VPIP, &["hands"]).await.break_off().await;
    assert_eq!(world.wanted(), NONE);
    let mut expelled = world.join(filtered(VPIP, &["hands"])).await;
    let client: Uuid = expelled.ack().await.client_id.parse().unwrap();
    assert_eq!(world.wanted(), ["vpip"]);
    world.log.metrics().roster.expel(client);
    // Not read, so that the session waits for its peer with its goodbye.
    time::sleep(Duration::from_millis(10)).await;
    assert!(!expelled.session.is_finished());
    assert_eq!(world.wanted(), NONE);
    let aborted = joined(&world, VPIP, &["hands"]).await;
    assert_eq!(world.wanted(), ["vpip"]);
    aborted.session.abort();
    aborted.session.await.unwrap_err();
    assert_eq!(world.wanted(), NONE);
    let failed = world.join(Join { since: since(0).since, ..filtered(VPIP, &["hands"]) });
    world.announce_live(QUEUE);
    world.entries.lock().unwrap().clear();
    failed.await.end().await;
    assert_eq!(world.wanted(), NONE);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_comes_back_asks_for_what_it_did() {
    let world = World::new(Options::default());
    let mut peer = world.join(filtered(VPIP, &["tables"])).await;
    let token = peer.ack().await.resume_token;
    peer.break_off().await;
    assert_eq!(world.wanted(), NONE);
    let mut back = world.join(Join { resume_token: token, ..Join::default() }).await;
    let token = back.ack().await.resume_token.unwrap();
    back.expect(&["reconnected tables -", "state tables at 0 [] [] 0 -"]).await;
    assert_eq!(world.wanted(), ["vpip"]);
    // Another connection takes it over while it is still on.
    let mut over = joined(&world, ALL, &["hands"]).await;
    assert_eq!(world.wanted(), ["all", "vpip"]);
    let reconnect = format!(r#"{{"type":"reconnect","resume_token":"{token}"}}"#);
    let answers = ["reconnected tables -", "state tables at 0 [] [] 0 -"];
    over.ask(&reconnect, &answers).await;
    back.end().await;
    assert_eq!(world.wanted(), ["vpip"]);
    world.announce_at(&[0]);
    over.expect(&["update 1", "notice vpip 1"]).await;
}

#[tokio::test(start_paused = true)]
async fn who_was_not_let_in_asks_for_nothing() {
    let world = World::guarded();
    let mut peer = world.join(filtered(VPIP, &["tables"])).await;
    peer.ack().await;
    peer.ask(&subscribe(ALL), &["not_authenticated -"]).await;
    assert_eq!(world.wanted(), NONE);
    let auth = format!(r#"{{"type":"auth","token":"{}"}}"#, token("ann", &[], 60));
    peer.ask(&auth, &["auth ann -", "state tables at 0 [] [] 0 -"]).await;
    assert_eq!(world.wanted(), ["vpip"]);
}

#[tokio::test(start_paused = true)]
async fn who_is_fed_from_the_store_gets_a_snapshot_and_no_statistics_of_the_past() {
    let world = World::new(Options::default());
    let mut peer = joined(&world, VPIP, &["tables"]).await;
    let behind = QUEUE as u64 * 2;
    world.announce_live(QUEUE * 2);
    let tables = tables_at(&world.entries.lock().unwrap(), behind);
    let tables: Vec<String> = tables.values().map(u64::to_string).collect();
    let state = format!("state tables at {behind} [{}] [] 0 -", tables.join(" "));
    peer.expect(&[&state]).await;
    let join = Join { since: since(behind - 1).since, ..filtered(VPIP, &["hands", "tables"]) };
    let mut resumed = world.join(join).await;
    let (last, complete) = (format!("{behind}r"), format!("complete {}-{behind} 1 -", behind - 1));
    resumed.expect(&[&format!("ack {behind}"), &last, &complete, &state]).await;
    world.announce_live(1);
    let next = behind + 1;
    let derived = [format!("update {next}"), format!("notice vpip {next}")];
    peer.expect(&derived.each_ref().map(String::as_str)).await;
    resumed.expect(&[&next.to_string(), &derived[0], &derived[1]]).await;
}

#[tokio::test(start_paused = true)]
async fn statistics_are_as_late_as_the_hand() {
    let world = World::new(Options::default());
    let filter = r#"{"stats":["vpip"],"delay_seconds":20}"#;
    let mut late = joined(&world, filter, &["hands", "tables"]).await;
    let mut live = world.join(rooms(&["hands"])).await;
    live.ack().await;
    world.announce_at(&[0]);
    live.expect(&["1"]).await;
    time::sleep(Duration::from_secs(18)).await;
    late.expect_nothing().await;
    let start = time::Instant::now();
    late.expect(&["1", "update 1", "notice vpip 1"]).await;
    assert!(Duration::from_secs(1) < start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn so_many_requests_are_counted_and_who_has_one_more_is_told() {
    let world = World::new(Options::default());
    world.announce_at(&[0]);
    let filter = |number: usize| {
        let n = number + 1;
        format!(r#"{{"stats":["vpip"],"stats_scope":{{"since":"last_n","n":{n}}}}}"#)
    };
    let mut peers = Vec::new();
    for number in 0..MOST_REQUESTS {
        peers.push(joined(&world, &filter(number), &["hands"]).await);
    }
    let own = filter(MOST_REQUESTS);
    let (told, state) = ("notice stats_crowded", "state tables at 1 [1] [] 0 -");
    let mut late = world.join(filtered(&own, &["tables"])).await;
    late.expect(&["ack 1", told, state]).await;
    // What others have is no other request, and one that changes its mind makes room for itself.
    late.ask(&subscribe(&filter(1)), &["subscribed at 1 -", state]).await;
    late.ask(&subscribe(&own), &["subscribed at 1 -", told, state]).await;
    let other = subscribe(r#"{"stats":["pfr"]}"#);
    peers[0].ask(&other, &["subscribed at 1 -"]).await;
    assert!(world.wanted().contains(&"pfr".to_owned()));
    peers[0].ask(&subscribe(&filter(1)), &["subscribed at 1 -"]).await;
    assert_eq!(world.wanted().len(), MOST_REQUESTS - 1);
    world.announce_at(&[0]);
    late.expect(&["update 2"]).await;
    // There is room now.
    late.expect_nothing().await;
    let ask = r#"{"type":"state_request","id":1,"room":"tables"}"#;
    late.ask(ask, &["state tables at 2 [2] [] 0 1"]).await;
    world.announce_at(&[0]);
    late.expect(&["update 3", "notice vpip 3"]).await;
}
