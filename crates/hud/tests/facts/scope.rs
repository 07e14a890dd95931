use hand_history::{Kind, Limit, Position, Variant};
use hud::{Fact, Month, PlayersDealt, Scope, StackBand};

use crate::log::{hand, time, with, with_setting};

/// What a scope asks for, what it does not, and whether only facts can answer it.
struct Case {
    field: &'static str,
    scope: Scope,
    takes: Vec<Fact>,
    leaves: Vec<Fact>,
    asks_for_facts: bool,
}

fn at(text: &str) -> Fact {
    with(|fact| fact.played_at = time(text))
}

/// What counters can answer.
fn by_dimensions() -> Vec<Case> {
    let case =
        |field, scope, takes, leaves| Case { field, scope, takes, leaves, asks_for_facts: false };
    let of = |kind| with_setting(|setting| setting.kind = kind);
    let game = |variant, limit| {
        with_setting(|setting| (setting.variant, setting.limit) = (variant, limit))
    };
    let stakes = |text: &str| with_setting(|setting| setting.stakes = text.into());
    let from = |position| with(|fact| fact.position = position);
    let among = |players| with(|fact| fact.players_dealt = players);
    let play = || with_setting(|setting| setting.real_money = false);
    let month = |month| Month { year: 2023, month };
    let none = Scope::default;
    vec![
        case("", none(), vec![hand(), of(Kind::Expresso), from(None)], vec![play()]),
        case(
            "kinds",
            Scope { kinds: vec![Kind::Cash, Kind::Pool], ..none() },
            vec![of(Kind::Cash), of(Kind::Pool)],
            vec![of(Kind::Tournament), of(Kind::Expresso)],
        ),
        case(
            "games",
            Scope { games: vec![(Variant::Omaha, Limit::PotLimit)], ..none() },
            vec![game(Variant::Omaha, Limit::PotLimit)],
            vec![game(Variant::Omaha, Limit::NoLimit), game(Variant::Holdem, Limit::PotLimit)],
        ),
        case(
            "stakes",
            Scope { stakes: vec!["0.01/0.02".into(), "1/2".into()], ..none() },
            vec![stakes("0.01/0.02"), stakes("1/2")],
            vec![stakes("0.02/0.05"), stakes("0.1/0.2")],
        ),
        case(
            "positions",
            Scope { positions: vec![Position::Btn], ..none() },
            vec![from(Some(Position::Btn))],
            vec![from(Some(Position::Bb)), from(None)],
        ),
        case(
            "players",
            Scope { players: vec![PlayersDealt::FourToSix, PlayersDealt::SevenUp], ..none() },
            vec![among(4), among(6), among(7), among(10)],
            vec![among(2), among(3)],
        ),
        case(
            "months",
            Scope { months: Some(month(2)..=month(11)), ..none() },
            vec![at("2023-02-01T00:00:00Z"), at("2023-11-30T23:59:59Z")],
            vec![
                at("2023-01-31T23:59:59Z"),
                at("2023-12-01T00:00:00Z"),
                at("2022-06-01T00:00:00Z"),
                at("2024-06-01T00:00:00Z"),
            ],
        ),
        case("play_money", Scope { play_money: true, ..none() }, vec![play(), hand()], vec![]),
    ]
}

/// What is asked of each hand.
fn by_facts() -> Vec<Case> {
    let case =
        |field, scope, takes, leaves| Case { field, scope, takes, leaves, asks_for_facts: true };
    let edge = Some(time("2023-11-14T21:00:00Z"));
    let deep = |band| with(|fact| fact.stack_band = band);
    let table = |table| with(|fact| fact.table = table);
    let none = Scope::default;
    vec![
        case(
            "from",
            Scope { from: edge, ..none() },
            vec![at("2023-11-14T21:00:00Z"), at("2024-01-01T00:00:00Z")],
            vec![at("2023-11-14T20:59:59Z")],
        ),
        case(
            "before",
            Scope { before: edge, ..none() },
            vec![at("2023-11-14T20:59:59Z"), at("2011-01-01T00:00:00Z")],
            vec![at("2023-11-14T21:00:00Z")],
        ),
        case(
            "stack_bands",
            Scope { stack_bands: vec![StackBand::From20, StackBand::From40], ..none() },
            vec![deep(Some(StackBand::From20)), deep(Some(StackBand::From40))],
            vec![deep(Some(StackBand::From10)), deep(Some(StackBand::From80)), deep(None)],
        ),
        case("table", Scope { table: Some(3), ..none() }, vec![table(3)], vec![table(2), table(4)]),
        // How many there are is for whoever has them all.
        case("last", Scope { last: Some(0), ..none() }, vec![hand()], vec![]),
    ]
}

#[test]
fn each_key_of_a_scope_has_two_sides() {
    for case in by_dimensions().into_iter().chain(by_facts()) {
        let Case { field, scope, takes, leaves, asks_for_facts } = case;
        assert_eq!(scope.asks_for_facts(), asks_for_facts, "{field}");
        for (facts, taken) in [(takes, true), (leaves, false)] {
            for fact in facts {
                assert_eq!(scope.takes(&fact), taken, "{field}: {fact:?}");
                let covered = scope.covers(&fact.dimensions());
                assert_eq!(covered, taken || asks_for_facts, "{field}: {fact:?}");
            }
        }
    }
}

#[test]
fn the_keys_of_a_scope_are_anded() {
    let scope = Scope {
        kinds: vec![Kind::Cash],
        table: Some(3),
        from: Some(hand().played_at),
        ..Scope::default()
    };
    assert!(scope.takes(&hand()));
    assert!(!scope.takes(&with_setting(|setting| setting.kind = Kind::Pool)));
    assert!(!scope.takes(&with(|fact| fact.table = 4)));
    assert!(!scope.takes(&at("2023-11-14T20:59:59Z")));
}
