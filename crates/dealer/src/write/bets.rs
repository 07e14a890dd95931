//! The bets of a street, from which Winamax counts what a raise adds.

use std::collections::BTreeMap;

use hand_history::{Action, ActionKind, Amount, PlayerIndex};

/// The bets of a street. The blinds' are those of the street after them.
#[derive(Debug, Default)]
pub(super) struct Bets {
    of_player: BTreeMap<PlayerIndex, Amount>,
    /// The bet from which the next raise is counted.
    pub(super) highest: Amount,
    /// Whether nobody has bet more than the bring-in, which is no bet.
    brought_in: bool,
}

impl Bets {
    pub(super) fn book(&mut self, action: &Action) {
        let added = match action.kind {
            // They match no bet.
            ActionKind::Ante(_) | ActionKind::DeadSmallBlind(_) => Amount::ZERO,
            _ => action.kind.added(),
        };
        let bet = self.of_player.entry(action.player).or_default();
        *bet += added;
        match action.kind {
            ActionKind::BringIn(_) => self.brought_in = true,
            ActionKind::Raise { to, .. } => {
                self.brought_in = false;
                // A dead small blind is in what is printed, and the next raise is counted
                // from it.
                self.highest = self.highest.max(*bet).max(to);
            }
            _ if self.brought_in => {}
            _ => self.highest = self.highest.max(*bet),
        }
    }
}
