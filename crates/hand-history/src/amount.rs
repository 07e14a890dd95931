//! Money and chips, exactly.

use std::{
    fmt,
    iter::Sum,
    ops::{Add, AddAssign, Neg, Sub, SubAssign},
};

/// A number of chips or euros, in hundredths: `5.50` is 550.
///
/// Every sum in the program is a sum of these; nothing is computed in floating point.
/// Winamax prints two decimals at most, and the largest stacks of its histories have
/// eight digits, so that sums stay far away from the bounds of `i64`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i64);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many hundredths of a chip or a euro.
    #[must_use]
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// So many whole chips or euros.
    #[must_use]
    pub const fn from_units(units: i64) -> Self {
        Self(units * 100)
    }

    /// The amount in hundredths of a chip or a euro.
    #[must_use]
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Whether this is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

/// As Winamax prints it: `5.50`, but `120` where there are no hundredths.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (units, hundredths) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        if hundredths == 0 {
            write!(f, "{sign}{units}")
        } else {
            write!(f, "{sign}{units}.{hundredths:02}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Amount;

    #[test]
    fn amounts_print_as_winamax_prints_them() {
        for (hundredths, text) in [
            (0, "0"),
            (5, "0.05"),
            (150, "1.50"),
            (200_000, "2000"),
            (-610, "-6.10"),
            (-5, "-0.05"),
        ] {
            assert_eq!(Amount::from_hundredths(hundredths).to_string(), text);
        }
    }
}
