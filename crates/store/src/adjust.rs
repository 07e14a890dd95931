//! What all-ins were worth, which is known later than the hands.

use hand_history::Amount;
use hud::Played;
use rusqlite::Connection;

use crate::{
    Error, Seq, Store,
    append::{Counting, Known, Names},
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
    /// on the disk when this returns, with what was added before, or none of it. What is not after
    /// the entry of the last call is counted already, and left out.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was counted or added since the
    /// last commit, and all these calls can be made again.
    pub fn adjust(&mut self, up_to: Seq, expectations: &[Expectation]) -> Result<(), Error> {
        let done = self.adjusted_up_to()?;
        if up_to <= done {
            return Ok(());
        }
        self.with_pending(|connection, known, pending| {
            let Known { players, tables, settings, .. } = known;
            let players = Names::players(connection, players)?;
            let gathered = &mut pending.gathered;
            let mut counting = Counting { connection, players, settings, tables, gathered };
            // Of several viewpoints the first one counts, as it did with the hand.
            let mut first =
                connection.prepare_cached("SELECT min(seq) FROM keys WHERE id = ? AND kind = ?")?;
            for Expectation { seq, played, ev_nets } in expectations {
                let key = (played.id.0.as_str(), Kind::Hand.code());
                let counted: Option<u64> = first.query_row(key, |row| row.get(0))?;
                if done < *seq && counted == Some(seq.0) {
                    counting.adjust(*seq, played, ev_nets)?;
                }
            }
            pending.pages += expectations.len() as u64;
            single_fact::set(connection, ADJUSTED, &up_to.0.to_string())
        })?;
        self.commit()
    }
}

/// Up to which entry of the log all-ins are counted.
pub(crate) fn adjusted_up_to(connection: &Connection) -> Result<Seq, Error> {
    let value = single_fact::get(connection, ADJUSTED)?;
    Ok(Seq(value.and_then(|value| value.parse().ok()).unwrap_or_default()))
}
