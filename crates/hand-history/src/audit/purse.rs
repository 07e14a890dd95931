//! The chips of one player.

use super::pots::number;
use crate::{ActionKind, Amount, Player, PotName};

/// The chips of one player during a hand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Purse {
    /// What he can still put in.
    pub(super) behind: Amount,
    /// What he put in that others have to match, over all streets, antes included.
    pub(super) live: Amount,
    /// What he put in that matches nothing.
    pub(super) dead: Amount,
    /// The part of `live` from this street, without antes.
    pub(super) street: Amount,
    /// A bit for each kind of post that he made.
    pub(super) posted: u8,
    /// The highest pot that he collected from.
    pub(super) highest_pot: Option<PotName>,
    /// Whether he holds cards.
    pub(super) in_hand: bool,
}

impl Purse {
    pub(super) const fn new(player: &Player) -> Self {
        Self {
            behind: player.stack,
            live: Amount::ZERO,
            dead: Amount::ZERO,
            street: Amount::ZERO,
            posted: 0,
            highest_pot: None,
            in_hand: player.dealt_in,
        }
    }

    /// Puts in the chips of an action.
    pub(super) fn pay(&mut self, kind: &ActionKind) {
        let added = kind.added();
        self.behind -= added;
        match kind {
            ActionKind::Ante(_) => self.live += added,
            ActionKind::DeadSmallBlind(_) => self.dead += added,
            _ => {
                self.live += added;
                self.street += added;
            }
        }
    }

    /// Counts so much of what he posts as missed as a bet.
    pub(super) fn bring_alive(&mut self, amount: Amount) {
        self.dead -= amount;
        self.live += amount;
        self.street += amount;
    }

    /// Notes that he collected from a pot.
    pub(super) fn collect(&mut self, pot: PotName) {
        if self.highest_pot.is_none_or(|highest| number(highest) < number(pot)) {
            self.highest_pot = Some(pot);
        }
    }

    pub(super) const fn next_street(&mut self) {
        self.street = Amount::ZERO;
    }

    /// Whether he can still put chips in.
    pub(super) fn can_act(&self) -> bool {
        self.in_hand && self.behind.is_positive()
    }
}
