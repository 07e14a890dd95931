//! What pairs of numbers make: hands and tournaments count them, and only here is one divided by
//! the other.

use hand_history::Amount;
use hud::Millionths;

use crate::Number;

/// Which percentage one is of the other.
pub(crate) fn percentage(number: impl Into<i128>, of: impl Into<i128>) -> Option<Number> {
    Number::quotient(number.into() * 100, of.into())
}

/// An amount for each of so many.
pub(crate) fn mean(sum: Amount, count: u32) -> Option<Number> {
    Number::quotient(sum.hundredths().into(), i128::from(count) * 100)
}

/// Big blinds for each hundred of so many hands.
pub(crate) fn bb100(sum: Millionths, hands: u32) -> Option<Number> {
    Number::quotient(i128::from(sum.0) * 100, i128::from(hands) * MILLION)
}

/// A number of millionths.
pub(crate) fn of_millionths(millionths: Millionths) -> Option<Number> {
    Number::quotient(millionths.0.into(), MILLION)
}

const MILLION: i128 = 1_000_000;

#[cfg(test)]
mod tests {
    use hand_history::Amount;
    use hud::Millionths;

    use super::{bb100, mean, of_millionths, percentage};
    use crate::Number;

    fn number(hundredths: i64) -> Number {
        Number(Amount::from_hundredths(hundredths))
    }

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (num, of, hundredths) in [
            (1, 3, Some(33)),
            (2, 3, Some(67)),
            (-2, 3, Some(-67)),
            (1, 200, Some(1)),
            (-1, 200, Some(-1)),
            (1, 201, Some(0)),
            (99, 20_000, Some(0)),
            (101, 200, Some(51)),
            (0, 7, Some(0)),
            (0, 0, None),
            (5, 0, None),
            (5, -5, None),
            (i128::from(i64::MAX), 1, None),
        ] {
            assert_eq!(Number::quotient(num, of), hundredths.map(number), "{num}/{of}");
        }
    }

    #[test]
    fn each_quotient_has_its_unit() {
        assert_eq!(percentage(1u32, 8u32), Some(number(1250)));
        assert_eq!(percentage(2u32, 3u32), Some(number(6667)));
        assert_eq!(mean(Amount::from_hundredths(1000), 3), Some(number(333)));
        assert_eq!(mean(Amount::from_hundredths(1000), 0), None);
        // Three and a half big blinds in 200 hands.
        assert_eq!(bb100(Millionths(3_500_000), 200), Some(number(175)));
        assert_eq!(bb100(Millionths(3_500_000), 0), None);
        assert_eq!(of_millionths(Millionths(2_500_000)), Some(number(250)));
    }
}
