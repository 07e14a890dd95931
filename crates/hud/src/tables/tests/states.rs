//! What is known of one table.

use hand_history::{Amount, Currency, Kind, Position, SeatNo};

use super::{IDLE, Step, Tables, cash, pool, run};
use crate::{Seat, TableKey, TableState, Viewpoint, tables::tests::hands};

#[test]
fn a_table_is_what_its_last_hand_left() {
    let mut hand = hands::tournament(40, 12, 2, "1 Anna 1500, 2 Hero* 1480, 5 Ben 900 out");
    hand.players[0].position = Some(Position::Btn);
    hand.players[0].contributed = Amount::from_units(40);
    hand.players[1].position = Some(Position::Bb);
    hand.players[1].contributed = Amount::from_units(40);
    hand.players[1].collected = Amount::from_units(80);
    let mut tables = Tables::new(IDLE);
    run(&mut tables, &[Step::Hand(hand.clone())]);
    let seat = |no, name: &str, stack, position, is_hero| Seat {
        no: SeatNo(no),
        name: name.into(),
        stack: Amount::from_units(stack),
        position,
        is_hero,
        sitting_out: position.is_none(),
    };
    let expected = TableState {
        key: Viewpoint { table: TableKey::Tournament("555".into()), hero: None },
        kind: Kind::Tournament,
        name: "Tremplin".into(),
        tournament_id: Some("555".into()),
        table_number: Some(12),
        max_seats: 6,
        stakes: hand.stakes.clone(),
        currency: Currency::Chips,
        level: Some(2),
        button_seat: Some(SeatNo(1)),
        hero: Some("Hero".into()),
        seats: vec![
            seat(1, "Anna", 1460, Some(Position::Btn), false),
            seat(2, "Hero", 1520, Some(Position::Bb), true),
            seat(5, "Ben", 900, None, false),
        ],
        last_hand_id: hand.id,
        last_played_at: hand.played_at,
    };
    assert_eq!(**tables.find("tournament:555").unwrap(), expected);
    assert_eq!(tables.find("tournament:55"), None);
    assert_eq!(tables.view()[..], [std::sync::Arc::new(expected)]);
}

#[test]
fn an_orbit_is_paid_by_those_dealt_in_who_can_lose_what_others_have() {
    let mut hand =
        hands::tournament(40, 12, 2, "1 Anna 1500, 2 Hero* 1480, 5 Ben 900 out, 6 Cleo 300");
    // Ante, small blind and big blind.
    hand.stakes = hands::stakes(&[5, 20, 40]);
    let mut tables = Tables::new(IDLE);
    run(&mut tables, &[Step::Hand(hand)]);
    let state = tables.find("tournament:555").unwrap();
    assert_eq!(state.orbit(), Some(Amount::from_units(20 + 40 + 3 * 5)));
    let stacks: Vec<_> = state.seats.iter().map(|seat| state.effective_stack(seat)).collect();
    let expected = [Some(1480), Some(1480), None, Some(300)];
    assert_eq!(stacks, expected.map(|units| units.map(Amount::from_units)));
}

#[test]
fn windows_are_known_by_their_titles() {
    let seats = "1 Anna 1500, 2 Hero* 1480";
    let mut tables = Tables::new(IDLE);
    let mut nameless = hands::tournament(1, 0, 1, seats);
    nameless.tournament.as_mut().unwrap().id = "556".into();
    nameless.table.number = None;
    run(
        &mut tables,
        &[
            Step::Hand(cash(1, seats)),
            Step::Hand(pool(1, seats)),
            Step::Hand(hands::tournament(1, 12, 1, seats)),
            Step::Hand(nameless),
        ],
    );
    for (key, titles, window) in [
        ("table:Wichita 05", vec!["Winamax Wichita 05"], "Winamax Wichita 5"),
        ("table:Colorado", vec!["Winamax Colorado"], "Winamax Colorado 4"),
        (
            "tournament:555",
            vec!["Winamax Tremplin(555)(#0012)", "Winamax Tremplin(555)(#12)"],
            "Winamax Tremplin(555)(#0012)",
        ),
        ("tournament:556", vec![], "Winamax Tremplin(556)(#0012)"),
    ] {
        let state = tables.find(key).unwrap();
        assert_eq!(state.window_titles(), titles);
        for other in tables.open() {
            assert_eq!(other.matches_window(window), other.key == state.key, "{key} {window}");
        }
        assert!(titles.iter().all(|title| state.matches_window(title)));
    }
}
