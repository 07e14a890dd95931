//! Who is in the hand, and with which chips.

use hand_history::{Action, ActionKind, Player, PlayerIndex};

use super::{Choice, MAX_PLAYERS, Turn};

/// Players, a bit for each.
pub(super) type Seats = u16;

/// The bit of a player.
#[inline]
pub(super) const fn bit(player: PlayerIndex) -> Seats {
    // A player that no hand has gets no bit.
    if player.0 < 16 { 1 << player.0 } else { 0 }
}

/// The chips while a hand is played again, in hundredths.
pub(super) struct InPlay {
    purses: [Purse; MAX_PLAYERS],
    /// The most that anybody has put in on this street.
    highest: i64,
    /// Who was dealt in and has not folded.
    pub(super) unfolded: Seats,
    /// Who of them has chips behind.
    pub(super) with_chips: Seats,
}

/// The chips of a player.
#[derive(Clone, Copy, Default)]
struct Purse {
    /// What he has not put in.
    behind: i64,
    /// What he put in on this street: no antes and no dead posts.
    committed: i64,
}

impl InPlay {
    pub(super) fn new(players: &[Player]) -> Self {
        let mut purses = [Purse::default(); MAX_PLAYERS];
        let (mut unfolded, mut with_chips) = (0, 0);
        for ((number, player), purse) in (0..).zip(players).zip(&mut purses) {
            purse.behind = player.stack.hundredths();
            let dealt = Seats::from(player.dealt_in) << number;
            unfolded |= dealt;
            with_chips |= dealt * Seats::from(0 < purse.behind);
        }
        Self { purses, highest: 0, unfolded, with_chips }
    }

    /// Bets begin at nothing again.
    pub(super) fn next_street(&mut self) {
        self.highest = 0;
        self.purses.iter_mut().for_each(|purse| purse.committed = 0);
    }

    /// Moves the chips of a post.
    pub(super) fn post(&mut self, action: &Action) {
        let player = bit(action.player);
        let Some(purse) = self.purses.get_mut(usize::from(action.player.0)) else { return };
        let added = action.kind.added().hundredths();
        purse.behind -= added;
        if !matches!(action.kind, ActionKind::Ante(_) | ActionKind::DeadSmallBlind(_)) {
            purse.committed += added;
            self.highest = self.highest.max(purse.committed);
        }
        if purse.behind <= 0 {
            self.with_chips &= !player;
        }
    }

    /// The turn that an action is, if it is one, when its chips have been moved.
    #[inline]
    pub(super) fn turn(&mut self, action: &Action) -> Option<Turn> {
        let choice = Choice::of(&action.kind)?;
        let player = bit(action.player);
        let purse = self.purses.get_mut(usize::from(action.player.0))?;
        let to_call = self.highest - purse.committed;
        let can_raise = to_call < purse.behind && self.with_chips & !player != 0;
        match choice {
            Choice::Fold => {
                self.unfolded &= !player;
                self.with_chips &= !player;
            }
            Choice::Check => {}
            Choice::Call | Choice::Bet | Choice::Raise => {
                let added = action.kind.added().hundredths();
                purse.behind -= added;
                purse.committed += added;
                self.highest = self.highest.max(purse.committed);
                if purse.behind <= 0 {
                    self.with_chips &= !player;
                }
            }
        }
        Some(Turn { player, choice, can_raise })
    }
}
