//! What is made of facts: which of them are asked for, and what a player's sessions, his
//! winnings and his tournaments come to.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed step should fail its test"
)]

mod adjustment;
mod scope;

mod play_sessions;
mod winnings;

mod tournament_sums;
mod tournaments;

mod log;
