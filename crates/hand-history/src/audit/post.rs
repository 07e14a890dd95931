//! Antes and blinds.

use super::{Replay, purse::Purse};
use crate::{Action, ActionKind, Amount, Foul, Stakes};

impl Replay<'_> {
    /// An ante or a blind: once each, and as large as the stakes say or the last chip allows.
    pub(super) fn post(&mut self, action: &Action) {
        let player = usize::from(action.player.0);
        let Some(purse) = self.purses.get(player) else { return };
        let mark = mark(&action.kind);
        let posted = |purse: &Purse| purse.posted & mark != 0;
        let one_a_hand = matches!(action.kind, ActionKind::SmallBlind(_) | ActionKind::BigBlind(_));
        let twice = posted(purse) || (one_a_hand && self.purses.iter().any(posted));
        let stake = stake(&self.hand.stakes, &action.kind, purse);
        let off = stake.map(|stake| action.kind.added() - stake.min(purse.behind));
        if twice && !self.unclear_posts {
            self.foul(player, Foul::PostedTwice);
        } else if let Some(off) = off.filter(|off| *off != Amount::ZERO) {
            self.foul(player, Foul::PostOffBy(off));
        }
        let live = match action.kind {
            ActionKind::DeadSmallBlind(amount) => self.hand.stakes.live_part_of_missed(amount),
            _ => Amount::ZERO,
        };
        if let Some(purse) = self.purses.get_mut(player) {
            purse.posted |= mark;
            purse.bring_alive(live);
        }
        self.pay(action);
    }

    /// Who is dealt in pays the ante.
    pub(super) fn check_antes(&mut self) {
        let Some(ante) = self.hand.stakes.ante.filter(|ante| ante.is_positive()) else { return };
        for player in 0..self.purses.len() {
            let Some(purse) = self.purses.get(player) else { return };
            if purse.in_hand && purse.posted & ANTE == 0 {
                let missing = ante.min(purse.behind);
                self.foul(player, Foul::PostOffBy(-missing));
            }
        }
    }
}

const ANTE: u8 = 1;

/// A bit for each kind of post.
const fn mark(kind: &ActionKind) -> u8 {
    match kind {
        ActionKind::Ante(_) => ANTE,
        ActionKind::SmallBlind(_) => 2,
        ActionKind::BigBlind(_) => 4,
        ActionKind::DeadSmallBlind(_) => 8,
        ActionKind::LiveBigBlind(_) => 16,
        _ => 0,
    }
}

/// What a post costs.
fn stake(stakes: &Stakes, kind: &ActionKind, purse: &Purse) -> Option<Amount> {
    match kind {
        ActionKind::Ante(_) => stakes.ante,
        ActionKind::SmallBlind(_) => stakes.small_blind_due(),
        ActionKind::DeadSmallBlind(amount) => {
            Some(stakes.small_blind_due()? + stakes.live_part_of_missed(*amount))
        }
        ActionKind::BigBlind(_) => stakes.big_blind_due(),
        // Nothing is due from a player whose big blind was part of his small one.
        ActionKind::LiveBigBlind(_) => Some(stakes.big_blind_due()? - purse.street),
        _ => None,
    }
}
