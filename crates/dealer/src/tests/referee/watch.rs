//! Betting: whose turn it is, and what he may do.

use hand_history::{Action, ActionKind, Amount, Hand, Limit, PlayerIndex, Street};

use super::Foul;

/// What a dealer at the table keeps in mind.
pub(super) struct Watch<'a> {
    hand: &'a Hand,
    pub(super) behind: Vec<Amount>,
    bets: Vec<Amount>,
    dead: Vec<Amount>,
    pub(super) folded: Vec<bool>,
    /// The bet to match, and the least that a full raise adds to it.
    pub(super) bet: Amount,
    pub(super) step: Amount,
    /// Who may still raise.
    may_raise: Vec<bool>,
    pub(super) last: Option<usize>,
    /// Who is first to act on this street, where that is not the player behind the button.
    pub(super) first: Option<usize>,
}

impl<'a> Watch<'a> {
    pub(super) fn new(hand: &'a Hand) -> Self {
        let count = hand.players.len();
        Self {
            hand,
            behind: hand.players.iter().map(|player| player.stack).collect(),
            bets: vec![Amount::ZERO; count],
            dead: vec![Amount::ZERO; count],
            folded: hand.players.iter().map(|player| !player.dealt_in).collect(),
            bet: Amount::ZERO,
            step: Amount::ZERO,
            may_raise: vec![true; count],
            last: None,
            first: None,
        }
    }

    /// The first round, in which so much has been posted. In fixed limit the posted blind may
    /// be short, and the bets are known.
    pub(super) fn start(&mut self, posted: Amount) {
        self.step = self.hand.stakes.small_bet.unwrap_or(posted);
        self.bet = self.step;
        self.may_raise.fill(true);
    }

    pub(super) fn next_street(&mut self, street: Street) {
        let stakes = &self.hand.stakes;
        let small = matches!(street, Street::Flop | Street::Fourth | Street::SecondBet);
        let fixed = if small { stakes.small_bet } else { stakes.big_bet };
        self.step = fixed.or(stakes.big_blind).unwrap();
        self.bet = Amount::ZERO;
        self.bets.fill(Amount::ZERO);
        self.dead.fill(Amount::ZERO);
        self.may_raise.fill(true);
        self.last = None;
    }

    pub(super) fn see(&mut self, action: &Action) -> Result<(), Foul> {
        let PlayerIndex(index) = action.player;
        let player = usize::from(index);
        let added = action.kind.added();
        let (turn, had) = (self.next(), self.behind[player]);
        self.behind[player] -= added;
        let empty = self.behind[player] == Amount::ZERO;
        match action.kind {
            ActionKind::Ante(_) => {}
            ActionKind::DeadSmallBlind(_) => self.dead[player] += added,
            ActionKind::SmallBlind(_) | ActionKind::LiveBigBlind(_) => self.bets[player] += added,
            ActionKind::BigBlind(_) | ActionKind::BringIn(_) => {
                self.bets[player] += added;
                self.last = Some(player);
            }
            ActionKind::Fold
            | ActionKind::Check
            | ActionKind::Call(_)
            | ActionKind::Bet(_)
            | ActionKind::Raise { .. }
                if turn != Some(player) =>
            {
                return Err(format!("it is the turn of {turn:?}"));
            }
            ActionKind::Fold
            | ActionKind::Check
            | ActionKind::Call(_)
            | ActionKind::Bet(_)
            | ActionKind::Raise { .. } => self.decision(player, &action.kind, had)?,
            ActionKind::Show { .. } | ActionKind::Collect { .. } => {
                return if self.folded[player] {
                    Err("a folded player".to_owned())
                } else {
                    Ok(())
                };
            }
            ActionKind::DenyBlind | ActionKind::Discard { .. } | ActionKind::StandPat(_) => {
                return Err("not on this street".to_owned());
            }
        }
        if action.all_in == empty { Ok(()) } else { Err("all-in, or not".to_owned()) }
    }

