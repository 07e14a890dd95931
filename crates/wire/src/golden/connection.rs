use super::{CLIENT, EPOCH, NOW, check, id};
use crate::{
    AuthOk, ConnectionAck, ErrorMessage, Filter, Heartbeat, Level, Notice, PROTOCOL_VERSION, Pong,
    Reconnected, RequestId, ResyncComplete, ServerMessage, Subscribed, count_detail,
};

/// The greeting of who brings no token, from a server that keeps no sessions.
fn ack() -> ConnectionAck {
    ConnectionAck {
        client_id: CLIENT.to_owned(),
        timestamp: NOW.to_owned(),
        protocol: PROTOCOL_VERSION,
        server_version: "0.0.0".to_owned(),
        epoch: EPOCH.to_owned(),
        seq: 1204,
        heartbeat_interval: 30,
        resume_token: None,
        rooms: vec!["hands".to_owned()],
        authenticated: false,
        user: None,
    }
}

#[test]
fn the_messages_of_a_connection_are_golden() {
    let ack = ack();
    check("connection_ack", &ServerMessage::ConnectionAck(ack));
    let heartbeat = Heartbeat { timestamp: NOW.to_owned(), epoch: EPOCH.to_owned(), seq: 1204 };
    check("heartbeat", &ServerMessage::Heartbeat(heartbeat));

    check("pong", &ServerMessage::Pong(Pong { timestamp: NOW.to_owned(), id: id() }));
    let error = ErrorMessage {
        code: "unknown_type".to_owned(),
        message: "no request has the type \"dance\"".to_owned(),
        timestamp: NOW.to_owned(),
        request: id(),
    };
    check("error", &ServerMessage::Error(error));
}

#[test]
fn the_end_of_a_replay_is_golden() {
    let recovered = ResyncComplete {
        room: None,
        epoch: EPOCH.to_owned(),
        from_seq: 1200,
        to_seq: 1204,
        count: 4,
        recovered: true,
        reason: None,
        id: Some(RequestId::Number(7.into())),
    };
    let lost = ResyncComplete {
        from_seq: 9000,
        count: 0,
        recovered: false,
        reason: Some("ahead".to_owned()),
        id: None,
        ..recovered.clone()
    };
    check("resync_complete", &ServerMessage::ResyncComplete(recovered));
    check("resync_complete_ahead", &ServerMessage::ResyncComplete(lost));
}

#[test]
fn a_session_that_is_known_is_golden() {
    let user = || "ana".to_owned();
    let rooms = || vec!["hands".to_owned(), "table:Nice 05".to_owned()];
    let ack = ConnectionAck {
        resume_token: Some("0123456789abcdef0123456789abcdef".to_owned()),
        rooms: rooms(),
        authenticated: true,
        user: Some(user()),
        ..ack()
    };
    check("connection_ack_known", &ServerMessage::ConnectionAck(ack));
    let expires_at = Some("2026-01-02T15:04:05Z".to_owned());
    let auth_ok = AuthOk { user: user(), expires_at, rooms: rooms(), id: id() };
    check("auth_ok", &ServerMessage::AuthOk(auth_ok));
    let filter = Filter::decode(
        r#"{"hero_only":true,"kinds":["cash","pool"],"game_types":["NLH"],"stakes":["0.01/0.02"],
            "tables":["Nice 05"],"players":["Ann"],"min_pot_bb":19.5,"detail":"full",
            "stats":["vpip","pfr"],"stats_scope":{"since":"last_n","n":500,"same_kind":false},
            "delay_seconds":90,"hide_hole_cards":true}"#,
    )
    .unwrap();
    let client_id = CLIENT.to_owned();
    let reconnected = Reconnected { client_id, rooms: rooms(), filter: filter.clone(), id: None };
    check("reconnected", &ServerMessage::Reconnected(reconnected));
    let subscribed = Subscribed { filter, seq: 1204, id: id() };
    check("subscribed", &ServerMessage::Subscribed(subscribed));
    let cleared = Subscribed { filter: Filter::default(), seq: 1204, id: None };
    check("subscribed_cleared", &ServerMessage::Subscribed(cleared));
}

#[test]
fn notices_are_golden() {
    let put_aside = Notice {
        level: Level::Warning,
        code: "hand_quarantined".to_owned(),
        message: "3 texts could not be read and were put aside".to_owned(),
        detail: Some(count_detail(3)),
    };
    check("notice", &ServerMessage::Notice(put_aside));
    let back = Notice {
        level: Level::Info,
        code: "folder_back".to_owned(),
        message: "/home/ana/history is there again".to_owned(),
        detail: None,
    };
    check("notice_without_detail", &ServerMessage::Notice(back));
}
