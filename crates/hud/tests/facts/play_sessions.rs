use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Currency, Kind};
use hud::{CurrentSession, Fact, PlaySession, Totals, play_sessions};
use proptest::prelude::*;

use crate::log::{cents, facts, facts_in_two_orders, hand, setting, with};

fn sum<'a>(facts: impl Iterator<Item = &'a Fact>) -> Totals {
    let mut totals = Totals::default();
    facts.for_each(|fact| totals.add(fact));
    totals
}

fn after(seconds: i64) -> Fact {
    with(|fact| fact.played_at += TimeDelta::seconds(seconds))
}

#[test]
fn half_an_hour_without_a_hand_ends_a_session() {
    let start = hand().played_at;
    for (seconds, starts) in [
        (&[0][..], &[0][..]),
        (&[0, 1799], &[0]),
        (&[0, 1800], &[0, 1800]),
        (&[0, 1801], &[0, 1801]),
        (&[0, 1799, 2 * 1799], &[0]),
        (&[0, 1799, 1799 + 1800], &[0, 1799 + 1800]),
        (&[0, 0, 1800, 1800], &[0, 1800]),
    ] {
        let facts: Vec<Fact> = seconds.iter().map(|seconds| after(*seconds)).collect();
        let sessions = play_sessions(&facts);
        let started = sessions.iter().map(|session| (session.started_at - start).num_seconds());
        assert_eq!(started.collect::<Vec<_>>(), starts, "{seconds:?}");
    }
    assert_eq!(play_sessions(&[]), []);
    assert_eq!(CurrentSession::of(&[]), None);
}

#[test]
fn a_session_is_all_tables_at_once() {
    let expresso = with(|fact| {
        fact.entry = 9;
        fact.table = 4;
        fact.setting = setting(Kind::Expresso, Currency::Chips);
        fact.played_at += TimeDelta::minutes(29);
    });
    let late = hand().adjusted_by(cents(70));
    let sessions = play_sessions(&[late, expresso.clone(), hand()]);
    let [session] = &sessions[..] else { panic!("{sessions:?}") };
    assert_eq!((session.started_at, session.ended_at), (hand().played_at, expresso.played_at));
    assert_eq!(session.tables, BTreeSet::from([3, 4]));
    assert_eq!(session.kinds, BTreeSet::from([Kind::Cash, Kind::Expresso]));
    assert_eq!(session.currencies, BTreeSet::from([Currency::Eur, Currency::Chips]));
    assert_eq!(session.totals.hands(), 2);
    assert_eq!(session.totals.adjustment.eur, cents(70));
}

/// When hands begin a session, by another reading: none was played in the half hour before.
fn starts(facts: &[Fact]) -> BTreeSet<DateTime<Utc>> {
    let times = || facts.iter().filter(|fact| fact.is_hand()).map(|fact| fact.played_at);
    times()
        .filter(|time| {
            !times().any(|other| other < *time && *time - other < TimeDelta::minutes(30))
        })
        .collect()
}

proptest! {
    #[test]
    fn sessions_are_all_facts_cut_at_the_breaks(facts in facts()) {
        let sessions = play_sessions(&facts);
        let started: Vec<_> = sessions.iter().map(|session| session.started_at).collect();
        prop_assert_eq!(&started, &starts(&facts).into_iter().collect::<Vec<_>>());
        let last = sessions.last().map(|session| (session.started_at, session.ended_at));
        let current = CurrentSession::of(&facts);
        prop_assert_eq!(current.map(|current| (current.started_at, current.ended_at)), last);
        let mut all = Totals::default();
        for session in &sessions {
            let its = || facts.iter().filter(|fact| {
                session.started_at <= fact.played_at && fact.played_at <= session.ended_at
            });
            prop_assert_eq!(&session.totals, &sum(its()));
            prop_assert!(its().any(|fact| fact.played_at == session.ended_at));
            prop_assert_eq!(&session.tables, &its().map(|fact| fact.table).collect());
            all.merge(&session.totals);
        }
        prop_assert_eq!(all, sum(facts.iter()));
        for pair in sessions.windows(2) {
            prop_assert!(PlaySession::BREAK <= pair[1].started_at - pair[0].ended_at);
        }
    }

    #[test]
    fn sessions_do_not_depend_on_the_order_of_facts((facts, shuffled) in facts_in_two_orders()) {
        prop_assert_eq!(play_sessions(&facts), play_sessions(&shuffled));
        prop_assert_eq!(CurrentSession::of(&facts), CurrentSession::of(&shuffled));
    }

    #[test]
    fn the_current_session_is_followed_from_hand_to_hand((_, facts) in facts_in_two_orders()) {
        let mut followed: Option<CurrentSession> = None;
        for (index, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.is_hand()) {
            let all = CurrentSession::of(&facts[..=index]);
            let hand = fact.played_at;
            let next = match followed {
                Some(session) => session.with(hand),
                None => Some(CurrentSession::of_hand(hand)),
            };
            if next.is_none() {
                let before = followed.unwrap().started_at - hand;
                prop_assert!(TimeDelta::zero() < before && before < PlaySession::BREAK);
            } else {
                prop_assert_eq!(next, all);
            }
            followed = all;
        }
    }
}
