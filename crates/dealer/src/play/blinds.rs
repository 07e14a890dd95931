//! Antes, blinds, and posts out of position.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the guests of their hand")]

use hand_history::{ActionKind, Street};

use super::in_play::InPlay;
use crate::{rules::Price, seating::Lineup};

impl InPlay<'_> {
    /// Everything that is posted in games with blinds.
    pub(super) fn post_blinds(&mut self, lineup: &Lineup) {
        self.open(Street::Blinds, &[]);
        let Lineup { small, big, .. } = *lineup;
        let Price { small_blind, big_blind, .. } = self.rules.price;
        let blinds: Vec<usize> = small.into_iter().chain([big]).collect();
        self.post_antes(&blinds);
        if let Some(small) = small {
            let amount = self.purses[small].bet(small_blind);
            self.put(small, ActionKind::SmallBlind(amount));
        }
        let amount = self.purses[big].bet(big_blind);
        self.put(big, ActionKind::BigBlind(amount));
        for &(player, owes) in &lineup.late {
            if owes.small {
                let amount = self.purses[player].pay_dead(small_blind);
                self.put(player, ActionKind::DeadSmallBlind(amount));
            }
            if owes.big {
                let amount = self.purses[player].bet(big_blind);
                self.put(player, ActionKind::LiveBigBlind(amount));
            }
        }
        self.note_bets();
    }

    /// The antes: the blinds first, then by seat.
    pub(super) fn post_antes(&mut self, blinds: &[usize]) {
        let ante = self.rules.price.ante;
        if !ante.is_positive() {
            return;
        }
        let others = (0..self.purses.len()).filter(|player| !blinds.contains(player));
        for player in blinds.iter().copied().chain(others) {
            if self.purses[player].in_hand {
                let amount = self.purses[player].ante(ante);
                self.put(player, ActionKind::Ante(amount));
            }
        }
    }
}
