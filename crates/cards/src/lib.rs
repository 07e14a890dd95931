//! Playing cards: what a card is, a short list of them, and which of two poker hands wins.
//!
//! [`HandRank`] ranks the games in which the high hand wins, [`AceToFive`] razz and the low
//! half of hi/lo games, [`DeuceToSeven`] the draw game of that name; [`OmahaBoard`] chooses
//! the cards that Omaha's rule allows. In all of them the better hand is the greater one.
//! [`Runout`] counts how often each of several hands wins, over all boards that can still come.
//!
//! Pure data. The crate knows no hand histories, no text beyond `Ah`, and no chips.

mod card;
mod cards;

mod ace_to_five;
mod deuce_to_seven;
mod hand_rank;
mod omaha_board;

mod equity;

mod holding;
mod rank_set;

#[cfg(test)]
mod by_the_book;

pub use ace_to_five::AceToFive;
pub use card::{Card, Rank, Suit};
pub use cards::{Cards, TooManyCards};
pub use deuce_to_seven::DeuceToSeven;
pub use equity::{BoardGame, Contenders, Equity, Runout};
pub use hand_rank::{Category, HandRank};
pub use omaha_board::OmahaBoard;
