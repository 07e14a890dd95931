//! Who takes which share of each pot.

use super::{Contenders, Equity, Runout};

/// The shares that were paid out so far.
#[derive(Debug)]
pub(super) struct Split(Vec<Pot>);

#[derive(Debug)]
struct Pot {
    contenders: Contenders,
    /// Whether somebody has a low, so that the high hand takes a half only.
    halved: bool,
    /// By player.
    shares: [u64; Runout::MAX_PLAYERS],
}

impl Split {
    pub(super) fn new(pots: &[Contenders]) -> Self {
        let pot = |contenders: &Contenders| Pot {
            contenders: *contenders,
            halved: false,
            shares: [0; Runout::MAX_PLAYERS],
        };
        Self(pots.iter().map(pot).collect())
    }

    /// Pays the low halves of so many boards. Until the next call, their high hands take halves
    /// where there is a low, and all where there is none.
    pub(super) fn pay_lows(&mut self, lows: &[u32], ways: u64) {
        for pot in &mut self.0 {
            pot.halved = pot.pay(lows, ways, &HALF);
        }
    }

    /// Pays the high hands of so many boards.
    pub(super) fn pay_highs(&mut self, highs: &[u32], ways: u64) {
        for pot in &mut self.0 {
            pot.pay(highs, ways, if pot.halved { &HALF } else { &WHOLE });
        }
    }

    pub(super) fn equities(self, boards: u64, players: usize) -> Vec<Equity> {
        let of_players = |pot: Pot| pot.shares.into_iter().take(players).collect();
        self.0.into_iter().map(|pot| Equity { boards, shares: of_players(pot) }).collect()
    }
}

impl Pot {
    /// Pays so many boards to the contenders with the greatest worth, unless it is 0.
    fn pay(&mut self, worths: &[u32], ways: u64, parts: &Parts) -> bool {
        let (mut best, mut winners) = (0, 0);
        for (player, &worth) in worths.iter().enumerate() {
            if best <= worth && self.contenders.contains(player) {
                winners = if best < worth { 1 } else { winners + 1 };
                best = worth;
            }
        }
        if best == 0 {
            return false;
        }
        let part = parts.get(winners).map_or(0, |part| part * ways);
        for (player, (&worth, shares)) in worths.iter().zip(&mut self.shares).enumerate() {
            if worth == best && self.contenders.contains(player) {
                *shares += part;
            }
        }
        true
    }
}

/// What each of so many winners takes of one board: a division for each would be slow.
type Parts = [u64; Runout::MAX_PLAYERS + 1];

const WHOLE: Parts = parts(Equity::SHARES);
const HALF: Parts = parts(Equity::SHARES / 2);

const fn parts(shares: u64) -> Parts {
    let s = shares;
    [0, s, s / 2, s / 3, s / 4, s / 5, s / 6, s / 7, s / 8, s / 9, s / 10]
}
