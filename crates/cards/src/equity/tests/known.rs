//! Equities that others have counted and published.

use super::{BoardGame, Equity, equity, runout};
use crate::{Card, Rank, Suit};

/// All hands of two ranks, of one suit or of two.
fn class(one: Rank, other: Rank, suited: bool) -> Vec<String> {
    let mut hands = Vec::new();
    for first in Suit::ALL {
        for second in Suit::ALL {
            let pair_again = one == other && second <= first;
            if (first == second) == suited && !pair_again {
                hands.push(format!("{} {}", Card::new(one, first), Card::new(other, second)));
            }
        }
    }
    hands
}

#[test]
fn aces_have_81_95_percent_against_kings() {
    let shares = |kings: &str| equity(&runout(BoardGame::Holdem, &["Ah Ad", kings], "")).shares[0];
    let all: u64 = class(Rank::King, Rank::King, false).iter().map(|kings| shares(kings)).sum();
    let whole = 6 * 1_712_304 * Equity::SHARES;
    assert_eq!((all * 10_000 + whole / 2) / whole, 8_195);
}

#[test]
fn three_classes_win_the_published_numbers_of_boards() {
    let (mut boards, mut won) = (0, [0; 3]);
    // All queens and jacks of a suit are alike, so that clubs stand for four hands. Then the
    // eights with a club are, and those without: three hands each.
    for eights in ["8c 8d", "8d 8h"] {
        for ace_two in class(Rank::Ace, Rank::Two, false) {
            let found = equity(&runout(BoardGame::Holdem, &["Qc Jc", eights, &ace_two], ""));
            boards += 4 * 3 * found.boards;
            for (sum, share) in won.iter_mut().zip(found.shares) {
                *sum += 4 * 3 * share;
            }
        }
    }
    // What each class wins alone, as CandyPoker has it. The other boards are shared by all three.
    let alone = [151_892_424, 145_235_448, 96_338_988];
    assert_eq!(boards, 394_777_152);
    let shared = boards - alone.iter().sum::<u64>();
    assert_eq!(won, alone.map(|alone| (alone + shared / 3) * Equity::SHARES));
}

#[test]
fn omaha_before_the_flop_has_the_shares_of_dealing_every_board() {
    // Ranked board by board with `OmahaBoard`, once: in each test run it would take too long.
    for (game, hands, shares) in [
        (
            BoardGame::Omaha,
            &["Ah Kh Td 9d", "Qs Qc Js 4c"][..],
            &[2_641_995_720, 2_831_484_600][..],
        ),
        (
            BoardGame::OmahaHiLo,
            &["Ah Kh Td 9d 6c", "Qs Qc Js 4c 2h", "As 2d 3c 5s 8h"],
            &[683_616_780, 585_238_500, 928_065_600],
        ),
        (
            BoardGame::OmahaHiLo,
            &["Ah 2h 4h 9h", "As 2s 6d 4c", "7c 7d 3h 4d"],
            &[1_094_001_300, 823_762_800, 1_398_596_220],
        ),
    ] {
        assert_eq!(equity(&runout(game, hands, "")).shares, shares);
    }
}
