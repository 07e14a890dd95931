use cards::{AceToFive, Card, HandRank, Rank, Suit};
use hand_history::{Amount, Half, PotName};

use super::{House, Payout, Stake, pay};
use crate::claim::{Claim, Worth};

const CHIPS: House = House { unit: Amount::from_units(1), rake_cap: Amount::ZERO };
const CENTS: House =
    House { unit: Amount::from_hundredths(1), rake_cap: Amount::from_hundredths(200) };

/// A hand that wins against all hands of a lower number.
fn hand(number: usize) -> Claim {
    let rank = Rank::ALL[number];
    let pair = [Card::new(rank, Suit::Clubs), Card::new(rank, Suit::Hearts)];
    Claim { hand: Worth::High(HandRank::of_cards(&pair)), low: None }
}

/// A player who put in so many chips; with his hand, or none when he folded.
fn stake(chips: i64, number: Option<usize>) -> Stake {
    let live = Amount::from_units(chips);
    Stake { live, dead: Amount::ZERO, claim: number.map(hand) }
}

/// The same with a low that is led by this rank.
fn with_low(stake: Stake, rank: Rank) -> Stake {
    let ranks = [Rank::Ace, Rank::Two, Rank::Three, Rank::Four, rank];
    let low = AceToFive::eight_or_better(&ranks.map(|rank| Card::new(rank, Suit::Spades)));
    assert!(low.is_some());
    Stake { claim: stake.claim.map(|claim| Claim { low, ..claim }), ..stake }
}

/// Pays the stakes, players being in order from the left of the button, and prints the result.
fn check(stakes: &[Stake], house: House, expected: &str) {
    check_with(Amount::ZERO, stakes, house, expected);
}

/// The same with this much from the house.
fn check_with(added: Amount, stakes: &[Stake], house: House, expected: &str) {
    let order: Vec<usize> = (0..stakes.len()).collect();
    let Payout { shares, rake } = pay(stakes, &order, added, house);
    let paid: Amount = shares.iter().map(|share| share.amount).sum();
    let put: Amount = added + stakes.iter().map(|stake| stake.live + stake.dead).sum();
    assert_eq!(paid + rake, put, "chips are neither made nor lost");
    let mut text: Vec<String> = Vec::new();
    for share in shares {
        let pot = match share.pot {
            PotName::Main => "main".to_owned(),
            PotName::Side(number) => format!("side {number}"),
        };
        let half = match share.half {
            Some(Half::Hi) => " hi",
            Some(Half::Lo) => " lo",
            None => "",
        };
        text.push(format!("{} takes {} from {pot}{half}", share.player, share.amount));
    }
    text.push(format!("rake {rake}"));
    assert_eq!(text.join(", "), expected);
}

#[test]
fn the_last_player_takes_everything_with_his_unmatched_bet() {
    let stakes = [stake(50, None), stake(20, None), stake(120, Some(0))];
    check(&stakes, CHIPS, "2 takes 190 from main, rake 0");
}

#[test]
fn a_short_winner_leaves_the_rest_as_a_side_pot() {
    let stakes = [stake(30, Some(9)), stake(900, Some(1))];
    check(&stakes, CHIPS, "1 takes 870 from side 1, 0 takes 60 from main, rake 0");
}

#[test]
fn pots_of_the_same_winner_are_one_pot() {
    let stakes = [stake(30, Some(1)), stake(200, Some(2)), stake(900, Some(9))];
    check(&stakes, CHIPS, "2 takes 1130 from main, rake 0");
}

