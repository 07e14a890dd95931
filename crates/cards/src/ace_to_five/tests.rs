use std::collections::BTreeSet;

use proptest::prelude::{prop_assert_eq, proptest};

use super::AceToFive;
use crate::{
    Card, Category, Rank, Suit,
    by_the_book::{self, cards, choices, dealt, is_eight_or_better, strength},
};

#[test]
fn the_better_hand_is_greater() {
    // Best first; each is worse than all above it.
    let best_first = [
        "Ah 2h 3h 4h 5h",
        "Ah 2d 3s 4c 6h Kd Ks",
        "Ah 2d 3s 5c 6h",
        "2h 3d 4s 5c 6h",
        "Ah 2d 3s 4c 7h",
        "Ah 2d 3s 4c 8h",
        "Ah 2d 3s 4c 9h",
        "9h Td Js Qc Kh",
        "Ah Ad 2s 3c 4h",
        "Ah Ad Qs Jc Kh",
        "2h 2d As 3c 4h",
        "Kh Kd Qs Jc Th",
        "2h 2d As Ac 3h",
        "3h 3d As Ac 2h",
        "Kh Kd Qs Qc Jh",
        "Ah Ad As 2c 3h",
        "Kh Kd Ks Qc Jh",
        "Ah Ad As 2c 2h",
        "2h 2d 2s Ac Ah",
        "Kh Kd Ks Qc Qh",
        "Ah Ad As Ac 2h",
        "Kh Kd Ks Kc Qh",
    ];
    let rank = |text: &&str| AceToFive::of_cards(&cards(text));
    let ranks: Vec<AceToFive> = best_first.iter().map(rank).collect();
    for pair in ranks.windows(2) {
        assert!(pair[1] < pair[0], "{pair:?}");
    }
}

#[test]
fn hands_are_called_by_the_cards_that_count() {
    for (text, category) in [
        ("Ah 2h 3h 4h 5h Kc Kd", Category::HighCard(Rank::Five)),
        ("Ah Ad 3h 3d 5h 5d Kd", Category::OnePair(Rank::Ace)),
        ("Ah Ad 3h 4d 5h 5d Kd", Category::HighCard(Rank::King)),
        ("Ah Ad 3h 4d 5h 5d 5c", Category::OnePair(Rank::Ace)),
        ("Ah Ad As 3h 3d 3s 5c", Category::TwoPairs { high: Rank::Three, low: Rank::Ace }),
        ("2h 2d 2s 2c 3d 3s 3c", Category::FullHouse { trips: Rank::Two, pair: Rank::Three }),
        ("2h 2d 2s 3s 4c", Category::Trips(Rank::Two)),
        ("Ah Ad As Ac Kc", Category::Quads(Rank::Ace)),
        ("Ah", Category::HighCard(Rank::Ace)),
        ("8h 8d", Category::OnePair(Rank::Eight)),
    ] {
        assert_eq!(AceToFive::of_cards(&cards(text)).category(), category, "{text}");
    }
}

#[test]
fn a_low_is_five_different_ranks_up_to_the_eight() {
    for (text, category) in [
        ("Ah 2h 3h 4h 5h Kc Kd", Some(Category::HighCard(Rank::Five))),
        ("Ah Ad 3h 4d 5h 8d Kd", Some(Category::HighCard(Rank::Eight))),
        ("Ah Ad 3h 4d 5h 9d Kd", None),
        ("Ah 3h 4d 5h", None),
    ] {
        let low = AceToFive::eight_or_better(&cards(text));
        assert_eq!(low.map(AceToFive::category), category, "{text}");
    }
}