    fn decision(&mut self, player: usize, kind: &ActionKind, had: Amount) -> Result<(), Foul> {
        self.last = Some(player);
        let to_call = (self.bet - self.bets[player]).max(Amount::ZERO);
        self.bets[player] += kind.added();
        let total = self.bets[player];
        let legal = match *kind {
            ActionKind::Fold => {
                self.folded[player] = true;
                to_call.is_positive()
            }
            ActionKind::Check => to_call == Amount::ZERO || self.reach(player) <= total,
            ActionKind::Call(added) => added.is_positive() && added == to_call.min(had),
            ActionKind::Bet(added) => self.bet == Amount::ZERO && self.raises(player, added),
            ActionKind::Raise { to, added } => {
                let printed = to == total + self.dead[player];
                printed && self.bet.is_positive() && self.raises(player, added)
            }
            _ => false,
        };
        self.may_raise[player] = false;
        if legal { Ok(()) } else { Err("not allowed".to_owned()) }
    }

    /// Books a bet or raise, and tells whether it was allowed.
    fn raises(&mut self, player: usize, added: Amount) -> bool {
        let total = self.bets[player];
        let all_in = self.behind[player] == Amount::ZERO;
        let size = total - self.bet;
        let (full, within_limit) = match self.hand.limit {
            Limit::NoLimit => (self.step <= size, true),
            Limit::PotLimit => {
                (self.step <= size, size <= self.pot_after_a_call(added, total).max(self.step))
            }
            Limit::FixedLimit => {
                // Whole bets, one more than there were, and four at most.
                let (step, bet) = (self.step.hundredths(), self.bet.hundredths());
                let next = (bet / step + 1) * step;
                (total.hundredths() == next, total.hundredths() <= next && next <= 4 * step)
            }
        };
        let allowed = self.may_raise[player] && self.bet < total && (full || all_in);
        let answerable = (0..self.folded.len()).any(|other| {
            other != player && !self.folded[other] && self.behind[other].is_positive()
        });
        if full {
            self.may_raise.fill(true);
            if self.hand.limit != Limit::FixedLimit {
                self.step = size;
            }
        }
        self.bet = total;
        allowed && answerable && within_limit
    }

    /// What the pot would have held if the raiser had only called.
    fn pot_after_a_call(&self, added: Amount, total: Amount) -> Amount {
        let stacks: Amount = self.hand.players.iter().map(|player| player.stack).sum();
        let left: Amount = self.behind.iter().copied().sum();
        let to_call = self.bet - (total - added);
        stacks - left - added + to_call
    }

    /// The most that another unfolded player can have on this street.
    fn reach(&self, player: usize) -> Amount {
        let others = (0..self.folded.len()).filter(|&other| other != player && !self.folded[other]);
        others.map(|other| self.bets[other] + self.behind[other]).max().unwrap()
    }

    /// Who acts next: the first with cards and chips after the last one who acted.
    fn next(&self) -> Option<usize> {
        let start = self.last.map_or_else(|| self.first_place(), |last| last + 1);
        let mut places = self.places_from(start);
        places.find(|&place| !self.folded[place] && self.behind[place].is_positive())
    }

    /// The unfolded players from the left of the button.
    pub(super) fn unfolded(&self) -> Vec<usize> {
        self.places_from(self.first_place()).filter(|&place| !self.folded[place]).collect()
    }

    fn first_place(&self) -> usize {
        let behind_the_button = || {
            // The button need not lie at a seat that is taken.
            let button = self.hand.table.button?;
            self.hand.players.iter().position(|player| button < player.seat)
        };
        self.first.or_else(behind_the_button).unwrap_or_default()
    }

    fn places_from(&self, start: usize) -> impl Iterator<Item = usize> + use<> {
        let count = self.folded.len();
        (0..count).map(move |step| (start + step) % count)
    }

    /// Whether everybody with cards has matched the bet, or has nothing left.
    pub(super) fn closed(&self) -> Result<(), Foul> {
        let unfolded: Vec<usize> = (0..self.folded.len()).filter(|&i| !self.folded[i]).collect();
        let open = |&&player: &&usize| {
            let bet = self.bet.min(self.reach(player));
            self.behind[player].is_positive() && self.bets[player] < bet
        };
        if 1 < unfolded.len() && unfolded.iter().any(|player| open(&player)) {
            return Err("somebody has not matched the bet".to_owned());
        }
        Ok(())
    }
}
