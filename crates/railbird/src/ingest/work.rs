//! What the writer of the log is given to do.

use std::sync::mpsc::SyncSender;

use store::{Expectation, Note, Seq};

use super::batch::Batch;

/// One thing after the other, from whoever has it.
#[derive(Debug)]
pub(crate) enum Work {
    /// Texts of history files.
    Batch(Batch),
    /// What all-ins up to this entry were worth.
    Expectations(Seq, Vec<Expectation>),
    /// What the user writes about a player, or that he takes it away; the answer goes back.
    Note(String, Option<Note>, SyncSender<Result<(), store::Error>>),
    /// Nothing more comes.
    End,
}
