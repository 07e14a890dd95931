mod texts;

use self::texts::{FIXED_LIMIT, POT_LIMIT, SHORT_BLIND, SHORT_RAISE, SIDE_POT, SPLIT};
use super::audit;
use crate::{Hand, HandText, parse};

fn hand(text: &str) -> Hand {
    parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap()
}

/// What the audit says of a text.
fn audited(text: &str) -> Vec<String> {
    audit(&hand(text)).iter().map(ToString::to_string).collect()
}

/// Changes a text in one place, and holds what the audit says against what it should.
fn check(text: &str, changes: &[(&str, &str, &[&str])]) {
    assert_eq!((hand(text).warnings, audited(text)), (vec![], vec![]), "the hand as it is");
    for (from, to, warnings) in changes {
        assert_eq!(text.matches(from).count(), 1, "{from:?} is to stand in one place");
        assert_eq!(audited(&text.replace(from, to)), *warnings, "{from:?} becomes {to:?}");
    }
}

#[test]
fn posts_are_held_against_the_stakes() {
    check(
        SIDE_POT,
        &[
            ("Cem posts ante 10\n", "Cem posts ante 5\n", &["post_off_by:-5.00:Cem"]),
            ("Dee posts ante 10\n", "", &["post_off_by:-10.00:Dee"]),
            ("Cem posts big blind 100", "Cem posts big blind 90", &["post_off_by:-10.00:Cem"]),
            ("Cem posts ante 10", "Cem posts ante 10\nCem posts ante 10", &["posted_twice:Cem"]),
            (
                "Cem posts big blind 100",
                "Cem posts big blind 100\nDee posts small blind 50",
                &["posted_twice:Dee"],
            ),
        ],
    );
}

#[test]
fn habits_of_earlier_years_are_no_fouls() {
    check(
        SHORT_RAISE,
        &[(
            "Ann posts small blind 1€ out of position\nAnn posts big blind 2€ out of position",
            "Ann posts small blind 3€ out of position\nAnn posts big blind 0€ out of position",
            &[],
        )],
    );
    check(
        POT_LIMIT,
        &[(
            "Ann raises 5€ to 7€\nBob calls 6€\nCem calls 5€",
            "Ann calls 2€\nBob calls 1€\nCem bets 5€\nAnn calls 5€\nBob calls 5€",
            &[],
        )],
    );
}

#[test]
fn turns_go_round_the_table() {
    check(
        SIDE_POT,
        &[
            ("Cem folds\n", "", &["turn_skipped:Cem"]),
            ("Dee checks\nAnn checks\n", "Ann checks\nDee checks\n", &["turn_skipped:Dee"]),
            ("Dee checks\nAnn checks\n", "Dee checks\n", &["turn_skipped:Ann"]),
            ("Dee checks\nAnn checks\n", "", &["turn_skipped:Dee"]),
            // He is missed once, not on each street.
            (
                "Dee calls 300\n*** TURN *** [Jc 7d 5d][Ad]\nDee checks\n",
                "*** TURN *** [Jc 7d 5d][Ad]\n",
                &["turn_skipped:Dee"],
            ),
            ("Dee checks\nAnn checks", "Dee checks\nDee checks\nAnn checks", &["out_of_turn:Dee"]),
            ("Dee checks\nAnn bets", "Cem checks\nDee checks\nAnn bets", &["cannot_act:Cem"]),
            ("Dee checks\nAnn bets", "Bob checks\nDee checks\nAnn bets", &["cannot_act:Bob"]),
        ],
    );
}

#[test]
fn bets_and_calls_have_their_sizes() {
    check(
        SIDE_POT,
        &[
            ("Dee calls 200", "Dee calls 190", &["call_off_by:-10.00:Dee"]),
            ("Dee calls 200", "Dee calls 210", &["call_off_by:10.00:Dee"]),
            ("Dee calls 200", "Dee checks", &["checked_bet:200.00:Dee"]),
            ("Ann checks", "Ann calls 0", &["call_off_by:0.00:Ann"]),
            (
                "Ann raises 200 to 400\nDee calls 200",
                "Ann raises 150 to 350\nDee calls 150",
                &["below_minimum:50.00:Ann"],
            ),
            (
                "Ann bets 300\nDee calls 300",
                "Ann bets 50\nDee calls 50",
                &["below_minimum:50.00:Ann"],
            ),
            ("Dee calls 300", "Dee bets 300", &["bet_over_bet:Dee"]),
            ("Ann bets 300", "Ann raises 300 to 300", &["raised_nothing:Ann"]),
            ("Seat 4: Dee (1500)", "Seat 4: Dee (1299)", &["more_than_stack:1.00:Dee"]),
        ],
    );
}

#[test]
fn a_short_big_blind_is_called_in_full() {
    check(
        SHORT_BLIND,
        &[("Ann calls 40", "Ann calls 20", &["call_off_by:-20.00:Ann", "wrong_pot:side-1:Ann"])],
    );
    // Unless the small blind is as much: then there is nothing to decide.
    let shorter = SHORT_BLIND.replace("60", "40").replace("Ann calls 40\n", "");
    let shorter = shorter.replace("120 from main", "80 from main").replace("140 |", "80 |");
    check(&shorter.replace("Ann collected 20 from side pot 1\n", ""), &[]);
}

