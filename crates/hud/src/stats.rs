//! One hand to what every player did in it.
//!
//! The hand is gone through once. [`InPlay`] follows the chips and makes a [`Turn`] of every
//! decision; [`Preflop`] and [`Postflop`] know what the turns before it mean for it, and note
//! in the [`Line`] of its player what he could have done and did.
//!
//! The terms are those of the definition: the *level* counts the bets of a street, the big
//! blind being the first before the flop; who *can raise* has more chips than he must call,
//! and somebody unfolded still has chips too. That an incomplete raise does not give the right
//! to raise again is left out of account.

mod in_play;
mod postflop;
mod preflop;
mod shares;

use hand_history::{
    Action, ActionKind, Amount, Hand, Player, PlayerIndex, Position, Street, Variant,
};

use self::{
    in_play::{InPlay, Seats, bit},
    postflop::Postflop,
    preflop::Preflop,
};
use crate::{Contribution, Line, Stat, contribution::Ending, line::Chances};

/// The most players of one hand, as the parser has it; others are not counted.
const MAX_PLAYERS: usize = 10;

/// What a hand adds to what is known of the players dealt in, by seat.
#[must_use]
pub fn contributions(hand: &Hand) -> Vec<Contribution> {
    let mut replay = Replay::new(hand);
    match is_flop_game(hand.variant) {
        true => replay.play(hand),
        false => replay.only_folds(hand),
    }
    replay.contributions(hand)
}

/// Whether the stats are defined for a game: it has blinds and a flop.
const fn is_flop_game(variant: Variant) -> bool {
    match variant {
        Variant::Holdem
        | Variant::Omaha
        | Variant::Omaha5
        | Variant::OmahaHiLo
        | Variant::Omaha5HiLo => true,
        Variant::Stud | Variant::StudHiLo | Variant::Razz | Variant::TripleDraw27 => false,
    }
}

/// A hand that is played again.
struct Replay {
    in_play: InPlay,
    /// Who was dealt in.
    dealt: Seats,
    lines: [Line; MAX_PLAYERS],
    /// Who saw the flop; nobody, if there was none.
    saw_flop: Seats,
    /// Who had not folded at a showdown; nobody, if there was none.
    showdown: Seats,
}

impl Replay {
    fn new(hand: &Hand) -> Self {
        let in_play = InPlay::new(&hand.players);
        Self {
            dealt: in_play.unfolded,
            in_play,
            lines: [Line::default(); MAX_PLAYERS],
            saw_flop: 0,
            showdown: 0,
        }
    }

    /// Goes through a hand of a flop game.
    fn play(&mut self, hand: &Hand) {
        let mut preflop = Preflop::new(&hand.players);
        let mut postflop = Postflop::default();
        for log in &hand.streets {
            let actions = hand.actions_of(log);
            match log.street {
                Street::Blinds => actions.iter().for_each(|action| {
                    preflop.post(action);
                    self.in_play.post(action);
                }),
                Street::Preflop => {
                    self.decisions(actions, |turn, _, line| preflop.decide(turn, line));
                }
                Street::Flop | Street::Turn | Street::River => {
                    if log.street == Street::Flop {
                        self.saw_flop = self.in_play.unfolded;
                        postflop = Postflop::of_flop(preflop.aggressor());
                    } else {
                        postflop.next_street(self.in_play.unfolded);
                    }
                    self.in_play.next_street();
                    self.decisions(actions, |turn, with_chips, line| {
                        postflop.decide(turn, with_chips, line);
                    });
                }
                _ => {}
            }
        }
        if self.saw_flop != 0 && 2 <= self.in_play.unfolded.count_ones() {
            self.showdown = self.in_play.unfolded;
        }
    }

    /// Gives each decision of a street, with who still has chips and the line of its player.
    #[inline]
    fn decisions(&mut self, actions: &[Action], mut decide: impl FnMut(&Turn, Seats, &mut Line)) {
        for action in actions {
            let Some(turn) = self.in_play.turn(action) else { continue };
            let Some(line) = self.lines.get_mut(usize::from(action.player.0)) else { continue };
            decide(&turn, self.in_play.with_chips, line);
        }
    }

    /// Goes through a hand of another game, of which only the ending is asked.
    fn only_folds(&mut self, hand: &Hand) {
        let folds = hand.actions.iter().filter(|action| action.kind == ActionKind::Fold);
        let folded = folds.fold(0, |folded, action| folded | bit(action.player));
        let unfolded = self.in_play.unfolded & !folded;
        if 2 <= unfolded.count_ones() {
            self.showdown = unfolded;
        }
    }

    fn contributions(&self, hand: &Hand) -> Vec<Contribution> {
        let players_dealt = u8::try_from(self.dealt.count_ones()).unwrap_or(u8::MAX);
        let big_blind = hand.stakes.big_blind.filter(|amount| amount.is_positive());
        let orbit = hand.stakes.orbit(players_dealt.into());
        let paid = shares::by_weight(hand.rake, &hand.players);
        let told = shares::alike(hand.rake, self.dealt);
        let richest = Richest::of(&hand.players);
        let mut contributions = Vec::with_capacity(players_dealt.into());
        let parts = self.lines.iter().zip(paid).zip(told);
        for ((number, player), ((line, rake_paid), rake_dealt)) in
            (0..).zip(&hand.players).zip(parts)
        {
            if !player.dealt_in {
                continue;
            }
            let index = PlayerIndex(number);
            let ending = Ending {
                showdown: self.showdown & bit(index) != 0,
                won: player.uncalled < player.collected,
            };
            let saw_flop = self.saw_flop & bit(index) != 0;
            contributions.push(Contribution {
                player: index,
                position: player.position,
                players_dealt,
                line: finished(*line, player.position, ending, saw_flop),
                currency: hand.currency,
                big_blind,
                orbit,
                stack: player.stack,
                effective_stack: player.stack.min(richest.beside(index)),
                net: player.net(),
                rake_paid,
                rake_dealt,
                ending,
            });
        }
        contributions
    }
}

