use std::time::Duration;

use hand_history::{Amount, Kind, Limit, Variant};
use hud::{Scope, Stat};

use super::{AllStats, Filter, StatsScope, StatsSince, WantedStats};
use crate::{
    Facts, Room, Selection, decode, encode,
    facts::tests::{of, of_result},
};

fn filter(text: &str) -> Filter {
    Filter::decode(text).unwrap()
}

#[test]
fn a_filter_gives_back_the_keys_that_are_set() {
    for text in [
        "{}",
        r#"{"hero_only":true}"#,
        r#"{"kinds":["cash","pool"],"game_types":["NLH","PLO5-8","27TD"],"stakes":["0.01/0.02"]}"#,
        r#"{"tables":["Nice 05","tournament:7"],"players":["Ann","Zoé"]}"#,
        r#"{"min_pot_bb":20}"#,
        r#"{"min_pot_bb":0}"#,
        r#"{"min_pot_bb":0.29,"detail":"full","stats":"all"}"#,
        r#"{"stats":["vpip","3bet"],"stats_scope":{"since":"last_n","n":500,"same_kind":false}}"#,
        r#"{"delay_seconds":600,"hide_hole_cards":true}"#,
    ] {
        let read = filter(text);
        assert_eq!(encode(&read), text);
        assert_eq!(decode::<Filter>(text), Ok(read));
    }
    let unset = r#"{"hero_only":false,"kinds":null,"detail":"summary","delay_seconds":0,"stats_scope":{"n":null}}"#;
    assert_eq!(filter(unset), Filter::default());
}

