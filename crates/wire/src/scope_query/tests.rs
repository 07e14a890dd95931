use chrono::{DateTime, Utc};
use hand_history::{Kind, Limit, Position, Variant};
use hud::{Month, PlayersDealt, Scope, StackBand, TableKey};

use super::ScopeQuery;

/// Reads a question that is written as in an address, but without escapes.
fn read(text: &str) -> Result<ScopeQuery, String> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    };
    let pairs: Vec<_> = pairs.map(pair).collect();
    ScopeQuery::read(&pairs).map_err(|error| error.to_string())
}

fn scope(text: &str) -> Scope {
    let query = read(text).unwrap();
    assert_eq!((query.table, query.session), (None, false));
    query.scope
}

fn month(year: i32, month: u8) -> Month {
    Month { year, month }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().unwrap())
}

#[test]
fn names_are_anded_and_values_ored() {
    let all = Scope::default;
    let nlh = (Variant::Holdem, Limit::NoLimit);
    let plo8 = (Variant::OmahaHiLo, Limit::PotLimit);
    let blinds = vec![Position::Sb, Position::Bb];
    for (text, expected) in [
        ("", all()),
        ("kind=cash", Scope { kinds: vec![Kind::Cash], ..all() }),
        (
            "kind=expresso&last=500&kind=pool&kind=pool",
            Scope { kinds: vec![Kind::Expresso, Kind::Pool], last: Some(500), ..all() },
        ),
        ("game_type=NLH&game_type=PLO8", Scope { games: vec![nlh, plo8], ..all() }),
        (
            "stakes=0.01/0.02&stakes=25/50/100",
            Scope { stakes: vec!["0.01/0.02".into(), "25/50/100".into()], ..all() },
        ),
        ("position=SB&position=BB", Scope { positions: blinds, ..all() }),
        (
            "position=UTG 1&position=UTG+2",
            Scope { positions: vec![Position::Utg1, Position::Utg2], ..all() },
        ),
        (
            "players=2&players=4-6&players=7+&players=7 ",
            Scope {
                players: vec![PlayersDealt::Two, PlayersDealt::FourToSix, PlayersDealt::SevenUp],
                ..all()
            },
        ),
        (
            "stack=below-10&stack=150 &stack=80-150",
            Scope {
                stack_bands: vec![StackBand::Below10, StackBand::From150, StackBand::From80],
                ..all()
            },
        ),
        ("play=true", Scope { play_money: true, ..all() }),
        ("play=false&session=false", all()),
        ("last=1", Scope { last: Some(1), ..all() }),
        ("last=1000000", Scope { last: Some(1_000_000), ..all() }),
    ] {
        assert_eq!(scope(text), expected, "{text}");
    }
}

#[test]
fn what_only_the_log_can_resolve_stands_beside_the_scope() {
    let table = |text: &str| read(text).unwrap().table;
    assert_eq!(table("table=table:Nice 05"), Some(TableKey::Table("Nice 05".into())));
    assert_eq!(table("table=tournament:7@Ann"), Some(TableKey::Tournament("7@Ann".into())));
    let query = read("session=true&kind=cash").unwrap();
    assert!(query.session);
    assert_eq!(query.scope, scope("kind=cash"));
    assert_eq!(read("session=true&table=table:A").unwrap().scope, Scope::default());
}

#[test]
fn whole_months_are_asked_for_as_months() {
    let october = month(2026, 10)..=month(2026, 10);
    for (text, expected) in [
        ("month=2026-10", october.clone()),
        ("month=2026-11&month=2026-10&month=2026-11", month(2026, 10)..=month(2026, 11)),
        ("month=2027-01&month=2026-12", month(2026, 12)..=month(2027, 1)),
        ("from=2026-10-01&to=2026-10-31", october.clone()),
        ("from=2026-10-01T00:00:00Z&to=2026-10-31T23:59:59Z", october.clone()),
        ("from=2026-10-01T02:00:00 02:00&to=2026-10-31", october),
        ("from=2024-02-01&to=2024-02-29", month(2024, 2)..=month(2024, 2)),
        ("from=2025-12-01&to=2026-01-31", month(2025, 12)..=month(2026, 1)),
        ("from=2026-10-01", month(2026, 10)..=month(9999, 12)),
        ("to=2026-10-31", month(0, 1)..=month(2026, 10)),
        ("to=9999-12-31", month(0, 1)..=month(9999, 12)),
    ] {
        assert_eq!(scope(text), Scope { months: Some(expected), ..Scope::default() }, "{text}");
        assert!(!scope(text).asks_for_facts(), "{text}");
    }
}

