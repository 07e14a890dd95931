//! Playing cards: what a card is, a short list of them, and which of two poker hands wins.
//!
//! Pure data. The crate knows no hand histories, no text beyond `Ah`, and no chips.

mod card;
mod cards;
mod hand_rank;
mod rank_set;

pub use card::{Card, Rank, Suit};
pub use cards::{Cards, TooManyCards};
pub use hand_rank::{Category, HandRank};
