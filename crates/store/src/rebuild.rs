//! Deriving again, from the raw texts, what the log knows of its entries.

use hand_history::{HandText, SummaryText, TournamentSummary, parse, parse_summary};
use hud::Played;
use rusqlite::{Connection, params};

use crate::{
    Entry, Error, Reader, Seq, Store, Text,
    append::{Counting, Gathered, Known, Names, Viewpoints},
    reader,
    seq::Kind,
    single_fact::{self, ADJUSTED, DERIVED_BY},
};

/// Entries that are read at once.
const AT_ONCE: u64 = 8192;

/// Everything that is derived of the entries.
const FORGET: &str =
    "DELETE FROM keys; DELETE FROM players; DELETE FROM heroes; DELETE FROM watched;
    DELETE FROM pieces; DELETE FROM counters; DELETE FROM settings; DELETE FROM tables";

/// What an entry of the log says.
#[derive(Clone, Debug)]
pub enum Derived {
    /// What is counted of a hand.
    Hand(Box<Played>),
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
        parse(text).map_or(Self::Nothing, |hand| Self::Hand(Box::new(Played::of(&hand))))
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
        // What it knows of the names is about to be wrong.
        self.known = Known::default();
        let transaction = self.connection.transaction()?;
        transaction.execute_batch(FORGET)?;
        single_fact::set(&transaction, ADJUSTED, "0")?;
        let mut rebuilt = Rebuilt::default();
        let mut known = Known::default();
        let mut after = Seq(0);
        while after < top {
            let up_to = Seq(top.0.min(after.0 + AT_ONCE));
            let entries = reader::between(&transaction, after, up_to)?;
            let mut gathered = Gathered::default();
            let mut rebuilding = Rebuilding::new(&transaction, &mut known, &mut gathered)?;
            for (entry, derived) in entries.iter().zip(derive(&entries)) {
                rebuilt.entries += 1;
                rebuilt.unreadable += u64::from(!rebuilding.add(entry, &derived)?);
            }
            drop(rebuilding);
            gathered.write(&transaction, &known.settings)?;
            after = up_to;
            tell(after);
        }
        transaction.commit()?;
        Ok(rebuilt)
    }

    /// The version of what everything was derived by, as [`Store::set_derived_by`] was told;
    /// `None` for a log that nothing was derived for, or in which it was found damaged.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn derived_by(&self) -> Result<Option<String>, Error> {
        single_fact::get(&self.connection, DERIVED_BY)
    }

    /// Notes by which version of parser and counting everything is derived.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn set_derived_by(&mut self, version: &str) -> Result<(), Error> {
        single_fact::set(&self.connection, DERIVED_BY, version)
    }

    /// Forgets by what everything was derived, so that it is derived again.
    pub(crate) fn doubt_derived(&self) -> Result<(), Error> {
        single_fact::remove(&self.connection, DERIVED_BY)
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

impl Reader {
    /// The version of what everything was derived by: see [`Store::derived_by`].
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn derived_by(&self) -> Result<Option<String>, Error> {
        single_fact::get(&self.lock().connection, DERIVED_BY)
    }
}

/// What is used for each entry.
struct Rebuilding<'a> {
    connection: &'a Connection,
    viewpoints: Viewpoints<'a>,
    counting: Counting<'a>,
}

impl<'a> Rebuilding<'a> {
    fn new(
        connection: &'a Connection,
        known: &'a mut Known,
        gathered: &'a mut Gathered,
    ) -> Result<Self, Error> {
        let Known { players, tables, settings, seen, .. } = known;
        let players = Names::players(connection, players)?;
        let viewpoints = Viewpoints::new(connection, seen)?;
        let counting = Counting { connection, players, settings, tables, gathered };
        Ok(Self { connection, viewpoints, counting })
    }

    /// Gives an entry its key again, and counts it. Of two that this version takes for the same
    /// the first one has it. False for an entry that says nothing.
    fn add(&mut self, entry: &Entry, derived: &Derived) -> Result<bool, Error> {
        match derived {
            Derived::Hand(played) => {
                let player =
                    self.counting.players.id(played.hero.as_deref().unwrap_or_default())?;
                if self.name(entry.seq, Kind::Hand, (&played.id.0, player))?
                    && self.viewpoints.is_first(played, player)?
                {
                    self.counting.add(entry.seq, played)?;
                }
            }
            Derived::Summary(summary) => {
                let player = summary.player.as_deref().unwrap_or_default();
                let player = self.counting.players.id(player)?;
                self.name(entry.seq, Kind::Summary, (&summary.id, player))?;
            }
            Derived::Nothing => return Ok(false),
        }
        Ok(true)
    }

    /// Gives the key to the entry; false if it was taken.
    ///
    /// Its ordinal among the entries of its key is the one that it has in the log: they come in
    /// their order.
    fn name(&self, seq: Seq, kind: Kind, (id, player): (&str, i64)) -> Result<bool, Error> {
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO keys (id, player, kind, entry, seq)
             SELECT ?1, ?2, ?3, entry, seq FROM entries WHERE seq = ?4 ON CONFLICT DO NOTHING",
        )?;
        Ok(insert.execute(params![id, player, kind.code(), seq.0])? == 1)
    }
}

#[cfg(test)]
mod tests;
