//! How an amount is divided to the hundredth, so that the parts add up to it.

use hand_history::Amount;

/// A part in whole hundredths, and its remainder: what it has below one, in a unit that is the
/// same for all parts.
pub(crate) type Part = (Amount, i128);

/// Gives the hundredths that are left over to the parts with the largest remainders, one to each,
/// and among equals to the first. They are fewer than the parts that have a remainder.
pub(crate) fn give(left_over: usize, parts: &mut [Part]) {
    for _ in 0..left_over.min(parts.len()) {
        let largest = parts.iter().map(|(_, remainder)| *remainder).max();
        let first = parts.iter_mut().find(|(_, remainder)| Some(*remainder) == largest);
        if let Some((whole, remainder)) = first {
            *whole += Amount::from_hundredths(1);
            *remainder = 0;
        }
    }
}
