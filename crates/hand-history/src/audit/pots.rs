//! Who could win what: the pots that the chips make, held against what was collected.
//!
//! A level is the chips for which the same players contend; the last one, for which a single
//! player contends, is his uncalled bet. Winamax prints neighbouring levels with the same
//! winners as one pot, and adds up what a player takes: one line each, from the highest pot
//! of his. Rake is one number for the hand, so that any share may be short of any part of it.

use super::{
    purse::Purse,
    seats::Seats,
    showdown::{self, Winners},
};
use crate::{Amount, Currency, Foul, Hand, PotName, Warning};

/// The chips for which everybody contends who put in this much.
#[derive(Clone, Copy, Debug)]
struct Level {
    live: Amount,
    amount: Amount,
}

/// What a player should get: exactly, but for rake and odd chips, where all hands that decide
/// are known.
#[derive(Clone, Copy, Debug, Default)]
struct Due {
    least: Amount,
    most: Amount,
    /// The number of his highest pot, the main pot being 0; `None` where it is not known.
    pot: Option<u8>,
}

/// Warns of shares that the pots do not give.
pub(super) fn check(hand: &Hand, purses: &[Purse], warnings: &mut Vec<Warning>) {
    let levels = levels(hand, purses);
    let dues = dues(hand, purses, &levels);
    // Where the parser found that the sums do not balance, no share can be right.
    let balanced = !hand.warnings.iter().any(|warning| matches!(warning, Warning::LedgerOffBy(_)));
    for (index, (player, due)) in hand.players.iter().zip(&dues).enumerate() {
        let Some(purse) = purses.get(index) else { return };
        let contended = levels.iter().filter(|level| level.is_open_to(purse)).count();
        let taken = player.collected;
        let off = taken - taken.max(due.least - hand.rake).min(due.most);
        let foul = match purse.highest_pot {
            Some(pot) if contended <= usize::from(number(pot)) => Foul::WrongPot(pot),
            _ if balanced && off != Amount::ZERO => Foul::ShareOffBy(off),
            Some(pot) if due.pot.is_some_and(|due| due != number(pot)) => Foul::WrongPot(pot),
            _ => continue,
        };
        warnings.push(super::warning(hand, index, foul));
    }
}

impl Level {
    /// Whether a player contends for it.
    fn is_open_to(&self, purse: &Purse) -> bool {
        purse.in_hand && self.live <= purse.live
    }
}

/// The levels of the pot, the main pot first. House money and missed small blinds belong to
/// the first; what folded players put in above the last belongs to the last.
fn levels(hand: &Hand, purses: &[Purse]) -> Vec<Level> {
    let mut lives: Vec<Amount> =
        purses.iter().filter(|purse| purse.in_hand).map(|purse| purse.live).collect();
    lives.sort_unstable();
    lives.dedup();
    let top = purses.iter().map(|purse| purse.live).max().unwrap_or_default();
    let dead: Amount = purses.iter().map(|purse| purse.dead).sum();
    let mut extra = dead + hand.added_to_pot;
    let mut floor = Amount::ZERO;
    let mut levels = Vec::with_capacity(lives.len());
    for (i, &live) in lives.iter().enumerate() {
        let ceiling = if i + 1 == lives.len() { top } else { live };
        let slice = |purse: &Purse| purse.live.min(ceiling) - purse.live.min(floor);
        let amount = purses.iter().map(slice).sum::<Amount>() + extra;
        levels.push(Level { live, amount });
        (floor, extra) = (live, Amount::ZERO);
    }
    levels
}

/// What each player should get, by index.
fn dues(hand: &Hand, purses: &[Purse], levels: &[Level]) -> Vec<Due> {
    let mut claims = vec![None; purses.len()];
    if 1 < purses.iter().filter(|purse| purse.in_hand).count() {
        for (player, claim) in claims.iter_mut().enumerate() {
            *claim = showdown::claim(hand, player);
        }
    }
    let mut dues = vec![Due::default(); purses.len()];
    let mut last: Option<Winners> = None;
    // How pots with halves are joined is not known.
    let mut pot = (!showdown::has_low(hand.variant)).then_some(0);
    for level in levels {
        let open_to = |(_, purse): &(usize, &Purse)| level.is_open_to(purse);
        let contenders = (0..).zip(purses).filter(open_to).map(|(player, _)| player).collect();
        let told = || if levels.len() == 1 { told_winners(hand, contenders) } else { None };
        let Some(winners) = Winners::of(contenders, &claims).or_else(told) else {
            // Any of them may have won it, and where pots begin is not known from here on.
            pot = None;
            for player in contenders.from(0) {
                change(&mut dues, player, |due| due.most += level.amount);
            }
            continue;
        };
        if last.is_some_and(|last| last != winners) {
            pot = pot.map(|pot| pot + 1);
        }
        last = Some(winners);
        share_out(level.amount, winners, unit(hand.currency), &mut dues);
        for player in winners.best.from(0).chain(winners.low.from(0)) {
            change(&mut dues, player, |due| due.pot = pot);
        }
    }
    if pot.is_none() {
        dues.iter_mut().for_each(|due| due.pot = None);
    }
    dues
}

/// Who won the only pot, if only the shares tell: where some did not show, those who took.
fn told_winners(hand: &Hand, contenders: Seats) -> Option<Winners> {
    let took = |player: &usize| {
        hand.players.get(*player).is_some_and(|player| player.collected.is_positive())
    };
    let best = contenders.from(0).filter(took).collect();
    (!showdown::has_low(hand.variant)).then_some(Winners { best, low: Seats::EMPTY })
}

/// Gives each winner his part of a level, as even as the smallest chip allows.
fn share_out(amount: Amount, winners: Winners, unit: Amount, dues: &mut [Due]) {
    let part = |amount: Amount, parts: i64| {
        let units = amount.hundredths() / parts / unit.hundredths();
        Amount::from_hundredths(units * unit.hundredths())
    };
    let is_halved = winners.low != Seats::EMPTY;
    let low = if is_halved { part(amount, 2) } else { Amount::ZERO };
    for (amount, seats) in [(amount - low, winners.best), (low, winners.low)] {
        let parts = seats.from(0).fold(0, |count, _| count + 1);
        let is_whole = parts == 1 && !is_halved;
        for player in seats.from(0) {
            let least = if is_whole { amount } else { part(amount, parts) };
            let odd_chip = if is_whole { Amount::ZERO } else { unit };
            change(dues, player, |due| {
                due.least += least;
                due.most += least + odd_chip;
            });
        }
    }
}

fn change(dues: &mut [Due], player: usize, change: impl FnOnce(&mut Due)) {
    if let Some(due) = dues.get_mut(player) {
        change(due);
    }
}

pub(super) const fn number(pot: PotName) -> u8 {
    match pot {
        PotName::Main => 0,
        PotName::Side(number) => number,
    }
}

/// The smallest chip.
const fn unit(currency: Currency) -> Amount {
    match currency {
        Currency::Eur | Currency::Play => Amount::from_hundredths(1),
        Currency::Chips => Amount::from_units(1),
    }
}