#[test]
fn side_pots_go_to_the_best_hand_among_those_who_paid_for_them() {
    let stakes = [stake(10, Some(9)), stake(20, Some(8)), stake(40, Some(7)), stake(40, Some(6))];
    let expected = "2 takes 40 from side 2, 1 takes 30 from side 1, 0 takes 40 from main, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn a_tie_in_a_side_pot_splits_that_pot_alone() {
    let stakes = [stake(10, Some(9)), stake(40, Some(7)), stake(40, Some(7))];
    let expected = "1 takes 30 from side 1, 2 takes 30 from side 1, 0 takes 30 from main, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn odd_chips_go_to_the_first_players_left_of_the_button() {
    let stakes = [stake(35, Some(7)), stake(35, Some(7)), stake(35, Some(7)), stake(5, None)];
    let expected = "0 takes 37 from main, 1 takes 37 from main, 2 takes 36 from main, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn the_excess_of_a_split_pot_returns_to_who_bet_it() {
    let stakes = [stake(30, Some(7)), stake(50, Some(7))];
    let expected = "1 takes 20 from side 1, 0 takes 30 from main, 1 takes 30 from main, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn folded_chips_above_the_last_level_stay_in_the_pot() {
    let stakes = [stake(10, None), stake(5, Some(0))];
    check(&stakes, CHIPS, "1 takes 15 from main, rake 0");
}

#[test]
fn a_dead_blind_goes_to_the_main_pot_and_matches_nothing() {
    let dead = Amount::from_units(1);
    let stakes = [Stake { dead, ..stake(2, Some(1)) }, stake(2, Some(9)), stake(5, Some(5))];
    check(&stakes, CHIPS, "2 takes 3 from side 1, 1 takes 7 from main, rake 0");
}

#[test]
fn rake_is_taken_from_matched_chips_only() {
    let stakes = [stake(10, None), stake(110, Some(0))];
    check(&stakes, CENTS, "1 takes 119 from main, rake 1");
}

#[test]
fn rake_is_capped_over_all_pots() {
    let stakes = [stake(10, Some(9)), stake(40, Some(7)), stake(40, Some(6))];
    check(&stakes, CENTS, "1 takes 59.50 from side 1, 0 takes 28.50 from main, rake 2");
}

#[test]
fn a_low_takes_half_and_the_high_half_gets_the_odd_chip() {
    let stakes = [with_low(stake(7, Some(1)), Rank::Six), stake(7, Some(9)), stake(1, None)];
    check(&stakes, CHIPS, "1 takes 8 from main hi, 0 takes 7 from main lo, rake 0");
}

#[test]
fn who_has_both_halves_takes_both() {
    let stakes = [with_low(stake(10, Some(9)), Rank::Six), stake(10, Some(1))];
    check(&stakes, CHIPS, "0 takes 10 from main hi, 0 takes 10 from main lo, rake 0");
}

#[test]
fn equal_lows_share_the_low_half() {
    let lows = [Rank::Six, Rank::Six, Rank::Seven];
    let stakes = [1, 2, 9].map(|number| stake(10, Some(number)));
    let stakes = [0, 1, 2].map(|player| with_low(stakes[player], lows[player]));
    let expected =
        "2 takes 15 from main hi, 0 takes 8 from main lo, 1 takes 7 from main lo, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn each_pot_has_its_own_halves() {
    let stakes = [
        with_low(stake(10, Some(1)), Rank::Five),
        with_low(stake(40, Some(2)), Rank::Six),
        stake(40, Some(9)),
    ];
    let expected = "2 takes 30 from side 1 hi, 1 takes 30 from side 1 lo, \
                    2 takes 15 from main hi, 0 takes 15 from main lo, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn an_unmatched_bet_has_no_halves() {
    let stakes = [with_low(stake(50, Some(1)), Rank::Five), stake(30, Some(9))];
    let expected =
        "0 takes 20 from side 1, 1 takes 30 from main hi, 0 takes 30 from main lo, rake 0";
    check(&stakes, CHIPS, expected);
}

#[test]
fn the_money_of_the_house_is_in_the_main_pot_and_bears_no_rake() {
    let stakes = [stake(10, Some(9)), stake(40, Some(7)), stake(40, Some(6))];
    let expected = "1 takes 59.50 from side 1, 0 takes 33.50 from main, rake 2";
    check_with(Amount::from_units(5), &stakes, CENTS, expected);
}