#[test]
fn the_all_in_flag_says_that_the_stack_is_empty() {
    check(
        SIDE_POT,
        &[
            ("590 and is all-in", "590", &["all_in_unmarked:Bob"]),
            ("Dee calls 200", "Dee calls 200 and is all-in", &["all_in_with_chips:200.00:Dee"]),
        ],
    );
}

#[test]
fn an_incomplete_raise_does_not_reopen_the_betting() {
    check(
        SHORT_RAISE,
        &[
            (
                "Bob calls 7€\nDee calls 2€",
                "Bob calls 7€\nDee raises 11€ to 20€\nBob calls 12€",
                &["not_reopened:Dee"],
            ),
            // Bob has not acted yet.
            ("Bob calls 7€\nDee calls 2€", "Bob raises 12€ to 20€\nDee calls 14€", &[]),
            (
                "Bob calls 7€\nDee calls 2€",
                "Bob raises 3€ to 11€\nDee calls 5€",
                &["below_minimum:1.00:Bob"],
            ),
        ],
    );
}

#[test]
fn limits_bound_the_bets() {
    check(
        POT_LIMIT,
        &[
            (
                "Ann raises 5€ to 7€",
                "Ann raises 5.01€ to 7.01€",
                &["above_pot_limit:0.01:Ann", "call_off_by:-0.01:Bob", "call_off_by:-0.01:Cem"],
            ),
            ("Bob bets 21€", "Bob bets 21.50€", &["above_pot_limit:0.50:Bob"]),
            ("Ann raises 63€ to 84€", "Ann raises 64€ to 85€", &["above_pot_limit:1.00:Ann"]),
        ],
    );
    check(
        FIXED_LIMIT,
        &[
            (
                "Bob bets 4€\nAnn raises 4€ to 8€\nBob calls 4€",
                "Bob bets 5€\nAnn raises 4€ to 9€\nBob calls 3€",
                &["fixed_bet_off_by:1.00:Bob"],
            ),
            ("Ann raises 4€ to 8€", "Ann raises 6€ to 10€", &["fixed_bet_off_by:2.00:Ann"]),
        ],
    );
}

#[test]
fn the_best_hand_takes_each_pot() {
    check(
        SIDE_POT,
        &[
            (
                "Dee collected 1400",
                "Ann collected 1400",
                &["share_off_by:1400.00:Ann", "share_off_by:-1400.00:Dee"],
            ),
            (
                "Dee collected 1400 from side pot 1",
                "Dee collected 1400 from main pot",
                &["wrong_pot:main:Dee"],
            ),
            (
                "Bob collected 1910 from main pot",
                "Bob collected 1910 from side pot 1",
                &["wrong_pot:side-1:Bob"],
            ),
            (
                "Dee collected 1400 from side pot 1",
                "Dee collected 1400 from side pot 2",
                &["wrong_pot:side-2:Dee"],
            ),
            (
                "Dee collected 1400",
                "Cem collected 1400",
                &["wrong_pot:side-1:Cem", "share_off_by:-1400.00:Dee"],
            ),
            (
                "Dee shows [Js Jh]",
                "Dee shows [Ts Th]",
                &["share_off_by:-1400.00:Ann", "share_off_by:1400.00:Dee"],
            ),
        ],
    );
}

#[test]
fn shares_are_even_to_the_odd_chip() {
    let twice = |ann: &str, bob: &str| {
        let text = SPLIT.replace("Ann collected 225", &format!("Ann collected {ann}"));
        audited(&text.replace("Bob collected 600", &format!("Bob collected {bob}")))
    };
    assert_eq!(twice("225", "600"), [""; 0]);
    assert_eq!(twice("226", "599"), ["share_off_by:-1.00:Bob"]);
    assert_eq!(twice("223", "602"), ["share_off_by:-2.00:Ann"]);
}

#[test]
fn shares_are_bounded_where_hands_are_not_shown() {
    check(
        SHORT_RAISE,
        &[
            (
                "Bob collected 19.50€ from side pot 1",
                "Cem collected 19.50€ from main pot",
                &["share_off_by:12.50:Cem"],
            ),
            ("7€ from main pot", "7€ from side pot 2", &["wrong_pot:side-2:Dee"]),
        ],
    );
    let (lost, won) = ("Bob shows [Kc Qc] (High card : Ace)\n", "Ann collected 28€ from pot");
    let shares = |shares: &str| audited(&FIXED_LIMIT.replace(lost, "").replace(won, shares));
    assert_eq!(shares(won), [""; 0]);
    assert_eq!(shares("Ann collected 14€ from pot\nBob collected 14€ from pot"), [""; 0]);
    assert_eq!(
        shares("Ann collected 14.50€ from pot\nBob collected 13.50€ from pot"),
        ["share_off_by:0.49:Ann", "share_off_by:-0.50:Bob"]
    );
}

#[test]
fn cards_are_counted() {
    check(
        SIDE_POT,
        &[
            ("[Jc 7d 5d][Ad]", "[Jc 7d 5d][Ad Ac]", &["board_size:6"]),
            ("*** RIVER *** [Jc 7d 5d Ad][8c]", "*** RIVER ***", &["board_size:4"]),
            ("Bob shows [9c 6c]", "Bob shows [9c]", &["hole_cards:1:Bob"]),
        ],
    );
}