#[test]
fn there_are_56_lows() {
    let one_a_rank: Vec<Card> = Rank::ALL.map(|rank| Card::new(rank, Suit::Spades)).to_vec();
    let fives = choices(&one_a_rank, 5);
    let lows: BTreeSet<AceToFive> =
        fives.iter().filter_map(|five| AceToFive::eight_or_better(five)).collect();
    assert_eq!(lows.len(), 56);
    let strengths: BTreeSet<u32> = lows.iter().map(|low| low.strength()).collect();
    assert!(lows.iter().map(|low| low.strength()).eq(strengths));
}

/// Seven cards with so many of each rank, the deuce first, and how many deals look like it.
fn each_seven_card_hand(see: &mut impl FnMut(&[Card], u64)) {
    fn deal(hand: &mut Vec<Card>, from: usize, ways: u64, see: &mut impl FnMut(&[Card], u64)) {
        if hand.len() == 7 {
            return see(hand, ways);
        }
        for rank in from..13 {
            for (count, choices) in [(1, 4), (2, 6), (3, 4), (4, 1)] {
                if hand.len() + count <= 7 {
                    let same = Suit::ALL.into_iter().map(|suit| Card::new(Rank::ALL[rank], suit));
                    hand.extend(same.take(count));
                    deal(hand, rank + 1, ways * choices, see);
                    hand.truncate(hand.len() - count);
                }
            }
        }
    }
    deal(&mut Vec::new(), 0, 1, see);
}

#[test]
fn each_high_card_of_razz_has_its_known_number_of_seven_card_hands() {
    let (mut all, mut counts) = (0, [0_u64; 13]);
    each_seven_card_hand(&mut |seven, ways| {
        all += ways;
        if let Category::HighCard(high) = AceToFive::of_cards(seven).category() {
            counts[high as usize] += ways;
        }
    });
    assert_eq!(all, 133_784_560);
    // From the five up to the eight a hand wins the low half of stud hi/lo, too.
    assert_eq!(counts[3..7], [781_824, 3_151_360, 7_426_560, 13_171_200]);
    assert_eq!(counts[7..12], [19_174_400, 23_675_904, 24_837_120, 21_457_920, 13_939_200]);
}

proptest! {
    #[test]
    fn hands_compare_as_they_do_by_the_book(nine in dealt(9)) {
        let (one, other) = (&nine[..7], &nine[2..]);
        let best = |seven| {
            choices(seven, 5).iter().map(|five| by_the_book::ace_to_five(five)).max().unwrap()
        };
        let rank = AceToFive::of_cards;
        prop_assert_eq!(rank(one).cmp(&rank(other)), best(one).cmp(&best(other)));
        prop_assert_eq!(strength(rank(one).category()), best(one).0.0);
    }

    #[test]
    fn paired_hands_compare_as_they_do_by_the_book(seven in paired(), others in paired()) {
        let best = |seven: &[Card]| {
            choices(seven, 5).iter().map(|five| by_the_book::ace_to_five(five)).max().unwrap()
        };
        let rank = AceToFive::of_cards;
        prop_assert_eq!(rank(&seven).cmp(&rank(&others)), best(&seven).cmp(&best(&others)));
        prop_assert_eq!(strength(rank(&seven).category()), best(&seven).0.0);
    }

    #[test]
    fn a_low_is_the_best_choice_that_qualifies(seven in dealt(7)) {
        let lows = choices(&seven, 5).into_iter().filter(|five| is_eight_or_better(five));
        let best = lows.max_by_key(|five| by_the_book::ace_to_five(five));
        let best = best.map(|five| AceToFive::of_cards(&five));
        prop_assert_eq!(AceToFive::eight_or_better(&seven), best);
    }
}

/// Seven cards of the four lowest ranks: hands that cannot do without pairs.
fn paired() -> impl proptest::strategy::Strategy<Value = Vec<Card>> {
    use proptest::prelude::{Just, Strategy};
    let low = Card::deck().filter(|card| card.rank() < Rank::Five || card.rank() == Rank::Ace);
    Just(low.collect::<Vec<Card>>()).prop_shuffle().prop_map(|low| low[..7].to_vec())
}
