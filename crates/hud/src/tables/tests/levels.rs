//! Levels, and what follows them.

use hand_history::{Amount, BuyIn, BuyInKind, Hand, Level, Limit, TournamentSummary};

use super::{
    IDLE, Step, Tables,
    hands::{level, run, stakes, summary, time, tournament},
};
use crate::{LevelChange, TableEvent, schedules::MAX_SCHEDULES};

const SEATS: &str = "1 Anna 1500, 2 Hero* 1500";

/// The change from level 1 to level 2, after these summaries.
fn change(summaries: &[TournamentSummary]) -> LevelChange {
    let mut tables = Tables::new(IDLE);
    for summary in summaries {
        tables.learn(summary);
    }
    tables.observe(&tournament(10, 12, 1, SEATS), time(50));
    let events = tables.observe(&tournament(70, 12, 2, SEATS), time(90));
    let [TableEvent::LevelChanged(change), TableEvent::Updated(_)] = &events[..] else {
        panic!("{events:?}")
    };
    change.clone()
}

/// An earlier tournament of the same name and buy-in.
fn earlier(id: &str, speed: &str, seconds: &[u32]) -> TournamentSummary {
    let levels = (1..).zip(seconds).map(|(number, &seconds)| level(number, seconds));
    TournamentSummary {
        id: id.into(),
        speed: Some(speed.into()),
        levels: levels.collect(),
        ..summary("Hero", 900)
    }
}

#[test]
fn a_new_level_is_told_before_the_table() {
    let mut tables = Tables::new(IDLE);
    let hand = |second, table, level| Step::Hand(tournament(second, table, level, SEATS));
    let told = run(&mut tables, &[hand(1, 12, 1), hand(2, 12, 1), hand(3, 12, 2), hand(4, 15, 3)]);
    assert_eq!(
        told[2..],
        [
            "level tournament:555 20/40",
            "updated tournament:555",
            "level tournament:555 30/60",
            "closed tournament:555 Moved",
            "opened tournament:555",
        ]
    );
}

#[test]
fn blinds_tell_more_than_the_number_of_the_level() {
    let told = |change: fn(&mut Hand)| {
        let mut tables = Tables::new(IDLE);
        let mut next = tournament(2, 12, 1, SEATS);
        change(&mut next);
        let told = run(&mut tables, &[Step::Hand(tournament(1, 12, 1, SEATS)), Step::Hand(next)]);
        told[1..told.len() - 1].to_vec()
    };
    let set_level = |hand: &mut Hand, level| hand.tournament.as_mut().unwrap().level = level;
    assert_eq!(told(|hand| hand.stakes = stakes(&[20, 40])), ["level tournament:555 20/40"]);
    assert_eq!(told(|hand| hand.stakes = stakes(&[3, 10, 20])), ["level tournament:555 10/20/3"]);
    assert!(told(|hand| hand.stakes = stakes(&[0, 10, 20])).is_empty());
    assert!(told(|hand| hand.tournament.as_mut().unwrap().level = Some(2)).is_empty());
    // With fixed limits the blinds are only what was posted.
    let fixed = |hand: &mut Hand| {
        hand.limit = Limit::FixedLimit;
        hand.stakes.small_blind = None;
    };
    let mut tables = Tables::new(IDLE);
    let steps = [(1, Some(1)), (2, Some(1)), (3, Some(2)), (4, None)].map(|(second, level)| {
        let mut hand = tournament(second, 12, 1, SEATS);
        fixed(&mut hand);
        set_level(&mut hand, level);
        Step::Hand(hand)
    });
    let told = run(&mut tables, &steps);
    assert_eq!(told.iter().filter(|event| event.starts_with("level")).count(), 1, "{told:?}");
}

#[test]
fn cash_tables_have_no_levels() {
    let mut tables = Tables::new(IDLE);
    let mut next = super::cash(2, SEATS);
    next.stakes = stakes(&[50, 100]);
    let told = run(&mut tables, &[Step::Hand(super::cash(1, SEATS)), Step::Hand(next)]);
    assert_eq!(told[1..], ["updated table:Wichita 05"]);
}

