//! Section 2.2.

use hand_history::Street;

use super::{Book, Decision, Verb};

impl Book<'_> {
    /// Whether it was done; `None` if it was not asked.
    pub(super) fn postflop(&self, p: usize, id: &str, street: Street) -> Option<bool> {
        match id {
            "cbet" => self.cbet(p, street),
            "check_raise" => self.check_raise(p, street),
            "donk" => self.donk(p, street),
            _ => {
                let turn = self.faces_cbet(p, street)?;
                Some(match id {
                    "fold_to_cbet" => turn.verb == Verb::Fold,
                    "call_cbet" => turn.verb == Verb::Call,
                    "raise_cbet" => turn.verb == Verb::Raise,
                    _ => panic!("{id}"),
                })
            }
        }
    }

    /// His decision, where nobody has bet and he could.
    fn may_bet(&self, p: usize, street: Street) -> Option<&Decision> {
        let first = *self.of(p, street).first()?;
        (first.level == 0 && first.can_raise).then_some(first)
    }

    /// Who bet or raised last on a street after the flop.
    fn aggressor(&self, street: Street) -> Option<usize> {
        let aggressive = |turn: &&Decision| matches!(turn.verb, Verb::Bet | Verb::Raise);
        self.on(street).iter().rfind(aggressive).map(|turn| turn.player)
    }

    fn cbet(&self, p: usize, street: Street) -> Option<bool> {
        let goes_on = match previous(street) {
            None => self.pfa() == Some(p),
            Some(before) => self.cbet(p, before) == Some(true) && self.aggressor(before) == Some(p),
        };
        let turn = self.may_bet(p, street).filter(|_| goes_on)?;
        Some(turn.verb == Verb::Bet)
    }

    /// His decision that faces a continuation bet which nobody has raised.
    fn faces_cbet(&self, p: usize, street: Street) -> Option<&Decision> {
        let pfa = self.pfa().filter(|pfa| *pfa != p)?;
        if self.cbet(pfa, street) != Some(true) {
            return None;
        }
        let cbet = *self.of(pfa, street).first()?;
        let turns = self.of(p, street);
        turns.into_iter().find(|turn| turn.level == 1 && cbet.at < turn.at)
    }

    pub(super) fn check_raise(&self, p: usize, street: Street) -> Option<bool> {
        let turns = self.of(p, street);
        let check = turns.iter().find(|turn| turn.level == 0 && turn.verb == Verb::Check)?;
        let faces = |turn: &&&Decision| check.at < turn.at && 1 <= turn.level && turn.can_raise;
        turns.iter().find(faces).map(|turn| turn.verb == Verb::Raise)
    }

    fn donk(&self, p: usize, street: Street) -> Option<bool> {
        let aggressor = match previous(street) {
            None => self.pfa()?,
            Some(before) => self.aggressor(before)?,
        };
        let turn = self.may_bet(p, street)?;
        let decided = self.before(turn).iter().any(|other| other.player == aggressor);
        let there = !turn.folded[aggressor] && 0 < turn.behind[aggressor];
        (there && !decided && aggressor != p).then_some(turn.verb == Verb::Bet)
    }

    fn was_checked_through(&self, street: Street) -> bool {
        self.was_dealt(street) && self.aggressor(street).is_none()
    }

    pub(super) fn delayed_cbet(&self, p: usize) -> Option<bool> {
        let declined = !self.cbet(p, Street::Flop)? && self.was_checked_through(Street::Flop);
        let turn = self.may_bet(p, Street::Turn).filter(|_| declined)?;
        Some(turn.verb == Verb::Bet)
    }

    pub(super) fn probe(&self, p: usize) -> Option<bool> {
        let pfa = self.pfa().filter(|pfa| *pfa != p)?;
        let turn = self.may_bet(p, Street::Turn)?;
        let is_there = self.saw_flop(pfa)
            && !self.of(pfa, Street::Flop).iter().any(|other| other.verb == Verb::Fold);
        let decided = self.before(turn).iter().any(|other| other.player == pfa);
        let asked = self.was_checked_through(Street::Flop) && is_there && !decided;
        asked.then_some(turn.verb == Verb::Bet)
    }
}

fn previous(street: Street) -> Option<Street> {
    match street {
        Street::Turn => Some(Street::Flop),
        Street::River => Some(Street::Turn),
        _ => None,
    }
}
