mod sums;
mod texts;

use hand_history::{Amount, Hand, Variant, parse};

use self::texts::{BLINDS, HEADS_UP, MIRROR, SHORT, SIDE_POT, TURN_FOLD};
use super::{AllIn, ev_nets};

fn hand(text: &str) -> Hand {
    let text = hand_history::HandText { offset: 0, bytes: text.as_bytes().into() };
    let hand = parse(&text).unwrap();
    assert_eq!(hand.warnings, []);
    hand
}

/// Holds what the players could expect, in hundredths by seat, and in how many boards, against
/// what a hand says.
#[track_caller]
fn check(hand: &Hand, boards: u64, expected: &[i64]) {
    assert_eq!(AllIn::of(hand).unwrap().boards(), boards);
    let nets: Vec<i64> = ev_nets(hand).into_iter().map(Amount::hundredths).collect();
    assert_eq!(nets, expected);
    let won: Amount = hand.players.iter().map(hand_history::Player::net).sum();
    assert_eq!(nets.iter().sum::<i64>(), won.hundredths());
}

/// Holds that players are said to expect what they won or lost.
#[track_caller]
fn check_unchanged(hand: &Hand) {
    assert!(AllIn::of(hand).is_none());
    let nets: Vec<Amount> = hand.players.iter().map(hand_history::Player::net).collect();
    assert_eq!(ev_nets(hand), nets);
}

#[test]
fn the_pot_is_parted_by_the_boards_that_could_come() {
    // 40 less 1 of rake. Two kings of 44 cards are Bob's: 39 * 42 / 44 = 37.2273 and 1.7727.
    check(&hand(HEADS_UP), 44, &[3_723 - 2_000, 177 - 2_000]);
}

#[test]
fn the_luck_that_came_changes_nothing() {
    let lost = hand(HEADS_UP);
    let won = HEADS_UP.replace("[8c]", "[Kc]").replace("Ann collected", "Bob collected");
    let won = hand(&won);
    assert_ne!(lost.players[0].net(), won.players[0].net());
    assert_eq!(ev_nets(&lost), ev_nets(&won));
}

#[test]
fn who_is_not_in_a_side_pot_expects_nothing_of_it() {
    // Main pot 3 * 225 = 675: 38 cards of 42 are Ann's, two kings Bob's, two deuces Cem's. Side
    // pot 2 * 375 = 750: 40 are Bob's, two Cem's. 300 of Cem's come back.
    //   Ann 675 * 38/42                 = 610.714
    //   Bob 675 * 2/42 + 750 * 40/42    = 746.429
    //   Cem 675 * 2/42 + 750 * 2/42     =  67.857
    // In hundredths two are left over. Bob's remainder is the largest, Cem's the next.
    check(&hand(SIDE_POT), 42, &[61_071 - 22_500, 74_643 - 60_000, 6_786 - 60_000]);
}

#[test]
fn house_money_is_in_the_main_pot() {
    let mut hand = hand(SIDE_POT);
    hand.added_to_pot = Amount::from_units(42);
    hand.players[0].collected += Amount::from_units(42);
    check(&hand, 42, &[64_871 - 22_500, 74_843 - 60_000, 6_986 - 60_000]);
}

#[test]
fn every_pot_bears_its_part_of_the_rake() {
    // One of each hundred: of the shares above, 604.607, 738.964 and 67.179 are left.
    let mut hand = hand(SIDE_POT);
    hand.rake = Amount::from_hundredths(1_425);
    hand.players[0].collected -= hand.rake;
    check(&hand, 42, &[60_461 - 22_500, 73_896 - 60_000, 6_718 - 60_000]);
}

#[test]
fn a_missed_small_blind_is_in_the_main_pot() {
    // Ann's 25 are dead: Bob and Cem match 200 of hers, the main pot is 3 * 200 + 25 = 625 and
    // the side pot 2 * 400 = 800.
    //   Ann 625 * 38/42                 = 565.476
    //   Bob 625 * 2/42 + 800 * 40/42    = 791.667
    //   Cem 625 * 2/42 + 800 * 2/42     =  67.857
    let text = SIDE_POT
        .replace("Bob posts small", "Ann posts small blind 25 out of position\nBob posts small")
        .replace("Ann raises 125 to 225", "Ann raises 100 to 225");
    check(&hand(&text), 42, &[56_547 - 22_500, 79_167 - 60_000, 6_786 - 60_000]);
    // Who missed both blinds may have posted them as one: then 50 are dead and 100 live.
    let text = SIDE_POT
        .replace("Bob posts small", "Ann posts small blind 150 out of position\nBob posts small")
        .replace("Ann raises 125 to 225", "Ann raises 75 to 225");
    // Main pot 3 * 175 + 50 = 575, side pot 2 * 425 = 850: 520.238, 836.905, 67.857.
    check(&hand(&text), 42, &[52_024 - 22_500, 83_690 - 60_000, 6_786 - 60_000]);
}

