//! A hand, played again by the rules of poker.
//!
//! [`audit`] follows the chips from line to line and names everything that no table would
//! have let pass: a turn skipped, a call of the wrong size, a pot taken by somebody who was
//! not in it. Nothing is refused and nothing changed. What the parser has already warned of
//! (money that does not balance, a card in two places) is not said again.
//!
//! Some rules are left to the house: who posts the blinds, who of the players of a stud
//! street acts first, and how often a fixed bet may be raised.

mod foul;

mod post;
mod purse;
mod round;
mod seats;
mod size;

mod deal;
mod pots;
mod showdown;

pub use self::foul::Foul;
use self::{
    purse::Purse,
    round::{Disorder, Round},
    size::Spot,
};
use crate::{Action, ActionKind, Amount, Hand, Stage, Street, StreetLog, Warning};

/// What is odd about a hand: first the lines as they stand, then the cards, then the shares.
/// Of real hands, almost none has anything.
#[must_use]
pub fn audit(hand: &Hand) -> Vec<Warning> {
    let mut replay = Replay::new(hand);
    for log in &hand.streets {
        replay.street(log);
    }
    let Replay { purses, mut warnings, .. } = replay;
    deal::check(hand, &purses, &mut warnings);
    pots::check(hand, &purses, &mut warnings);
    warnings
}

/// The table at one moment of the hand.
struct Replay<'a> {
    hand: &'a Hand,
    /// By the index of the player.
    purses: Vec<Purse>,
    round: Round,
    /// Whether the posts do not say what there is to call: somebody who had missed both
    /// blinds posted them as a raise in 2014, or the bring-in was short.
    unclear_posts: bool,
    warnings: Vec<Warning>,
}

impl<'a> Replay<'a> {
    fn new(hand: &'a Hand) -> Self {
        let purses = hand.players.iter().map(Purse::new).collect();
        let round = Round::default();
        Self { hand, purses, round, unclear_posts: false, warnings: Vec::new() }
    }

    fn street(&mut self, log: &StreetLog) {
        let stage = log.street.stage();
        match stage {
            Stage::FirstBets => self.round.open_first(self.hand, log.street, &self.purses),
            Stage::LaterBets => {
                self.purses.iter_mut().for_each(Purse::next_street);
                self.round.open_later(self.hand, log.street);
            }
            Stage::Posts | Stage::Draw | Stage::Showdown => {}
        }
        for action in self.hand.actions_of(log) {
            self.action(log.street, action);
        }
        if stage == Stage::Posts {
            self.check_antes();
        }
        if matches!(stage, Stage::FirstBets | Stage::LaterBets)
            && let Some(player) = self.round.close(&self.purses)
        {
            self.foul(player, Foul::TurnSkipped);
        }
    }

    fn action(&mut self, street: Street, action: &Action) {
        let player = usize::from(action.player.0);
        match action.kind {
            ActionKind::Ante(_)
            | ActionKind::SmallBlind(_)
            | ActionKind::BigBlind(_)
            | ActionKind::DeadSmallBlind(_)
            | ActionKind::LiveBigBlind(_) => self.post(action),
            ActionKind::BringIn(_) => {
                self.unclear_posts |= action.all_in;
                self.pay(action);
                self.round.raised(player, action.kind.added(), &self.purses);
            }
            ActionKind::Raise { .. } if street.stage() == Stage::Posts => {
                self.unclear_posts = true;
                self.pay(action);
            }
            ActionKind::Fold
            | ActionKind::Check
            | ActionKind::Call(_)
            | ActionKind::Bet(_)
            | ActionKind::Raise { .. } => self.decide(street, action),
            ActionKind::Collect { pot, .. } => {
                if let Some(purse) = self.purses.get_mut(player) {
                    purse.collect(pot);
                }
            }
            ActionKind::Discard { .. } | ActionKind::StandPat(_) => {
                if !self.purses.get(player).is_some_and(|purse| purse.in_hand) {
                    self.foul(player, Foul::CannotAct);
                }
            }
            ActionKind::DenyBlind | ActionKind::Show { .. } => {}
        }
    }

    /// A fold, check, call, bet or raise.
    fn decide(&mut self, street: Street, action: &Action) {
        let player = usize::from(action.player.0);
        let Some(&purse) = self.purses.get(player) else { return };
        if purse.can_act() {
            match self.round.take_turn(player, &self.purses) {
                Ok(()) => {}
                Err(Disorder::Skipped(due)) => self.foul(due, Foul::TurnSkipped),
                Err(Disorder::OutOfTurn) => self.foul(player, Foul::OutOfTurn),
            }
            let clear = !self.unclear_posts || street.stage() == Stage::LaterBets;
            let spot = Spot::new(self.hand, street, &self.round, player, &self.purses);
            if let Some(foul) = spot.foul(action).filter(|_| clear) {
                self.foul(player, foul);
            }
        } else {
            self.foul(player, Foul::CannotAct);
        }
        self.pay(action);
        match action.kind {
            ActionKind::Bet(added) | ActionKind::Raise { added, .. }
                if self.round.bet < purse.street + added =>
            {
                self.round.raised(player, purse.street + added, &self.purses);
            }
            _ => self.round.answered(player),
        }
        if let (ActionKind::Fold, Some(purse)) = (&action.kind, self.purses.get_mut(player)) {
            purse.in_hand = false;
        }
    }

    /// Moves the chips of an action, and holds its flag against what is left.
    fn pay(&mut self, action: &Action) {
        let player = usize::from(action.player.0);
        let Some(purse) = self.purses.get_mut(player) else { return };
        let before = purse.street;
        purse.pay(&action.kind);
        let left = purse.behind;
        purse.behind = left.max(Amount::ZERO);
        // A raise by less than nothing, which stud prints for a short all-in, bears no flag.
        let unflagged = match action.kind {
            ActionKind::Raise { to, added } => to == added && before.is_positive(),
            ActionKind::Fold | ActionKind::Check => true,
            _ => false,
        };
        if left < Amount::ZERO {
            self.foul(player, Foul::MoreThanStack(-left));
        } else if action.all_in && left.is_positive() {
            self.foul(player, Foul::AllInWithChips(left));
        } else if !action.all_in && !left.is_positive() && !unflagged {
            self.foul(player, Foul::AllInUnmarked);
        }
    }

    fn foul(&mut self, player: usize, foul: Foul) {
        self.warnings.push(warning(self.hand, player, foul));
    }
}

/// The warning of what a player did.
fn warning(hand: &Hand, player: usize, foul: Foul) -> Warning {
    let name = hand.players.get(player).map(|player| player.name.clone());
    Warning::Foul { player: name.unwrap_or_default(), foul }
}

#[cfg(test)]
mod tests;
