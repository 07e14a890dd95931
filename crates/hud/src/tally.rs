//! The atom of every HUD number.

use std::ops::AddAssign;

/// How often something was done, and how often it could have been.
///
/// Readers divide: without a chance there is no value. For [`Stat::Af`](crate::Stat::Af) it
/// is how often one thing was done and how often another, so that `num` can be the greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// How often it was done.
    pub num: u32,
    /// How often it could have been.
    pub opp: u32,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.num += other.num;
        self.opp += other.opp;
    }
}