#[test]
fn chips_of_folded_players_are_in_the_pots_that_they_reached() {
    // Ann is all-in with 100, Bob gives up on the turn after 300, Cem keeps 200 of the side pot
    // whatever comes, and 250 come back to him. Main pot 300: two kings of 44 are Cem's.
    //   Ann 300 * 42/44 = 286.364, Cem 300 * 2/44 + 400 = 413.636
    check(&hand(TURN_FOLD), 44, &[28_636 - 10_000, -30_000, 41_364 - 30_000]);
}

#[test]
fn chips_of_folded_players_above_all_others_are_in_the_last_pot() {
    // Bob gives up his small blind of 50 against 40. Main pot 3 * 30, of which aces have 82.637 %
    // before the flop; the other 30 are Cem's.
    check(&hand(SHORT), 1_712_304, &[7_437 - 3_000, -5_000, 4_563 - 4_000]);
}

#[test]
fn who_is_not_dealt_in_expects_nothing() {
    let text = SIDE_POT.replace("Seat 2: Bob", "Seat 5: Dee (500)\nSeat 2: Bob");
    let played = ev_nets(&hand(SIDE_POT));
    let nets = [played, vec![Amount::ZERO]].concat();
    assert_eq!(ev_nets(&hand(&text)), nets);
}

#[test]
fn of_equal_remainders_the_lower_seat_takes_the_hundredth() {
    // 0.40 less 0.01 of rake is 0.195 for each.
    check(&hand(MIRROR), 1_712_304, &[20 - 20, 19 - 20]);
}

#[test]
fn who_is_all_in_with_his_blind_is_so_from_the_start() {
    let hand = hand(BLINDS);
    assert_eq!(AllIn::of(&hand).unwrap().boards(), 1_712_304);
    // Aces against kings of other suits: 82.64 % of 80, and the 20 that nobody matched.
    assert_eq!(ev_nets(&hand), [2_611, -2_611].map(Amount::from_hundredths));
}

#[test]
fn where_nothing_is_left_to_luck_the_result_stands() {
    let river = "*** RIVER *** [Qc Jd 7h 3s][8c]\n";
    check_unchanged(&hand(&HEADS_UP.replace(river, &format!("{river}Bob checks\nAnn checks\n"))));
    let folds =
        HEADS_UP.replace("calls 18€ and is all-in\n*** RIVER *** [Qc Jd 7h 3s][8c]", "folds");
    let folds = folds.replace("collected 39€", "collected 22€");
    check_unchanged(&hand(&folds.replace("39€ | Rake 1€", "22€ | No rake")));
}

#[test]
fn where_cards_are_not_known_the_result_stands() {
    let mucks = HEADS_UP.replace("Bob shows [Kh Kd] (One pair : Kings)\n", "");
    check_unchanged(&hand(&mucks));
    // Four cards are a hand of Omaha, but not all of one with five.
    let omaha = HEADS_UP.replace("Ah Ad", "Ah Ad 2c 3c").replace("Kh Kd", "Kh Kd 2d 4d");
    let four = omaha.replace("Holdem no limit", "Omaha pot limit");
    assert!(AllIn::of(&hand(&four)).is_some());
    check_unchanged(&hand(&omaha.replace("Holdem no limit", "5 Card Omaha pot limit")));
}

#[test]
fn where_the_sums_do_not_balance_the_result_stands() {
    let mut off = hand(HEADS_UP);
    off.players[0].collected += Amount::from_hundredths(1);
    check_unchanged(&off);
    let mut folded_took = hand(TURN_FOLD);
    let taken = folded_took.players[0].collected;
    folded_took.players[0].collected = Amount::ZERO;
    folded_took.players[1].collected = taken;
    check_unchanged(&folded_took);
}

#[test]
fn amounts_beyond_all_sums_leave_the_result_as_it_is() {
    let mut hand = hand(HEADS_UP);
    let huge = Amount::from_hundredths(i64::MAX / 4);
    hand.added_to_pot = huge;
    hand.players[0].collected += huge;
    assert_eq!(AllIn::of(&hand).unwrap().ev_nets(), None);
    assert_eq!(ev_nets(&hand)[0], hand.players[0].net());
}

#[test]
fn a_card_in_two_places_leaves_the_result_as_it_is() {
    let mut hand = hand(HEADS_UP);
    hand.players[1].cards = hand.players[0].cards;
    check_unchanged(&hand);
}

#[test]
fn games_without_a_board_have_no_run_out() {
    let mut hand = hand(HEADS_UP);
    for variant in
        [Variant::Stud, Variant::StudHiLo, Variant::Razz, Variant::TripleDraw27, Variant::Omaha]
    {
        hand.variant = variant;
        check_unchanged(&hand);
    }
}

#[test]
fn the_five_card_omaha_of_2016_may_be_another_game() {
    for (year, all_in) in [("2016", false), ("2017", false), ("2018", true), ("2025", true)] {
        let text = HEADS_UP
            .replace("Holdem no limit", "5 Card Omaha Hi/Lo pot limit")
            .replace("2014/", &format!("{year}/"))
            .replace("Ah Ad", "Ah Ad 2c 3c 9s")
            .replace("Kh Kd", "Kh Kd 2d 4d 9d");
        assert_eq!(AllIn::of(&hand(&text)).is_some(), all_in, "{year}");
    }
}
