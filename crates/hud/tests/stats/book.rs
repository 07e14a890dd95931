//! The definition by the book: every sentence of it asked anew of the whole hand.
//!
//! Slow, and written without a look at the library: a decision keeps all that was true when it
//! was made, and every stat searches them.

mod postflop;
mod preflop;

use hand_history::{ActionKind, Hand, Position, Stage, Street, Variant};
use hud::{Stat, Tally};

/// What a decision is, by the definition: a call of nothing is a check, a bet before the flop a
/// raise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    Fold,
    Check,
    Call,
    Bet,
    Raise,
}

/// A decision, and how things stood before it.
#[derive(Clone, Debug)]
pub(crate) struct Decision {
    at: usize,
    street: Street,
    player: usize,
    verb: Verb,
    level: u32,
    can_raise: bool,
    /// Of every player.
    behind: Vec<i64>,
    folded: Vec<bool>,
}

/// The betting of a street so far.
struct Round {
    street: Street,
    level: u32,
    committed: Vec<i64>,
}

pub(crate) struct Book<'a> {
    hand: &'a Hand,
    decisions: Vec<Decision>,
    folded: Vec<bool>,
    /// Chips put in over the hand.
    put_in: Vec<i64>,
    /// Chips of the last street with any: antes and dead posts are no part of them.
    last_committed: Vec<i64>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(hand: &'a Hand) -> Self {
        let count = hand.players.len();
        let mut book = Self {
            hand,
            decisions: Vec::new(),
            folded: vec![false; count],
            put_in: vec![0; count],
            last_committed: vec![0; count],
        };
        let mut round = Round { street: Street::Blinds, level: 1, committed: vec![0; count] };
        for log in &hand.streets {
            if log.street.stage() == Stage::LaterBets {
                (round.level, round.committed) = (0, vec![0; count]);
            }
            round.street = log.street;
            for action in hand.actions_of(log) {
                let player = usize::from(action.player.0);
                let added = action.kind.added().hundredths();
                let is_preflop = log.street == Street::Preflop;
                let verb = match action.kind {
                    _ if log.street == Street::Blinds => None,
                    ActionKind::Fold => Some(Verb::Fold),
                    ActionKind::Check => Some(Verb::Check),
                    ActionKind::Call(_) if added == 0 => Some(Verb::Check),
                    ActionKind::Call(_) => Some(Verb::Call),
                    ActionKind::Bet(_) if !is_preflop => Some(Verb::Bet),
                    ActionKind::Bet(_) | ActionKind::Raise { .. } => Some(Verb::Raise),
                    _ => None,
                };
                if let Some(verb) = verb {
                    book.decide(player, verb, &round);
                    round.level += u32::from(matches!(verb, Verb::Bet | Verb::Raise));
                }
                book.put_in[player] += added;
                if !matches!(action.kind, ActionKind::Ante(_) | ActionKind::DeadSmallBlind(_)) {
                    round.committed[player] += added;
                }
            }
            if round.committed.iter().any(|chips| 0 < *chips) {
                book.last_committed.clone_from(&round.committed);
            }
        }
        book
    }

    fn decide(&mut self, p: usize, verb: Verb, round: &Round) {
        let players = &self.hand.players;
        let stacks = players.iter().map(|player| player.stack.hundredths());
        let behind: Vec<i64> = stacks.zip(&self.put_in).map(|(stack, put)| stack - put).collect();
        let to_call = round.committed.iter().max().unwrap() - round.committed[p];
        let somebody_has_chips = (0..players.len())
            .any(|q| q != p && players[q].dealt_in && !self.folded[q] && 0 < behind[q]);
        self.decisions.push(Decision {
            at: self.decisions.len(),
            street: round.street,
            player: p,
            verb,
            level: round.level,
            can_raise: to_call < behind[p] && somebody_has_chips,
            behind,
            folded: self.folded.clone(),
        });
        self.folded[p] |= verb == Verb::Fold;
    }

    /// The decisions of a street, in order.
    fn on(&self, street: Street) -> &[Decision] {
        let all = &self.decisions;
        let start = all.iter().position(|decision| decision.street == street);
        let end = all.iter().rposition(|decision| decision.street == street);
        start.zip(end).map_or(&[], |(start, end)| &all[start..=end])
    }

    /// The decisions of a player on a street, in order.
    fn of(&self, p: usize, street: Street) -> Vec<&Decision> {
        self.on(street).iter().filter(|decision| decision.player == p).collect()
    }

    /// The decisions on the street before this one.
    fn before(&self, decision: &Decision) -> &[Decision] {
        let street = self.on(decision.street);
        &street[..decision.at - street[0].at]
    }

    fn position(&self, p: usize) -> Option<Position> {
        self.hand.players[p].position
    }

    fn was_dealt(&self, street: Street) -> bool {
        self.hand.streets.iter().any(|log| log.street == street)
    }

    fn saw_flop(&self, p: usize) -> bool {
        let folded = self.of(p, Street::Preflop).iter().any(|turn| turn.verb == Verb::Fold);
        self.was_dealt(Street::Flop) && self.hand.players[p].dealt_in && !folded
    }

    pub(crate) fn showdown(&self, p: usize) -> bool {
        let stays = |q: usize| self.hand.players[q].dealt_in && !self.folded[q];
        let unfolded = (0..self.folded.len()).filter(|q| stays(*q)).count();
        (self.was_dealt(Street::Flop) || !self.is_defined()) && stays(p) && 2 <= unfolded
    }

    /// What he took out of the pot, his uncalled chips apart.
    pub(crate) fn won(&self, p: usize) -> bool {
        let others = (0..self.last_committed.len()).filter(|q| *q != p);
        let highest = others.map(|q| self.last_committed[q]).max().unwrap_or_default();
        let uncalled = (self.last_committed[p] - highest).max(0);
        uncalled < self.hand.players[p].collected.hundredths()
    }

    pub(crate) fn net(&self, p: usize) -> i64 {
        self.hand.players[p].collected.hundredths() - self.put_in[p]
    }

    /// Whether the game has blinds and a flop.
    fn is_defined(&self) -> bool {
        let Hand { variant, .. } = self.hand;
        !matches!(
            variant,
            Variant::Stud | Variant::StudHiLo | Variant::Razz | Variant::TripleDraw27
        )
    }

    /// The tally of a player.
    pub(crate) fn tally(&self, p: usize, stat: Stat) -> Tally {
        let tally = |num, opp| Tally { num, opp };
        let id = stat.id();
        if id == "hands" {
            return tally(1, 1);
        }
        if !self.is_defined() {
            return Tally::default();
        }
        let streets = [("_flop", Street::Flop), ("_turn", Street::Turn), ("_river", Street::River)];
        let of_street = streets.iter().find_map(|(end, street)| {
            let id = id.strip_suffix(end)?;
            Some((id, *street))
        });
        let count = |verbs: &[Verb]| {
            let turns = self.decisions.iter().filter(|turn| turn.player == p);
            let postflop = turns.filter(|turn| turn.street != Street::Preflop);
            postflop.filter(|turn| verbs.contains(&turn.verb)).count() as u32
        };
        let aggressions = || count(&[Verb::Bet, Verb::Raise]);
        let answer = match (id, of_street) {
            ("check_raise", _) => {
                let each = streets.map(|(_, street)| self.check_raise(p, street));
                let asked = each.iter().flatten();
                let num = asked.clone().filter(|done| **done).count();
                return tally(num as u32, asked.count() as u32);
            }
            ("af", _) => return tally(aggressions(), count(&[Verb::Call])),
            ("afq", _) => {
                let all = [Verb::Bet, Verb::Raise, Verb::Call, Verb::Fold];
                return tally(aggressions(), count(&all));
            }
            ("wtsd", _) => self.saw_flop(p).then(|| self.showdown(p)),
            ("w_sd", _) => self.showdown(p).then(|| self.won(p)),
            ("wwsf", _) => self.saw_flop(p).then(|| self.won(p)),
            ("delayed_cbet_turn", _) => self.delayed_cbet(p),
            ("probe_turn", _) => self.probe(p),
            (_, Some((id, street))) => self.postflop(p, id, street),
            (id, None) => self.preflop(p, id),
        };
        // An answer is whether it was done; there is none to what was not asked.
        tally(u32::from(answer == Some(true)), u32::from(answer.is_some()))
    }
}
