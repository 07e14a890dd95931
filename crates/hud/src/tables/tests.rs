mod heroes;
mod levels;
mod properties;
mod states;
mod tournaments;

mod hands;

use std::time::Duration;

use super::{MAX_OPEN, Tables};
use hands::{Step, cash, pool, run, time};

const IDLE: Duration = Duration::from_secs(600);

/// What each of these hands of one cash table changes, the first one left out.
#[track_caller]
fn check_seats(before: &str, after: &str, expected: &[&str]) {
    let mut tables = Tables::new(IDLE);
    let steps = [Step::Hand(cash(1, before)), Step::Hand(cash(2, after))];
    let told = run(&mut tables, &steps);
    let expected: Vec<&str> =
        expected.iter().copied().chain(["updated table:Wichita 05"]).collect();
    assert_eq!(told[1..], expected, "{before} -> {after}");
}

#[test]
fn who_leaves_is_told_before_who_joins() {
    check_seats("1 Anna 200, 2 Hero* 150", "1 Anna 200, 2 Hero* 150", &[]);
    check_seats("1 Anna 200, 2 Hero* 150, 5 Ben 90", "1 Anna 200, 2 Hero* 150", &["left 5 Ben 90"]);
    check_seats("1 Anna 200, 2 Hero* 150", "1 Anna 1, 2 Hero* 1, 3 Cleo 70", &["joined 3 Cleo 70"]);
    let replaced = ["left 1 Anna 200", "joined 1 Cleo 70"];
    check_seats("1 Anna 200, 2 Hero* 150", "1 Cleo 70, 2 Hero* 150", &replaced);
    let moved = ["left 1 Anna 200", "joined 6 Anna 230"];
    check_seats("1 Anna 200, 2 Hero* 150", "2 Hero* 150, 6 Anna 230", &moved);
}

#[test]
fn chips_bought_and_hands_sat_out_are_no_coming_and_going() {
    check_seats("1 Anna 0, 2 Hero* 150", "1 Anna 200, 2 Hero* 150", &[]);
    check_seats("1 Anna 200, 2 Hero* 150", "1 Anna 200 out, 2 Hero* 150", &[]);
}

#[test]
fn a_table_without_a_hand_is_closed_after_a_while() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(10, "1 Anna 200, 2 Hero* 150")),
            Step::Tick(609),
            Step::Tick(610),
            Step::Tick(9999),
            Step::Hand(cash(10_000, "1 Anna 200, 2 Hero* 150")),
        ],
    );
    let expected =
        ["opened table:Wichita 05", "closed table:Wichita 05 Idle", "opened table:Wichita 05"];
    assert_eq!(told, expected);
}

#[test]
fn a_hand_closes_what_was_idle_before_it() {
    let mut tables = Tables::new(IDLE);
    let mut other = cash(900, "1 Anna 200, 2 Hero* 150");
    other.table.name = "Nice 06".into();
    let mut news = other.clone();
    news.played_at = time(1000);
    news.id.0 = "9-1000-9".into();
    news.players.remove(0);
    news.hero = Some(hand_history::PlayerIndex(0));
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(400, "1 Anna 200, 2 Hero* 150")),
            Step::Hand(other),
            Step::Hand(news),
            Step::Hand(cash(1100, "1 Ben 200, 2 Hero* 150")),
        ],
    );
    assert_eq!(
        told,
        [
            "opened table:Wichita 05",
            "opened table:Nice 06",
            "left 1 Anna 200",
            "closed table:Wichita 05 Idle",
            "updated table:Nice 06",
            "opened table:Wichita 05",
        ]
    );
}

#[test]
fn what_was_idle_is_told_with_the_tables() {
    let mut tables = Tables::new(IDLE);
    let seats = "1 Anna 200, 2 Hero* 150";
    let told = run(
        &mut tables,
        &[
            Step::Hand(cash(1, seats)),
            Step::Hand(hands::tournament(300, 12, 1, seats)),
            Step::Hand(hands::tournament(700, 12, 2, seats)),
        ],
    );
    let expected =
        ["level tournament:555 20/40", "closed table:Wichita 05 Idle", "updated tournament:555"];
    assert_eq!(told[2..], expected);
}

