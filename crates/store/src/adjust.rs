//! What all-ins were worth, which is known later than the hands.

use hand_history::Amount;
use hud::Played;
use rusqlite::{Connection, TransactionBehavior};

use crate::{
    Error, Seq, Store,
    append::{Counting, Gathered, Known, Names},
    seq::Kind,
    single_fact::{self, ADJUSTED},
};

/// What the players of a hand could expect when its last decision had been made.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The entry of the log that the hand is.
    pub seq: Seq,
    /// What is counted of the hand.
    pub played: Played,
    /// What each of the hand's players could expect, by index.
    pub ev_nets: Vec<Amount>,
}

impl Store {
    /// Up to which entry of the log all-ins are counted.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn adjusted_up_to(&self) -> Result<Seq, Error> {
        adjusted_up_to(&self.connection)
    }

    /// Counts all-ins, and notes that those of all entries up to this one are counted. Both are
    /// on the disk when this returns, or none. What is not after the entry of the last call is
    /// counted already, and left out.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was counted, and the same
    /// call can be made again.
    pub fn adjust(&mut self, up_to: Seq, expectations: &[Expectation]) -> Result<(), Error> {
        let done = self.adjusted_up_to()?;
        if up_to <= done {
            return Ok(());
        }
        // Put back when everything of it is true.
        let mut known = std::mem::take(&mut self.known);
        known.limit();
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let connection = &*transaction;
        let Known { players, tables, settings, .. } = &mut known;
        let players = Names::players(connection, players)?;
        let gathered = &mut Gathered::default();
        let mut counting = Counting { connection, players, settings, tables, gathered };
        // Of several viewpoints the first one counts, as it did with the hand.
        let mut first =
            transaction.prepare_cached("SELECT min(seq) FROM keys WHERE id = ? AND kind = ?")?;
        for Expectation { seq, played, ev_nets } in expectations {
            let key = (played.id.0.as_str(), Kind::Hand.code());
            let counted: Option<u64> = first.query_row(key, |row| row.get(0))?;
            if done < *seq && counted == Some(seq.0) {
                counting.adjust(*seq, played, ev_nets)?;
            }
        }
        drop(first);
        drop(counting);
        gathered.write(connection, &known.settings)?;
        single_fact::set(&transaction, ADJUSTED, &up_to.0.to_string())?;
        transaction.commit()?;
        self.known = known;
        self.pages_ahead += expectations.len() as u64;
        Ok(())
    }
}

/// Up to which entry of the log all-ins are counted.
pub(crate) fn adjusted_up_to(connection: &Connection) -> Result<Seq, Error> {
    let value = single_fact::get(connection, ADJUSTED)?;
    Ok(Seq(value.and_then(|value| value.parse().ok()).unwrap_or_default()))
}