#[test]
fn days_and_times_belong_to_the_span_that_they_end() {
    for (text, from, before) in [
        ("from=2026-10-02", time("2026-10-02T00:00:00Z"), None),
        ("to=2026-10-30", None, time("2026-10-31T00:00:00Z")),
        (
            "from=2026-10-02&to=2026-10-02",
            time("2026-10-02T00:00:00Z"),
            time("2026-10-03T00:00:00Z"),
        ),
        (
            "from=2026-10-01&to=2026-10-30",
            time("2026-10-01T00:00:00Z"),
            time("2026-10-31T00:00:00Z"),
        ),
        (
            "from=2026-02-02&to=2026-02-28",
            time("2026-02-02T00:00:00Z"),
            time("2026-03-01T00:00:00Z"),
        ),
        (
            "from=2026-10-02T20:15:00+02:00&to=2026-10-02T18:15:00.7Z",
            time("2026-10-02T18:15:00Z"),
            time("2026-10-02T18:15:01Z"),
        ),
        ("from=2026-10-01T00:00:01Z", time("2026-10-01T00:00:01Z"), None),
    ] {
        assert_eq!(scope(text), Scope { from, before, ..Scope::default() }, "{text}");
    }
    let both = scope("month=2026-10&from=2026-10-01&to=2026-10-20");
    assert_eq!(both.months, Some(month(2026, 10)..=month(2026, 10)));
    assert_eq!(both.from, time("2026-10-01T00:00:00Z"));
    assert_eq!(both.before, time("2026-10-21T00:00:00Z"));
}

#[test]
fn what_is_not_understood_is_named_with_what_is_near() {
    let long = format!("stakes={}", "9".repeat(201));
    let many = vec!["kind=cash"; 257].join("&");
    for (text, words) in [
        ("position=BNT", "unknown position \"BNT\": did you mean BTN?"),
        ("position=", "unknown position \"\": expected UTG, UTG+1,"),
        ("position=btn", "did you mean BTN?"),
        ("postion=BTN", "unknown parameter \"postion\": did you mean position?"),
        ("name=Ann", "unknown parameter \"name\": expected kind, game_type,"),
        ("Kind=cash", "unknown parameter \"Kind\": did you mean kind?"),
        ("kind=cahs", "unknown kind \"cahs\": did you mean cash?"),
        ("kind=chess", "expected cash, pool, tournament, expresso"),
        ("game_type=nlh", "unknown game_type \"nlh\": did you mean NLH?"),
        ("players=5", "unknown players \"5\": expected 2, 3, 4-6, 7+"),
        ("stack=15", "unknown stack \"15\": expected below-10, 10-20,"),
        ("stakes=", "stakes: expected a name of 1 to 200"),
        (&long, "stakes: expected a name of 1 to 200"),
        ("month=2026-13", "month: expected a month like 2026-10, not \"2026-13\""),
        ("month=2026-1", "month like"),
        ("month=2026-10-31", "month like"),
        ("month=2026-08&month=2026-10", "month: expected months that follow each other"),
        ("from=2026-02-30", "from: expected a day like 2026-10-31, or a time like"),
        ("from=+2026-02-03", "from: expected a day"),
        ("to=yesterday", "to: expected a day"),
        ("to=10000-01-01", "to: expected a day"),
        ("from=2026-10-02&to=2026-10-01", "is later than to 2026-10-01T23:59:59Z"),
        ("from=2026-10-01&from=2026-10-02", "from is given twice"),
        ("table=table:A&table=table:B", "table is given twice"),
        ("table=Nice 05", "table: expected table:<name> or tournament:<id>, not \"Nice 05\""),
        ("table=hands", "table: expected table:<name>"),
        ("last=0", "last: expected a number of hands from 1 to 1000000, not \"0\""),
        ("last=1000001", "last: expected"),
        ("last=all", "last: expected"),
        ("session=ture", "unknown session \"ture\": did you mean true?"),
        ("play=1", "unknown play \"1\": expected true, false"),
        (&many, "at most 256 values"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.contains(words), "{text}: {error}");
        assert!(error.chars().count() < 350, "{error}");
    }
}

#[test]
fn every_name_is_read() {
    for name in ScopeQuery::NAMES {
        let error = read(&format!("{name}=\n")).unwrap_err();
        assert!(!error.contains("parameter"), "{name}: {error}");
    }
}
