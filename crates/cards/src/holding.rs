//! Cards as one set of ranks per suit, so that no ranking ever lists combinations of cards:
//! pairs and trips are ranks that several suits share, a flush is a suit with five ranks.

use crate::{Card, Rank, rank_set::RankSet};

/// The cards that a hand is made of, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding([RankSet; 4]);

/// The ranks that a holding has at least so many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) once: RankSet,
    pub(crate) twice: RankSet,
    pub(crate) thrice: RankSet,
    pub(crate) four_times: RankSet,
}

impl Counts {
    /// With one more card, whose suit does not matter.
    pub(crate) const fn with(self, rank: Rank) -> Self {
        let Self { once, twice, thrice, four_times } = self;
        let rank = RankSet::of(rank);
        Self {
            once: once.or(rank),
            twice: twice.or(once.and(rank)),
            thrice: thrice.or(twice.and(rank)),
            four_times: four_times.or(thrice.and(rank)),
        }
    }
}

impl Holding {
    /// No cards.
    pub(crate) const EMPTY: Self = Self([RankSet::EMPTY; 4]);

    /// These cards.
    pub(crate) fn of<'a>(cards: impl IntoIterator<Item = &'a Card>) -> Self {
        let mut suits = [RankSet::EMPTY; 4];
        for card in cards {
            if let Some(suit) = suits.get_mut(card.suit() as usize) {
                *suit = suit.or(RankSet::of(card.rank()));
            }
        }
        Self(suits)
    }

    /// The ranks of each suit, in the order of [`Suit::ALL`](crate::Suit::ALL).
    pub(crate) const fn suits(self) -> [RankSet; 4] {
        self.0
    }

    /// The cards of both.
    pub(crate) const fn or(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a.or(e), b.or(f), c.or(g), d.or(h)])
    }

    /// The ranks of a suit that has five or more.
    pub(crate) fn flush(self) -> Option<RankSet> {
        self.0.into_iter().find(|suit| 5 <= suit.len())
    }

    /// How often a rank occurs, from how often it occurs in each half of the deck.
    pub(crate) const fn counts(self) -> Counts {
        let [clubs, diamonds, hearts, spades] = self.0;
        let (once_low, twice_low) = (clubs.or(diamonds), clubs.and(diamonds));
        let (once_high, twice_high) = (hearts.or(spades), hearts.and(spades));
        Counts {
            once: once_low.or(once_high),
            twice: twice_low.or(twice_high).or(once_low.and(once_high)),
            thrice: twice_low.and(once_high).or(once_low.and(twice_high)),
            four_times: twice_low.and(twice_high),
        }
    }
}
