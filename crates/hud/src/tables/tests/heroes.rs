//! Several accounts of one computer, and heroes who sit out.

use super::{IDLE, Step, Tables, cash, hands, run, time};

const BOTH: &str = "table:Wichita 05";

#[test]
fn another_hero_at_the_table_has_his_own_viewpoint() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(1, "1 Claire* 200, 2 Hero 150")),
            Step::Hand(cash(1, "1 Claire 200, 2 Hero* 150")),
            Step::Hand(cash(30, "1 Claire 200, 2 Hero* 150, 3 Ben 80")),
            Step::Hand(cash(60, "1 Claire* 200, 2 Hero 150")),
        ],
    );
    assert_eq!(
        told,
        [
            "opened table:Wichita 05",
            "opened table:Wichita 05@Hero",
            "joined 3 Ben 80",
            "updated table:Wichita 05@Hero",
            "updated table:Wichita 05",
        ]
    );
    for (key, hero) in [(BOTH, "Claire"), ("table:Wichita 05@Hero", "Hero")] {
        let state = tables.find(key).unwrap();
        assert_eq!(state.hero.as_deref(), Some(hero));
        let marked: Vec<_> = state.seats.iter().filter(|seat| seat.is_hero).collect();
        assert_eq!(marked.len(), 1, "{key}");
        assert_eq!(marked[0].name, hero);
    }
}

#[test]
fn the_plain_key_is_free_again_when_the_first_has_gone() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(1, "1 Claire* 200, 2 Hero 150")),
            Step::Hand(cash(300, "1 Claire 200, 2 Hero* 150")),
            Step::Hand(cash(800, "1 Claire 200, 2 Hero* 150")),
            Step::Hand(cash(900, "1 Claire* 200, 2 Hero 150")),
        ],
    );
    assert_eq!(
        told[2..],
        [
            "closed table:Wichita 05 Idle",
            "updated table:Wichita 05@Hero",
            "opened table:Wichita 05"
        ]
    );
}

#[test]
fn a_hero_who_is_not_dealt_in_is_still_the_hero() {
    let mut tables = Tables::new(IDLE);
    run(
        &mut tables,
        &[
            Step::Hand(cash(1, "1 Anna 200, 2 Hero* 150")),
            Step::Hand(cash(2, "1 Anna 200, 2 Hero 150 out")),
        ],
    );
    let state = tables.find(BOTH).unwrap();
    assert_eq!(state.hero.as_deref(), Some("Hero"));
    assert!(state.seats[1].is_hero && state.seats[1].sitting_out);
    // He stood up, and still looks on.
    run(&mut tables, &[Step::Hand(cash(3, "1 Anna 200, 3 Ben 80"))]);
    let state = tables.find(BOTH).unwrap();
    assert_eq!(state.hero.as_deref(), Some("Hero"));
    assert!(!state.seats.iter().any(|seat| seat.is_hero));
}

#[test]
fn a_table_that_nobody_played_at_is_his_who_is_dealt_in_first() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(1, "1 Anna 200, 2 Hero 150 out")),
            Step::Hand(cash(2, "1 Anna 200, 2 Hero* 150")),
        ],
    );
    assert_eq!(told, ["opened table:Wichita 05", "updated table:Wichita 05"]);
    assert_eq!(tables.find(BOTH).unwrap().hero.as_deref(), Some("Hero"));
}

#[test]
fn a_late_hand_tells_whose_the_table_is() {
    let mut tables = Tables::new(IDLE);
    let late = cash(1, "1 Anna 200, 2 Hero* 150, 3 Ben 80");
    let told = run(&mut tables, &[Step::Hand(cash(2, "1 Anna 200, 2 Hero 150 out"))]);
    assert_eq!(told, ["opened table:Wichita 05"]);
    let told = run(&mut tables, &[Step::Hand(late.clone()), Step::Hand(late)]);
    assert_eq!(told, ["updated table:Wichita 05"]);
    let state = tables.find(BOTH).unwrap();
    assert_eq!((state.hero.as_deref(), state.seats.len()), (Some("Hero"), 2));
    assert!(state.seats[1].is_hero && !state.seats[0].is_hero);
}

#[test]
fn a_hand_dealt_to_nobody_is_his_who_is_listed_in_it() {
    let at = |second, table, seats| hands::tournament(second, table, 1, seats);
    let open = [
        Step::Hand(at(1, 4, "1 Claire* 200, 2 Anna 150")),
        Step::Hand(at(1, 9, "1 Hero* 200, 2 Ben 150")),
    ];
    for (hand, expected) in [
        (at(9, 9, "1 Hero 200 out, 2 Ben 150, 3 Dan 9"), "updated tournament:555@Hero"),
        (at(9, 4, "1 Claire 200 out, 2 Anna 150, 3 Dan 9"), "updated tournament:555"),
        // Nobody is listed: the table tells.
        (at(9, 9, "2 Ben 150, 3 Dan 9"), "updated tournament:555@Hero"),
        // The hero was moved and waits for the big blind.
        (at(9, 6, "1 Hero 200 out, 3 Dan 9"), "opened tournament:555@Hero"),
    ] {
        let mut tables = Tables::new(IDLE);
        run(&mut tables, &open);
        let told = run(&mut tables, &[Step::Hand(hand)]);
        assert_eq!(told.last().unwrap(), expected);
        assert_eq!(tables.tick(time(100_000)).len(), 2);
    }
}
