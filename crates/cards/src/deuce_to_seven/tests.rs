use std::collections::BTreeSet;

use proptest::prelude::{prop_assert_eq, proptest};

use super::DeuceToSeven;
use crate::{
    Card, Category, Rank,
    by_the_book::{self, cards, dealt, strength},
};

fn rank(five: &[Card]) -> DeuceToSeven {
    DeuceToSeven::of(five.try_into().unwrap())
}

#[test]
fn the_better_hand_is_greater() {
    // Best first; each is worse than all above it.
    let best_first = [
        "7h 5d 4s 3c 2h",
        "7h 6d 4s 3c 2h",
        "7h 6d 5s 3c 2h",
        "7h 6d 5s 4c 2h",
        "8h 5d 4s 3c 2h",
        "Kh Qd Js Tc 8h",
        // The ace is high, and with it there is no wheel.
        "Ah 5d 4s 3c 2h",
        "Ah 6d 4s 3c 2h",
        "Ah Kd Qs Jc 9h",
        "2h 2d 5s 4c 3h",
        "Ah Ad Ks Qc Jh",
        "3h 3d 2s 2c 4h",
        "2h 2d 2s 4c 3h",
        "6h 5d 4s 3c 2h",
        "Ah Kd Qs Jc Th",
        "7h 5h 4h 3h 2h",
        "Ah 5h 4h 3h 2h",
        "2h 2d 2s 3c 3h",
        "2h 2d 2s 2c 3h",
        "6h 5h 4h 3h 2h",
    ];
    let ranks: Vec<DeuceToSeven> = best_first.iter().map(|text| rank(&cards(text))).collect();
    for pair in ranks.windows(2) {
        assert!(pair[1] < pair[0], "{pair:?}");
    }
}

#[test]
fn hands_are_called_by_what_counts_against_them() {
    for (text, category) in [
        ("8h 6d 4s 3c 2h", Category::HighCard(Rank::Eight)),
        ("Ah 5d 4s 3c 2h", Category::HighCard(Rank::Ace)),
        ("Ah 5h 4h 3h 2h", Category::Flush(Rank::Ace)),
        ("6h 5d 4s 3c 2h", Category::Straight(Rank::Six)),
        ("8h 8d 4s 3c 2h", Category::OnePair(Rank::Eight)),
    ] {
        assert_eq!(rank(&cards(text)).category(), category, "{text}");
    }
}

#[test]
fn each_high_card_has_its_known_number_of_hands() {
    let deck: Vec<Card> = Card::deck().collect();
    let mut counts = [0_u32; 13];
    let mut different = BTreeSet::new();
    for a in 0..deck.len() {
        for b in 0..a {
            for c in 0..b {
                for d in 0..c {
                    for e in 0..d {
                        let rank = DeuceToSeven::of(&[deck[a], deck[b], deck[c], deck[d], deck[e]]);
                        different.insert(rank);
                        if let Category::HighCard(high) = rank.category() {
                            counts[high as usize] += 1;
                        }
                    }
                }
            }
        }
    }
    // No hand without a pair, a straight and a flush has less than a seven.
    let known = [0, 0, 0, 0, 0, 4_080, 14_280, 34_680, 70_380, 127_500, 213_180, 335_580, 503_880];
    assert_eq!(counts, known);
    assert_eq!(different.len(), 7_462);
}

proptest! {
    #[test]
    fn hands_compare_as_they_do_by_the_book(ten in dealt(10)) {
        let (one, other) = (&ten[..5], &ten[5..]);
        let by_the_book = by_the_book::deuce_to_seven;
        prop_assert_eq!(rank(one).cmp(&rank(other)), by_the_book(one).cmp(&by_the_book(other)));
        prop_assert_eq!(strength(rank(one).category()), by_the_book(one).0.0);
    }
}
