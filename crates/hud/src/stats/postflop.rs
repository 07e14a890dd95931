//! What decisions on the flop, the turn and the river mean.

use super::{Choice, Turn, in_play::Seats};
use crate::{Line, Stat, line::Chances};

/// A street after the flop was dealt, so far, and what it inherits from those before.
#[derive(Default)]
pub(super) struct Postflop {
    /// How many streets there were since the flop, which is 0.
    street: u32,
    /// How many bets and raises there were.
    level: u8,
    /// Who raised last before the flop.
    raiser: Seats,
    /// Who bet or raised last on the street before.
    leader: Seats,
    /// Whose bet would be a continuation bet.
    continuer: Seats,
    /// Whose bet would be a delayed one: the turn alone has one.
    delayer: Seats,
    /// Who checked the flop with all others, and could be probed on the turn.
    probed: Seats,
    /// Who has made a decision.
    decided: Seats,
    /// Who checked, and has not faced a bet that he could raise.
    checked: Seats,
    /// Who made a continuation bet.
    continued: Seats,
    /// Who bet or raised last.
    aggressor: Seats,
    /// Who could have made a continuation bet, and has not.
    declined: Seats,
}

impl Postflop {
    /// The flop after this player, or nobody, raised last.
    pub(super) fn of_flop(raiser: Seats) -> Self {
        Self { raiser, leader: raiser, continuer: raiser, ..Self::default() }
    }

    /// The next street, with these players unfolded.
    pub(super) fn next_street(&mut self, unfolded: Seats) {
        let is_checked_flop = self.street == 0 && self.level == 0;
        *self = Self {
            street: self.street + 1,
            raiser: self.raiser,
            leader: self.aggressor,
            // Whoever was raised has lost the lead.
            continuer: if self.continued == self.aggressor { self.continued } else { 0 },
            delayer: if is_checked_flop { self.declined } else { 0 },
            probed: if is_checked_flop { self.raiser & unfolded } else { 0 },
            ..Self::default()
        };
    }

    /// Notes what a decision means for its player, and for those that follow, with these
    /// players unfolded and with chips behind.
    #[inline]
    pub(super) fn decide(&mut self, turn: &Turn, with_chips: Seats, line: &mut Line) {
        let mut chances = Chances::default();
        match self.level {
            0 => self.unbet(turn, with_chips, &mut chances),
            _ => self.bet(turn, &mut chances),
        }
        line.note(chances, turn.choice.takes());
        self.decided |= turn.player;
        match turn.choice {
            Choice::Fold => line.folds = 1,
            Choice::Check => {}
            Choice::Call => line.calls = line.calls.saturating_add(1),
            Choice::Bet | Choice::Raise => {
                line.aggressions = line.aggressions.saturating_add(1);
                self.aggressor = turn.player;
                self.level = self.level.saturating_add(1);
            }
        }
    }

    /// Nobody has bet.
    fn unbet(&mut self, turn: &Turn, with_chips: Seats, chances: &mut Chances) {
        let Turn { player, choice, can_raise: can_bet } = *turn;
        if choice == Choice::Check {
            self.checked |= player;
        }
        if self.decided & player != 0 || !can_bet {
            return;
        }
        if player == self.continuer {
            chances.add_on(self.street, Stat::CbetFlop, true);
            match choice == Choice::Bet {
                true => self.continued = player,
                false => self.declined = player,
            }
        }
        chances.add(Stat::DelayedCbetTurn, player == self.delayer);
        let awaits = |other: Seats| other & !self.decided & !player != 0;
        chances.add_on(self.street, Stat::DonkFlop, awaits(self.leader & with_chips));
        chances.add(Stat::ProbeTurn, awaits(self.probed));
    }

    /// Somebody has bet.
    fn bet(&mut self, turn: &Turn, chances: &mut Chances) {
        let Turn { player, can_raise, .. } = *turn;
        let faces = self.level == 1 && self.continued != 0 && player != self.continued;
        chances.add_on(self.street, Stat::FoldToCbetFlop, faces);
        chances.add_on(self.street, Stat::CallCbetFlop, faces);
        chances.add_on(self.street, Stat::RaiseCbetFlop, faces);
        if self.checked & player != 0 && can_raise {
            chances.add_on(self.street, Stat::CheckRaiseFlop, true);
            self.checked &= !player;
        }
    }
}
