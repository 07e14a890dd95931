use proptest::prelude::{prop_assert_eq, proptest};

use super::{Category, HandRank};
use crate::{
    Card, Rank,
    by_the_book::{self, cards, choices, dealt, strength},
};

fn rank(cards: &[Card]) -> HandRank {
    HandRank::of([cards[0], cards[1]], &cards[2..])
}

#[test]
fn every_category_is_recognised() {
    use Rank::{Ace, Eight, Five, King, Nine, Queen, Seven, Six, Ten};
    for (text, category) in [
        ("Ah Kd Qs Jc 9h 7d 2c", Category::HighCard(Ace)),
        ("8h 8d Qs Jc 9h 7d 2c", Category::OnePair(Eight)),
        ("Kh Kd 9s 9c Qh 7d 2c", Category::TwoPairs { high: King, low: Nine }),
        ("Kh Kd 9s 9c Qh Qd 2c", Category::TwoPairs { high: King, low: Queen }),
        ("Ah Ad As 9c Qh 7d 2c", Category::Trips(Ace)),
        ("Ah 2d 3s 4c 5h Kd Kc", Category::Straight(Five)),
        ("Ah 2d 3s 4c 5h 6d Kc", Category::Straight(Six)),
        ("Th Jd Qs Kc Ah Ad Ac", Category::Straight(Ace)),
        ("Kh 9h 7h 4h 2h Ad Ac", Category::Flush(King)),
        ("9h 9d 9s Tc Th 2d 3c", Category::FullHouse { trips: Nine, pair: Ten }),
        ("9h 9d 9s Tc Th Td 3c", Category::FullHouse { trips: Ten, pair: Nine }),
        ("9h 9d 9s Tc Th Qd Qc", Category::FullHouse { trips: Nine, pair: Queen }),
        ("Kh Kd Ks Kc Ah Ad Ac", Category::Quads(King)),
        ("Ah 2h 3h 4h 5h Kd Kc", Category::StraightFlush(Five)),
        ("Th Jh Qh Kh Ah 9h 8h", Category::StraightFlush(Ace)),
        // A straight and a flush in different cards are a flush.
        ("5h 6h 7h 8h 9d Kh 2c", Category::Flush(King)),
        ("7h 7d 7s 7c 8h 8d 8s", Category::Quads(Seven)),
    ] {
        assert_eq!(rank(&cards(text)).category(), category, "{text}");
    }
}

#[test]
fn a_short_board_is_worth_what_there_is() {
    assert_eq!(rank(&cards("Ah Ad")).category(), Category::OnePair(Rank::Ace));
    assert_eq!(rank(&cards("Kd Ah")).category(), Category::HighCard(Rank::Ace));
    assert_eq!(rank(&cards("2d 2h 2c 2s")).category(), Category::Quads(Rank::Two));
}

#[test]
fn the_better_hand_is_greater() {
    // Worst first; each is better than all above it.
    let worst_first = [
        "7h 5d 4s 3c 2h",
        "Ah Kd Qs Jc 8h",
        "Ah Kd Qs Jc 9h 7d 2c",
        "2h 2d 5s 4c 3h",
        "Ah Ad Ks Qc 9h",
        "Ah Ad Ks Qc Th",
        "3h 3d 2s 2c 4h",
        "Ah Ad 3s 3c 2h",
        "Ah Ad Ks Kc Jh",
        "Ah Ad Ks Kc Qh",
        "2h 2d 2s 4c 3h",
        "Ah Ad As Kc Qh",
        "Ah 2d 3s 4c 5h",
        "2h 3d 4s 5c 6h",
        "Th Jd Qs Kc Ah",
        "7h 5h 4h 3h 2h",
        "Ah Kh Qh Jh 9h 7d 2c",
        "2h 2d 2s 3c 3h",
        "2h 2d 2s Ac Ah",
        "3h 3d 3s 2c 2h",
        "2h 2d 2s 2c 3h",
        "Ah Ad As Ac Kh",
        "Ah 2h 3h 4h 5h",
        "2h 3h 4h 5h 6h",
        "Th Jh Qh Kh Ah",
    ];
    let ranks: Vec<HandRank> = worst_first.iter().map(|text| rank(&cards(text))).collect();
    for pair in ranks.windows(2) {
        assert!(pair[0] < pair[1], "{pair:?}");
        assert!(pair[0].strength() < pair[1].strength(), "{pair:?}");
    }
}

#[test]
fn only_five_cards_count() {
    for (board, one, other) in [
        ("Ah Kd Qs 9c 8h", "2c 3d", "7c 6d"),
        ("Ah Ad Ks Qc Jh", "2c 3d", "9c 8d"),
        ("Ah Kd Qs 9c 9h", "Kc 2d", "Ks 3d"),
        ("Ah Ad Ks Kc Qh", "2c 2d", "Jc Jd"),
        ("9h 9d 9s Kc Qh", "2c 3d", "Jc 8d"),
        ("9h Td Js Qc Kh", "2c 3d", "8c 7d"),
        ("Ah Kh 9h 7h 5h", "2c 3h", "As 4h"),
        ("9h 9d 9s Kc Kh", "2c 3d", "Ac Qd"),
        ("9h 9d 9s 9c Kh", "2c 3d", "Qc Jd"),
        ("9h Th Jh Qh Kh", "2c 3d", "8h Ad"),
    ] {
        let with_board = |hole: &str| rank(&cards(&format!("{hole} {board}")));
        assert_eq!(with_board(one), with_board(other), "{one} against {other} on {board}");
    }
}

#[test]
fn each_category_has_its_known_number_of_five_card_hands() {
    let deck: Vec<Card> = Card::deck().collect();
    let mut counts = [0_u32; 9];
    for a in 0..deck.len() {
        for b in 0..a {
            for c in 0..b {
                for d in 0..c {
                    for e in 0..d {
                        let rank = HandRank::of([deck[a], deck[b]], &[deck[c], deck[d], deck[e]]);
                        counts[strength(rank.category())] += 1;
                    }
                }
            }
        }
    }
    let known = [1_302_540, 1_098_240, 123_552, 54_912, 10_200, 5_108, 3_744, 624, 40];
    assert_eq!(counts, known);
}

proptest! {
    #[test]
    fn hands_compare_as_they_do_by_the_book(nine in dealt(9)) {
        let (one, other) = (&nine[..7], &nine[2..]);
        let best = |seven| choices(seven, 5).iter().map(|five| by_the_book::high(five)).max().unwrap();
        prop_assert_eq!(rank(one).cmp(&rank(other)), best(one).cmp(&best(other)));
        prop_assert_eq!(strength(rank(one).category()), best(one).0);
        prop_assert_eq!(rank(one), HandRank::of_cards(one));
    }

    #[test]
    fn strengths_compare_as_the_hands_do(twelve in dealt(12)) {
        // Hands that share five cards are often of one category, and differ in what comes after.
        let (one, other) = (rank(&twelve[..7]), rank(&twelve[2..9]));
        prop_assert_eq!(one.strength().cmp(&other.strength()), one.cmp(&other));
        let other = rank(&twelve[7..]);
        prop_assert_eq!(one.strength().cmp(&other.strength()), one.cmp(&other));
    }
}