/// Adds to a line what the whole hand says.
fn finished(mut line: Line, position: Option<Position>, ending: Ending, saw_flop: bool) -> Line {
    let (mut chances, mut taken) = (Chances::default(), Chances::default());
    chances.add(Stat::Hands, true);
    taken.add(Stat::Hands, true);
    if let Some(rfi) = position.and_then(Stat::rfi_from) {
        let has = |set: u64| set & Stat::Rfi.bit() != 0;
        chances.add(rfi, has(line.opp));
        taken.add(rfi, has(line.num));
    }
    chances.add(Stat::Wtsd, saw_flop);
    taken.add(Stat::Wtsd, ending.showdown);
    chances.add(Stat::WSd, saw_flop & ending.showdown);
    taken.add(Stat::WSd, ending.won);
    chances.add(Stat::Wwsf, saw_flop);
    taken.add(Stat::Wwsf, ending.won);
    line.note(chances, taken);
    line
}

/// The two greatest stacks of those dealt in.
#[derive(Default)]
struct Richest {
    player: Option<PlayerIndex>,
    stack: Amount,
    second: Amount,
}

impl Richest {
    fn of(players: &[Player]) -> Self {
        let mut richest = Self::default();
        for (number, player) in (0..).zip(players).filter(|(_, player)| player.dealt_in) {
            if richest.player.is_none() || richest.stack < player.stack {
                let second = richest.stack;
                richest = Self { player: Some(PlayerIndex(number)), stack: player.stack, second };
            } else {
                richest.second = richest.second.max(player.stack);
            }
        }
        richest
    }

    /// The greatest stack of the others.
    fn beside(&self, player: PlayerIndex) -> Amount {
        if self.player == Some(player) { self.second } else { self.stack }
    }
}

/// One decision: whose it is, what he does, and whether he could raise.
struct Turn {
    player: Seats,
    choice: Choice,
    /// Where nobody has bet, whether he could bet.
    can_raise: bool,
}

/// What a decision is. A call that adds nothing is a check.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Fold,
    Check,
    Call,
    Bet,
    Raise,
}

impl Choice {
    /// The decision that an action is, if it is one.
    #[inline]
    const fn of(kind: &ActionKind) -> Option<Self> {
        Some(match kind {
            ActionKind::Fold => Self::Fold,
            ActionKind::Check => Self::Check,
            ActionKind::Call(added) if added.is_positive() => Self::Call,
            ActionKind::Call(_) => Self::Check,
            ActionKind::Bet(_) => Self::Bet,
            ActionKind::Raise { .. } => Self::Raise,
            _ => return None,
        })
    }

    /// The stats that count how often this is chosen when there is the chance.
    #[inline]
    const fn takes(self) -> Chances {
        match self {
            Self::Fold => FOLDS,
            Self::Check => CHECKS,
            Self::Call => CALLS,
            Self::Bet => BETS,
            Self::Raise => RAISES,
        }
    }
}

const CHECKS: Chances = Chances::of(&[]);

const FOLDS: Chances = Chances::of(&[
    Stat::FoldTo3bet,
    Stat::FoldTo4bet,
    Stat::FoldToSqueeze,
    Stat::FoldToSteal,
    Stat::FoldSbToSteal,
    Stat::FoldBbToSteal,
    Stat::FoldToCbetFlop,
    Stat::FoldToCbetTurn,
    Stat::FoldToCbetRiver,
]);

const CALLS: Chances = Chances::of(&[
    Stat::Vpip,
    Stat::Limp,
    Stat::OpenLimp,
    Stat::OverLimp,
    Stat::Call3bet,
    Stat::ColdCall,
    Stat::Call2bet,
    Stat::CallSteal,
    Stat::CallCbetFlop,
    Stat::CallCbetTurn,
    Stat::CallCbetRiver,
]);

const BETS: Chances = Chances::of(&[
    Stat::CbetFlop,
    Stat::CbetTurn,
    Stat::CbetRiver,
    Stat::DonkFlop,
    Stat::DonkTurn,
    Stat::DonkRiver,
    Stat::DelayedCbetTurn,
    Stat::ProbeTurn,
]);

const RAISES: Chances = Chances::of(&[
    Stat::Vpip,
    Stat::Pfr,
    Stat::Rfi,
    Stat::IsoRaise,
    Stat::ThreeBet,
    Stat::FourBet,
    Stat::Cold4bet,
    Stat::Squeeze,
    Stat::Steal,
    Stat::ThreeBetSteal,
    Stat::RaiseCbetFlop,
    Stat::RaiseCbetTurn,
    Stat::RaiseCbetRiver,
    Stat::CheckRaiseFlop,
    Stat::CheckRaiseTurn,
    Stat::CheckRaiseRiver,
]);
