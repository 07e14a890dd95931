//! What a request is answered that cannot be served. The codes that need more than a request
//! are tested where the rest of their subject is.

use super::{
    World,
    support::{named, rooms},
};
use crate::{Options, query::Join};

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_served_is_answered_with_the_code_for_it() {
    let world = World::new(Options { max_rooms: 2, ..Options::default() });
    let mut peer = world.join(named("hud", &["hands", "player:A"])).await;
    peer.expect(&["ack 0"]).await;
    for (request, code) in [
        (r#""type":"dance""#, "unknown_type"),
        (r#""type":"join""#, "bad_room"),
        (r#""type":"join","room":"kitchen""#, "bad_room"),
        (r#""type":"join","room":7"#, "bad_room"),
        (r#""type":"join","room":"hands","rooms":["hands"]"#, "bad_room"),
        (r#""type":"join","rooms":[]"#, "bad_room"),
        (r#""type":"join","room":"hands","last":-1"#, "bad_message"),
        (r#""type":"join","room":"tables""#, "too_many_rooms"),
        (r#""type":"leave","room":"tables""#, "not_in_room"),
        (r#""type":"leave","room":"chat:A""#, "bad_room"),
        (r#""type":"state_request""#, "bad_room"),
        (r#""type":"state_request","room":"hands""#, "no_state"),
        (r#""type":"state_request","room":"tables""#, "not_in_room"),
        (r#""type":"subscribe""#, "bad_filter"),
        (r#""type":"subscribe","filter":[]"#, "bad_filter"),
        (r#""type":"subscribe","filter":{"delay_seconds":601}"#, "bad_filter"),
        (r#""type":"resync""#, "bad_message"),
        (r#""type":"resync","last_seq":0,"room":"tables""#, "not_in_room"),
        (r#""type":"resync","last_seq":0,"room":"kitchen""#, "bad_room"),
        (r#""type":"reconnect""#, "bad_message"),
        (r#""type":"reconnect","resume_token":"x""#, "reconnect_late"),
        (r#""type":"publish","room":"hands","body":1"#, "bad_room"),
        (r#""type":"publish","room":"chat:a","body":1"#, "not_in_room"),
        (r#""type":"publish","room":"chat:a""#, "bad_message"),
        (r#""type":"claim_table","claim_token":7"#, "bad_message"),
        (r#""type":"release_table""#, "no_claim"),
        (r#""type":"auth""#, "bad_message"),
        (r#""type":"auth","token":"x""#, "auth_not_needed"),
    ] {
        for id in ["7", "seven"] {
            let quoted = if id == "7" { id.to_owned() } else { format!("\"{id}\"") };
            let request = format!("{{{request},\"id\":{quoted}}}");
            peer.ask(&request, &[&format!("{code} {id}")]).await;
        }
    }
    for text in ["", "[]", "{}", "null", r#"{"type":7}"#, r#"{"type":"ping","id":{}}"#] {
        peer.ask(text, &["bad_message -"]).await;
    }
    peer.ask(r#"{"type":"ping","id":9,"more":[1]}"#, &["pong 9"]).await;
}

#[tokio::test(start_paused = true)]
async fn the_first_request_alone_takes_a_session_back() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    let back = r#"{"type":"reconnect","id":1,"resume_token":"x","last_seq":0}"#;
    peer.ask(back, &["ack 0", "resume_unknown 1"]).await;
    peer.ask(back, &["reconnect_late 1"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_heartbeat_tells_the_cursor_of_a_filtered_session() {
    let world = World::new(Options::default());
    let filter = r#"{"type":"subscribe","filter":{"players":["Nobody"]}}"#;
    let mut peer = world.join(rooms(&["hands"])).await;
    peer.ask(filter, &["ack 0", "subscribed at 0 -"]).await;
    world.announce_live(3);
    peer.expect(&["beat 3"]).await;
    let mut elsewhere = world.join(rooms(&["player:Nobody"])).await;
    elsewhere.expect(&["ack 3"]).await;
    world.announce_live(20);
    peer.expect(&["beat 23"]).await;
    elsewhere.expect(&["beat 23"]).await;
}
