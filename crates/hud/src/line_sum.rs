//! Many lines, added up together.

use crate::{Line, Stat, Tally};

/// The sum of lines, of all stats at once.
///
/// To add a line stat by stat takes some hundred instructions, a dozen for each stat that it
/// counts. Here the counts of all stats stand side by side, bit by bit: a word holds the lowest
/// bit of each, the next word the next, and a set is added to all of them as a number is to
/// another, with carries. Every other time there is no carry, so that it takes a handful.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineSum {
    opp: Columns,
    num: Columns,
    aggressions: u32,
    calls: u32,
    folds: u32,
}

/// The bits of up to 64 counts that stand side by side.
#[derive(Clone, Debug, Default)]
struct Columns {
    /// From the lowest bits to the highest.
    words: [u64; 32],
}

impl Columns {
    /// Counts each member of a set once more.
    #[inline]
    fn add(&mut self, set: u64) {
        let mut carry = set;
        for word in &mut self.words {
            if carry == 0 {
                return;
            }
            (*word, carry) = (*word ^ carry, *word & carry);
        }
    }

    /// The count of a stat.
    fn of(&self, stat: Stat) -> u32 {
        let bit = |word: &u64| u32::from(word & stat.bit() != 0);
        self.words.iter().rev().fold(0, |count, word| count << 1 | bit(word))
    }
}

impl LineSum {
    #[inline]
    pub(crate) fn add(&mut self, line: &Line) {
        self.opp.add(line.opp);
        self.num.add(line.num);
        self.aggressions += u32::from(line.aggressions);
        self.calls += u32::from(line.calls);
        self.folds += u32::from(line.folds);
    }

    /// The tally of a stat over all lines.
    pub(crate) fn tally(&self, stat: Stat) -> Tally {
        match stat {
            Stat::CheckRaise => {
                let mut sum = Tally::default();
                for street in [Stat::CheckRaiseFlop, Stat::CheckRaiseTurn, Stat::CheckRaiseRiver] {
                    sum += self.tally(street);
                }
                sum
            }
            Stat::Af => Tally { num: self.aggressions, opp: self.calls },
            Stat::Afq => {
                let num = self.aggressions;
                Tally { num, opp: num + self.calls + self.folds }
            }
            other => Tally { num: self.num.of(other), opp: self.opp.of(other) },
        }
    }
}
