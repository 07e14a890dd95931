use chrono::DateTime;
use serde_json::json;

use super::{Request, RequestBody, ResyncFrom};
use crate::{Filter, RequestId, Room};

fn body(text: &str) -> RequestBody {
    Request::decode(text).unwrap().body
}

#[test]
fn a_request_keeps_its_id_and_ignores_what_it_does_not_know() {
    let request = Request::decode(r#"{"type":"ping","id":"a7","more":[1],"more":2}"#).unwrap();
    assert_eq!(request.id, Some(RequestId::Text("a7".to_owned())));
    assert_eq!(request.body, RequestBody::Ping);
    let request = Request::decode(r#"{"id":7,"type":"resync"}"#).unwrap();
    assert_eq!(request.id, Some(RequestId::Number(7.into())));
    assert_eq!(Request::decode(r#"{"id":null,"type":"ping"}"#).unwrap().id, None);
}

#[test]
fn an_unknown_type_is_a_value_and_no_object_is_an_error() {
    assert_eq!(body(r#"{"type":"dance"}"#), RequestBody::Unknown("dance".to_owned()));
    for text in [
        "",
        "7",
        "[]",
        "{\"type\":\"ping\"",
        r#"{"type":"ping","id":[]}"#,
        r#"{"type":"ping","id":1,"id":2}"#,
    ] {
        assert!(Request::decode(text).is_err(), "{text}");
    }
}

#[test]
fn what_has_no_type_keeps_its_id() {
    for (text, words) in [
        (r#"{"id":"i"}"#, "field \"type\" is missing"),
        (r#"{"type":7,"id":"i"}"#, "field \"type\": "),
    ] {
        let request = Request::decode(text).unwrap();
        assert_eq!(request.id, Some(RequestId::Text("i".to_owned())));
        let RequestBody::Unreadable { code: "bad_message", error } = request.body else {
            panic!("{text}")
        };
        assert!(error.to_string().starts_with(words), "{error}");
    }
}

#[test]
fn every_request_of_the_protocol_is_read() {
    let (hands, chat) = (Room::Hands, Room::Chat("a".to_owned()));
    let token = || "t".to_owned();
    let last_seq = 3;
    for (text, expected) in [
        (r#"{"type":"auth","token":"t"}"#, RequestBody::Auth { token: token() }),
        (
            r#"{"type":"join","room":"hands"}"#,
            RequestBody::Join { rooms: vec![hands.clone()], last: 0 },
        ),
        (
            r#"{"type":"join","rooms":["hands","chat:a","hands"],"last":1000}"#,
            RequestBody::Join { rooms: vec![hands.clone(), chat.clone()], last: 1000 },
        ),
        (r#"{"type":"leave","room":"chat:a"}"#, RequestBody::Leave { rooms: vec![chat.clone()] }),
        (
            r#"{"type":"leave","rooms":["hands"]}"#,
            RequestBody::Leave { rooms: vec![hands.clone()] },
        ),
        (
            r#"{"type":"state_request","room":"chat:a"}"#,
            RequestBody::StateRequest { room: chat.clone() },
        ),
        (
            r#"{"type":"subscribe","filter":{}}"#,
            RequestBody::Subscribe { filter: Filter::default() },
        ),
        (
            r#"{"type":"resync","last_seq":3,"last_timestamp":"x","room":null}"#,
            RequestBody::Resync { from: ResyncFrom::Seq { epoch: None, last_seq }, room: None },
        ),
        (
            r#"{"type":"resync","epoch":"e","last_seq":3,"room":"hands"}"#,
            RequestBody::Resync {
                from: ResyncFrom::Seq { epoch: Some("e".to_owned()), last_seq },
                room: Some(hands),
            },
        ),
        (
            r#"{"type":"resync","last_timestamp":"2026-01-02T03:04:05+01:00"}"#,
            RequestBody::Resync {
                from: ResyncFrom::Time(DateTime::from_timestamp(1_767_319_445, 0).unwrap()),
                room: None,
            },
        ),
        (
            r#"{"type":"reconnect","resume_token":"t","last_seq":3}"#,
            RequestBody::Reconnect { resume_token: token(), epoch: None, last_seq: Some(3) },
        ),
        (
            r#"{"type":"publish","room":"chat:a","body":[1],"meta":{"a":null}}"#,
            RequestBody::Publish {
                room: chat.clone(),
                body: json!([1]),
                meta: Some(json!({"a": null})),
            },
        ),
        (
            r#"{"type":"publish","room":"chat:a","body":null}"#,
            RequestBody::Publish { room: chat, body: json!(null), meta: None },
        ),
        (r#"{"type":"claim_table"}"#, RequestBody::ClaimTable { claim_token: None }),
        (
            r#"{"type":"claim_table","claim_token":"t"}"#,
            RequestBody::ClaimTable { claim_token: Some(token()) },
        ),
        (r#"{"type":"release_table"}"#, RequestBody::ReleaseTable),
    ] {
        assert_eq!(body(text), expected, "{text}");
    }
}

#[test]
fn a_request_that_cannot_be_read_tells_its_code_and_the_field() {
    let many = format!(r#"{{"type":"join","rooms":[{}"hands"]}}"#, "\"hands\",".repeat(256));
    for (text, expected_code, words) in [
        (r#"{"type":"auth"}"#, "bad_message", "field \"token\" is missing"),
        (r#"{"type":"auth","token":7}"#, "bad_message", "field \"token\": invalid type"),
        (r#"{"type":"auth","token":"a","token":"b"}"#, "bad_message", "\"token\" is given twice"),
        (r#"{"type":"join"}"#, "bad_room", "\"rooms\""),
        (r#"{"type":"join","rooms":[]}"#, "bad_room", "at least one"),
        (r#"{"type":"join","room":"hands","rooms":["tables"]}"#, "bad_room", "not both"),
        (r#"{"type":"join","room":"table"}"#, "bad_room", "\"table\" is no room"),
        (
            r#"{"type":"join","rooms":["hands","x"]}"#,
            "bad_room",
            "field \"rooms\": \"x\" is no room",
        ),
        (r#"{"type":"join","rooms":"hands"}"#, "bad_room", "field \"rooms\": invalid type"),
        (&many, "bad_room", "at most 256"),
        (r#"{"type":"join","room":"hands","last":1001}"#, "bad_message", "at most 1000"),
        (r#"{"type":"join","room":"hands","last":-1}"#, "bad_message", "field \"last\""),
        (r#"{"type":"leave","room":7}"#, "bad_room", "field \"room\""),
        (r#"{"type":"state_request"}"#, "bad_room", "field \"room\" is missing"),
        (r#"{"type":"subscribe"}"#, "bad_filter", "field \"filter\" is missing"),
        (r#"{"type":"subscribe","filter":7}"#, "bad_filter", "field \"filter\""),
        (r#"{"type":"subscribe","filter":{"kind":1}}"#, "bad_filter", "\"kind\""),
        (
            r#"{"type":"subscribe","filter":{"kinds":["pool"],"kinds":["cash"]}}"#,
            "bad_filter",
            "twice",
        ),
        (r#"{"type":"subscribe","filter":{},"filter":{}}"#, "bad_filter", "duplicate"),
        (r#"{"type":"resync"}"#, "bad_message", "\"last_seq\" or \"last_timestamp\""),
        (r#"{"type":"resync","last_seq":"3"}"#, "bad_message", "field \"last_seq\""),
        (
            r#"{"type":"resync","last_timestamp":"2026-01-02"}"#,
            "bad_message",
            "field \"last_timestamp\"",
        ),
        (r#"{"type":"resync","last_seq":3,"room":"x"}"#, "bad_room", "\"x\" is no room"),
        (
            r#"{"type":"reconnect","last_seq":3}"#,
            "bad_message",
            "field \"resume_token\" is missing",
        ),
        (r#"{"type":"publish","body":1}"#, "bad_room", "field \"room\" is missing"),
        (r#"{"type":"publish","room":"chat:a"}"#, "bad_message", "field \"body\" is missing"),
        (r#"{"type":"claim_table","claim_token":7}"#, "bad_message", "field \"claim_token\""),
    ] {
        let RequestBody::Unreadable { code, error } = body(text) else { panic!("{text}") };
        assert_eq!(code, expected_code, "{text}");
        assert!(error.to_string().contains(words), "{text}: {error}");
    }
}
