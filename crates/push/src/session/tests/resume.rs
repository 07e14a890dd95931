//! Coming back: what a session gets back with its token, and who does not.

use chrono::{TimeDelta, Utc};

use super::{
    World,
    support::{filtered, named, rooms, token},
};
use crate::{
    Options,
    close::{CloseCode, Ending},
    leftovers::{from_text, to_text},
    query::Join,
};

fn reconnect(token: &str, last_seq: u64) -> String {
    format!(r#"{{"type":"reconnect","id":1,"resume_token":"{token}","last_seq":{last_seq}}}"#)
}

fn with(token: &str) -> Join {
    Join { resume_token: Some(token.to_owned()), ..Join::default() }
}

#[tokio::test(start_paused = true)]
async fn a_session_gets_back_all_it_had_and_what_it_missed() {
    let world = World::new(Options::default());
    world.announce_at(&[0]);
    for by_message in [true, false] {
        let join = filtered(r#"{"detail":"full"}"#, &["hands", "chat:a"]);
        let top = world.log.top().0;
        let mut old = world.join(Join { client_name: Some("hud".to_owned()), ..join }).await;
        let ack = old.ack().await;
        let claim = r#"{"type":"claim_table"}"#;
        old.ask(claim, &[&format!("state chat:a at {top} [] [hud] 1 -")]).await;
        old.expect(&[&format!("claimed {top} at {top} -"), "presence joined hud 1"]).await;
        old.break_off().await;
        world.announce_at(&[0, 0]);
        let (missed, now) = (format!("{}rf", top + 1), top + 2);
        let resume_token = ack.resume_token.unwrap();
        let mut new = if by_message {
            let mut new = world.join(Join::default()).await;
            new.expect(&[&format!("ack {now}")]).await;
            new.send(&reconnect(&resume_token, top)).await;
            new
        } else {
            let mut new =
                world.join(Join { since: Some(store::Seq(top)), ..with(&resume_token) }).await;
            assert_eq!(new.ack().await.client_id, ack.client_id);
            new
        };
        let wire::ServerMessage::Reconnected(back) = new.message().await else { panic!() };
        assert_eq!(
            (&back.client_id, back.rooms.join(" ")),
            (&ack.client_id, "hands chat:a".to_owned())
        );
        assert!(back.filter.is_full());
        let id = if by_message { 1.to_string() } else { "-".to_owned() };
        let done = format!("complete {top}-{now} 2 {id}");
        new.expect(&[&missed, &format!("{now}rf"), &done]).await;
        new.expect(&[&format!("state chat:a at {now} [] [hud] 1 -")]).await;
        new.expect(&[&format!("claimed {now} at {now} -")]).await;
        new.ask(r#"{"type":"release_table"}"#, &["released -"]).await;
        new.ask(r#"{"type":"leave","room":"chat:a"}"#, &[&format!("left chat:a at {now} -")]).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_once_and_only_as_the_first_request() {
    let world = World::new(Options::default());
    let mut old = world.join(rooms(&["player:A"])).await;
    let resume_token = old.ack().await.resume_token.unwrap();
    old.break_off().await;
    let mut late = world.join(Join::default()).await;
    late.ask(r#"{"type":"ping","id":0}"#, &["ack 0", "pong 0"]).await;
    late.ask(&reconnect(&resume_token, 0), &["reconnect_late 1"]).await;
    let mut new = world.join(Join::default()).await;
    let back = ["ack 0", "reconnected player:A 1", "complete 0-0 0 1"];
    new.ask(&reconnect(&resume_token, 0), &back).await;
    let mut again = world.join(Join::default()).await;
    again.ask(&reconnect(&resume_token, 0), &["ack 0", "resume_unknown 1"]).await;
    // The session is that of the newest greeting from then on, and has its rooms.
    again.ask(&reconnect("nonsense", 0), &["reconnect_late 1"]).await;
    let mut never = world.join(with("nonsense")).await;
    never.expect(&["ack 0", "resume_unknown -"]).await;
    world.announce_live(1);
    again.expect(&["1"]).await;
    never.expect(&["1"]).await;
    new.expect_nothing().await;
}

#[tokio::test(start_paused = true)]
async fn a_position_that_the_log_does_not_have_is_named_so() {
    let world = World::new(Options::default());
    let mut old = world.join(Join::default()).await;
    let resume_token = old.ack().await.resume_token.unwrap();
    old.break_off().await;
    world.announce_live(1);
    let mut new = world.join(Join::default()).await;
    let ahead = ["ack 1", "reconnected hands 1", "ahead 9-1 0 1"];
    new.ask(&reconnect(&resume_token, 9), &ahead).await;
    world.announce_live(1);
    new.expect(&["2"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_that_is_still_open_is_taken_over() {
    let world = World::new(Options::default());
    let mut old = world.join(named("hud", &["hands", "chat:a"])).await;
    let resume_token = old.ack().await.resume_token.unwrap();
    let mut new = world.join(with(&resume_token)).await;
    new.expect(&["ack 0", "reconnected hands,chat:a -"]).await;
    assert_eq!(old.end().await, (4503, Ending::Closed(CloseCode::Refused)));
    new.expect(&["state chat:a at 0 [] [hud] 1 -"]).await;
    new.expect(&["presence joined hud 1"]).await;
    // The end of the old connection is not that of the session.
    tokio::time::sleep(tokio::time::Duration::from_secs(11)).await;
    new.expect_nothing().await;
    new.ask(r#"{"type":"publish","room":"chat:a","body":1}"#, &["published -", "message hud 1"])
        .await;
}

#[tokio::test(start_paused = true)]
async fn sessions_are_taken_back_through_a_restart_but_not_after_ten_minutes() {
    let before = World::new(Options::default());
    let mut tokens = Vec::new();
    for name in ["in time", "late"] {
        let mut peer = before.join(named(name, &["hands", "chat:a"])).await;
        tokens.push(peer.ack().await.resume_token.unwrap());
        peer.break_off().await;
    }
    let mut kept = from_text(&to_text(before.hub.lobby.leftovers())).unwrap();
    let late = kept.iter_mut().find(|(token, _)| *token == tokens[1]).unwrap();
    late.1.ended_at = Some(Utc::now() - TimeDelta::seconds(601));
    let after = World::new(Options::default());
    after.hub.lobby.restore(kept);
    let mut back = after.join(with(&tokens[0])).await;
    back.expect(&["ack 0", "reconnected hands,chat:a -"]).await;
    back.expect(&["state chat:a at 0 [] [in time] 1 -"]).await;
    let mut late = after.join(with(&tokens[1])).await;
    late.expect(&["ack 0", "resume_unknown -"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_claim_comes_back_through_a_restart_unless_another_has_the_table() {
    let before = World::new(Options::default());
    before.announce_at(&[0, 1]);
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let mut peer = before.join(rooms(&["player:A"])).await;
        tokens.push(peer.ack().await.resume_token.unwrap());
        peer.send(r#"{"type":"claim_table"}"#).await;
        peer.claim_token().await;
        peer.break_off().await;
    }
    let after = World::new(Options::default());
    after.announce_at(&[0, 1]);
    after.hub.lobby.restore(before.hub.lobby.leftovers());
    let mut quick = after.join(rooms(&["player:B"])).await;
    quick.ask(r#"{"type":"claim_table"}"#, &["ack 2", "claimed 1 at 2 -"]).await;
    let mut back = after.join(with(&tokens[1])).await;
    back.expect(&["ack 2", "reconnected player:A -", "claimed 2 at 2 -"]).await;
    let mut lost = after.join(with(&tokens[0])).await;
    lost.expect(&["ack 2", "reconnected player:A -", "released -"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_session_is_taken_back_by_its_user_alone() {
    let world = World::guarded();
    let (ann, bob) = (token("ann", &[], 999), token("bob", &[], 999));
    let join = |token: &str| Join { token: Some(token.to_owned()), ..rooms(&["player:A"]) };
    let mut old = world.join(join(&ann)).await;
    let resume_token = old.ack().await.resume_token.unwrap();
    old.break_off().await;
    let mut thief = world.join(join(&bob)).await;
    thief.ask(&reconnect(&resume_token, 0), &["ack 0", "resume_unknown 1"]).await;
    // The token of a session lets nobody in.
    let mut nobody = world.join(with(&resume_token)).await;
    nobody.ask(&reconnect(&resume_token, 0), &["ack 0", "not_authenticated 1"]).await;
    let auth = format!(r#"{{"type":"auth","id":2,"token":"{ann}"}}"#);
    nobody.ask(&auth, &["auth ann 2", "reconnected player:A -"]).await;
}

#[tokio::test(start_paused = true)]
async fn rooms_that_a_new_token_does_not_show_are_not_given_back() {
    let world = World::guarded();
    let mut speaker =
        world.join(Join { token: Some(token("bob", &[], 999)), ..named("bob", &["chat:b"]) }).await;
    speaker.ack().await;
    for by_message in [true, false] {
        let all = Join { token: Some(token("ann", &[], 999)), ..rooms(&["chat:a", "chat:b"]) };
        let mut old = world.join(all).await;
        let resume_token = old.ack().await.resume_token.unwrap();
        old.break_off().await;
        let few = Some(token("ann", &["chat:a"], 999));
        let mut new = if by_message {
            let mut new = world.join(Join { token: few, ..Join::default() }).await;
            new.expect(&["ack 0"]).await;
            new.send(&format!(r#"{{"type":"reconnect","resume_token":"{resume_token}"}}"#)).await;
            new.expect(&["reconnected chat:a -", "room_forbidden -"]).await;
            new
        } else {
            let mut new = world.join(Join { token: few, ..with(&resume_token) }).await;
            new.expect(&["ack 0", "room_forbidden -", "reconnected chat:a -"]).await;
            new
        };
        let wire::ServerMessage::StateSnapshot(_) = new.message().await else { panic!() };
        speaker.send(r#"{"type":"publish","room":"chat:b","body":1}"#).await;
        tokio::time::sleep(tokio::time::Duration::from_secs(1)).await;
        speaker.send(r#"{"type":"publish","room":"chat:b","body":2}"#).await;
        // It hears who came to the room that it is in, and nothing of the other one.
        let wire::ServerMessage::Presence(presence) = new.message().await else { panic!() };
        assert_eq!(presence.room, "chat:a");
        new.expect_nothing().await;
    }
}