#[test]
fn a_hand_that_comes_in_late_changes_nothing() {
    let second = |number: u64, seats| {
        let mut hand = cash(100, seats);
        hand.id.0 = format!("7-{number}-100").into();
        hand
    };
    let newest = second(5, "1 Anna 200, 2 Hero* 150");
    for late in
        [newest.clone(), second(4, "1 Ben 200, 2 Hero* 150"), cash(99, "1 Ben 200, 2 Hero* 150")]
    {
        let mut tables = Tables::new(IDLE);
        run(&mut tables, &[Step::Hand(newest.clone())]);
        assert_eq!(tables.observe(&late, time(101)), [], "{}", late.id);
        assert_eq!(tables.find("table:Wichita 05").unwrap().last_hand_id, newest.id);
        assert_eq!(tables.tick(time(700)).len(), 1, "it is no sign of life either");
    }
}

#[test]
fn another_table_of_the_same_name_is_another_table() {
    let seats = "1 Anna 200, 2 Hero* 150";
    let first = cash(1, seats);
    let mut other = cash(2, "1 Anna 200, 3 Hero* 150");
    other.stakes.text = "5/10".into();
    let mut tables = Tables::new(IDLE);
    // Where games take turns, stakes change and people stay.
    let told = run(&mut tables, &[Step::Hand(first.clone()), Step::Hand(other.clone())]);
    assert_eq!(told[1..3], ["left 2 Hero 150", "joined 3 Hero 150"]);
    assert_eq!(told[3..], ["updated table:Wichita 05"]);

    other.id.0 = "8-1-2".into();
    let mut tables = Tables::new(IDLE);
    let told = run(&mut tables, &[Step::Hand(first.clone()), Step::Hand(other.clone())]);
    assert_eq!(told[1..], ["closed table:Wichita 05 Moved", "opened table:Wichita 05"]);

    // Winamax opened it again: the number is new, the table is the same.
    other.stakes = first.stakes.clone();
    let mut tables = Tables::new(IDLE);
    let told = run(&mut tables, &[Step::Hand(first), Step::Hand(other)]);
    assert_eq!(told[3..], ["updated table:Wichita 05"]);
}

#[test]
fn a_pool_is_one_table_of_strangers() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(pool(10, "1 Anna 200, 2 Hero* 150")),
            Step::Hand(pool(30, "4 Ben 200, 5 Hero* 150")),
            Step::Hand(pool(20, "1 Cleo 200, 2 Hero* 150")),
        ],
    );
    assert_eq!(told, ["opened table:Colorado", "updated table:Colorado"]);
    let names: Vec<_> = tables
        .find("table:Colorado")
        .unwrap()
        .seats
        .iter()
        .map(|seat| seat.name.as_str())
        .collect();
    assert_eq!(names, ["Ben", "Hero"]);
}

#[test]
fn more_tables_than_anybody_plays_are_not_kept() {
    let mut tables = Tables::new(IDLE);
    let table = |number: usize| {
        let mut hand = cash(1, "1 Anna 200, 2 Hero* 150");
        hand.table.name = format!("Nice {number}").into();
        hand
    };
    for number in 0..MAX_OPEN {
        let at = time(1 + i64::from(number != 7));
        assert_eq!(tables.observe(&table(number), at).len(), 1);
    }
    let told = run(&mut tables, &[Step::Hand(table(MAX_OPEN))]);
    assert_eq!(
        told,
        ["closed table:Nice 7 Idle".to_owned(), format!("opened table:Nice {MAX_OPEN}")]
    );
    assert_eq!(tables.open().count(), MAX_OPEN);
    assert_eq!(tables.view().len(), MAX_OPEN);
}
