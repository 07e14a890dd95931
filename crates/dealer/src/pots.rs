//! Who wins what: from the chips that players put in, to pots, to shares.
//!
//! Pure arithmetic over player indexes. Winamax prints no uncalled bet: the unmatched chips
//! come back as part of the last pot, and pots won by the same players are one pot. Where a
//! low qualifies, a pot has two halves, of which the high one gets the odd chip.

use hand_history::{Amount, Half, PotName};

use crate::claim::Claim;

/// What one player has put into a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stake {
    /// Antes, blinds and bets: chips that others match.
    pub(crate) live: Amount,
    /// A missed small blind: chips for the first pot that nobody matches.
    pub(crate) dead: Amount,
    /// What his hand is worth; `None` when he gave it up.
    pub(crate) claim: Option<Claim>,
}

/// How the house pays out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct House {
    /// The smallest chip: shares are multiples of it.
    pub(crate) unit: Amount,
    /// The most that the house takes from a hand.
    pub(crate) rake_cap: Amount,
}

/// The share of the matched chips that the house takes, in percent.
const RAKE_PERCENT: i64 = 5;

/// What a hand pays.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Payout {
    /// The shares in the order in which they are printed: the last side pot first, and high
    /// before low.
    pub(crate) shares: Vec<Share>,
    /// What the house keeps.
    pub(crate) rake: Amount,
}

/// What one player takes from one pot.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) player: usize,
    pub(crate) amount: Amount,
    pub(crate) pot: PotName,
    /// Which half of it, if it has two.
    pub(crate) half: Option<Half>,
}

/// Pays out a hand. `order` lists players from the left of the button: who comes first
/// gets the odd chip of a split. `added` is what the house put into the first pot.
pub(crate) fn pay(stakes: &[Stake], order: &[usize], added: Amount, house: House) -> Payout {
    let mut shares = Vec::new();
    let mut rake = Amount::ZERO;
    for (pot, name) in pots(stakes, order, added).iter().zip((0..).map(pot_name)) {
        let matched = (pot.amount - pot.unraked).hundredths();
        let taken =
            Amount::from_hundredths(matched * RAKE_PERCENT / 100).min(house.rake_cap - rake);
        rake += taken;
        for (half, amount, winners) in pot.winners.parts(pot.amount - taken, house.unit) {
            for (&player, amount) in winners.iter().zip(split(amount, winners.len(), house.unit)) {
                shares.push(Share { player, amount, pot: name, half });
            }
        }
    }
    shares.retain(|share| share.amount.is_positive());
    // The sort is stable: winners of one pot stay in their order.
    shares.sort_by_key(|share| match share.pot {
        PotName::Main => 0,
        PotName::Side(number) => -i16::from(number),
    });
    Payout { shares, rake }
}

fn pot_name(index: u8) -> PotName {
    match index {
        0 => PotName::Main,
        number => PotName::Side(number),
    }
}

/// Chips for which the same players hold the best hands.
#[derive(Debug, PartialEq, Eq)]
struct Pot {
    amount: Amount,
    /// The part of the amount that no player matched, or that the house put in. It bears no
    /// rake.
    unraked: Amount,
    winners: Winners,
}

/// Who wins a pot, each list in the order of play from the left of the button.
#[derive(Debug, PartialEq, Eq)]
struct Winners {
    high: Vec<usize>,
    /// Who wins the low half. If there is nobody, the pot has no halves.
    low: Vec<usize>,
}

impl Winners {
    /// The best of those who put in at least `level` and did not fold.
    fn of(stakes: &[Stake], order: &[usize], level: Amount) -> Self {
        let claim = |&player: &usize| {
            let stake = stakes.get(player).filter(|stake| level <= stake.live)?;
            Some((player, stake.claim?))
        };
        let claims: Vec<(usize, Claim)> = order.iter().filter_map(claim).collect();
        if let [(player, _)] = claims.as_slice() {
            return Self { high: vec![*player], low: Vec::new() };
        }
        Self {
            high: best_by(&claims, |claim| Some(claim.hand)),
            low: best_by(&claims, |claim| claim.low),
        }
    }

    /// The pot, or its halves, with those who share it.
    fn parts(&self, amount: Amount, unit: Amount) -> Vec<(Option<Half>, Amount, &[usize])> {
        if self.low.is_empty() {
            return vec![(None, amount, &self.high)];
        }
        let mut halves = split(amount, 2, unit);
        let mut half = || halves.next().unwrap_or_default();
        vec![(Some(Half::Hi), half(), &self.high), (Some(Half::Lo), half(), &self.low)]
    }
}

/// The players for whom this part of their claims is the greatest.
fn best_by<Part: Ord>(
    claims: &[(usize, Claim)],
    part: impl Fn(&Claim) -> Option<Part>,
) -> Vec<usize> {
    let best = claims.iter().filter_map(|(_, claim)| part(claim)).max();
    let has_best = |claim: &Claim| best.is_some() && part(claim) == best;
    claims.iter().filter(|(_, claim)| has_best(claim)).map(|&(player, _)| player).collect()
}

/// The pots, the main pot first.
fn pots(stakes: &[Stake], order: &[usize], added: Amount) -> Vec<Pot> {
    let unfolded = |stake: &&Stake| stake.claim.is_some();
    let mut levels: Vec<Amount> = stakes.iter().filter(unfolded).map(|stake| stake.live).collect();
    levels.sort_unstable();
    levels.dedup();
    let top = stakes.iter().map(|stake| stake.live).max().unwrap_or_default();
    let mut pots: Vec<Pot> = Vec::new();
    let mut floor = Amount::ZERO;
    for (i, &level) in levels.iter().enumerate() {
        // Chips of folded players above the last level belong to the last pot.
        let ceiling = if i + 1 == levels.len() { top } else { level };
        let slice = |stake: &Stake| stake.live.min(ceiling) - stake.live.min(floor);
        let amount = stakes.iter().map(slice).sum();
        let winners = Winners::of(stakes, order, level);
        match pots.last_mut().filter(|pot| pot.winners == winners) {
            Some(pot) => pot.amount += amount,
            None => pots.push(Pot { amount, unraked: Amount::ZERO, winners }),
        }
        floor = level;
    }
    if let Some(first) = pots.first_mut() {
        first.amount += added + stakes.iter().map(|stake| stake.dead).sum();
        first.unraked += added;
    }
    if let Some(last) = pots.last_mut() {
        last.unraked += unmatched(stakes);
    }
    pots
}

/// What the unfolded player who put in most has put in beyond anybody else.
fn unmatched(stakes: &[Stake]) -> Amount {
    let mut by_size: Vec<&Stake> = stakes.iter().collect();
    by_size.sort_by_key(|stake| -stake.live);
    match by_size.as_slice() {
        [most, next, ..] if most.claim.is_some() => most.live - next.live,
        _ => Amount::ZERO,
    }
}

/// An amount in so many parts, as equal as the smallest chip allows; the larger parts first.
fn split(amount: Amount, parts: usize, unit: Amount) -> impl Iterator<Item = Amount> {
    let parts = i64::try_from(parts).unwrap_or(i64::MAX).max(1);
    let (amount, unit) = (amount.hundredths(), unit.hundredths().max(1));
    let even = amount / parts / unit * unit;
    let odd_chips = (amount - even * parts) / unit;
    (0..parts)
        .map(move |part| Amount::from_hundredths(if part < odd_chips { even + unit } else { even }))
}

#[cfg(test)]
mod tests;
