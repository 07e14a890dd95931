//! What one hand adds to what is known of one player.

use hand_history::{Amount, Currency, PlayerIndex, Position};

use crate::{Line, Millionths};

/// One player in one hand.
///
/// Amounts are in the unit of [`Contribution::currency`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Whose it is, as a place in the hand's players.
    pub player: PlayerIndex,
    /// His position; `None` in games without blinds.
    pub position: Option<Position>,
    /// How many players were dealt in.
    pub players_dealt: u8,
    /// What he did. In stud, razz and draw only the hand is counted.
    pub line: Line,
    /// What the amounts count.
    pub currency: Currency,
    /// The big blind, where the game has one that is more than nothing.
    pub big_blind: Option<Amount>,
    /// What a round of blinds and antes costs, where there is a big blind.
    pub orbit: Option<Amount>,
    /// His chips before any post.
    pub stack: Amount,
    /// The most that he could lose: his own chips, or those of the richest other player.
    pub effective_stack: Amount,
    /// What the hand changed in his stack.
    pub net: Amount,
    /// His part of the rake, by what he had in the pot. The parts of all players are the rake,
    /// exactly.
    pub rake_paid: Amount,
    /// The rake divided by those who were dealt in. These too are the rake, exactly.
    pub rake_dealt: Amount,
    /// How it ended for him.
    pub ending: Ending,
}

/// How a hand ended for a player.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ending {
    /// Whether he went to the showdown: two at least never folded, he among them, and where
    /// the game has a flop it was dealt.
    pub showdown: bool,
    /// Whether he won a share beyond his own uncalled bet.
    pub won: bool,
}

impl Contribution {
    /// His chips before any post, in big blinds.
    #[must_use]
    pub fn stack_bb(&self) -> Option<Millionths> {
        Millionths::ratio(self.stack, self.big_blind?)
    }

    /// The most that he could lose, in big blinds.
    #[must_use]
    pub fn effective_stack_bb(&self) -> Option<Millionths> {
        Millionths::ratio(self.effective_stack, self.big_blind?)
    }

    /// How many rounds of blinds and antes his chips would last.
    #[must_use]
    pub fn m_ratio(&self) -> Option<Millionths> {
        Millionths::ratio(self.stack, self.orbit?)
    }
}
