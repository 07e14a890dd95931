//! The rake, divided exactly.

use hand_history::{Amount, Player};

use super::{MAX_PLAYERS, in_play::Seats};

/// An amount of each player.
type Shares = [Amount; MAX_PLAYERS];

/// Divides an amount by what each player had in the pot, his uncalled bet apart.
///
/// What is left below a hundredth goes to the largest remainders, among equals to the lower
/// seat. Where nobody had anything in the pot nobody has a share.
pub(super) fn by_weight(amount: Amount, players: &[Player]) -> Shares {
    let mut shares = Shares::default();
    // Tournaments have no rake.
    if amount == Amount::ZERO {
        return shares;
    }
    let weight = |player: &Player| (player.contributed - player.uncalled).max(Amount::ZERO);
    let pot: Amount = players.iter().take(MAX_PLAYERS).map(weight).sum();
    if pot == Amount::ZERO {
        return shares;
    }
    let mut remainders = [0; MAX_PLAYERS];
    let mut left = amount.hundredths();
    for ((share, remainder), player) in shares.iter_mut().zip(&mut remainders).zip(players) {
        let (whole, rest) = divided(amount, weight(player), pot);
        *share = Amount::from_hundredths(whole);
        *remainder = rest;
        left -= whole;
    }
    // Less than one hundredth a player is left.
    for _ in (0..left).take(MAX_PLAYERS) {
        let Some(largest) = remainders.iter().copied().max() else { break };
        let first = remainders.iter_mut().zip(&mut shares).find(|(rest, _)| **rest == largest);
        if let Some((rest, share)) = first {
            *rest = 0;
            *share += Amount::from_hundredths(1);
        }
    }
    shares
}

/// `amount * weight / pot` in hundredths, and the remainder.
fn divided(amount: Amount, weight: Amount, pot: Amount) -> (i64, i64) {
    let [amount, weight, pot] = [amount, weight, pot].map(Amount::hundredths);
    if let Some(product) = amount.checked_mul(weight) {
        return (product / pot, product % pot);
    }
    let (product, pot) = (i128::from(amount) * i128::from(weight), i128::from(pot));
    // Neither exceeds what it is a part of.
    let narrow = |part: i128| i64::try_from(part).unwrap_or_default();
    (narrow(product / pot), narrow(product % pot))
}

/// Divides an amount by the number of these players; what is left goes to the lower seats.
pub(super) fn alike(amount: Amount, players: Seats) -> Shares {
    let mut shares = Shares::default();
    if amount == Amount::ZERO || players == 0 {
        return shares;
    }
    let count = i64::from(players.count_ones());
    let (whole, mut left) = (amount.hundredths() / count, amount.hundredths() % count);
    for (_, share) in (0..).zip(&mut shares).filter(|(number, _)| players >> number & 1 != 0) {
        *share = Amount::from_hundredths(whole + i64::from(0 < left));
        left -= 1;
    }
    shares
}
