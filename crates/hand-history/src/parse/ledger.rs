//! Who put in what: the money of a hand while it is read.
//!
//! The rules are those of the format's chip accounting: Winamax prints no line for an
//! uncalled bet and returns it inside `collected`, so that put in and taken out are right
//! as they stand.

use crate::{Amount, Player, PlayerIndex};

/// The most players of one hand.
pub(super) const MAX_PLAYERS: usize = 10;

/// The chips of one player.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    /// What counts against the bet to match on this street: blinds and bets, no antes, no
    /// dead posts.
    live: Amount,
    /// What a printed raise is counted from: a dead small blind is in it.
    printed: Amount,
    /// The live chips of the last finished street that such were put in on.
    previous: Amount,
    contributed: Amount,
    collected: Amount,
}

/// Follows the chips from line to line.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    accounts: [Account; MAX_PLAYERS],
}

impl Ledger {
    /// What a raise of this player is counted from.
    #[inline]
    pub(super) fn printed(&self, player: PlayerIndex) -> Amount {
        self.accounts.get(usize::from(player.0)).map_or(Amount::ZERO, |account| account.printed)
    }

    /// Books chips that count against the bet to match.
    #[inline]
    pub(super) fn bet(&mut self, player: PlayerIndex, added: Amount) {
        self.book(player, |account| {
            account.live += added;
            account.printed += added;
            account.contributed += added;
        });
    }

    /// Books an ante, which counts against no bet.
    #[inline]
    pub(super) fn ante(&mut self, player: PlayerIndex, added: Amount) {
        self.book(player, |account| account.contributed += added);
    }

    /// Books a dead post, which matches no bet but is in a printed raise.
    #[inline]
    pub(super) fn dead_post(&mut self, player: PlayerIndex, added: Amount) {
        self.book(player, |account| {
            account.printed += added;
            account.contributed += added;
        });
    }

    /// Books what is taken out of a pot.
    #[inline]
    pub(super) fn collect(&mut self, player: PlayerIndex, amount: Amount) {
        self.book(player, |account| account.collected += amount);
    }

    #[inline]
    fn book(&mut self, player: PlayerIndex, entry: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(usize::from(player.0)) {
            entry(account);
        }
    }

    /// Starts a street: bets begin at nothing again.
    pub(super) fn next_street(&mut self) {
        let had_bets = self.accounts.iter().any(|account| account.live.is_positive());
        for account in &mut self.accounts {
            if had_bets {
                account.previous = account.live;
            }
            (account.live, account.printed) = (Amount::ZERO, Amount::ZERO);
        }
    }

    /// Writes down what each player put in and took out, and the unmatched part of the last
    /// bet with the player who made it.
    pub(super) fn finish(&mut self, players: &mut [Player]) {
        self.next_street();
        let (mut last_bettor, mut highest, mut second) = (0, Amount::ZERO, Amount::ZERO);
        for (index, (account, player)) in self.accounts.iter().zip(&mut *players).enumerate() {
            player.contributed = account.contributed;
            player.collected = account.collected;
            if highest < account.previous {
                (last_bettor, highest, second) = (index, account.previous, highest);
            } else {
                second = second.max(account.previous);
            }
        }
        if let Some(player) = players.get_mut(last_bettor) {
            player.uncalled = highest - second;
        }
    }
}
