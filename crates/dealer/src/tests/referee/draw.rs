//! Draws: everybody with cards changes some, in turn.

use hand_history::{ActionKind, Hand, StreetLog};

use super::{Foul, Watch};

/// Looks at one draw.
pub(super) fn check(hand: &Hand, log: &StreetLog, watch: &Watch<'_>) -> Result<(), Foul> {
    let drawing: Vec<usize> =
        hand.actions_of(log).iter().map(|action| usize::from(action.player.0)).collect();
    if drawing != watch.unfolded() {
        return Err(format!("{drawing:?} draw on {:?}", log.street));
    }
    for action in hand.actions_of(log) {
        let hero = hand.hero == Some(action.player);
        let legal = match &action.kind {
            ActionKind::Discard { count } => *count <= 5,
            ActionKind::StandPat(cards) => cards.len() == if hero { 5 } else { 0 },
            _ => false,
        };
        if !legal || action.all_in {
            return Err(format!("{action:?} on {:?}", log.street));
        }
    }
    Ok(())
}
