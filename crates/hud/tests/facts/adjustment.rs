use hand_history::Amount;
use hud::{Ending, Fact, Line, Totals};

use crate::log::{cents, hand};

#[test]
fn an_adjustment_has_the_place_of_its_hand_and_nothing_else_of_it() {
    let adjustment = hand().adjusted_by(cents(-130));
    let expected = Fact {
        line: Line::default(),
        net: Amount::ZERO,
        rake_paid: Amount::ZERO,
        rake_dealt: Amount::ZERO,
        ending: Ending::default(),
        adjustment: cents(-130),
        ..hand()
    };
    assert_eq!(adjustment, expected);
    assert!(hand().is_hand() && !adjustment.is_hand());
    assert_eq!(adjustment.dimensions(), hand().dimensions());
}

#[test]
fn an_adjustment_adds_to_what_was_expected_alone() {
    let sum = |facts: &[Fact]| {
        let mut totals = Totals::default();
        facts.iter().for_each(|fact| totals.add(fact));
        totals
    };
    let alone = sum(&[hand()]);
    assert_eq!(alone.adjustment.eur, Amount::ZERO);
    let mut adjusted = sum(&[hand().adjusted_by(cents(-130)), hand()]);
    assert_eq!(adjusted.adjustment.eur, cents(-130));
    assert_eq!(adjusted.adjustment_bb.0, -65_000_000);
    adjusted.adjustment = alone.adjustment;
    adjusted.adjustment_bb = alone.adjustment_bb;
    assert_eq!(adjusted, alone);
    assert_eq!(sum(&[hand(), hand().adjusted_by(Amount::ZERO)]), alone);
}
