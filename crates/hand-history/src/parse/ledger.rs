//! Who put in what: the money of a hand while it is read.
//!
//! The rules are those of the format's chip accounting: Winamax prints no line for an
//! uncalled bet and returns it inside `collected`, so that put in and taken out are right
//! as they stand.

use crate::{Amount, Player, PlayerIndex};

/// The most players of one hand.
pub(super) const MAX_PLAYERS: usize = 10;

/// An amount of each player.
type Amounts = [Amount; MAX_PLAYERS];

/// Follows the chips from line to line. All amounts of a kind stand together, so that a
/// street starts with few writes.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// What counts against the bet to match on this street: blinds and bets, no antes, no
    /// dead posts.
    live: Amounts,
    /// What a printed raise is counted from: a dead small blind is in it.
    printed: Amounts,
    /// The live chips of the last finished street that such were put in on.
    previous: Amounts,
    contributed: Amounts,
    collected: Amounts,
}

impl Ledger {
    /// What a raise of this player is counted from.
    #[inline]
    pub(super) fn printed(&self, player: PlayerIndex) -> Amount {
        self.printed.get(usize::from(player.0)).copied().unwrap_or_default()
    }

    /// Books chips that count against the bet to match.
    #[inline]
    pub(super) fn bet(&mut self, player: PlayerIndex, added: Amount) {
        book(&mut self.live, player, added);
        self.dead_post(player, added);
    }

    /// Books an ante, which counts against no bet.
    #[inline]
    pub(super) fn ante(&mut self, player: PlayerIndex, added: Amount) {
        book(&mut self.contributed, player, added);
    }

    /// Books a dead post, which matches no bet but is in a printed raise.
    #[inline]
    pub(super) fn dead_post(&mut self, player: PlayerIndex, added: Amount) {
        book(&mut self.printed, player, added);
        book(&mut self.contributed, player, added);
    }

    /// Books what is taken out of a pot.
    #[inline]
    pub(super) fn collect(&mut self, player: PlayerIndex, amount: Amount) {
        book(&mut self.collected, player, amount);
    }

    /// Starts a street: bets begin at nothing again.
    pub(super) fn next_street(&mut self) {
        if self.live.iter().any(|amount| amount.is_positive()) {
            self.previous = self.live;
        }
        self.live = Amounts::default();
        self.printed = Amounts::default();
    }

    /// Writes down what each player put in and took out, and the unmatched part of the last
    /// bet with the player who made it.
    pub(super) fn finish(&mut self, players: &mut [Player]) {
        self.next_street();
        let (mut last_bettor, mut highest, mut second) = (0, Amount::ZERO, Amount::ZERO);
        let amounts = self.previous.iter().zip(&self.contributed).zip(&self.collected);
        for (index, (player, amounts)) in players.iter_mut().zip(amounts).enumerate() {
            let ((&previous, &contributed), &collected) = amounts;
            (player.contributed, player.collected) = (contributed, collected);
            if highest < previous {
                (last_bettor, highest, second) = (index, previous, highest);
            } else {
                second = second.max(previous);
            }
        }
        if let Some(player) = players.get_mut(last_bettor) {
            player.uncalled = highest - second;
        }
    }
}

#[inline]
fn book(amounts: &mut Amounts, player: PlayerIndex, amount: Amount) {
    if let Some(sum) = amounts.get_mut(usize::from(player.0)) {
        *sum += amount;
    }
}
