use hand_history::{Amount, Currency};
use hud::{Fact, Totals, Winnings, thinned, winnings};
use proptest::prelude::*;

use crate::log::{cents, facts, facts_in_two_orders, hand, with};

const CURRENCIES: [Currency; 3] = [Currency::Eur, Currency::Chips, Currency::Play];

#[test]
fn each_hand_adds_a_point() {
    let lost = with(|fact| {
        fact.entry = 6;
        fact.net = cents(-90);
        fact.rake_paid = cents(1);
        fact.ending.showdown = false;
    });
    // Entry 6 was played in the same second as entry 7, and comes first.
    let facts = [hand(), lost.clone(), hand().adjusted_by(cents(-300))];
    let first = Winnings {
        entry: 6,
        played_at: hand().played_at,
        hands: 1,
        net: cents(-90),
        ev_net: cents(-90),
        with_showdown: Amount::ZERO,
        without_showdown: cents(-90),
        rake_paid: cents(1),
    };
    let second = Winnings {
        entry: 7,
        hands: 2,
        net: cents(160),
        ev_net: cents(-140),
        with_showdown: cents(250),
        rake_paid: cents(5),
        ..first
    };
    assert_eq!(winnings(&facts, Currency::Eur), [first, second]);
    assert_eq!(winnings(&facts, Currency::Chips), []);
    assert_eq!(winnings(&[], Currency::Eur), []);
}

fn point(entry: u64) -> Winnings {
    let points = winnings(&[with(|fact| fact.entry = entry)], Currency::Eur);
    points[0]
}

#[test]
fn points_are_thinned_evenly() {
    for (points, most, left) in [
        (10, 4, &[0, 3, 6, 9][..]),
        (10, 3, &[0, 4, 9]),
        (10, 2, &[0, 9]),
        (10, 1, &[9]),
        (10, 0, &[]),
        (5, 4, &[0, 1, 2, 4]),
        (3, 3, &[0, 1, 2]),
        (3, 9, &[0, 1, 2]),
        (0, 9, &[]),
        (0, 0, &[]),
    ] {
        let points: Vec<Winnings> = (0..points).map(point).collect();
        let entries = thinned(&points, most).iter().map(|point| point.entry).collect::<Vec<_>>();
        assert_eq!(entries, left, "{} to {most}", points.len());
    }
}

proptest! {
    #[test]
    fn the_last_point_is_the_sum_of_all(facts in facts()) {
        let mut totals = Totals::default();
        facts.iter().for_each(|fact| totals.add(fact));
        let mut hands = 0;
        for currency in CURRENCIES {
            let points = winnings(&facts, currency);
            hands += points.len();
            let sum = |of: fn(&Winnings) -> Amount| points.last().map_or(Amount::ZERO, of);
            let net = totals.net.of(currency);
            prop_assert_eq!(sum(|last| last.net), net);
            prop_assert_eq!(sum(|last| last.ev_net), net + totals.adjustment.of(currency));
            prop_assert_eq!(sum(|last| last.rake_paid), totals.rake_paid.of(currency));
        }
        prop_assert_eq!(hands, totals.hands() as usize);
    }

    #[test]
    fn each_point_is_the_sum_of_what_was_played_until_then(facts in facts()) {
        for (index, point) in winnings(&facts, Currency::Eur).iter().enumerate() {
            let until = |fact: &&Fact| {
                let place = (fact.played_at, fact.entry);
                fact.setting.currency == Currency::Eur && place <= (point.played_at, point.entry)
            };
            let sum = |of: fn(&Fact) -> Amount| facts.iter().filter(until).map(of).sum::<Amount>();
            prop_assert_eq!(point.hands as usize, index + 1);
            prop_assert_eq!(point.net, sum(|fact| fact.net));
            prop_assert_eq!(point.ev_net, sum(|fact| fact.net + fact.adjustment));
            prop_assert_eq!(point.net, point.with_showdown + point.without_showdown);
            let shown = |fact: &Fact| if fact.ending.showdown { fact.net } else { Amount::ZERO };
            prop_assert_eq!(point.with_showdown, sum(shown));
        }
    }

    #[test]
    fn points_do_not_depend_on_the_order_of_facts((facts, shuffled) in facts_in_two_orders()) {
        for currency in CURRENCIES {
            prop_assert_eq!(winnings(&facts, currency), winnings(&shuffled, currency));
        }
    }

    #[test]
    fn thinned_points_are_some_of_the_points_with_both_ends(count in 0u64..300, most in 2usize..40) {
        let points: Vec<Winnings> = (0..count).map(point).collect();
        let left = thinned(&points, most);
        prop_assert_eq!(left.len(), points.len().min(most));
        prop_assert_eq!(left.first(), points.first());
        prop_assert_eq!(left.last(), points.last());
        prop_assert!(left.windows(2).all(|pair| pair[0].entry < pair[1].entry));
    }
}
