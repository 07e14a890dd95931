//! Deals hands of every game from a seed, and writes hands as the Winamax client does.
//!
//! For `simulate`, tests and benches: a [`Casino`] is a source of hands that need no player
//! and no client, each with the text that tells it; [`deal_one`] deals a hand of a chosen
//! game. The rules are those of the house: limits, dead buttons and missed blinds, bring-ins
//! and draws, side pots and their halves, rake, levels, bounties. The hands are made without
//! the parser, so that text and [`Hand`](hand_history::Hand) can be held against each other.
//!
//! Pure: no files, no clock. The caller says when a hand is played.

mod casino;
mod single;

mod cash;
mod event;
mod header;
mod offer;
mod pool;
mod tournament;

mod game;
mod layout;
mod rules;

mod betting;
mod claim;
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
pub use game::Game;
pub use layout::Layout;
pub use names::HERO;
pub use single::deal_one;
pub use write::write;
