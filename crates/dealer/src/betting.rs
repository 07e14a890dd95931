//! The rules of a betting round: whose turn it is, and what he may do.
//!
//! Without a limit and in pot limit the least raise is the size of the last full one; fixed
//! limit has one size and a cap. An all-in below a full raise may be called, but does not
//! give those who have acted the right to raise again.

#![expect(clippy::indexing_slicing, reason = "players are indexes into the purses of their hand")]

use std::collections::VecDeque;

use hand_history::{ActionKind, Amount, Limit};

/// The chips of one player during a hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Purse {
    /// What he can still put in.
    pub(crate) behind: Amount,
    /// What he put in that others have to match, over all streets, antes included.
    pub(crate) live: Amount,
    /// What he put in that matches nothing.
    pub(crate) dead: Amount,
    /// The part of `live` from this street, without antes.
    pub(crate) street: Amount,
    /// Whether he holds cards.
    pub(crate) in_hand: bool,
}

impl Purse {
    /// Antes up to so many chips; returns how many there were.
    pub(crate) fn ante(&mut self, amount: Amount) -> Amount {
        let amount = self.take(amount);
        self.live += amount;
        amount
    }

    /// Bets or posts up to so many chips; returns how many there were.
    pub(crate) fn bet(&mut self, amount: Amount) -> Amount {
        let amount = self.take(amount);
        self.live += amount;
        self.street += amount;
        amount
    }

    /// Pays up to so many chips that match nothing; returns how many there were.
    pub(crate) fn pay_dead(&mut self, amount: Amount) -> Amount {
        let amount = self.take(amount);
        self.dead += amount;
        amount
    }

    fn take(&mut self, amount: Amount) -> Amount {
        let taken = amount.min(self.behind);
        self.behind -= taken;
        taken
    }
}

/// What a player decides to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Move {
    Fold,
    /// Checks when there is nothing to call.
    Call,
    /// Bets or raises to this total of live chips on the street.
    RaiseTo(Amount),
}

/// A player's turn, and what he may do beside folding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) player: usize,
    /// What a call adds; zero is a check.
    pub(crate) call: Amount,
    /// The least and the most he may raise to, if he may.
    pub(crate) raise: Option<(Amount, Amount)>,
}

/// One round of betting.
#[derive(Debug)]
pub(crate) struct Round {
    /// Who may have to act, in the order of play. Folded players stay in it.
    order: Vec<usize>,
    /// Who is still to act, and whether he may raise.
    pending: VecDeque<(usize, bool)>,
    limit: Limit,
    /// The total to match.
    bet: Amount,
    /// The size of the last full bet or raise; in fixed limit of every one.
    step: Amount,
    /// Dead chips count in the printed total of a raise on the street they were posted on.
    posts: bool,
}

/// The most bets of a round of fixed limit.
const CAP: i64 = 4;

impl Round {
    /// A round that these players open, in this order, with a bet of at least `least`.
    pub(crate) fn new(order: &[usize], limit: Limit, least: Amount) -> Self {
        Self {
            order: order.to_vec(),
            pending: order.iter().map(|&player| (player, true)).collect(),
            limit,
            bet: Amount::ZERO,
            step: least,
            posts: false,
        }
    }

    /// The round after the blinds, who are last in the order, and may raise.
    pub(crate) fn after_blinds(self, big_blind: Amount) -> Self {
        Self { bet: big_blind, posts: true, ..self }
    }

    /// The round after a bring-in by the last in the order, who acts again only if raised.
    pub(crate) fn after_bring_in(mut self, bring_in: Amount) -> Self {
        self.pending.pop_back();
        Self { bet: bring_in, ..self }
    }

    /// The next turn, or `None` when the round is over.
    pub(crate) fn next(&mut self, purses: &[Purse]) -> Option<Turn> {
        while let Some((player, may_raise)) = self.pending.pop_front() {
            let purse = purses[player];
            if !purse.in_hand || !purse.behind.is_positive() {
                continue;
            }
            let rivals = || self.order.iter().filter(|&&rival| rival != player);
            let rivals = || rivals().map(|&rival| purses[rival]).filter(|rival| rival.in_hand);
            // The last player with cards has won, whatever he put in.
            let reach = rivals().map(|rival| rival.street + rival.behind).max()?;
            let answerable = rivals().any(|rival| rival.behind.is_positive());
            // A short big blind is called in full, but only by who has less in than it.
            let call = (self.bet - purse.street).max(Amount::ZERO).min(purse.behind);
            if (call.is_positive() && purse.street < reach) || answerable {
                let raise = self.raise(purse, purses).filter(|_| may_raise && answerable);
                return Some(Turn { player, call, raise });
            }
        }
        None
    }

    /// The least and the most that the limit and his chips let a player raise to.
    fn raise(&self, purse: Purse, purses: &[Purse]) -> Option<(Amount, Amount)> {
        let everything = purse.street + purse.behind;
        let (least, most) = match self.limit {
            Limit::NoLimit => (self.bet + self.step, everything),
            Limit::PotLimit => {
                let pot: Amount = purses.iter().map(|purse| purse.live + purse.dead).sum();
                let least = self.bet + self.step;
                // The bet to match, and above it as much as the pot would hold after a call.
                (least, least.max(self.bet + pot + self.bet - purse.street))
            }
            Limit::FixedLimit => {
                let step = self.step.hundredths().max(1);
                let bets = self.bet.hundredths() / step + 1;
                if CAP < bets {
                    return None;
                }
                // After a bring-in or a short all-in a raise completes the bet.
                let next = Amount::from_hundredths(bets * step);
                (next, next)
            }
        };
        (self.bet < everything).then(|| (least.min(everything), most.min(everything)))
    }

    /// Makes the move of the player whose turn it is.
    pub(crate) fn act(&mut self, turn: Turn, decision: Move, purse: &mut Purse) -> ActionKind {
        match decision {
            Move::Fold => {
                purse.in_hand = false;
                ActionKind::Fold
            }
            Move::Call if turn.call == Amount::ZERO => ActionKind::Check,
            Move::Call => ActionKind::Call(purse.bet(turn.call)),
            Move::RaiseTo(total) => {
                let opens = self.bet == Amount::ZERO;
                let added = purse.bet(total - purse.street);
                self.raised(turn.player, purse.street);
                if opens {
                    return ActionKind::Bet(added);
                }
                let dead = if self.posts { purse.dead } else { Amount::ZERO };
                ActionKind::Raise { to: purse.street + dead, added }
            }
        }
    }

    /// Everybody else has to act again; after a full raise they may raise again, too.
    fn raised(&mut self, player: usize, total: Amount) {
        let size = total - self.bet;
        let full = match self.limit {
            Limit::NoLimit | Limit::PotLimit => self.step <= size,
            // A whole number of bets.
            Limit::FixedLimit => total.hundredths() % self.step.hundredths().max(1) == 0,
        };
        let place = self.order.iter().position(|&other| other == player).unwrap_or_default();
        let (before, after) = self.order.split_at(place);
        let others = after.iter().chain(before).filter(|&&other| other != player);
        let keeps_right = |&other: &usize| (other, full || self.pending.contains(&(other, true)));
        self.pending = others.map(keeps_right).collect();
        self.bet = total;
        if self.limit != Limit::FixedLimit {
            self.step = self.step.max(size);
        }
    }
}

#[cfg(test)]
mod tests;
