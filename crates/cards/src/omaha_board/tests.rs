use proptest::prelude::{prop_assert_eq, proptest};

use super::OmahaBoard;
use crate::{
    AceToFive, Card, Category, HandRank, Rank,
    by_the_book::{cards, dealt, is_eight_or_better, omaha_choices},
};

#[test]
fn two_cards_of_the_hand_count_and_three_of_the_board() {
    for (hole, board, category) in [
        // Four of a suit on the board are no flush with one more, nor four aces in the hand quads.
        ("Ah Kd Qs Jc", "2h 5h 8h 9h 3c", Category::HighCard(Rank::Ace)),
        ("Ah Ad As Ac", "2h 5h 8h 9c 3c", Category::OnePair(Rank::Ace)),
        ("Ah Kh Qs Jc", "2h 5h 8h 9c 3c", Category::Flush(Rank::Ace)),
        (
            "Ah Jd 9s 4c 2c",
            "9h 9d Kc 2h 3d",
            Category::FullHouse { trips: Rank::Nine, pair: Rank::Two },
        ),
        // The fifth card of the hand counts like the others.
        ("Ah Kd 8s 4c 9s", "9h 9d 9c 2h 3d", Category::Quads(Rank::Nine)),
        // A straight takes two cards of the hand.
        ("Ah Ad Ks 2c", "3h 4d 5c 6s Kh", Category::Straight(Rank::Five)),
        ("Ah Ad Ks 2c", "3h 4d 5c 6s 7h", Category::Straight(Rank::Five)),
        ("Ah Ad Ks Kc", "3h 4d 5c 6s 7h", Category::OnePair(Rank::Ace)),
    ] {
        assert_eq!(
            OmahaBoard::new(&cards(board)).high(&cards(hole)).category(),
            category,
            "{hole}"
        );
    }
}

#[test]
fn a_low_needs_two_low_cards_of_the_hand() {
    for (hole, board, low) in [
        ("Ah 2d Ks Kc", "3h 4d 5c Ks Qh", Some("5h 4h 3h 2h Ah")),
        ("Ah Kd Ks Kc", "2h 3h 4d 5c Qh", None),
        ("Ah 2d Ks Kc", "2h 3h 4d Qc Qh", None),
        ("Ah 2d 7s Kc", "2h 3h 4d Qc Qh", Some("7h 4h 3h 2h Ah")),
        ("Ah 2d 7s Kc", "9h 3h 4d Qc Qh", None),
        ("Ah 2d 7s Kc", "3h 4d", None),
    ] {
        let low = low.map(|low| AceToFive::of_cards(&cards(low)));
        assert_eq!(OmahaBoard::new(&cards(board)).low(&cards(hole)), low, "{hole}");
    }
}

#[test]
fn a_short_board_is_worth_what_there_is() {
    let before = OmahaBoard::new(&[]);
    assert_eq!(before.high(&cards("Ah Ad Ks 2c")).category(), Category::OnePair(Rank::Ace));
    assert_eq!(before.low(&cards("Ah 2d 3s 4c")), None);
    let flop = OmahaBoard::new(&cards("Ac As Kd"));
    assert_eq!(flop.high(&cards("Ah Ad Ks 2c")).category(), Category::Quads(Rank::Ace));
}

proptest! {
    #[test]
    fn the_best_choice_is_the_best_by_the_book(ten in dealt(10), four in 4_usize..6) {
        let (board, hole) = ten.split_at(5);
        let hole = &hole[..four];
        let fives: Vec<Vec<Card>> = omaha_choices(hole, board);
        let board = OmahaBoard::new(board);
        let high = fives.iter().map(|five| HandRank::of_cards(five)).max().unwrap();
        prop_assert_eq!(board.high(hole), high);
        let lows = fives.iter().filter(|five| is_eight_or_better(five));
        prop_assert_eq!(board.low(hole), lows.map(|five| AceToFive::of_cards(five)).max());
    }
}
