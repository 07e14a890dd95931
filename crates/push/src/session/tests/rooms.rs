//! Rooms: joining and leaving them, what they hold, and their snapshots.

use store::Origin;

use super::{
    QUEUE, World, since,
    support::{filtered, rooms, table_rooms, tables_at},
};
use crate::Options;

/// The names of the rooms of the tables.
fn table_names() -> Vec<String> {
    table_rooms().iter().map(ToString::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn joining_is_answered_for_each_room_and_its_snapshot_follows() {
    let world = World::new(Options::default());
    let table = &table_names()[0];
    world.announce_at(&[0, 1]);
    let mut peer = world.join(rooms(&["player:Nobody"])).await;
    peer.expect(&["ack 2"]).await;
    peer.ask(r#"{"type":"join","id":1,"room":"hands"}"#, &["joined hands at 2 1"]).await;
    let many = format!(r#"{{"type":"join","id":"b","rooms":["tables","{table}","tables"]}}"#);
    let joined = ["joined tables at 2 b", &format!("joined {table} at 2 b")];
    peer.ask(&many, &joined).await;
    let snapshots = ["state tables at 2 [1 2] [] 0 -", &format!("state {table} at 2 [1] [] 1 -")];
    peer.expect(&snapshots).await;
    peer.expect(&["presence joined  1"]).await;
    // Joining again is answered in the same way, and nobody is told.
    let again = format!(r#"{{"type":"join","room":"{table}"}}"#);
    let same = [&format!("joined {table} at 2 -"), &format!("state {table} at 2 [1] [] 1 -")];
    peer.ask(&again, &same.map(String::as_str)).await;
    world.announce_at(&[0]);
    peer.expect(&["3", "update 3", "beat 3"]).await;
}

#[tokio::test(start_paused = true)]
async fn the_last_entries_of_a_room_come_first_in_order_and_filtered() {
    let world = World::new(Options::default());
    world.announce_at(&[0, 1, 0, 1]);
    world.announce(&[Origin::Backfill]);
    let mut peer = world.join(rooms(&["player:Nobody"])).await;
    let join =
        |room: &str, last: u32| format!(r#"{{"type":"join","room":"{room}","last":{last}}}"#);
    peer.expect(&["ack 5"]).await;
    peer.ask(&join("hands", 2), &["joined hands at 5 -", "4r", "5r"]).await;
    let all = ["joined hands at 5 -", "1r", "2r", "3r", "4r", "5r"];
    peer.ask(&join("hands", 100), &all).await;
    peer.ask(&join("hands", 0), &["joined hands at 5 -"]).await;
    let table = &table_names()[1];
    let filter =
        format!(r#"{{"type":"subscribe","filter":{{"tables":["{table}"],"detail":"full"}}}}"#);
    peer.ask(&filter, &["subscribed at 5 -"]).await;
    peer.ask(&join("hands", 2), &["joined hands at 5 -", "2rf", "4rf"]).await;
    let other = &table_names()[0];
    let none = [&format!("joined {other} at 5 -"), &format!("state {other} at 5 [] [] 1 -")];
    peer.ask(&join(other, 2), &none.map(String::as_str)).await;
}

#[tokio::test(start_paused = true)]
async fn the_last_entries_are_looked_for_as_far_back_as_it_takes() {
    let world = World::new(Options::default());
    world.announce_at(&[0, 0, 0, 1]);
    world.announce_again(600);
    let room = &table_names()[0];
    let mut peer = world.join(rooms(&["player:Nobody"])).await;
    let joined = ["ack 604", &format!("joined {room} at 604 -"), "2r", "3r"];
    peer.ask(&format!(r#"{{"type":"join","room":"{room}","last":2}}"#), &joined).await;
}

#[tokio::test(start_paused = true)]
async fn who_leaves_a_room_gets_nothing_more_of_it() {
    let world = World::new(Options::default());
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    peer.expect(&["ack 0", "state tables at 0 [] [] 0 -"]).await;
    world.announce_at(&[0]);
    peer.expect(&["1", "update 1"]).await;
    peer.ask(r#"{"type":"leave","id":1,"room":"hands"}"#, &["left hands at 1 1"]).await;
    world.announce_at(&[0]);
    peer.expect(&["update 2"]).await;
    let leave = r#"{"type":"leave","id":2,"rooms":["hands","tables"]}"#;
    peer.ask(leave, &["not_in_room 2", "left tables at 2 2"]).await;
    world.announce_at(&[0]);
    peer.expect(&["beat 3"]).await;
    // The entries in between are those of a time when the session was not in the room.
    peer.ask(r#"{"type":"join","room":"hands"}"#, &["joined hands at 3 -"]).await;
    world.announce_at(&[0]);
    peer.expect(&["4"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_is_in_so_many_rooms_at_most() {
    let world = World::new(Options { max_rooms: 2, ..Options::default() });
    let mut peer = world.join(rooms(&["hands"])).await;
    peer.expect(&["ack 0"]).await;
    let join = r#"{"type":"join","id":1,"rooms":["player:A","hands","player:B"]}"#;
    let answers = ["joined player:A at 0 1", "joined hands at 0 1", "too_many_rooms 1"];
    peer.ask(join, &answers).await;
    peer.ask(r#"{"type":"leave","room":"hands"}"#, &["left hands at 0 -"]).await;
    peer.ask(r#"{"type":"join","room":"player:B"}"#, &["joined player:B at 0 -"]).await;
}

#[tokio::test(start_paused = true)]
async fn an_entry_of_several_rooms_is_sent_once() {
    let world = World::new(Options::default());
    world.announce_at(&[0]);
    let facts = world.entries.lock().unwrap()[0].facts.clone();
    let (table, player) = (&table_names()[0], format!("player:{}", facts.players[0]));
    let join = crate::query::Join { since: since(0).since, ..rooms(&["hands", table, &player]) };
    let mut peer = world.join(join).await;
    peer.expect(&["ack 1", "1r", "complete 0-1 1 -"]).await;
    peer.expect(&[&format!("state {table} at 1 [1] [] 1 -")]).await;
    world.announce_at(&[0]);
    peer.expect(&["2", "update 2", "presence joined  1"]).await;
}

#[tokio::test(start_paused = true)]
async fn the_room_of_a_player_holds_what_he_was_dealt_into() {
    let world = World::new(Options::default());
    world.announce_live(40);
    let player = world.entries.lock().unwrap()[0].facts.players[0].clone();
    let was_in = |seq: &u64| {
        let index = usize::try_from(*seq - 1).unwrap();
        world.entries.lock().unwrap()[index].facts.players.contains(&player)
    };
    let seqs: Vec<u64> = (1..=40).filter(was_in).collect();
    assert!((1..40).contains(&seqs.len()), "{player}: {seqs:?}");
    let room = format!("player:{player}");
    let mut peer =
        world.join(crate::query::Join { since: since(0).since, ..rooms(&[&room]) }).await;
    peer.expect(&["ack 40"]).await;
    for seq in &seqs {
        peer.expect(&[&format!("{seq}r")]).await;
    }
    peer.expect(&[&format!("complete 0-40 {} -", seqs.len())]).await;
}

#[tokio::test(start_paused = true)]
async fn a_state_is_sent_to_who_asks_for_it_and_is_in_the_room() {
    let world = World::new(Options::default());
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    peer.expect(&["ack 0", "state tables at 0 [] [] 0 -"]).await;
    world.announce_at(&[0]);
    peer.expect(&["1", "update 1"]).await;
    let ask = |room: &str| format!(r#"{{"type":"state_request","id":5,"room":"{room}"}}"#);
    peer.ask(&ask("tables"), &["state tables at 1 [1] [] 0 5"]).await;
    peer.ask(&ask("hands"), &["no_state 5"]).await;
    peer.ask(&ask("chat:a"), &["not_in_room 5"]).await;
}

#[tokio::test(start_paused = true)]
async fn updates_follow_the_snapshot_in_the_rooms_that_they_are_for() {
    let world = World::new(Options::default());
    let table = &table_names()[0];
    world.announce_at(&[0]);
    let mut all = world.join(rooms(&["tables"])).await;
    let mut one = world.join(rooms(&[table])).await;
    all.expect(&["ack 1", "state tables at 1 [1] [] 0 -"]).await;
    one.expect(&["ack 1", &format!("state {table} at 1 [1] [] 1 -")]).await;
    world.announce_at(&[1, 0]);
    all.expect(&["update 2", "update 3"]).await;
    one.expect(&["3", "update 3", "presence joined  1"]).await;
    world.close(0);
    all.expect(&["update 0"]).await;
    one.expect(&["update 0"]).await;
    all.ask(r#"{"type":"state_request","room":"tables"}"#, &["state tables at 3 [2] [] 0 -"]).await;
}

#[tokio::test(start_paused = true)]
async fn who_falls_behind_gets_a_snapshot_instead_of_updates() {
    let world = World::new(Options::default());
    let mut peer = world.join(rooms(&["tables"])).await;
    peer.expect(&["ack 0", "state tables at 0 [] [] 0 -"]).await;
    let behind = QUEUE as u64 * 2;
    world.announce_live(QUEUE * 2);
    let tables = tables_at(&world.entries.lock().unwrap(), behind);
    let tables: Vec<String> = tables.values().map(u64::to_string).collect();
    peer.expect(&[&format!("state tables at {behind} [{}] [] 0 -", tables.join(" "))]).await;
    world.announce_live(1);
    peer.expect(&[&format!("update {}", behind + 1)]).await;
}

#[tokio::test(start_paused = true)]
async fn a_filter_on_tables_holds_for_snapshots_and_updates() {
    let world = World::new(Options::default());
    world.announce_at(&[0, 1]);
    let filter = format!(r#"{{"tables":["{}"]}}"#, table_names()[1]);
    let mut peer = world.join(filtered(&filter, &["tables"])).await;
    peer.expect(&["ack 2", "state tables at 2 [2] [] 0 -"]).await;
    world.announce_at(&[0, 1]);
    peer.expect(&["update 4", "beat 4"]).await;
}

#[tokio::test(start_paused = true)]
async fn one_room_alone_can_be_asked_for_again() {
    let world = World::new(Options::default());
    let tables = table_names();
    world.announce_at(&[0, 1, 0]);
    let mut peer = world.join(rooms(&["hands", &tables[0]])).await;
    peer.expect(&["ack 3", &format!("state {} at 3 [3] [] 1 -", tables[0])]).await;
    peer.expect(&["presence joined  1"]).await;
    let resync = |room: &str, seq: u64| {
        format!(r#"{{"type":"resync","id":1,"room":"{room}","last_seq":{seq}}}"#)
    };
    peer.ask(&resync(&tables[0], 0), &["1r", "3r", "complete 0-3 2 1"]).await;
    peer.ask(&resync(&tables[0], 1), &["3r", "complete 1-3 1 1"]).await;
    peer.ask(&resync(&tables[0], 4), &["ahead 4-3 0 1"]).await;
    peer.ask(&resync(&tables[1], 0), &["not_in_room 1"]).await;
    world.announce_at(&[1]);
    peer.expect(&["4"]).await;
}

#[tokio::test(start_paused = true)]
async fn what_was_played_since_a_time_can_be_asked_for_again() {
    let world = World::new(Options::default());
    world.announce_live(4);
    let mut peer = world.join(rooms(&["hands"])).await;
    peer.expect(&["ack 4"]).await;
    // The third hand was played a minute and a half after the start.
    let since = r#""last_timestamp":"2026-01-01T01:01:30+01:00""#;
    let resync = |position: &str| format!(r#"{{"type":"resync",{position}}}"#);
    peer.ask(&resync(since), &["3r", "4r", "complete 0-4 2 -"]).await;
    let both = format!(r#"{since},"last_seq":3"#);
    peer.ask(&resync(&both), &["4r", "complete 3-4 1 -"]).await;
    peer.ask(&resync(r#""last_timestamp":"yesterday""#), &["bad_message -"]).await;
    world.announce_live(1);
    peer.expect(&["5"]).await;
}
