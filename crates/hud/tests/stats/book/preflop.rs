//! Section 2.1.

use hand_history::{ActionKind, Position, Street};

use super::{Book, Decision, Verb};

impl Book<'_> {
    /// Whether it was done; `None` if it was not asked.
    pub(super) fn preflop(&self, p: usize, id: &str) -> Option<bool> {
        let mine = self.of(p, Street::Preflop);
        let first = *mine.first()?;
        let at_level = |level| mine.iter().copied().find(|turn| turn.level == level);
        let is = |asked: bool, turn: &Decision, verb| asked.then_some(turn.verb == verb);
        let steal_faced = || self.blind_defence(p);
        match id {
            "vpip" => Some(mine.iter().any(|turn| matches!(turn.verb, Verb::Call | Verb::Raise))),
            "pfr" => Some(mine.iter().any(|turn| turn.verb == Verb::Raise)),
            "rfi" => self.rfi(p),
            "limp" | "open_limp" | "over_limp" => {
                let mut earlier = self.before(first).iter().map(|turn| turn.verb);
                let fits = match id {
                    "limp" => true,
                    "open_limp" => earlier.all(|verb| verb == Verb::Fold),
                    _ => earlier.any(|verb| verb == Verb::Call),
                };
                let may = !self.is_bb(p) && !self.posted_live(p) && first.level == 1;
                is(may && fits, first, Verb::Call)
            }
            "iso_raise" => {
                let caller = self.before(first).iter().any(|turn| turn.verb == Verb::Call);
                is(first.level == 1 && caller && first.can_raise, first, Verb::Raise)
            }
            "3bet" => is(at_level(2)?.can_raise, at_level(2)?, Verb::Raise),
            "fold_to_3bet" => is(self.raiser(2) == Some(p), at_level(3)?, Verb::Fold),
            "call_3bet" => is(self.raiser(2) == Some(p), at_level(3)?, Verb::Call),
            "4bet" => {
                let turn = at_level(3)?;
                is(self.raiser(2) == Some(p) && turn.can_raise, turn, Verb::Raise)
            }
            "cold_4bet" => {
                let turn = at_level(3)?;
                let voluntary = |turn: &Decision| matches!(turn.verb, Verb::Call | Verb::Raise);
                let cold = !self.before(turn).iter().any(|it| it.player == p && voluntary(it));
                let other = self.raiser(2) != Some(p) && self.raiser(3) != Some(p);
                is(other && cold && turn.can_raise, turn, Verb::Raise)
            }
            "fold_to_4bet" => is(self.raiser(3) == Some(p), at_level(4)?, Verb::Fold),
            "squeeze" => self.squeeze(p),
            "fold_to_squeeze" => {
                let squeezed = self.raiser(3).is_some_and(|q| self.squeeze(q) == Some(true));
                let called = at_level(2).is_some_and(|turn| turn.verb == Verb::Call);
                let involved = self.raiser(2) == Some(p) || called;
                is(squeezed && involved, at_level(3)?, Verb::Fold)
            }
            "cold_call" => is(!self.posted(p) && first.level == 2, first, Verb::Call),
            "call_2bet" => is(self.raiser(2) != Some(p), at_level(2)?, Verb::Call),
            "steal" => self.steal(p),
            "fold_to_steal" => is(true, steal_faced()?, Verb::Fold),
            "fold_sb_to_steal" => {
                is(self.position(p) == Some(Position::Sb), steal_faced()?, Verb::Fold)
            }
            "fold_bb_to_steal" => is(self.is_bb(p), steal_faced()?, Verb::Fold),
            "call_steal" => is(true, steal_faced()?, Verb::Call),
            "3bet_steal" => is(steal_faced()?.can_raise, steal_faced()?, Verb::Raise),
            _ => {
                let name = self.position(p)?.name().to_lowercase().replace('+', "");
                (id == format!("rfi_{name}")).then(|| self.rfi(p)).flatten()
            }
        }
    }

    fn is_bb(&self, p: usize) -> bool {
        self.position(p) == Some(Position::Bb)
    }

    /// Whether he posted more than an ante.
    fn posted(&self, p: usize) -> bool {
        self.posts(p).any(|kind| !matches!(kind, ActionKind::Ante(_) | ActionKind::DenyBlind))
    }

    /// Whether he posted a live blind out of position.
    fn posted_live(&self, p: usize) -> bool {
        self.posts(p)
            .any(|kind| matches!(kind, ActionKind::LiveBigBlind(_) | ActionKind::Raise { .. }))
    }

    fn posts(&self, p: usize) -> impl Iterator<Item = &ActionKind> {
        let blinds = self.hand.streets.iter().filter(|log| log.street == Street::Blinds);
        let posts = blinds.flat_map(|log| self.hand.actions_of(log));
        posts.filter(move |post| usize::from(post.player.0) == p).map(|post| &post.kind)
    }

    /// Whose raise made this level.
    fn raiser(&self, level: u32) -> Option<usize> {
        let raises = |turn: &&Decision| turn.verb == Verb::Raise && turn.level + 1 == level;
        self.on(Street::Preflop).iter().find(raises).map(|turn| turn.player)
    }

    /// The last raiser before the flop.
    pub(super) fn pfa(&self) -> Option<usize> {
        let mut turns = self.on(Street::Preflop).iter();
        turns.rfind(|turn| turn.verb == Verb::Raise).map(|turn| turn.player)
    }

    fn rfi(&self, p: usize) -> Option<bool> {
        let first = *self.of(p, Street::Preflop).first()?;
        let unopened = self.before(first).iter().all(|turn| turn.verb == Verb::Fold);
        let asked = !self.is_bb(p) && first.level == 1 && unopened && first.can_raise;
        asked.then_some(first.verb == Verb::Raise)
    }

    fn steal(&self, p: usize) -> Option<bool> {
        let late = [Position::Co, Position::Btn, Position::Sb];
        late.contains(&self.position(p)?).then(|| self.rfi(p)).flatten()
    }

    fn squeeze(&self, p: usize) -> Option<bool> {
        let turns = self.of(p, Street::Preflop);
        let turn = turns.into_iter().find(|turn| turn.level == 2)?;
        let calls =
            |other: &Decision| other.level == 2 && other.verb == Verb::Call && other.player != p;
        let called = self.before(turn).iter().any(calls);
        (called && turn.can_raise).then_some(turn.verb == Verb::Raise)
    }

    /// The first decision of a blind behind a steal that met nothing but folds.
    fn blind_defence(&self, p: usize) -> Option<&Decision> {
        let position = self.position(p)?;
        if position != Position::Sb && position != Position::Bb {
            return None;
        }
        let turns = self.on(Street::Preflop);
        let steals = |turn: &&Decision| {
            let is_first = self.of(turn.player, Street::Preflop)[0].at == turn.at;
            is_first && self.steal(turn.player) == Some(true)
        };
        let steal = turns.iter().find(steals)?;
        let answer = turns.iter().find(|turn| turn.player == p && steal.at < turn.at)?;
        let between = turns.iter().filter(|turn| steal.at < turn.at && turn.at < answer.at);
        { between }.all(|turn| turn.verb == Verb::Fold).then_some(answer)
    }
}
