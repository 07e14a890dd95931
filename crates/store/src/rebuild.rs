//! Deriving again, from the raw texts, what the log knows of its entries.

use hand_history::{Hand, HandText, SummaryText, TournamentSummary, parse, parse_summary};
use rusqlite::{OptionalExtension as _, Transaction, params};

use crate::{Entry, Error, Seq, Store, Text, append::Names, reader, seq::Kind};

/// Entries that are read at once.
const AT_ONCE: u64 = 8192;

/// The fact that names the parser by which everything was derived.
const PARSER: &str = "parser";

/// What an entry of the log says.
#[derive(Clone, Debug)]
pub enum Derived {
    /// A hand.
    Hand(Box<Hand>),
    /// A block of a tournament summary.
    Summary(Box<TournamentSummary>),
    /// Nothing that this version can read.
    Nothing,
}

impl Derived {
    /// Reads the text of an entry.
    #[must_use]
    pub fn of(text: &Text) -> Self {
        match text {
            Text::Hand(text) => Self::of_hand(text),
            Text::Summary { text, .. } => Self::of_summary(text),
            Text::Damaged(_) => Self::Nothing,
        }
    }

    pub(crate) fn of_hand(text: &HandText<'_>) -> Self {
        parse(text).map_or(Self::Nothing, |hand| Self::Hand(Box::new(hand)))
    }

    pub(crate) fn of_summary(text: &SummaryText<'_>) -> Self {
        parse_summary(text).map_or(Self::Nothing, |summary| Self::Summary(Box::new(summary)))
    }
}

/// What [`Store::rebuild`] has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// Entries of the log.
    pub entries: u64,
    /// Those that could not be read: damaged, or not understood by this version.
    pub unreadable: u64,
}

impl Store {
    /// Derives everything again: `derive` reads entries, in their order, and gives back one
    /// answer for each. The log keeps its entries, their seqs and its epoch. `tell` learns up
    /// to which entry it is done.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): everything is as it was.
    pub fn rebuild(
        &mut self,
        derive: impl Fn(&[Entry]) -> Vec<Derived>,
        mut tell: impl FnMut(Seq),
    ) -> Result<Rebuilt, Error> {
        let top = self.totals.top;
        let transaction = self.connection.transaction()?;
        transaction.execute_batch("DELETE FROM keys; DELETE FROM players")?;
        let mut rebuilt = Rebuilt::default();
        {
            let mut players = Names::players(&transaction)?;
            let mut after = Seq(0);
            while after < top {
                let up_to = Seq(top.0.min(after.0 + AT_ONCE));
                let entries = reader::between(&transaction, after, up_to)?;
                for (entry, derived) in entries.iter().zip(derive(&entries)) {
                    rebuilt.entries += 1;
                    let is_named = name(&transaction, &mut players, entry, &derived)?;
                    rebuilt.unreadable += u64::from(!is_named);
                }
                after = up_to;
                tell(after);
            }
        }
        transaction.commit()?;
        Ok(rebuilt)
    }

    /// The version of the parser that everything was derived with, as
    /// [`Store::set_parser`] was told; `None` for a log that nothing was derived for.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn parser(&self) -> Result<Option<u32>, Error> {
        let select = "SELECT value FROM facts WHERE name = ?";
        let version = self.connection.query_row(select, [PARSER], |row| row.get(0)).optional()?;
        Ok(version.and_then(|version: String| version.parse().ok()))
    }

    /// Notes the version of the parser.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn set_parser(&mut self, version: u32) -> Result<(), Error> {
        let upsert = "INSERT INTO facts VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
        self.connection.execute(upsert, (PARSER, version.to_string()))?;
        Ok(())
    }

    /// Takes texts out of the quarantine, by their numbers.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): all of them are still there.
    pub fn release(&mut self, numbers: &[i64]) -> Result<(), Error> {
        let transaction = self.connection.transaction()?;
        let mut released = 0;
        for number in numbers {
            released += transaction.execute("DELETE FROM quarantine WHERE id = ?", [number])?;
        }
        transaction.commit()?;
        self.totals.quarantined -= released as u64;
        Ok(())
    }
}

/// Gives an entry its key again. Of two that this version takes for the same the first one
/// has it. False for an entry that says nothing.
fn name(
    transaction: &Transaction<'_>,
    players: &mut Names<'_>,
    entry: &Entry,
    derived: &Derived,
) -> Result<bool, Error> {
    let (kind, id, player) = match derived {
        Derived::Hand(hand) => {
            let hero = hand.hero().map(|player| player.name.as_str()).unwrap_or_default();
            (Kind::Hand, hand.id.0.as_str(), hero)
        }
        Derived::Summary(summary) => {
            let player = summary.player.as_deref().unwrap_or_default();
            (Kind::Summary, summary.id.as_str(), player)
        }
        Derived::Nothing => return Ok(false),
    };
    let player = players.id(player)?;
    // Its ordinal among the entries of its key is the one that it has in the log: they come
    // in their order.
    let mut insert = transaction.prepare_cached(
        "INSERT INTO keys (id, player, kind, entry, seq)
         SELECT ?1, ?2, ?3, entry, seq FROM entries WHERE seq = ?4 ON CONFLICT DO NOTHING",
    )?;
    insert.execute(params![id, player, kind.code(), entry.seq.0])?;
    Ok(true)
}

#[cfg(test)]
mod tests;
