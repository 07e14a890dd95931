//! A set of players.

/// Players by their index, of whom no hand has more than sixteen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Seats(u16);

impl Seats {
    pub(super) const EMPTY: Self = Self(0);

    pub(super) const fn with(self, player: usize) -> Self {
        Self(self.0 | bit(player))
    }

    pub(super) const fn without(self, player: usize) -> Self {
        Self(self.0 & !bit(player))
    }

    pub(super) const fn plus(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    pub(super) const fn minus(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }

    pub(super) const fn contains(self, player: usize) -> bool {
        self.0 & bit(player) != 0
    }

    /// The players in the order of their turns: from this one on, then round the table.
    pub(super) fn from(self, player: usize) -> impl Iterator<Item = usize> {
        let from_there = u16::MAX << (player % SEATS);
        Self(self.0 & from_there).in_order().chain(Self(self.0 & !from_there).in_order())
    }

    fn in_order(mut self) -> impl Iterator<Item = usize> {
        std::iter::from_fn(move || {
            let player = self.0.trailing_zeros() as usize;
            self = self.without(player);
            (player < SEATS).then_some(player)
        })
    }
}

impl FromIterator<usize> for Seats {
    fn from_iter<I: IntoIterator<Item = usize>>(players: I) -> Self {
        players.into_iter().fold(Self::EMPTY, Self::with)
    }
}

const SEATS: usize = 16;

const fn bit(player: usize) -> u16 {
    if player < SEATS { 1 << player } else { 0 }
}
