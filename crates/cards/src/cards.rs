//! A short list of cards that lives on the stack: a board, a hand, a draw.

use std::{fmt, ops::Deref};

use crate::Card;

/// Up to seven cards in the order they were dealt.
///
/// Seven is the most that one player holds (stud); a board has five.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cards {
    len: u8,
    // Slots from `len` on hold the filler, so that the derived comparisons are right.
    cards: [Card; Cards::CAPACITY],
}

/// An eighth card was pushed to a [`Cards`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyCards;

impl fmt::Display for TooManyCards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "more than {} cards", Cards::CAPACITY)
    }
}

impl std::error::Error for TooManyCards {}

impl Cards {
    /// The most cards that fit.
    pub const CAPACITY: usize = 7;

    /// No cards.
    pub const EMPTY: Self =
        Self { len: 0, cards: [Card::new(crate::Rank::Two, crate::Suit::Clubs); Self::CAPACITY] };

    /// The cards of a slice.
    ///
    /// # Errors
    /// [`TooManyCards`] above [`Cards::CAPACITY`].
    pub fn from_slice(cards: &[Card]) -> Result<Self, TooManyCards> {
        let mut list = Self::EMPTY;
        for &card in cards {
            list.push(card)?;
        }
        Ok(list)
    }

    /// Adds a card at the end.
    ///
    /// # Errors
    /// [`TooManyCards`] when it is full; nothing is changed.
    pub fn push(&mut self, card: Card) -> Result<(), TooManyCards> {
        let slot = self.cards.get_mut(usize::from(self.len)).ok_or(TooManyCards)?;
        *slot = card;
        self.len += 1;
        Ok(())
    }
}

impl Default for Cards {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl Deref for Cards {
    type Target = [Card];

    fn deref(&self) -> &[Card] {
        self.cards.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// Cards with a space between them: `Ah Kd`.
impl fmt::Display for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, card) in self.iter().enumerate() {
            let gap = if i == 0 { "" } else { " " };
            write!(f, "{gap}{card}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

#[cfg(test)]
mod tests {
    use super::{Card, Cards, TooManyCards};

    #[test]
    fn seven_cards_fit_and_an_eighth_is_refused() {
        let deck: Vec<Card> = Card::deck().take(8).collect();
        let mut cards = Cards::from_slice(&deck[..7]).unwrap();
        assert_eq!(&*cards, &deck[..7]);
        assert_eq!(cards.push(deck[7]), Err(TooManyCards));
        assert_eq!(cards.len(), 7);
        assert_eq!(Cards::from_slice(&deck), Err(TooManyCards));
    }

    #[test]
    fn cards_print_with_a_space_between() {
        let deck: Vec<Card> = Card::deck().take(3).collect();
        assert_eq!(Cards::from_slice(&deck).unwrap().to_string(), "2c 2d 2h");
        assert_eq!(Cards::EMPTY.to_string(), "");
    }
}