#[test]
fn a_bad_filter_names_the_key_and_what_is_expected() {
    let many = format!(r#"{{"tables":[{}"a"]}}"#, "\"a\",".repeat(256));
    for (text, key, expected) in [
        ("", "", "EOF"),
        ("7", "", "expected an object"),
        (r#"["kinds"]"#, "", "expected an object"),
        (r#"{"kind":["cash"]}"#, "\"kind\"", "did you mean kinds?"),
        (r#"{"heroes":["Ann"]}"#, "\"heroes\"", "hero_only, kinds,"),
        (r#"{"kinds":["cash"],"kinds":["pool"]}"#, "kinds", "twice"),
        (r#"{"kinds":"cash"}"#, "kinds", "expected a sequence"),
        (r#"{"kinds":["Cash"]}"#, "kinds", "did you mean cash?"),
        (r#"{"kinds":["chess"]}"#, "kinds", "expected cash, pool, tournament, expresso"),
        (r#"{"kinds":[]}"#, "kinds", "leave the key out"),
        (r#"{"game_types":["NLHE"]}"#, "game_types", "\"NLHE\": did you mean NLH or LHE?"),
        (r#"{"game_types":["Chess"]}"#, "game_types", "NLH, PLH, LHE, NLO"),
        (r#"{"stakes":[0.5]}"#, "stakes", "expected a string"),
        (r#"{"players":[""]}"#, "players", "1 to 200"),
        (&many, "tables", "at most 256"),
        (r#"{"hero_only":1}"#, "hero_only", "expected a boolean"),
        (r#"{"min_pot_bb":-1}"#, "min_pot_bb", "not negative"),
        (r#"{"min_pot_bb":-0.5}"#, "min_pot_bb", "not negative"),
        (r#"{"min_pot_bb":0.005}"#, "min_pot_bb", "two decimals"),
        (r#"{"min_pot_bb":1e30}"#, "min_pot_bb", "number"),
        (r#"{"min_pot_bb":"20"}"#, "min_pot_bb", "number"),
        (r#"{"detail":"all"}"#, "detail", "`summary` or `full`"),
        (r#"{"stats":true}"#, "stats", "a list of ids"),
        (r#"{"stats":"vpip"}"#, "stats", "\"all\""),
        (r#"{"stats":["pfr","vipp"]}"#, "stats", "unknown stat \"vipp\": did you mean vpip?"),
        (r#"{"stats":["m_ratio"]}"#, "stats", "expected hands, vpip, pfr"),
        (r#"{"stats":[7]}"#, "stats", "expected a string"),
        (r#"{"stats_scope":{"since":"today"}}"#, "since", "lifetime"),
        (r#"{"stats_scope":{"since":"last_n"}}"#, "stats_scope", "\"n\""),
        (r#"{"stats_scope":{"since":"last_n","n":0}}"#, "stats_scope", "from 1"),
        (r#"{"stats_scope":{"n":5}}"#, "stats_scope", "only with it"),
        (r#"{"stats_scope":{"same_game":true,"same":1}}"#, "\"same\"", "same_kind or same_game?"),
        (r#"{"delay_seconds":601}"#, "delay_seconds", "0 to 600"),
        (r#"{"delay_seconds":1.5}"#, "delay_seconds", "whole"),
        (r#"{"delay_seconds":-1}"#, "delay_seconds", "0 to 600"),
    ] {
        for error in [Filter::decode(text).unwrap_err(), decode::<Filter>(text).unwrap_err()] {
            let error = error.to_string();
            assert!(error.contains(key), "{text}: {error}");
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}

#[test]
fn the_values_of_a_filter_are_as_given() {
    let read = filter(
        r#"{"detail":"full","stats":["vpip"],"stats_scope":{"since":"session"},"delay_seconds":90,"hide_hole_cards":true}"#,
    );
    assert!(read.is_full() && read.hides_hole_cards() && read.wants_stats());
    assert_eq!(read.delay(), Duration::from_secs(90));
    assert_eq!(read.stats(), Some(&WantedStats::Some(vec!["vpip".to_owned()])));
    let scope = StatsScope { since: StatsSince::Session, ..StatsScope::default() };
    assert_eq!(read.stats_scope(), scope);
    assert_eq!(filter(r#"{"stats":"all"}"#).stats(), Some(&WantedStats::All(AllStats::All)));
    let mut plain = Filter::default();
    assert!(!plain.is_full() && !plain.hides_hole_cards() && !plain.wants_stats());
    plain.set_full(true);
    assert_eq!(plain, filter(r#"{"detail":"full"}"#));
}

#[test]
fn wanted_stats_are_the_same_in_any_order() {
    let wanted = |text: &str| filter(text).stats().unwrap().stats();
    let ids = |text: &str| wanted(text).into_iter().map(Stat::id).collect::<Vec<_>>();
    assert_eq!(ids(r#"{"stats":["wwsf","3bet","vpip","3bet"]}"#), ["vpip", "3bet", "wwsf"]);
    assert_eq!(wanted(r#"{"stats":"all"}"#), Stat::all().collect::<Vec<_>>());
}

#[test]
fn the_scope_of_stats_is_that_of_the_table_as_far_as_asked_for() {
    let game = (Variant::Omaha, Limit::PotLimit);
    let scope = |text: &str| {
        let filter = filter(&format!(r#"{{"stats_scope":{text}}}"#));
        filter.stats_scope().scope(Kind::Pool, game)
    };
    let both = Scope { kinds: vec![Kind::Pool], games: vec![game], ..Scope::default() };
    let any = r#"{"same_kind":false,"same_game":false}"#;
    for (text, expected) in [
        ("{}", both.clone()),
        (r#"{"since":"session"}"#, both.clone()),
        (r#"{"since":"last_n","n":500}"#, Scope { last: Some(500), ..both.clone() }),
        (r#"{"same_game":false}"#, Scope { games: Vec::new(), ..both.clone() }),
        (r#"{"same_kind":false}"#, Scope { kinds: Vec::new(), ..both }),
        (any, Scope::default()),
    ] {
        assert_eq!(scope(text), expected, "{text}");
    }
}

/// Which of a cash hand, a hand of an Expresso, and a result a filter selects.
fn selected(text: &str) -> String {
    let entries = [
        ('c', of("cash/out-of-position-posts.txt")),
        ('e', of("expresso/nitro-all-in.txt")),
        ('r', of_result("Deglingos", "Player : Zed\n")),
    ];
    let filter = filter(text);
    entries.iter().filter(|(_, facts)| filter.selects(facts)).map(|(name, _)| *name).collect()
}

#[test]
fn keys_are_anded_and_values_ored() {
    let cash = of("cash/out-of-position-posts.txt");
    let (table, player) = (cash.table.as_str(), cash.players[0].as_str());
    let stakes = cash.hand.as_ref().unwrap().stakes.as_str();
    for (text, expected) in [
        ("{}".to_owned(), "cer"),
        (r#"{"detail":"full","stats":"all","hide_hole_cards":true}"#.to_owned(), "cer"),
        (r#"{"hero_only":true}"#.to_owned(), "ce"),
        (r#"{"kinds":["cash"]}"#.to_owned(), "c"),
        (r#"{"kinds":["expresso","tournament"]}"#.to_owned(), "er"),
        (r#"{"kinds":["expresso"],"players":["Zed"]}"#.to_owned(), ""),
        (r#"{"game_types":["NLH"]}"#.to_owned(), "ce"),
        (r#"{"game_types":["PLO"]}"#.to_owned(), ""),
        (format!(r#"{{"stakes":["1/2","{stakes}"]}}"#), "c"),
        (format!(r#"{{"tables":["{table}"]}}"#), "c"),
        (format!(r#"{{"tables":["table:{table}","Deglingos"]}}"#), "cr"),
        (r#"{"tables":["tournament:7"]}"#.to_owned(), "r"),
        (r#"{"tables":["table:7","7"]}"#.to_owned(), ""),
        (format!(r#"{{"players":["Nobody","{player}"]}}"#), "c"),
        (r#"{"players":["Zed"]}"#.to_owned(), "r"),
        (r#"{"min_pot_bb":0}"#.to_owned(), "ce"),
    ] {
        assert_eq!(selected(&text), expected, "{text}");
    }
}

#[test]
fn the_pot_is_compared_to_the_hundredth_of_a_big_blind() {
    let with = |pot: i64, big_blind: Option<i64>| {
        let mut facts = of("cash/out-of-position-posts.txt");
        let hand = facts.hand.as_mut().unwrap();
        hand.total_pot = Amount::from_hundredths(pot);
        hand.big_blind = big_blind.map(Amount::from_hundredths);
        facts
    };
    for (least, pot, big_blind, expected) in [
        ("20", 40, Some(2), true),
        ("20", 39, Some(2), false),
        ("19.5", 39, Some(2), true),
        ("19.51", 39, Some(2), false),
        ("0.33", 1, Some(3), true),
        ("0.34", 1, Some(3), false),
        ("1000000000", i64::MAX, Some(i64::MAX / 2), false),
        ("0", 5, None, false),
        ("0", 5, Some(0), false),
    ] {
        let filter = filter(&format!(r#"{{"min_pot_bb":{least}}}"#));
        assert_eq!(filter.selects(&with(pot, big_blind)), expected, "{least} {pot} {big_blind:?}");
    }
}

#[test]
fn only_hands_that_the_hero_was_dealt_into_are_his() {
    let theirs = Facts { hero: None, ..of("cash/out-of-position-posts.txt") };
    assert!(!filter(r#"{"hero_only":true}"#).selects(&theirs));
}

#[test]
fn a_table_is_selected_by_its_kind_and_its_name() {
    for (text, expected) in [
        ("{}", true),
        (r#"{"kinds":["pool","cash"],"tables":["Nice"]}"#, true),
        (r#"{"tables":["Paris","table:Nice"]}"#, true),
        (r#"{"tables":["Paris"]}"#, false),
        (r#"{"kinds":["pool"]}"#, false),
        (r#"{"hero_only":true,"stakes":["1/2"],"min_pot_bb":9,"players":["Ann"]}"#, true),
    ] {
        assert_eq!(filter(text).selects_table("cash", "Nice", "table:Nice"), expected, "{text}");
    }
}

#[test]
fn a_selection_needs_a_room_and_the_filter() {
    let cash = of("cash/out-of-position-posts.txt");
    let selection = |rooms: &[&str], text: &str| Selection {
        rooms: rooms.iter().map(|name| Room::parse(name).unwrap()).collect(),
        filter: filter(text),
    };
    assert!(!Selection::default().selects(&cash));
    assert!(selection(&["tables", "hands"], "{}").selects(&cash));
    assert!(!selection(&["tables", "table:x"], "{}").selects(&cash));
    assert!(!selection(&["hands"], r#"{"kinds":["pool"]}"#).selects(&cash));
}
