//! Who contends for which chips.

use cards::Contenders;
use hand_history::{ActionKind, Amount, Hand, Stakes};

/// Chips for which the same players contend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pot {
    pub(super) amount: Amount,
    /// By their places in the list of players who did not fold.
    pub(super) contenders: Contenders,
}

/// The pots of a hand without uncalled bets, the main pot first. `None` where the sums do not
/// balance: what these players took is to be what the pots pay and their uncalled bets.
pub(super) fn pots(hand: &Hand, unfolded: &[usize]) -> Option<Vec<Pot>> {
    let mut live = vec![Amount::ZERO; hand.players.len()];
    let mut dead = hand.added_to_pot;
    for action in &hand.actions {
        let live_part = live_part(&hand.stakes, &action.kind);
        *live.get_mut(usize::from(action.player.0))? += live_part;
        dead += action.kind.added() - live_part;
    }
    let mut uncalled = Amount::ZERO;
    for &index in unfolded {
        let back = hand.players.get(index)?.uncalled;
        *live.get_mut(index)? -= back;
        uncalled += back;
    }
    let total = live.iter().copied().sum::<Amount>() + dead;
    let taken: Amount = hand.players.iter().map(|player| player.collected).sum();
    let folded_took = |(index, player): (usize, &hand_history::Player)| {
        player.collected.is_positive() && !unfolded.contains(&index)
    };
    let balanced = taken == total - hand.rake + uncalled && hand.rake <= total;
    if !balanced || !total.is_positive() || (0..).zip(&hand.players).any(folded_took) {
        return None;
    }
    Some(levels(&live, dead, unfolded))
}

/// The pots that these chips make. What no player has to match belongs to the first one, what
/// folded players put in above the last one belongs to that.
fn levels(live: &[Amount], dead: Amount, unfolded: &[usize]) -> Vec<Pot> {
    let chips = |index: &usize| live.get(*index).copied().unwrap_or_default();
    let mut heights: Vec<Amount> =
        unfolded.iter().map(chips).filter(|chips| chips.is_positive()).collect();
    heights.sort_unstable();
    heights.dedup();
    let (mut pots, mut floor, mut extra) = (Vec::with_capacity(heights.len()), Amount::ZERO, dead);
    for (i, &height) in heights.iter().enumerate() {
        let is_last = i + 1 == heights.len();
        let slice = |chips: &Amount| {
            let below = if is_last { *chips } else { height.min(*chips) };
            below - floor.min(*chips)
        };
        let amount = live.iter().map(slice).sum::<Amount>() + extra;
        let contends = |(_, index): &(usize, &usize)| height <= chips(index);
        let contenders = (0..).zip(unfolded).filter(contends).map(|(place, _)| place).collect();
        pots.push(Pot { amount, contenders });
        (floor, extra) = (height, Amount::ZERO);
    }
    pots
}

/// What an action puts in that others have to match: of a missed small blind that is nothing,
/// most often.
fn live_part(stakes: &Stakes, kind: &ActionKind) -> Amount {
    match *kind {
        ActionKind::DeadSmallBlind(amount) => stakes.live_part_of_missed(amount),
        _ => kind.added(),
    }
}
