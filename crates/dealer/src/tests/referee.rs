//! The rules once more, read off a finished hand: what a player may not do.

use hand_history::{Action, ActionKind, Amount, Hand, PlayerIndex, Street};

/// What is wrong with a hand.
pub(super) type Foul = String;

/// Looks at a hand line by line.
pub(super) fn check(hand: &Hand) -> Result<(), Foul> {
    money(hand)?;
    cards(hand)?;
    let mut watch = Watch::new(hand);
    for log in &hand.streets {
        match log.street {
            Street::Blinds => {}
            Street::Preflop => watch.start(big_blind(hand)),
            Street::Flop | Street::Turn | Street::River => {
                watch.bets.fill(Amount::ZERO);
                watch.dead.fill(Amount::ZERO);
                watch.last = None;
                watch.start(Amount::ZERO);
            }
            Street::Showdown => {}
        }
        for action in hand.actions_of(log) {
            watch.see(action).map_err(|foul| format!("{foul}: {action:?}"))?;
        }
        if log.street != Street::Blinds {
            watch.closed().map_err(|foul| format!("{foul} on {:?}", log.street))?;
        }
    }
    Ok(())
}

fn big_blind(hand: &Hand) -> Amount {
    hand.stakes.big_blind.unwrap()
}

fn money(hand: &Hand) -> Result<(), Foul> {
    let sum =
        |of: fn(&hand_history::Player) -> Amount| -> Amount { hand.players.iter().map(of).sum() };
    let (put, taken) = (sum(|player| player.contributed), sum(|player| player.collected));
    let uncalled = sum(|player| player.uncalled);
    let percent = (put - uncalled).hundredths() * 5 / 100;
    let checks = [
        (hand.added_to_pot + put == taken + hand.rake, "chips are made or lost"),
        (hand.total_pot == taken, "the total is not what was collected"),
        (hand.rake.hundredths() <= percent, "more than five percent of what was called is raked"),
        (!hand.board.is_empty() || hand.rake == Amount::ZERO, "rake without a flop"),
        (hand.players.iter().all(|p| p.contributed <= p.stack), "more than a stack is put in"),
        (hand.players.is_sorted_by_key(|p| p.seat), "seats are not in order"),
        (
            hand.players.iter().all(|p| p.dealt_in == p.position.is_some()),
            "who is dealt in has a position",
        ),
    ];
    checks.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, foul)| Err((*foul).to_owned()))
}

fn cards(hand: &Hand) -> Result<(), Foul> {
    let hole = hand.players.iter().flat_map(|player| player.cards.iter());
    let mut seen: Vec<_> = hole.chain(hand.board.iter()).collect();
    let count = seen.len();
    seen.sort();
    seen.dedup();
    if seen.len() == count { Ok(()) } else { Err("a card is twice in the hand".to_owned()) }
}

/// What a dealer at the table keeps in mind.
struct Watch<'a> {
    hand: &'a Hand,
    behind: Vec<Amount>,
    bets: Vec<Amount>,
    dead: Vec<Amount>,
    folded: Vec<bool>,
    /// The bet to match, and the least that a full raise adds to it.
    bet: Amount,
    step: Amount,
    /// Who may still raise.
    may_raise: Vec<bool>,
    last: Option<usize>,
}

impl<'a> Watch<'a> {
    fn new(hand: &'a Hand) -> Self {
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
        }
    }

    fn start(&mut self, bet: Amount) {
        self.bet = bet;
        self.step = big_blind(self.hand);
        self.may_raise.fill(true);
    }

    fn see(&mut self, action: &Action) -> Result<(), Foul> {
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
            ActionKind::BigBlind(_) => {
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
            ActionKind::DenyBlind
            | ActionKind::BringIn(_)
            | ActionKind::Discard { .. }
            | ActionKind::StandPat(_) => return Err("another game".to_owned()),
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
            ActionKind::Call(added) => {
                let most = self.reach(player) - (total - added);
                added.is_positive() && added == to_call.min(had).min(most)
            }
            ActionKind::Bet(_) => self.bet == Amount::ZERO && self.raises(player, had),
            ActionKind::Raise { to, .. } => {
                let printed = to == total + self.dead[player];
                printed && self.bet.is_positive() && self.raises(player, had)
            }
            _ => false,
        };
        self.may_raise[player] = false;
        if legal { Ok(()) } else { Err("not allowed".to_owned()) }
    }

    /// Books a bet or raise, and tells whether it was allowed.
    fn raises(&mut self, player: usize, had: Amount) -> bool {
        let total = self.bets[player];
        let size = total - self.bet;
        let full = self.step <= size;
        let all_in =
            had == total - (total - had).max(Amount::ZERO) && self.behind[player] == Amount::ZERO;
        let allowed = self.may_raise[player] && self.bet < total && (full || all_in);
        let answerable = (0..self.folded.len()).any(|other| {
            other != player && !self.folded[other] && self.behind[other].is_positive()
        });
        if full {
            self.may_raise.fill(true);
            self.step = size;
        }
        self.bet = total;
        allowed && answerable
    }

    /// The most that another unfolded player can have on this street.
    fn reach(&self, player: usize) -> Amount {
        let others = (0..self.folded.len()).filter(|&other| other != player && !self.folded[other]);
        others.map(|other| self.bets[other] + self.behind[other]).max().unwrap()
    }

    /// Who acts next: the first with cards and chips after the last one who acted.
    fn next(&self) -> Option<usize> {
        let count = self.folded.len();
        let button = self.hand.table.button.unwrap();
        let seats = || self.hand.players.iter().map(|player| player.seat);
        // The first player behind the button, who need not sit in a seat himself.
        let first = seats().position(|seat| button < seat).unwrap_or_default();
        let start = self.last.map_or(first, |last| last + 1);
        let mut places = (0..count).map(|step| (start + step) % count);
        places.find(|&place| !self.folded[place] && self.behind[place].is_positive())
    }

    /// Whether everybody with cards has matched the bet, or has nothing left.
    fn closed(&self) -> Result<(), Foul> {
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
