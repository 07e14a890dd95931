//! What a hand was worth when its last decision had been made.
//!
//! Once nobody can decide any more, luck alone deals the rest of the board. What the players
//! could expect then, over all boards that could come, says more about how they play than what
//! they got: it is their result adjusted for all-ins, in the words of trackers. Exactly: pots
//! are parted in whole hundredths, and all players together expect what they got together.

mod pots;

use cards::{BoardGame, Cards, Equity, Runout};
use chrono::Datelike;
use hand_history::{ActionKind, Amount, Hand, Player, StreetLog, Variant};

use self::pots::{Pot, pots};
use crate::largest_remainders;

/// Two or more players who had made their last decision before the board was whole, and showed
/// their cards.
#[derive(Debug)]
pub struct AllIn<'a> {
    hand: &'a Hand,
    /// Who did not fold, by index: the players of the runout, in its order.
    players: Vec<usize>,
    runout: Runout,
    /// Uncalled bets are in none of them.
    pots: Vec<Pot>,
}

/// What each player of a hand could expect to win or lose, by index: after the last decision
/// where the players were all-in, else what he did win or lose.
#[must_use]
pub fn ev_nets(hand: &Hand) -> Vec<Amount> {
    let all_in = AllIn::of(hand).and_then(|all_in| all_in.ev_nets());
    all_in.unwrap_or_else(|| hand.players.iter().map(Player::net).collect())
}

impl<'a> AllIn<'a> {
    /// The all-in of a hand, if there was one of which all cards are known. This is cheap:
    /// nothing is counted yet.
    ///
    /// The last decision is what counts, not who was all-in: when three were, and the third
    /// folds the side pot on the turn, the turn is when luck took over. Hands that were all-in
    /// with their blinds have no decision, and are taken from the start.
    #[must_use]
    pub fn of(hand: &'a Hand) -> Option<Self> {
        let (game, size) = game(hand)?;
        let board = board_at_last_decision(hand)?;
        let players = unfolded(hand);
        let cards = |index: &usize| {
            hand.players.get(*index).map(|player| player.cards).filter(|cards| cards.len() == size)
        };
        let hands: Option<Vec<Cards>> = players.iter().map(cards).collect();
        let runout = Runout::new(game, &hands?, &board)?;
        let pots = pots(hand, &players)?;
        Some(Self { hand, players, runout, pots })
    }

    /// How many boards could come.
    #[must_use]
    pub fn boards(&self) -> u64 {
        self.runout.boards()
    }

    /// What each player of the hand could expect, by index. `None` for amounts that no table
    /// has ever seen, with which the sums would not fit.
    #[must_use]
    pub fn ev_nets(&self) -> Option<Vec<Amount>> {
        let contenders: Vec<_> = self.pots.iter().map(|pot| pot.contenders).collect();
        let equities = self.runout.equities(&contenders);
        let shares = self.shares_of_pots(&equities)?;
        let mut nets: Vec<Amount> = self.hand.players.iter().map(Player::net).collect();
        for (index, share) in self.players.iter().zip(shares) {
            if let (Some(net), Some(player)) = (nets.get_mut(*index), self.hand.players.get(*index))
            {
                *net = share + player.uncalled - player.contributed;
            }
        }
        Some(nets)
    }

    /// What each of the players can expect of all pots: in whole hundredths, those that are
    /// left over going to the largest remainders, and of equal ones to the lower seat.
    fn shares_of_pots(&self, equities: &[Equity]) -> Option<Vec<Amount>> {
        let hundredths = |amount: Amount| i128::from(amount.hundredths());
        let total = hundredths(self.pots.iter().map(|pot| pot.amount).sum());
        // Each pot bears its part of the rake: of every hundredth, so much is paid out.
        let paid_out = total - hundredths(self.hand.rake);
        let shares_of_all = i128::from(self.runout.boards()) * i128::from(Equity::SHARES);
        let denominator = total.checked_mul(shares_of_all)?;
        let mut parts = Vec::with_capacity(self.players.len());
        for place in 0..self.players.len() {
            let mut numerator = 0_i128;
            for (pot, equity) in self.pots.iter().zip(equities) {
                let share = i128::from(equity.shares.get(place).copied().unwrap_or_default());
                let of_pot = hundredths(pot.amount).checked_mul(paid_out)?.checked_mul(share)?;
                numerator = numerator.checked_add(of_pot)?;
            }
            let whole = i64::try_from(numerator.checked_div(denominator)?).ok()?;
            parts.push((Amount::from_hundredths(whole), numerator.checked_rem(denominator)?));
        }
        let whole = parts.iter().map(|(whole, _)| *whole).sum();
        // Players stand in the order of their seats.
        largest_remainders::give(usize::try_from(paid_out - hundredths(whole)).ok()?, &mut parts);
        Some(parts.into_iter().map(|(share, _)| share).collect())
    }
}

/// The game, if it has a board, and the number of cards that it deals to each player.
fn game(hand: &Hand) -> Option<(BoardGame, usize)> {
    match hand.variant {
        Variant::Holdem => Some((BoardGame::Holdem, 2)),
        Variant::Omaha => Some((BoardGame::Omaha, 4)),
        Variant::Omaha5 => Some((BoardGame::Omaha, 5)),
        Variant::OmahaHiLo => Some((BoardGame::OmahaHiLo, 4)),
        // Plain five-card Omaha was printed as hi/lo in 2016. Halves of a pot would tell which
        // of them it was, but to take hands in by how they ended would falsify the sums.
        Variant::Omaha5HiLo if hand.played_at.year() < 2018 => None,
        Variant::Omaha5HiLo => Some((BoardGame::OmahaHiLo, 5)),
        Variant::Stud | Variant::StudHiLo | Variant::Razz | Variant::TripleDraw27 => None,
    }
}

/// The board as it was at the last decision, or at the start if there was none; `None` if it
/// was whole.
fn board_at_last_decision(hand: &Hand) -> Option<Cards> {
    // A raise among the blinds, as 2014 printed a missed one, is none; but before it and after
    // it there is no board.
    let decides =
        |log: &StreetLog| hand.actions_of(log).iter().any(|action| action.kind.is_decision());
    let last = hand.streets.iter().rposition(decides);
    let dealt = hand.streets.iter().take(last.map_or(0, |last| last + 1));
    let mut board = Cards::EMPTY;
    for card in dealt.flat_map(|log| log.cards.iter()) {
        board.push(*card).ok()?;
    }
    (board.len() < 5).then_some(board)
}

/// Who held cards to the end, by index.
fn unfolded(hand: &Hand) -> Vec<usize> {
    let mut in_hand: Vec<bool> = hand.players.iter().map(|player| player.dealt_in).collect();
    for action in hand.actions.iter().filter(|action| action.kind == ActionKind::Fold) {
        if let Some(in_hand) = in_hand.get_mut(usize::from(action.player.0)) {
            *in_hand = false;
        }
    }
    (0..).zip(in_hand).filter(|(_, in_hand)| *in_hand).map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests;
