//! What decisions before the flop mean.

use hand_history::{Action, ActionKind, Player, Position};

use super::{
    Choice, Turn,
    in_play::{Seats, bit},
};
use crate::{Line, Stat, line::Chances};

/// What every decision is a chance for.
const ALWAYS: Chances = Chances::of(&[Stat::Vpip, Stat::Pfr]);

/// The street before the flop so far.
pub(super) struct Preflop {
    /// Who is the big blind.
    big_blind: Seats,
    /// Who is the small blind.
    small_blind: Seats,
    /// Whose raise first in is a steal.
    stealers: Seats,
    /// Who posted more than an ante.
    posters: Seats,
    /// Who of them posted a live blind out of position.
    live_posters: Seats,
    /// The big blind is the first bet.
    level: u8,
    /// Who has made a decision.
    decided: Seats,
    /// Who has made one that was no fold.
    entered: Seats,
    /// Who has put chips in of his own will.
    voluntary: Seats,
    /// Who called the big blind before anybody raised.
    limpers: Seats,
    /// Who called the first raise.
    callers: Seats,
    /// Who made the first, second and last raise.
    raisers: [Seats; 2],
    aggressor: Seats,
    /// Who made the second raise, if it was a squeeze.
    squeezer: Seats,
    /// Who made a steal that has met nothing but folds.
    stealer: Seats,
}

impl Preflop {
    pub(super) fn new(players: &[Player]) -> Self {
        let (mut big_blind, mut small_blind, mut stealers) = (0, 0, 0);
        for (number, player) in (0..Seats::BITS).zip(players) {
            let player_bit: Seats = 1 << number;
            match player.position {
                Some(Position::Bb) => big_blind |= player_bit,
                Some(Position::Sb) => {
                    small_blind |= player_bit;
                    stealers |= player_bit;
                }
                Some(Position::Btn | Position::Co) => stealers |= player_bit,
                _ => {}
            }
        }
        Self {
            big_blind,
            small_blind,
            stealers,
            posters: 0,
            live_posters: 0,
            level: 1,
            decided: 0,
            entered: 0,
            voluntary: 0,
            limpers: 0,
            callers: 0,
            raisers: [0; 2],
            aggressor: 0,
            squeezer: 0,
            stealer: 0,
        }
    }

    /// Who raised last; nobody, if nobody raised.
    pub(super) const fn aggressor(&self) -> Seats {
        self.aggressor
    }

    /// Notes who posts. A raise among the posts is a live post of 2014.
    pub(super) const fn post(&mut self, action: &Action) {
        let player = bit(action.player);
        match action.kind {
            ActionKind::LiveBigBlind(_) | ActionKind::Raise { .. } => {
                self.posters |= player;
                self.live_posters |= player;
            }
            ActionKind::SmallBlind(_) | ActionKind::BigBlind(_) | ActionKind::DeadSmallBlind(_) => {
                self.posters |= player;
            }
            _ => {}
        }
    }

    /// Notes what a decision means for its player, and for those that follow.
    #[inline]
    pub(super) fn decide(&mut self, turn: &Turn, line: &mut Line) {
        // A bet before the flop is a raise: files of 2010 write so.
        let choice = if turn.choice == Choice::Bet { Choice::Raise } else { turn.choice };
        let turn = Turn { choice, ..*turn };
        let mut chances = ALWAYS;
        if self.stealer != 0 && (self.small_blind | self.big_blind) & turn.player != 0 {
            self.defends(&turn, &mut chances);
        }
        match self.level {
            1 => self.unraised(&turn, &mut chances),
            2 => self.raised(&turn, &mut chances),
            3 => self.three_bet(&turn, &mut chances),
            4 => chances.add(Stat::FoldTo4bet, self.is_raiser(1, turn.player)),
            _ => {}
        }
        line.note(chances, choice.takes());
        self.follow(&turn);
    }

    /// Nobody has raised.
    fn unraised(&mut self, turn: &Turn, chances: &mut Chances) {
        let Turn { player, choice, can_raise } = *turn;
        if self.decided & player != 0 {
            return;
        }
        let (is_unopened, is_limped) = (self.entered == 0, self.limpers != 0);
        let is_big_blind = self.big_blind & player != 0;
        let opens = is_unopened & can_raise & !is_big_blind;
        let steals = opens & (self.stealers & player != 0);
        chances.add(Stat::Rfi, opens);
        chances.add(Stat::Steal, steals);
        if steals && choice == Choice::Raise {
            self.stealer = player;
        }
        let limps = !is_big_blind & (self.live_posters & player == 0);
        chances.add(Stat::Limp, limps);
        chances.add(Stat::OpenLimp, limps & is_unopened);
        chances.add(Stat::OverLimp, limps & is_limped);
        chances.add(Stat::IsoRaise, is_limped & can_raise);
    }

    /// One player has raised.
    fn raised(&mut self, turn: &Turn, chances: &mut Chances) {
        let Turn { player, choice, can_raise } = *turn;
        let squeezes = can_raise & (self.callers & !player != 0);
        chances.add(Stat::ThreeBet, can_raise);
        chances.add(Stat::Squeeze, squeezes);
        if squeezes && choice == Choice::Raise {
            self.squeezer = player;
        }
        chances.add(Stat::ColdCall, (self.decided | self.posters) & player == 0);
        chances.add(Stat::Call2bet, !self.is_raiser(0, player));
    }

    /// Two players have raised.
    fn three_bet(&self, turn: &Turn, chances: &mut Chances) {
        let Turn { player, can_raise, .. } = *turn;
        let is_first = self.is_raiser(0, player);
        chances.add(Stat::FoldTo3bet, is_first);
        chances.add(Stat::Call3bet, is_first);
        chances.add(Stat::FourBet, is_first & can_raise);
        // Who raised before did so of his own will.
        chances.add(Stat::Cold4bet, (self.voluntary & player == 0) & can_raise);
        let is_squeezed = (self.squeezer != 0) & (is_first | (self.callers & player != 0));
        chances.add(Stat::FoldToSqueeze, is_squeezed);
    }

    /// A blind faces a steal.
    fn defends(&self, turn: &Turn, chances: &mut Chances) {
        chances.add(Stat::FoldToSteal, true);
        chances.add(Stat::FoldSbToSteal, self.small_blind & turn.player != 0);
        chances.add(Stat::FoldBbToSteal, self.big_blind & turn.player != 0);
        chances.add(Stat::CallSteal, true);
        chances.add(Stat::ThreeBetSteal, turn.can_raise);
    }

    /// What the decision means for those that follow.
    fn follow(&mut self, turn: &Turn) {
        let player = turn.player;
        self.decided |= player;
        if turn.choice == Choice::Fold {
            return;
        }
        self.entered |= player;
        // Only the raise that has just been made is still a steal.
        if self.stealer != player {
            self.stealer = 0;
        }
        match turn.choice {
            Choice::Fold | Choice::Check => {}
            Choice::Call => {
                self.voluntary |= player;
                match self.level {
                    1 => self.limpers |= player,
                    2 => self.callers |= player,
                    _ => {}
                }
            }
            Choice::Bet | Choice::Raise => {
                self.voluntary |= player;
                self.aggressor = player;
                if let Some(raiser) = self.raisers.get_mut(usize::from(self.level - 1)) {
                    *raiser = player;
                }
                self.level = self.level.saturating_add(1);
            }
        }
    }

    /// Whether this player made the raise of this number, from 0.
    fn is_raiser(&self, number: usize, player: Seats) -> bool {
        self.raisers.get(number) == Some(&player)
    }
}
