use super::{CLIENT, EPOCH, NOW, check, id, table::cash_table};
use crate::{
    Member, Message, Presence, PresenceEvent, Published, RoomJoined, RoomLeft, ServerMessage,
    StateSnapshot, encode,
};

const CHAT: &str = "chat:study-group";

fn member() -> Member {
    Member {
        client_id: CLIENT.to_owned(),
        client_name: Some("overlay 2.1".to_owned()),
        user: Some("ana".to_owned()),
    }
}

fn nobody() -> Member {
    let client_id = "00000000-0000-4000-8000-000000000000".to_owned();
    Member { client_id, client_name: None, user: None }
}

#[test]
fn snapshots_are_golden() {
    let of_table = StateSnapshot {
        room: cash_table().table_key,
        epoch: EPOCH.to_owned(),
        seq: 1205,
        tables: vec![cash_table()],
        members: vec![nobody()],
        member_count: 1,
        id: id(),
    };
    let of_chat = StateSnapshot {
        room: CHAT.to_owned(),
        tables: Vec::new(),
        members: vec![member(), nobody()],
        member_count: 2,
        id: None,
        ..of_table.clone()
    };
    check("state_snapshot", &ServerMessage::StateSnapshot(Box::new(of_table)));
    check("state_snapshot_chat", &ServerMessage::StateSnapshot(Box::new(of_chat)));
}

#[test]
fn joining_and_leaving_are_golden() {
    let joined = RoomJoined { room: CHAT.to_owned(), seq: 1204, id: id() };
    check("room_joined", &ServerMessage::RoomJoined(joined));
    let left = RoomLeft { room: CHAT.to_owned(), seq: 1204, id: id() };
    check("room_left", &ServerMessage::RoomLeft(left));
    let event = |event: &str, Member { client_id, client_name, user }| {
        let event = event.to_owned();
        PresenceEvent { event, client_id, client_name, user }
    };
    let presence = Presence {
        room: CHAT.to_owned(),
        events: vec![event("joined", member()), event("left", nobody())],
        member_count: 1,
    };
    check("presence", &ServerMessage::Presence(presence));
}

#[test]
fn chat_is_golden() {
    let published = Published { room: CHAT.to_owned(), id: id() };
    check("published", &ServerMessage::Published(published));
    let plain = Message {
        body: "nice hand".into(),
        ..Message::new(nobody(), CHAT.to_owned(), NOW.to_owned())
    };
    check("message_plain", &ServerMessage::Message(Box::new(plain)));
    let rich = Message {
        body: serde_json::json!({ "hand_id": "1-2-3", "tags": ["hero call", 1.5, null] }),
        meta: Some(serde_json::json!({ "lang": "fr" })),
        ..Message::new(member(), CHAT.to_owned(), NOW.to_owned())
    };
    // What a client says comes out as it went in; only the names of objects are sorted.
    assert!(encode(&rich).contains(r#"["hero call",1.5,null]"#));
    check("message", &ServerMessage::Message(Box::new(rich)));
}
