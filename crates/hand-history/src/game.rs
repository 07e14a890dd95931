//! What is played, and for what: the game, its limit, the stakes and the buy-in.

use smol_str::SmolStr;

use crate::Amount;

/// How a table is organised, which decides what a result means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// One cash table, for euros or play money.
    Cash,
    /// A fast-fold pool: Go Fast, HOLD-UP, ESCAPE.
    Pool,
    /// A tournament or sit & go, for chips.
    Tournament,
    /// A tournament whose name starts with `Expresso`.
    Expresso,
}

impl Kind {
    /// How a tournament is organised, which its name alone tells.
    #[must_use]
    pub fn of_tournament(name: &str) -> Self {
        if name.starts_with("Expresso") { Self::Expresso } else { Self::Tournament }
    }
}

/// The poker game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Variant {
    Holdem,
    Omaha,
    Omaha5,
    OmahaHiLo,
    Omaha5HiLo,
    Stud,
    StudHiLo,
    Razz,
    TripleDraw27,
}

/// The betting structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Limit {
    NoLimit,
    PotLimit,
    FixedLimit,
}

/// What the amounts of a hand count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// Euros: real-money cash games and pools.
    Eur,
    /// Tournament chips.
    Chips,
    /// Play money: cash games for nothing.
    Play,
}

/// The stakes of the header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stakes {
    /// As printed, without a currency sign: `0.01/0.02`, `25/50/100`.
    pub text: SmolStr,
    /// The small blind; in fixed limit what was posted, if it was.
    pub small_blind: Option<Amount>,
    /// The big blind; in fixed limit what was posted, if it was.
    pub big_blind: Option<Amount>,
    /// The ante, where the header prints one.
    pub ante: Option<Amount>,
    /// The bet of the first streets, fixed limit only.
    pub small_bet: Option<Amount>,
    /// The bet of the later streets, fixed limit only.
    pub big_bet: Option<Amount>,
    /// What was brought in, stud only.
    pub bring_in: Option<Amount>,
}

impl Stakes {
    /// What a round of blinds and antes costs when so many are dealt in, where there is a big
    /// blind.
    #[must_use]
    pub fn orbit(&self, players_dealt: usize) -> Option<Amount> {
        let big_blind = self.big_blind.filter(|amount| amount.is_positive())?;
        let antes = (0..players_dealt).map(|_| self.ante.unwrap_or_default()).sum();
        Some(big_blind + self.small_blind.unwrap_or_default() + antes)
    }

    /// What a small blind costs. Fixed limit prints bets: it is half of the small one, in whole
    /// cents.
    #[must_use]
    pub fn small_blind_due(&self) -> Option<Amount> {
        let half = |bet: Amount| Amount::from_hundredths(bet.hundredths() / 2);
        self.small_bet.map(half).or(self.small_blind)
    }

    /// What a big blind costs. Fixed limit prints bets: it is the small one.
    #[must_use]
    pub fn big_blind_due(&self) -> Option<Amount> {
        self.small_bet.or(self.big_blind)
    }

    /// The part of a missed small blind that is live after all: in 2016 somebody who had missed
    /// both blinds posted both as one small blind, and then a big blind of nothing.
    #[must_use]
    pub fn live_part_of_missed(&self, small_blind: Amount) -> Amount {
        match (self.small_blind_due(), self.big_blind_due()) {
            (Some(small), Some(big)) if small_blind == small + big => big,
            _ => Amount::ZERO,
        }
    }
}

/// What a seat in a tournament costs, as the header prints it.
///
/// A part that is not printed is `None`: in a knock-out with two parts the first holds
/// prize and bounty together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuyIn {
    /// How it is paid.
    pub kind: BuyInKind,
    /// What goes into the prize pool.
    pub prize: Option<Amount>,
    /// What goes onto the player's head, where three parts are printed.
    pub bounty: Option<Amount>,
    /// What Winamax keeps.
    pub fee: Option<Amount>,
}

/// How a seat in a tournament is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BuyInKind {
    /// With money, play money included.
    Paid,
    /// Not at all: no part is above nothing.
    Free,
    /// A ticket is the only way in.
    Ticket,
}
