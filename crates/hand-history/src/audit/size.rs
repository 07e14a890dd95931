//! How much a player may put in.

use super::{purse::Purse, round::Round};
use crate::{Action, ActionKind, Amount, Foul, Hand, Limit, Street};

/// What a player faces when he acts.
#[derive(Debug)]
pub(super) struct Spot {
    round: Round,
    purse: Purse,
    to_call: Amount,
    size: Size,
    may_raise: bool,
}

/// The bets that the limit of the game allows.
#[derive(Debug)]
enum Size {
    /// From the last raise to everything.
    Any,
    /// To this total at most.
    UpTo(Amount),
    /// By this, and nothing else.
    Exactly(Amount),
}

impl Spot {
    pub(super) fn new(
        hand: &Hand,
        street: Street,
        round: &Round,
        player: usize,
        purses: &[Purse],
    ) -> Self {
        let purse = purses.get(player).copied().unwrap_or_default();
        let to_call = round.call(&purse);
        let size = match hand.limit {
            Limit::NoLimit => Size::Any,
            Limit::PotLimit => {
                let pot = purses.iter().map(|purse| purse.live + purse.dead).sum::<Amount>();
                Size::UpTo(round.bet + to_call + pot + hand.added_to_pot)
            }
            Limit::FixedLimit => Size::Exactly(fixed_bet(hand, street).unwrap_or_default()),
        };
        // What a short all-in means for the right to raise is another rule in fixed limit.
        let may_raise = hand.limit == Limit::FixedLimit || round.may_raise(player);
        Self { round: *round, purse, to_call, size, may_raise }
    }

    /// What is wrong with the chips of an action, if anything.
    pub(super) fn foul(&self, action: &Action) -> Option<Foul> {
        let something_bet = self.round.bet.is_positive();
        match action.kind {
            ActionKind::Check if self.to_call.is_positive() => Some(Foul::CheckedBet(self.to_call)),
            ActionKind::Call(added) if added <= self.purse.behind => {
                let off = added - self.to_call.min(self.purse.behind);
                (off != Amount::ZERO || added == Amount::ZERO).then_some(Foul::CallOffBy(off))
            }
            // In 2010 the raise of a big blind was printed as a bet.
            ActionKind::Bet(_) if something_bet && self.purse.street != self.round.bet => {
                Some(Foul::BetOverBet)
            }
            ActionKind::Raise { .. } if !something_bet => Some(Foul::RaisedNothing),
            ActionKind::Raise { .. } if !self.may_raise => Some(Foul::NotReopened),
            ActionKind::Bet(added) | ActionKind::Raise { added, .. } => self.size_foul(added),
            _ => None,
        }
    }

    /// What is wrong with the size of a bet or raise.
    fn size_foul(&self, added: Amount) -> Option<Foul> {
        let total = self.purse.street + added;
        let all_in = self.purse.behind <= added && self.round.bet < total;
        let least = self.round.bet + self.round.step;
        match self.size {
            Size::Exactly(size) => {
                let (raised, completed) = (self.round.bet + size, self.round.full_bet + size);
                let right = total == raised || total == completed || (all_in && total < raised);
                (!right).then_some(Foul::FixedBetOffBy(total - raised))
            }
            Size::Any | Size::UpTo(_) if total < least && !all_in => {
                Some(Foul::BelowMinimum(least - total))
            }
            Size::UpTo(most) if most < total => Some(Foul::AbovePotLimit(total - most)),
            Size::Any | Size::UpTo(_) => None,
        }
    }
}

/// The bet of a street in fixed limit: the small one on the first two streets.
pub(super) const fn fixed_bet(hand: &Hand, street: Street) -> Option<Amount> {
    let is_early = matches!(
        street,
        Street::Preflop
            | Street::Flop
            | Street::Third
            | Street::Fourth
            | Street::FirstBet
            | Street::SecondBet
    );
    if is_early { hand.stakes.small_bet } else { hand.stakes.big_bet }
}