#[test]
fn an_earlier_summary_tells_what_follows() {
    let change = change(&[earlier("444", "turbo", &[300, 240, 200])]);
    assert_eq!(change.level, Some(2));
    assert_eq!(change.next, Some(level(3, 200)));
    assert_eq!(change.ends_at, Some(time(70 + 240)));
    assert_eq!(change.source.as_deref(), Some("444"));
}

#[test]
fn the_latest_of_equal_schedules_tells() {
    let turbo = earlier("444", "turbo", &[300, 240, 200]);
    let again = TournamentSummary { id: "445".into(), ..turbo.clone() };
    assert_eq!(change(&[turbo.clone(), again]).source.as_deref(), Some("445"));
    let changed = earlier("447", "turbo", &[300, 200, 100]);
    assert_eq!(change(&[turbo.clone(), changed]).source.as_deref(), Some("447"));
    // One that tells no levels takes back none.
    let silent = earlier("448", "turbo", &[]);
    assert_eq!(change(&[turbo.clone(), silent]).source.as_deref(), Some("444"));
    // Another speed that says the same of this level.
    let normal = earlier("446", "normal", &[1, 240, 200, 900]);
    assert_eq!(change(&[turbo, normal]).source.as_deref(), Some("446"));
}

#[test]
fn what_follows_is_not_guessed() {
    let turbo = earlier("444", "turbo", &[300, 240, 200]);
    let cheaper = TournamentSummary {
        buy_in: BuyIn { kind: BuyInKind::Paid, bounty: None, ..turbo.buy_in },
        ..turbo.clone()
    };
    let another = TournamentSummary { name: "Tremplin 2".into(), ..turbo.clone() };
    let of = |levels: &[Level]| TournamentSummary { levels: levels.to_vec(), ..turbo.clone() };
    let twice = of(&[level(2, 9), level(2, 8), level(3, 9)]);
    let again = of(&[level(2, 9), level(3, 8), level(2, 9), level(4, 9)]);
    let with_ante = Level { ante: Amount::from_units(5), ..level(2, 9) };
    let with_ante = of(&[level(1, 9), with_ante, level(3, 9)]);
    for (summaries, why) in [
        (vec![], "nothing was told"),
        (vec![earlier("1", "turbo", &[])], "no schedule"),
        (vec![cheaper], "another buy-in"),
        (vec![another], "another name"),
        (vec![earlier("1", "turbo", &[300])], "it ends before this level"),
        (vec![earlier("1", "turbo", &[300, 300])], "it ends with this level"),
        (vec![turbo.clone(), earlier("2", "normal", &[300, 600, 600])], "two speeds"),
        (vec![turbo, earlier("2", "normal", &[300, 240])], "two speeds, one ends"),
        (vec![twice], "the level is in it twice"),
        (vec![again], "the level comes again"),
        (vec![with_ante], "another ante"),
    ] {
        let change = change(&summaries);
        assert_eq!((change.next, change.ends_at, change.source), (None, None, None), "{why}");
    }
}

#[test]
fn a_summary_that_ends_a_tournament_is_remembered() {
    let mut tables = Tables::new(IDLE);
    tables.finish(&earlier("444", "turbo", &[300, 240, 200]), time(0));
    tables.observe(&tournament(10, 12, 1, SEATS), time(50));
    let events = tables.observe(&tournament(70, 12, 2, SEATS), time(90));
    let TableEvent::LevelChanged(change) = &events[0] else { panic!("{events:?}") };
    assert_eq!(change.next, Some(level(3, 200)));
}

#[test]
fn more_schedules_than_anybody_plays_are_not_kept() {
    let named = |name: String| TournamentSummary {
        name: name.into(),
        ..earlier("445", "turbo", &[300, 240, 200])
    };
    let others = (1..).map(|number| named(format!("Tremplin {number}")));
    let first = [earlier("444", "turbo", &[300, 240, 200])];
    let summaries = |others_after: usize| -> Vec<TournamentSummary> {
        first.iter().cloned().chain(others.clone().take(others_after)).collect()
    };
    assert!(change(&summaries(MAX_SCHEDULES - 1)).next.is_some());
    assert!(change(&summaries(MAX_SCHEDULES)).next.is_none());
}
