//! What is made of facts: which of them are asked for, and what an adjustment is.
#![allow(clippy::unwrap_used, reason = "a failed step should fail its test")]

mod adjustment;
mod scope;

mod log;
