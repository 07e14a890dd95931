//! Facts, added up.

use std::borrow::Borrow;

use hand_history::{Amount, Currency};

use crate::{Fact, Millionths, Setting, Stat, Tally, line_sum::LineSum};

/// The sum of any number of facts of one player, or of many.
///
/// Sums of parts are the sum of the whole, in whatever order: counters of a month add up to
/// those of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totals {
    /// By [`Stat::index`].
    pub tallies: [Tally; Stat::COUNT],
    /// The hands that have a big blind: the divisor of `net_bb`.
    pub hands_bb: u32,
    /// What was won in big blinds, over the hands that have one.
    pub net_bb: Millionths,
    /// What was won.
    pub net: Purse,
    /// The part of the rake that was paid by what was put in.
    pub rake_paid: Purse,
    /// The part of the rake that everybody dealt in is told.
    pub rake_dealt: Purse,
    /// What could be expected after the last decisions, less what was won.
    pub adjustment: Purse,
    /// The same in big blinds, over the hands that have one.
    pub adjustment_bb: Millionths,
}

/// An amount of each currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Purse {
    /// Euros.
    pub eur: Amount,
    /// Tournament chips.
    pub chips: Amount,
    /// Play money.
    pub play: Amount,
}

impl Totals {
    /// The tally of a stat.
    #[must_use]
    pub fn tally(&self, stat: Stat) -> Tally {
        self.tallies.get(stat.index()).copied().unwrap_or_default()
    }

    /// How many hands were added up.
    #[must_use]
    pub fn hands(&self) -> u32 {
        self.tally(Stat::Hands).num
    }

    /// What could be expected after the last decisions, where all-ins are counted.
    #[must_use]
    pub fn ev_net(&self, currency: Currency) -> Amount {
        self.net.of(currency) + self.adjustment.of(currency)
    }

    /// The same in big blinds, over the hands that have one.
    #[must_use]
    pub fn ev_net_bb(&self) -> Millionths {
        [self.net_bb, self.adjustment_bb].into_iter().sum()
    }

    /// Adds a hand, or the adjustment of one.
    pub fn add<S: Borrow<Setting>>(&mut self, fact: &Fact<S>) {
        self.add_amounts(fact);
        fact.line.each(|stat, tally| {
            if let Some(sum) = self.tallies.get_mut(stat) {
                *sum += tally;
            }
        });
    }

    /// Adds many facts, which takes less time than to add one after the other.
    pub fn add_all<'a>(&mut self, facts: impl IntoIterator<Item = &'a Fact>) {
        let mut lines = LineSum::default();
        for fact in facts {
            self.add_amounts(fact);
            lines.add(&fact.line);
        }
        for (stat, sum) in Stat::all().zip(&mut self.tallies) {
            *sum += lines.tally(stat);
        }
    }

    fn add_amounts<S: Borrow<Setting>>(&mut self, fact: &Fact<S>) {
        let currency = fact.setting.borrow().currency;
        if fact.adjustment != Amount::ZERO {
            *self.adjustment.of_mut(currency) += fact.adjustment;
            self.adjustment_bb += fact.adjustment_bb().unwrap_or_default();
        }
        if !fact.is_hand() {
            return;
        }
        if let Some(net_bb) = fact.net_bb() {
            self.hands_bb += 1;
            self.net_bb += net_bb;
        }
        *self.net.of_mut(currency) += fact.net;
        *self.rake_paid.of_mut(currency) += fact.rake_paid;
        *self.rake_dealt.of_mut(currency) += fact.rake_dealt;
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.tallies.iter_mut().zip(&other.tallies).for_each(|(sum, tally)| *sum += *tally);
        self.hands_bb += other.hands_bb;
        self.net_bb += other.net_bb;
        self.net.merge(&other.net);
        self.rake_paid.merge(&other.rake_paid);
        self.rake_dealt.merge(&other.rake_dealt);
        self.adjustment.merge(&other.adjustment);
        self.adjustment_bb += other.adjustment_bb;
    }
}

impl Default for Totals {
    fn default() -> Self {
        Self {
            tallies: [Tally::default(); Stat::COUNT],
            hands_bb: 0,
            net_bb: Millionths::default(),
            net: Purse::default(),
            rake_paid: Purse::default(),
            rake_dealt: Purse::default(),
            adjustment: Purse::default(),
            adjustment_bb: Millionths::default(),
        }
    }
}

impl Purse {
    /// The amount of this currency.
    #[must_use]
    pub const fn of(&self, currency: Currency) -> Amount {
        match currency {
            Currency::Eur => self.eur,
            Currency::Chips => self.chips,
            Currency::Play => self.play,
        }
    }

    const fn of_mut(&mut self, currency: Currency) -> &mut Amount {
        match currency {
            Currency::Eur => &mut self.eur,
            Currency::Chips => &mut self.chips,
            Currency::Play => &mut self.play,
        }
    }

    fn merge(&mut self, other: &Self) {
        self.eur += other.eur;
        self.chips += other.chips;
        self.play += other.play;
    }
}
