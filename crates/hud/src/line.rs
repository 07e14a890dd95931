//! What a player did in one hand, as far as a HUD counts it.

use crate::{Stat, Tally};

/// The tallies of one player in one hand, in three words.
///
/// A stat is counted once a hand at most, so that two sets are enough: who had the chance, and
/// who took it. What can be more than one is counted apart, or summed from the sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Line {
    /// The stats that the player had a chance for, by [`Stat::index`].
    pub opp: u64,
    /// Those that he took the chance of: a part of `opp`.
    pub num: u64,
    /// His bets and raises after the flop was dealt.
    pub aggressions: u8,
    /// His calls after the flop was dealt.
    pub calls: u8,
    /// His folds after the flop was dealt: none or one.
    pub folds: u8,
}

/// The check-raises of the three streets.
const CHECK_RAISES: u64 =
    Stat::CheckRaiseFlop.bit() | Stat::CheckRaiseTurn.bit() | Stat::CheckRaiseRiver.bit();

impl Line {
    /// The tally of a stat.
    #[must_use]
    pub fn tally(&self, stat: Stat) -> Tally {
        match stat {
            Stat::CheckRaise => Tally {
                num: (self.num & CHECK_RAISES).count_ones(),
                opp: (self.opp & CHECK_RAISES).count_ones(),
            },
            Stat::Af => Tally { num: self.aggressions.into(), opp: self.calls.into() },
            Stat::Afq => {
                let num = u32::from(self.aggressions);
                Tally { num, opp: num + u32::from(self.calls) + u32::from(self.folds) }
            }
            other => Tally {
                num: u32::from(self.num & other.bit() != 0),
                opp: u32::from(self.opp & other.bit() != 0),
            },
        }
    }

    /// Notes the stats that there was a chance for, and takes those chances that are among
    /// `taken`.
    #[inline]
    pub(crate) const fn note(&mut self, chances: Chances, taken: Chances) {
        self.opp |= chances.0;
        self.num |= chances.0 & taken.0;
    }

    /// Gives the tally of each stat that has one in this hand.
    #[inline]
    pub(crate) fn each(&self, mut give: impl FnMut(usize, Tally)) {
        let mut left = self.opp;
        while left != 0 {
            let index = left.trailing_zeros();
            left &= left - 1;
            let num = u32::from(self.num >> index & 1 != 0);
            give(index as usize, Tally { num, opp: 1 });
        }
        // Few players have a say after the flop.
        let said = self.aggressions | self.calls | self.folds;
        if said != 0 || self.opp & CHECK_RAISES != 0 {
            for stat in [Stat::CheckRaise, Stat::Af, Stat::Afq] {
                give(stat.index(), self.tally(stat));
            }
        }
    }
}

/// Stats, a bit for each.
#[derive(Clone, Copy, Default)]
pub(crate) struct Chances(u64);

impl Chances {
    /// These stats.
    pub(crate) const fn of(stats: &[Stat]) -> Self {
        let (mut set, mut left) = (0, stats);
        while let [stat, others @ ..] = left {
            set |= stat.bit();
            left = others;
        }
        Self(set)
    }

    /// Adds a stat, if so. No choice is made, since none could be foretold.
    #[inline]
    pub(crate) const fn add(&mut self, stat: Stat, is_so: bool) {
        self.0 |= stat.bit() * is_so as u64;
    }

    /// Adds one of the stats of three streets, of which the flop's is given, so many streets
    /// after it.
    #[inline]
    pub(crate) const fn add_on(&mut self, street: u32, stat: Stat, is_so: bool) {
        self.0 |= (stat.bit() << street) * is_so as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::Line;
    use crate::{Stat, Tally};

    #[test]
    fn a_line_gives_the_tallies_it_holds() {
        let line = Line {
            opp: Stat::Vpip.bit() | Stat::CheckRaiseFlop.bit() | Stat::CheckRaiseRiver.bit(),
            num: Stat::CheckRaiseRiver.bit(),
            aggressions: 3,
            calls: 2,
            folds: 1,
        };
        let mut given = Vec::new();
        line.each(|index, tally| given.push((index, tally)));
        given.sort_unstable_by_key(|(index, _)| *index);
        let tallies = Stat::all().map(|stat| (stat.index(), line.tally(stat)));
        let expected: Vec<_> = tallies.filter(|(_, tally)| *tally != Tally::default()).collect();
        assert_eq!(given, expected);
        assert_eq!(line.tally(Stat::CheckRaise), Tally { num: 1, opp: 2 });
        assert_eq!(line.tally(Stat::Af), Tally { num: 3, opp: 2 });
        assert_eq!(line.tally(Stat::Afq), Tally { num: 3, opp: 6 });
    }
}
