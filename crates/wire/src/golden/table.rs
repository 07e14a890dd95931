use std::{sync::Arc, time::Duration};

use chrono::DateTime;
use hand_history::{Amount, Level};
use hud::{CloseReason, LevelChange, TableEvent, TableState, Tables};

use super::{check, hand, id};
use crate::{ClaimQueued, ClaimReleased, Room, ServerMessage, TableClaimed, TableJson};

pub(super) const SEQ: u64 = 1205;

/// The table that a hand opens.
fn opened(fixture: &str) -> Arc<TableState> {
    let hand = hand(fixture).0;
    let events = Tables::new(Duration::from_secs(600)).observe(&hand, hand.played_at);
    match events.as_slice() {
        [TableEvent::Opened(state)] => Arc::clone(state),
        other => panic!("{other:?}"),
    }
}

pub(super) fn cash_table() -> TableJson {
    TableJson::new(&opened("cash/out-of-position-posts.txt"), SEQ)
}

#[test]
fn tables_are_golden() {
    let [cash, tournament, draw] =
        ["cash/out-of-position-posts.txt", "tournament/nine-players.txt", "pool/go-fast.txt"]
            .map(opened);
    let mut shared = TableState::clone(&tournament);
    shared.key.hero = shared.hero.clone();
    let closed = |reason| TableEvent::Closed { table: Arc::clone(&cash), reason };
    for (name, event) in [
        ("table_opened", TableEvent::Opened(Arc::clone(&cash))),
        ("table_opened_tournament", TableEvent::Opened(tournament)),
        ("table_opened_shared", TableEvent::Opened(Arc::new(shared))),
        ("table_updated", TableEvent::Updated(draw)),
        ("table_closed", closed(CloseReason::Idle)),
        ("table_closed_moved", closed(CloseReason::Moved)),
        ("table_closed_finished", closed(CloseReason::Finished)),
    ] {
        check(name, &ServerMessage::of_table(&event, SEQ));
    }
}

#[test]
fn comings_and_goings_are_golden() {
    let state = opened("cash/out-of-position-posts.txt");
    let (table, seat) = (state.key.clone(), state.seats[0].clone());
    let left = TableEvent::PlayerLeft { table: table.clone(), seat: seat.clone() };
    check("player_left", &ServerMessage::of_table(&left, SEQ));
    let joined = TableEvent::PlayerJoined { table, seat };
    check("player_joined", &ServerMessage::of_table(&joined, SEQ));
}

#[test]
fn levels_are_golden() {
    let state = opened("tournament/nine-players.txt");
    let next = Level {
        small_blind: Amount::from_units(150),
        big_blind: Amount::from_units(300),
        ante: Amount::from_units(40),
        seconds: 600,
        game: None,
    };
    let known = LevelChange {
        table: state.key.clone(),
        tournament_id: state.tournament_id.clone().unwrap(),
        level: Some(5),
        small_blind: Some(Amount::from_units(100)),
        big_blind: Some(Amount::from_units(200)),
        ante: Some(Amount::from_units(25)),
        next: Some(next),
        ends_at: DateTime::from_timestamp(1_767_319_445, 0),
        source: Some("812751290".into()),
    };
    let unknown = LevelChange {
        level: None,
        ante: None,
        next: None,
        ends_at: None,
        source: None,
        ..known.clone()
    };
    for (name, change) in [("level_changed", known), ("level_changed_unknown", unknown)] {
        check(name, &ServerMessage::of_table(&TableEvent::LevelChanged(change), SEQ));
    }
}

#[test]
fn claims_are_golden() {
    let snapshot = cash_table();
    let claimed = TableClaimed {
        table_key: snapshot.table_key.clone(),
        snapshot,
        claim_token: "0123456789abcdef0123456789abcdef".to_owned(),
        id: id(),
    };
    let released = ClaimReleased { table_key: Some(claimed.table_key.clone()), id: None };
    check("table_claimed", &ServerMessage::TableClaimed(Box::new(claimed)));
    check("claim_queued", &ServerMessage::ClaimQueued(ClaimQueued { position: 2, id: id() }));
    check("claim_released", &ServerMessage::ClaimReleased(released));
}

#[test]
fn a_table_knows_its_rooms_whatever_its_name() {
    for fixture in ["cash/out-of-position-posts.txt", "tournament/nine-players.txt"] {
        let mut state = TableState::clone(&opened(fixture));
        let plain = state.key.to_string();
        let hero = state.hero.clone().unwrap();
        for shared in [None, Some(hero.clone())] {
            state.key.hero = shared;
            let table = TableJson::new(&state, SEQ);
            assert_eq!(table.plain_key(), plain);
            for (room, expected) in [
                (plain.clone(), true),
                (format!("{plain}@{hero}"), true),
                (format!("{plain}@Nobody"), false),
                (format!("{plain}x"), false),
                ("tables".to_owned(), false),
            ] {
                assert_eq!(table.is_of(&Room::parse(&room).unwrap()), expected, "{room}");
            }
        }
    }
}
