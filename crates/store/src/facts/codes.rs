//! The numbers that stand for words of the game in the database.
//!
//! The place of a word in its list is its number. That is part of the format of the log: new
//! words are added at the end.

use hand_history::{Currency, Kind, Limit, Position, Variant};
use hud::{PlayersDealt, StackBand};

pub(super) const KINDS: [Kind; 4] = [Kind::Cash, Kind::Pool, Kind::Tournament, Kind::Expresso];

pub(super) const VARIANTS: [Variant; 9] = [
    Variant::Holdem,
    Variant::Omaha,
    Variant::Omaha5,
    Variant::OmahaHiLo,
    Variant::Omaha5HiLo,
    Variant::Stud,
    Variant::StudHiLo,
    Variant::Razz,
    Variant::TripleDraw27,
];

pub(super) const LIMITS: [Limit; 3] = [Limit::NoLimit, Limit::PotLimit, Limit::FixedLimit];

pub(super) const CURRENCIES: [Currency; 3] = [Currency::Eur, Currency::Chips, Currency::Play];

pub(super) const POSITIONS: [Option<Position>; 11] = [
    None,
    Some(Position::Utg),
    Some(Position::Utg1),
    Some(Position::Utg2),
    Some(Position::Mp),
    Some(Position::Mp1),
    Some(Position::Hj),
    Some(Position::Co),
    Some(Position::Btn),
    Some(Position::Sb),
    Some(Position::Bb),
];

pub(super) const STACK_BANDS: [Option<StackBand>; 7] = [
    None,
    Some(StackBand::Below10),
    Some(StackBand::From10),
    Some(StackBand::From20),
    Some(StackBand::From40),
    Some(StackBand::From80),
    Some(StackBand::From150),
];

pub(super) const PLAYERS_DEALT: [PlayersDealt; 4] =
    [PlayersDealt::Two, PlayersDealt::Three, PlayersDealt::FourToSix, PlayersDealt::SevenUp];

/// The number of a word. Each one has one, as the tests hold.
pub(super) fn code<T: PartialEq>(words: &[T], word: &T) -> u8 {
    let place = words.iter().position(|other| other == word).unwrap_or_default();
    u8::try_from(place).unwrap_or_default()
}

/// The word of a number.
pub(super) fn word<T: Copy>(words: &[T], code: u8) -> Option<T> {
    words.get(usize::from(code)).copied()
}

#[cfg(test)]
mod tests {
    use hand_history::{Limit, Variant};

    use super::{LIMITS, VARIANTS, code, word};

    #[test]
    fn words_keep_their_numbers() {
        assert_eq!(VARIANTS.map(|variant| code(&VARIANTS, &variant)), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(
            (code(&VARIANTS, &Variant::TripleDraw27), code(&LIMITS, &Limit::PotLimit)),
            (8, 1)
        );
        assert_eq!((word(&LIMITS, 2), word(&LIMITS, 3)), (Some(Limit::FixedLimit), None));
    }
}
