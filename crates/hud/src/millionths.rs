//! How many times an amount is another one, as an integer.

use std::{iter::Sum, ops::AddAssign};

use hand_history::Amount;

/// A quotient of two amounts in millionths, rounded half away from zero: what a player won in
/// big blinds, 1.5 of them being 1,500,000.
///
/// A third of a big blind is no decimal fraction, so that a sum of big blinds cannot be exact
/// in any fixed unit. One quotient is wrong by half a millionth at most, and a sum of `n` by
/// `n` halves: a mean of any number of hands is within 0.0000005, and big blinds per hundred
/// hands within 0.00005, far below the two decimals that are shown. Sums of ten million hands
/// of a million big blinds each stay within `i64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(pub i64);

/// So many are one.
const ONE: i64 = 1_000_000;

impl Millionths {
    /// How many times the first amount is the second; `None` if the second is not positive.
    #[must_use]
    pub fn ratio(amount: Amount, of: Amount) -> Option<Self> {
        let (amount, of) = (amount.hundredths(), of.hundredths());
        if of <= 0 {
            return None;
        }
        let half = if amount < 0 { -(of / 2) } else { of / 2 };
        // No table has as many chips as would need the wider numbers.
        let narrow = amount.checked_mul(ONE).and_then(|amount| amount.checked_add(half));
        Some(Self(match narrow {
            Some(amount) => amount / of,
            None => {
                let wide = i128::from(amount) * i128::from(ONE) + i128::from(half);
                let end = if amount < 0 { i64::MIN } else { i64::MAX };
                i64::try_from(wide / i128::from(of)).unwrap_or(end)
            }
        }))
    }
}

impl AddAssign for Millionths {
    /// What a damaged text tells may be beyond all bounds: it ends at the largest number, and
    /// nothing with it.
    fn add_assign(&mut self, other: Self) {
        self.0 = self.0.saturating_add(other.0);
    }
}

impl Sum for Millionths {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        let mut sum = Self::default();
        all.for_each(|millionths| sum += millionths);
        sum
    }
}

#[cfg(test)]
mod tests {
    use hand_history::Amount;

    use super::Millionths;

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (amount, of, millionths) in [
            (3, 2, Some(1_500_000)),
            (1, 3, Some(333_333)),
            (2, 3, Some(666_667)),
            (-2, 3, Some(-666_667)),
            (1, 2_000_000, Some(1)),
            (-1, 2_000_000, Some(-1)),
            (1, 2_000_001, Some(0)),
            (0, 5, Some(0)),
            (5, 0, None),
            (5, -1, None),
            (i64::MAX, 2, Some(i64::MAX)),
            (i64::MIN + 1, i64::MAX, Some(-1_000_000)),
        ] {
            let [amount, of] = [amount, of].map(Amount::from_hundredths);
            assert_eq!(Millionths::ratio(amount, of), millionths.map(Millionths), "{amount}/{of}");
        }
    }

    #[test]
    fn a_sum_of_what_nobody_can_win_ends_at_the_largest_number() {
        let huge = Millionths(i64::MAX);
        let mut sum = huge;
        sum += huge;
        assert_eq!(sum, huge);
        assert_eq!(
            [huge, huge, Millionths(-1)].into_iter().sum::<Millionths>(),
            Millionths(i64::MAX - 1)
        );
    }
}
