//! The rake, divided exactly.

use hand_history::{Amount, Player};

use super::{MAX_PLAYERS, in_play::Seats};
use crate::largest_remainders::{self, Part};

/// An amount of each player.
type Shares = [Amount; MAX_PLAYERS];

/// Divides an amount by what each player had in the pot, his uncalled bet apart.
///
/// What is left below a hundredth goes to the largest remainders, among equals to the lower
/// seat. Where nobody had anything in the pot nobody has a share.
pub(super) fn by_weight(amount: Amount, players: &[Player]) -> Shares {
    // Tournaments have no rake.
    if amount == Amount::ZERO {
        return Shares::default();
    }
    let weight = |player: &Player| (player.contributed - player.uncalled).max(Amount::ZERO);
    let pot: Amount = players.iter().take(MAX_PLAYERS).map(weight).sum();
    if pot == Amount::ZERO {
        return Shares::default();
    }
    let mut parts = [Part::default(); MAX_PLAYERS];
    let mut left_over = amount.hundredths();
    for (part, player) in parts.iter_mut().zip(players) {
        *part = divided(amount, weight(player), pot);
        left_over -= part.0.hundredths();
    }
    largest_remainders::give(usize::try_from(left_over).unwrap_or_default(), &mut parts);
    parts.map(|(share, _)| share)
}

/// `amount * weight / pot`.
fn divided(amount: Amount, weight: Amount, pot: Amount) -> Part {
    let [amount, weight, pot] = [amount, weight, pot].map(Amount::hundredths);
    if let Some(product) = amount.checked_mul(weight) {
        return (Amount::from_hundredths(product / pot), (product % pot).into());
    }
    let (product, pot) = (i128::from(amount) * i128::from(weight), i128::from(pot));
    // It does not exceed what it is a part of.
    let whole = i64::try_from(product / pot).unwrap_or_default();
    (Amount::from_hundredths(whole), product % pot)
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
