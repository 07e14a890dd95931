//! Why a text is no hand.

use std::fmt;

/// A text that is no hand: where, and why, in words for a player.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct ParseError {
    /// The line of the text, from 1.
    pub line: u32,
    /// The character of that line, from 1.
    pub column: u32,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The first line is not the header of a hand; it holds the part that is missing.
    Header(&'static str),
    /// The header names a game that this version does not read.
    Game(String),
    /// The date of the header does not exist.
    Date(String),
    /// The second line is not a table line; it holds the part that is missing.
    Table(&'static str),
    /// No seat is taken.
    NoSeats,
    /// More players than any table has.
    TooManySeats,
    /// A seat or a player stands in two seat lines: the text is made of two hands.
    SeatTakenTwice,
    /// Not a block of a tournament summary; it holds the part that is missing.
    Summary(&'static str),
    /// The text ends before `Total pot`.
    NoTotalPot,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(part) => write!(f, "not the first line of a hand: expected {part}"),
            Self::Game(game) => write!(f, "the game {game:?} is not supported"),
            Self::Date(date) => write!(f, "the date {date:?} does not exist"),
            Self::Table(part) => write!(f, "not a table line: expected {part}"),
            Self::NoSeats => write!(f, "no seat is taken: expected `Seat 1: name (stack)`"),
            Self::TooManySeats => write!(f, "more players than a table has seats"),
            Self::SeatTakenTwice => write!(f, "this seat or this player was listed before"),
            Self::Summary(part) => write!(f, "not a tournament summary: expected {part}"),
            Self::NoTotalPot => write!(f, "the hand is cut off: it has no `Total pot` line"),
        }
    }
}
