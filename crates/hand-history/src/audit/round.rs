//! A round of betting: whose turn it is, what there is to call, and who may raise.

use super::{purse::Purse, seats::Seats, size::fixed_bet};
use crate::{ActionKind, Amount, Hand, Street};

/// The betting of one street.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Round {
    /// The total to match.
    pub(super) bet: Amount,
    /// The highest total that was a full bet or raise.
    pub(super) full_bet: Amount,
    /// The size of the last full bet or raise: the least raise.
    pub(super) step: Amount,
    /// Who has acted since the last full bet or raise.
    acted: Seats,
    /// Who has not answered the last bet.
    owing: Seats,
    /// Who was passed over once. He is not waited for again, so that one missing line is
    /// one warning, and he may act whenever he does.
    missing: Seats,
    /// Where the search for the next turn starts; `None` lets anybody begin.
    next: Option<usize>,
}

/// What is wrong with a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Disorder {
    /// It was the turn of this player.
    Skipped(usize),
    /// The player had acted already.
    OutOfTurn,
}

impl Round {
    /// The first round, in which the posts count. It starts behind the blinds; in stud, where
    /// the cards say.
    pub(super) fn open_first(&mut self, hand: &Hand, street: Street, purses: &[Purse]) {
        let poster = |is_blind: fn(&ActionKind) -> bool| {
            let post = hand.actions.iter().find(|action| is_blind(&action.kind))?;
            Some(usize::from(post.player.0))
        };
        let big = poster(|kind| matches!(kind, ActionKind::BigBlind(_)));
        let last = big.or_else(|| poster(|kind| matches!(kind, ActionKind::SmallBlind(_))));
        self.open(hand, street, last.map(|player| player + 1));
        // A big blind whose chips did not suffice is called in full all the same.
        let blind = if big.is_some() { self.step } else { Amount::ZERO };
        self.bet = purses.iter().map(|purse| purse.street).fold(blind, Amount::max);
        self.full_bet = self.bet;
    }

    /// A later round starts at the left of the button; in stud, where the cards say.
    pub(super) fn open_later(&mut self, hand: &Hand, street: Street) {
        let first = hand.table.button.map(|button| {
            let left = hand.players.iter().position(|player| button < player.seat);
            left.unwrap_or_default()
        });
        self.open(hand, street, first);
    }

    fn open(&mut self, hand: &Hand, street: Street, first: Option<usize>) {
        *self = Self {
            step: fixed_bet(hand, street).or(hand.stakes.big_blind).unwrap_or_default(),
            owing: (0..hand.players.len()).collect::<Seats>().minus(self.missing),
            missing: self.missing,
            next: first,
            ..Self::default()
        };
    }

    /// Notes that a player acts, and says if it was not his turn.
    pub(super) fn take_turn(&mut self, player: usize, purses: &[Purse]) -> Result<(), Disorder> {
        let start = self.next.unwrap_or(player);
        let due = self.turn(start, purses);
        let owing = self.owing;
        let excused = self.missing.contains(player);
        self.owing = self.owing.without(player);
        self.missing = self.missing.without(player);
        self.next = Some(player + 1);
        match due {
            _ if excused => Ok(()),
            Some(due) if due == player => Ok(()),
            Some(due) if owing.contains(player) => {
                let passed: Seats =
                    owing.from(start).take_while(|&other| other != player).collect();
                self.missing = self.missing.plus(passed);
                self.owing = self.owing.minus(passed);
                Err(Disorder::Skipped(due))
            }
            _ => Err(Disorder::OutOfTurn),
        }
    }

    /// Whether a player has the right to raise: an incomplete raise does not give it back to
    /// those who have acted. Incomplete raises that add up to a full one do.
    pub(super) const fn may_raise(&self, player: usize) -> bool {
        !self.acted.contains(player)
    }

    /// Notes that a player called, checked or folded.
    pub(super) const fn answered(&mut self, player: usize) {
        self.acted = self.acted.with(player);
    }

    /// Notes a bet or raise to this total, which everybody else has to answer.
    pub(super) fn raised(&mut self, player: usize, total: Amount, purses: &[Purse]) {
        if self.step <= total - self.full_bet {
            self.step = self.step.max(total - self.bet);
            self.full_bet = total;
            self.acted = Seats::EMPTY;
        }
        self.bet = total;
        self.acted = self.acted.with(player);
        self.owing = (0..purses.len()).collect::<Seats>().without(player).minus(self.missing);
        self.next = Some(player + 1);
    }

    /// Ends the round, and says whose turn it still was.
    pub(super) fn close(&mut self, purses: &[Purse]) -> Option<usize> {
        let due = self.turn(self.next.unwrap_or_default(), purses);
        let waiting = self.owing.from(0).filter(|&player| has_decision(player, purses));
        self.missing = self.missing.plus(waiting.collect());
        due
    }

    /// Whose turn it is when it is looked for from this player on.
    fn turn(&self, start: usize, purses: &[Purse]) -> Option<usize> {
        self.owing.from(start).find(|&player| has_decision(player, purses))
    }

    /// What the player has to add, if he has as much.
    pub(super) fn call(&self, purse: &Purse) -> Amount {
        (self.bet - purse.street).max(Amount::ZERO)
    }
}

/// Whether there is something for the player to decide: somebody could answer his bet, or has
/// put in more than he has. To a blind that its chips did not suffice for, a lone player who
/// has put in as much has nothing to say.
fn has_decision(player: usize, purses: &[Purse]) -> bool {
    let Some(purse) = purses.get(player).filter(|purse| purse.can_act()) else { return false };
    let asks = |rival: &Purse| rival.can_act() || (rival.in_hand && purse.street < rival.street);
    let others = || (0..).zip(purses).filter(|(other, _)| *other != player);
    others().any(|(_, rival)| asks(rival))
}
