//! How deep a player was, in steps.

use hand_history::Amount;

use crate::Contribution;

/// The effective stack in big blinds. The lower end belongs to a band, the upper to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StackBand {
    /// Below 10: all-in or fold.
    Below10,
    /// 10 to 20: the middle of an Expresso.
    From10,
    /// 20 to 40: short.
    From20,
    /// 40 to 80: middle.
    From40,
    /// 80 to 150: a full stack.
    From80,
    /// 150 or more: deep.
    From150,
}

impl StackBand {
    /// The band of a contribution; `None` where the game has no big blind.
    #[must_use]
    pub fn of(contribution: &Contribution) -> Option<Self> {
        let stack = contribution.effective_stack;
        let big_blind = contribution.big_blind?.hundredths();
        let reaches =
            |times: i64| Amount::from_hundredths(big_blind.saturating_mul(times)) <= stack;
        let bands = [
            (150, Self::From150),
            (80, Self::From80),
            (40, Self::From40),
            (20, Self::From20),
            (10, Self::From10),
        ];
        let highest = bands.into_iter().find(|(times, _)| reaches(*times));
        Some(highest.map_or(Self::Below10, |(_, band)| band))
    }
}
