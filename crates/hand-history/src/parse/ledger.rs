//! Who put in what: the money of a hand while it is read.
//!
//! The rules are those of the format's chip accounting: Winamax prints no line for an
//! uncalled bet and returns it inside `collected`, so that put in and taken out are right
//! as they stand.

use crate::{Action, ActionKind, Amount, Player, PlayerIndex};

/// The most players of one hand.
pub(super) const MAX_PLAYERS: usize = 10;

type PerPlayer = [Amount; MAX_PLAYERS];

/// The chips of one street.
#[derive(Clone, Copy, Debug, Default)]
struct Bets {
    /// What counts against the bet to match: blinds and bets, no antes, no dead posts.
    live: PerPlayer,
    /// What a printed raise is counted from: a dead small blind is in it.
    printed: PerPlayer,
}

/// Follows the chips from line to line.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    street: Bets,
    /// The last finished street that chips were put in on.
    previous: Bets,
}

impl Ledger {
    /// What a raise of this player is counted from.
    pub(super) fn printed(&self, player: PlayerIndex) -> Amount {
        self.street.printed.get(usize::from(player.0)).copied().unwrap_or_default()
    }

    /// Books an action of this player.
    #[inline]
    pub(super) fn book(&mut self, action: &Action, player: &mut Player) {
        let index = usize::from(action.player.0);
        let added = action.kind.added();
        player.contributed += added;
        let (live, printed) = match action.kind {
            ActionKind::Ante(_) => (Amount::ZERO, Amount::ZERO),
            ActionKind::DeadSmallBlind(_) => (Amount::ZERO, added),
            ActionKind::Collect { amount, .. } => {
                player.collected += amount;
                (Amount::ZERO, Amount::ZERO)
            }
            _ => (added, added),
        };
        if let (Some(live_bet), Some(printed_bet)) =
            (self.street.live.get_mut(index), self.street.printed.get_mut(index))
        {
            *live_bet += live;
            *printed_bet += printed;
        }
    }

    /// Starts a street: bets begin at nothing again.
    pub(super) fn next_street(&mut self) {
        if self.street.live.iter().any(|bet| bet.is_positive()) {
            self.previous = self.street;
        }
        self.street = Bets::default();
    }

    /// Notes the unmatched part of the last bet with the player who made it.
    pub(super) fn finish(&mut self, players: &mut [Player]) {
        self.next_street();
        let (mut player, mut highest, mut second) = (0, Amount::ZERO, Amount::ZERO);
        for (other, bet) in self.previous.live.into_iter().enumerate() {
            if highest < bet {
                (player, highest, second) = (other, bet, highest);
            } else {
                second = second.max(bet);
            }
        }
        if let Some(player) = players.get_mut(player) {
            player.uncalled = highest - second;
        }
    }
}
