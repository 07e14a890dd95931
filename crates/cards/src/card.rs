//! One playing card, written as Winamax writes it: rank then suit, `Ah`, `Tc`, `2s`.

use std::fmt;

/// A card of the 52-card deck, in one byte: `rank * 4 + suit`.
///
/// Cards order by rank first (deuce low, ace high), then by suit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Card(u8);

impl Card {
    /// The card of this rank and suit.
    #[must_use]
    pub const fn new(rank: Rank, suit: Suit) -> Self {
        Self(rank as u8 * 4 + suit as u8)
    }

    /// Reads two ASCII characters such as `Ah`; anything else is `None`.
    #[must_use]
    pub const fn parse(rank: u8, suit: u8) -> Option<Self> {
        match (Rank::parse(rank), Suit::parse(suit)) {
            (Some(rank), Some(suit)) => Some(Self::new(rank, suit)),
            _ => None,
        }
    }

    /// The rank of the card.
    #[expect(clippy::indexing_slicing, reason = "a card is below 52")]
    #[must_use]
    pub const fn rank(self) -> Rank {
        Rank::ALL[(self.0 / 4) as usize]
    }

    /// The suit of the card.
    #[expect(clippy::indexing_slicing, reason = "a remainder of four")]
    #[must_use]
    pub const fn suit(self) -> Suit {
        Suit::ALL[(self.0 % 4) as usize]
    }

    /// The place of the card in an ordered deck, 0 (`2c`) to 51 (`As`).
    #[must_use]
    pub const fn index(self) -> u8 {
        self.0
    }

    /// All 52 cards, in the order of [`Card::index`].
    pub fn deck() -> impl Iterator<Item = Self> {
        (0..52).map(Self)
    }
}

impl fmt::Display for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.rank().letter(), self.suit().letter())
    }
}

impl fmt::Debug for Card {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The rank of a card; the ace is high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Rank {
    Two,
    Three,
    Four,
    Five,
    Six,
    Seven,
    Eight,
    Nine,
    Ten,
    Jack,
    Queen,
    King,
    Ace,
}

impl Rank {
    /// All ranks, deuce first.
    pub const ALL: [Self; 13] = [
        Self::Two,
        Self::Three,
        Self::Four,
        Self::Five,
        Self::Six,
        Self::Seven,
        Self::Eight,
        Self::Nine,
        Self::Ten,
        Self::Jack,
        Self::Queen,
        Self::King,
        Self::Ace,
    ];

    /// Reads `2` to `9`, `T`, `J`, `Q`, `K` or `A`.
    #[must_use]
    pub const fn parse(letter: u8) -> Option<Self> {
        Some(match letter {
            b'2' => Self::Two,
            b'3' => Self::Three,
            b'4' => Self::Four,
            b'5' => Self::Five,
            b'6' => Self::Six,
            b'7' => Self::Seven,
            b'8' => Self::Eight,
            b'9' => Self::Nine,
            b'T' => Self::Ten,
            b'J' => Self::Jack,
            b'Q' => Self::Queen,
            b'K' => Self::King,
            b'A' => Self::Ace,
            _ => return None,
        })
    }

    /// The letter that stands for the rank in a card.
    #[expect(clippy::indexing_slicing, reason = "one letter a rank")]
    #[must_use]
    pub const fn letter(self) -> char {
        b"23456789TJQKA"[self as usize] as char
    }
}

/// The suit of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Suit {
    Clubs,
    Diamonds,
    Hearts,
    Spades,
}

impl Suit {
    /// All suits, in the order of [`Card::index`].
    pub const ALL: [Self; 4] = [Self::Clubs, Self::Diamonds, Self::Hearts, Self::Spades];

    /// Reads `c`, `d`, `h` or `s`.
    #[must_use]
    pub const fn parse(letter: u8) -> Option<Self> {
        Some(match letter {
            b'c' => Self::Clubs,
            b'd' => Self::Diamonds,
            b'h' => Self::Hearts,
            b's' => Self::Spades,
            _ => return None,
        })
    }

    /// The letter that stands for the suit in a card.
    #[expect(clippy::indexing_slicing, reason = "one letter a suit")]
    #[must_use]
    pub const fn letter(self) -> char {
        b"cdhs"[self as usize] as char
    }
}

#[cfg(test)]
mod tests {
    use super::{Card, Rank, Suit};

    #[test]
    fn every_card_reads_back_what_it_prints() {
        let mut seen = 0;
        for card in Card::deck() {
            let text = card.to_string();
            assert_eq!(Card::parse(text.as_bytes()[0], text.as_bytes()[1]), Some(card));
            assert_eq!(Card::new(card.rank(), card.suit()), card);
            seen += 1;
        }
        assert_eq!(seen, 52);
    }

    #[test]
    fn what_is_no_card_is_none() {
        for (rank, suit) in [(b'1', b'h'), (b'X', b'X'), (b'A', b'H'), (b'a', b'h'), (b' ', b'c')] {
            assert_eq!(Card::parse(rank, suit), None);
        }
    }

    #[test]
    fn cards_order_by_rank_first() {
        assert!(Card::new(Rank::Two, Suit::Spades) < Card::new(Rank::Three, Suit::Clubs));
        assert_eq!(Card::new(Rank::Ace, Suit::Spades).index(), 51);
    }
}
