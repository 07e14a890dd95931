//! Deals hold'em hands from a seed, and writes hands as the Winamax client does.
//!
//! For `simulate`, tests and benches: a [`Casino`] is a source of hands that need no player
//! and no client, each with the text that tells it. The rules are those of the house: dead
//! buttons and missed blinds, side pots, rake, levels, bounties. The hands are made without
//! the parser, so that text and [`Hand`](hand_history::Hand) can be held against each other.
//!
//! Pure: no files, no clock. The caller says when a hand is played.

mod cash;
mod casino;
mod event;
mod header;
mod tournament;

mod betting;
mod play;
mod position;
mod pots;
mod seating;
mod strategy;

mod file_name;
mod name_of_hand;
mod summary;
mod write;

mod dice;
mod names;

#[cfg(test)]
mod tests;

pub use casino::{Casino, Delivery};
pub use names::HERO;
pub use write::write;
