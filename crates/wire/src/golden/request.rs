use chrono::DateTime;
use serde_json::{Value, json};

use super::compare;
use crate::{Filter, Request, RequestBody, ResyncFrom, Room};

/// Checks the golden file of a request, and what it is read as.
fn check(name: &str, request: &Value, expected: &RequestBody) {
    let text = serde_json::to_string_pretty(request).unwrap() + "\n";
    let golden = compare(&format!("request_{name}"), &text);
    let Request { id, body } = Request::decode(&golden).unwrap();
    assert_eq!(body.kind(), request["type"].as_str().unwrap());
    assert_eq!(&body, expected, "{name}");
    assert_eq!(serde_json::to_value(&id).unwrap(), request["id"], "{name}");
}

fn room(name: &str) -> Room {
    Room::parse(name).unwrap()
}

#[test]
fn requests_about_rooms_are_golden() {
    let one = || vec![room("table:Nice 05")];
    let two = || vec![room("tables"), room("player:Ann")];
    for (name, request, expected) in [
        (
            "join",
            json!({ "type": "join", "id": 1, "room": "table:Nice 05" }),
            RequestBody::Join { rooms: one(), last: 0 },
        ),
        (
            "join_rooms",
            json!({ "type": "join", "id": "j", "rooms": ["tables", "player:Ann"], "last": 20 }),
            RequestBody::Join { rooms: two(), last: 20 },
        ),
        (
            "leave",
            json!({ "type": "leave", "room": "table:Nice 05" }),
            RequestBody::Leave { rooms: one() },
        ),
        (
            "leave_rooms",
            json!({ "type": "leave", "id": 2.5, "rooms": ["tables", "player:Ann"] }),
            RequestBody::Leave { rooms: two() },
        ),
        (
            "state_request",
            json!({ "type": "state_request", "id": 3, "room": "tournament:812751290" }),
            RequestBody::StateRequest { room: room("tournament:812751290") },
        ),
        (
            "publish",
            json!({ "type": "publish", "id": 4, "room": "chat:study-group", "body": "nice hand" }),
            RequestBody::Publish {
                room: room("chat:study-group"),
                body: "nice hand".into(),
                meta: None,
            },
        ),
        (
            "publish_meta",
            json!({
                "type": "publish",
                "room": "chat:study-group",
                "body": { "hand_id": "1-2-3" },
                "meta": { "lang": "fr" },
            }),
            RequestBody::Publish {
                room: room("chat:study-group"),
                body: json!({ "hand_id": "1-2-3" }),
                meta: Some(json!({ "lang": "fr" })),
            },
        ),
    ] {
        check(name, &request, &expected);
    }
}

#[test]
fn requests_about_the_session_are_golden() {
    let token = "0123456789abcdef0123456789abcdef";
    let epoch = || Some(super::EPOCH.to_owned());
    for (name, request, expected) in [
        ("ping", json!({ "type": "ping", "id": "a7" }), RequestBody::Ping),
        (
            "auth",
            json!({ "type": "auth", "token": "e30.e30.e30" }),
            RequestBody::Auth { token: "e30.e30.e30".to_owned() },
        ),
        (
            "resync",
            json!({ "type": "resync", "id": 5, "epoch": super::EPOCH, "last_seq": 1200 }),
            RequestBody::Resync {
                from: ResyncFrom::Seq { epoch: epoch(), last_seq: 1200 },
                room: None,
            },
        ),
        (
            "resync_timestamp",
            json!({
                "type": "resync",
                "last_timestamp": "2026-01-02T02:04:05Z",
                "room": "table:Nice 05",
            }),
            RequestBody::Resync {
                from: ResyncFrom::Time(DateTime::from_timestamp(1_767_319_445, 0).unwrap()),
                room: Some(room("table:Nice 05")),
            },
        ),
        (
            "reconnect",
            json!({
                "type": "reconnect",
                "resume_token": token,
                "epoch": super::EPOCH,
                "last_seq": 1200,
            }),
            RequestBody::Reconnect {
                resume_token: token.to_owned(),
                epoch: epoch(),
                last_seq: Some(1200),
            },
        ),
        (
            "claim_table",
            json!({ "type": "claim_table", "id": 6 }),
            RequestBody::ClaimTable { claim_token: None },
        ),
        (
            "claim_table_back",
            json!({ "type": "claim_table", "claim_token": token }),
            RequestBody::ClaimTable { claim_token: Some(token.to_owned()) },
        ),
        ("release_table", json!({ "type": "release_table", "id": 7 }), RequestBody::ReleaseTable),
    ] {
        check(name, &request, &expected);
    }
}

#[test]
fn filters_are_golden() {
    let all = json!({
        "hero_only": true,
        "kinds": ["cash", "pool"],
        "game_types": ["NLH", "PLO5-8"],
        "stakes": ["0.01/0.02"],
        "tables": ["Nice 05", "tournament:812751290"],
        "players": ["Ann", "Zo\u{e9}"],
        "min_pot_bb": 19.5,
        "detail": "full",
        "stats": ["vpip", "pfr"],
        "stats_scope": { "since": "last_n", "n": 500, "same_kind": false, "same_game": true },
        "delay_seconds": 90,
        "hide_hole_cards": true,
    });
    for (name, filter) in [
        ("subscribe_clear", json!({})),
        ("subscribe_stats", json!({ "stats": "all", "stats_scope": { "since": "session" } })),
        ("subscribe", all),
    ] {
        let request = json!({ "type": "subscribe", "id": 8, "filter": filter });
        let filter = Filter::decode(&filter.to_string()).unwrap();
        check(name, &request, &RequestBody::Subscribe { filter });
    }
}
