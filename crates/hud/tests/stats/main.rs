//! The statistics of one hand: the definition's own vectors, an edge of every stat, what holds
//! for all hands, and a second reading of the definition that is held against the first.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::print_stderr,
    reason = "a failed step should fail its test, and a skipped one should say so"
)]

mod definition;
mod edges;

mod money;
mod properties;
mod readings;

mod book;
mod hands;
mod notation;
