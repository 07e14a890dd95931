//! Tables of tournaments: moves, ends, and entries after the end.

use super::{
    super::MAX_FINISHES,
    IDLE, Step, Tables,
    hands::{run, summary, time, tournament},
};

const SEATS: &str = "1 Anna 1500, 2 Hero* 1500";

#[test]
fn a_hero_who_is_moved_leaves_one_table_and_finds_another() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(tournament(1, 12, 1, SEATS)),
            Step::Hand(tournament(40, 15, 1, "2 Ben 900, 5 Hero* 1500")),
            // The last hand of the old table, told late.
            Step::Hand(tournament(39, 12, 1, SEATS)),
            Step::Hand(tournament(80, 15, 1, "2 Ben 900, 4 Cleo 10, 5 Hero* 1500")),
        ],
    );
    assert_eq!(
        told,
        [
            "opened tournament:555",
            "closed tournament:555 Moved",
            "opened tournament:555",
            "joined 4 Cleo 10",
            "updated tournament:555",
        ]
    );
    assert_eq!(tables.find("tournament:555").unwrap().table_number, Some(15));
}

#[test]
fn a_table_without_a_number_is_known_by_the_ids_of_its_hands() {
    let mut tables = Tables::new(IDLE);
    let numberless = |second, table| {
        let mut hand = tournament(second, table, 1, SEATS);
        hand.table.number = None;
        Step::Hand(hand)
    };
    let told = run(&mut tables, &[numberless(1, 12), numberless(2, 12), numberless(3, 15)]);
    assert_eq!(told[1], "updated tournament:555");
    assert_eq!(told[2..], ["closed tournament:555 Moved", "opened tournament:555"]);
}

#[test]
fn a_summary_ends_the_tournament() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(tournament(100, 12, 1, SEATS)),
            Step::Finish(summary("Hero", 130), 131),
            Step::Finish(summary("Hero", 130), 132),
        ],
    );
    assert_eq!(told, ["opened tournament:555", "closed tournament:555 Finished"]);
}

#[test]
fn a_hand_told_after_the_summary_does_not_open_the_table_again() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Finish(summary("Hero", 130), 131),
            Step::Hand(tournament(129, 12, 1, SEATS)),
            Step::Hand(tournament(130, 12, 1, "1 Anna 1500, 2 Hero 1500 out")),
            // Another account plays on, and the hero enters again.
            Step::Hand(tournament(130, 12, 1, "1 Anna* 1500, 2 Hero 1500")),
            Step::Hand(tournament(190, 30, 1, SEATS)),
        ],
    );
    assert_eq!(told, ["opened tournament:555", "opened tournament:555@Hero"]);
}

#[test]
fn a_summary_told_late_leaves_the_next_entry_alone() {
    let mut tables = Tables::new(IDLE);
    let told = run(
        &mut tables,
        &[
            Step::Hand(tournament(100, 12, 1, SEATS)),
            Step::Hand(tournament(190, 30, 1, SEATS)),
            Step::Finish(summary("Hero", 130), 200),
        ],
    );
    assert_eq!(told.last().unwrap(), "opened tournament:555");
}

#[test]
fn a_summary_ends_the_tournament_of_its_player_only() {
    let mut tables = Tables::new(IDLE);
    run(
        &mut tables,
        &[
            Step::Hand(tournament(1, 12, 1, "1 Claire* 9, 2 Anna 9")),
            Step::Hand(tournament(1, 15, 1, "1 Hero* 9, 2 Ben 9")),
        ],
    );
    let told = run(&mut tables, &[Step::Finish(summary("Hero", 130), 131)]);
    assert_eq!(told, ["closed tournament:555@Hero Finished"]);
    // Old summaries name nobody, and some do not tell how long it took.
    let mut nameless = summary("", 0);
    (nameless.player, nameless.played_seconds) = (None, None);
    let late = tournament(120, 12, 1, "1 Claire* 9, 2 Anna 9");
    let told = run(&mut tables, &[Step::Finish(nameless, 132), Step::Hand(late)]);
    assert_eq!(told, ["closed tournament:555 Finished"]);
}

#[test]
fn a_summary_of_another_tournament_ends_nothing() {
    let mut tables = Tables::new(IDLE);
    let mut other = summary("Hero", 130);
    other.id = "556".into();
    run(&mut tables, &[Step::Hand(tournament(1, 12, 1, SEATS))]);
    assert_eq!(tables.finish(&other, time(131)), []);
    assert_eq!(tables.open().count(), 1);
}

#[test]
fn more_ends_than_anybody_comes_to_are_not_kept() {
    for (others, expected) in [(MAX_FINISHES - 1, 0), (MAX_FINISHES, 1)] {
        let mut tables = Tables::new(IDLE);
        tables.finish(&summary("Hero", 130), time(131));
        for number in 0..others {
            let mut other = summary("Hero", 130);
            other.id = format!("6{number}").into();
            tables.finish(&other, time(131));
        }
        assert_eq!(tables.observe(&tournament(129, 12, 1, SEATS), time(132)).len(), expected);
    }
}
