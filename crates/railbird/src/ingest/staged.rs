//! Batches that the next commit makes durable.

use store::{Outcome, Store};

use super::batch::Batch;
use crate::fail_points;

/// Batches, of which the store has had the first ones since its last commit.
#[derive(Debug, Default)]
pub(super) struct Staged {
    batches: Vec<Batch>,
    /// What became of those that the store has had.
    outcomes: Vec<Vec<Outcome>>,
}

impl Staged {
    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.batches.len()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// One more.
    pub(super) fn push(&mut self, batch: Batch) {
        self.batches.push(batch);
    }

    /// Gives the store those that it has not had.
    ///
    /// # Errors
    /// The store has none of them any more.
    pub(super) fn add(&mut self, store: &mut Store) -> Result<(), store::Error> {
        for batch in self.batches.iter().skip(self.outcomes.len()) {
            let (items, checkpoints) = (batch.items(), batch.file_checkpoints());
            if fail_points::is_set("checkpoint-first") {
                store.append(&[], &checkpoints)?;
                fail_points::die("after-checkpoint");
            }
            match store.add(&items, &checkpoints) {
                Ok(outcomes) => self.outcomes.push(outcomes),
                Err(error) => {
                    self.outcomes.clear();
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    /// Makes all of them durable.
    ///
    /// # Errors
    /// The store has none of them any more.
    pub(super) fn commit(&mut self, store: &mut Store) -> Result<(), store::Error> {
        self.add(store)?;
        fail_points::die("before-commit");
        store.commit().inspect_err(|_| self.outcomes.clear())
    }

    /// Takes all out, each with what became of its texts.
    pub(super) fn take(&mut self) -> impl Iterator<Item = (Batch, Vec<Outcome>)> + use<> {
        let Self { batches, outcomes } = std::mem::take(self);
        batches.into_iter().zip(outcomes)
    }
}
