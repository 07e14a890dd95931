//! Adding to the log: entries, what is none, and how far the files were read, all in one
//! transaction.

mod counting;
mod duplicate;
mod known;
mod names;
mod quarantined;
mod viewpoints;

use std::path::Path;

use hand_history::TournamentSummary;
use hud::Played;
use rusqlite::{CachedStatement, Connection, params};

pub(crate) use self::{
    counting::{Counting, Gathered},
    known::Known,
    names::Names,
    viewpoints::Viewpoints,
};
use crate::{Error, Origin, Packed, Seq, Store, Totals, seq::Kind};

/// Something that a history file brought.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// The file that it stands in.
    pub file: &'a Path,
    /// Where it starts, in bytes.
    pub offset: u64,
    /// How it came.
    pub origin: Origin,
    /// What it is.
    pub content: Content<'a>,
}

/// What an [`Item`] is.
#[derive(Clone, Copy, Debug)]
pub enum Content<'a> {
    /// What is counted of a hand, and its text.
    Hand(&'a Played, &'a Packed),
    /// A block of a tournament summary and its text.
    Summary(&'a TournamentSummary, &'a Packed),
    /// A text that is neither.
    Stray {
        /// The bytes.
        bytes: &'a [u8],
        /// Why it is neither.
        reason: &'a str,
    },
}

/// What became of an [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a new entry of the log.
    New {
        /// Its position.
        seq: Seq,
        /// Which of the player's entries into the tournament it is, from 1; for a hand 1.
        entry: u32,
    },
    /// The log had it.
    Duplicate,
    /// The log has another text under the same id and hero: this one is in quarantine.
    Conflict,
    /// It is in quarantine.
    Quarantined,
    /// It was in quarantine before.
    StillQuarantined,
}

/// How far a history file has been read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileCheckpoint {
    /// The end of the last complete hand, in bytes.
    pub offset: u64,
    /// A hash of the bytes before it.
    pub fingerprint: u64,
}

/// What a commit writes ahead, measured: the ends of five trees and a page for the items.
const PAGES_OF_A_COMMIT: u64 = 6;
const ITEMS_OF_A_PAGE: u64 = 8;

/// What was added since the last commit, beside what the transaction holds.
#[derive(Debug)]
pub(crate) struct Pending {
    /// How much the log will hold.
    totals: Totals,
    pub(crate) gathered: Gathered,
    /// About how many pages it writes ahead.
    pub(crate) pages: u64,
}

impl Store {
    /// Adds items in their order, and notes how far their files were read. All of it is on
    /// the disk when this returns, with what was added before, or none of it.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was added since the last
    /// commit, and all these calls can be made again.
    pub fn append(
        &mut self,
        items: &[Item<'_>],
        checkpoints: &[(&Path, FileCheckpoint)],
    ) -> Result<Vec<Outcome>, Error> {
        let outcomes = self.add(items, checkpoints)?;
        self.commit()?;
        Ok(outcomes)
    }

    /// Adds items in their order, and notes how far their files were read, for the next
    /// [`Store::commit`]: a page that several calls write to is written once. Nobody sees any of
    /// it before. Nothing else is to be written between the two.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was added since the last
    /// commit, and all these calls can be made again.
    pub fn add(
        &mut self,
        items: &[Item<'_>],
        checkpoints: &[(&Path, FileCheckpoint)],
    ) -> Result<Vec<Outcome>, Error> {
        self.with_pending(|connection, known, pending| {
            let mut writing = Writing::new(connection, known, &mut pending.gathered)?;
            let totals = &mut pending.totals;
            let mut outcomes = Vec::with_capacity(items.len());
            for item in items {
                let outcome = writing.add(item, totals.top.next())?;
                match outcome {
                    Outcome::New { seq, .. } => {
                        totals.top = seq;
                        totals.hands += u64::from(matches!(item.content, Content::Hand(..)));
                    }
                    Outcome::Conflict | Outcome::Quarantined => totals.quarantined += 1,
                    Outcome::Duplicate | Outcome::StillQuarantined => {}
                }
                outcomes.push(outcome);
            }
            for (file, checkpoint) in checkpoints {
                writing.move_checkpoint(file, *checkpoint)?;
            }
            pending.pages += items.len() as u64 / ITEMS_OF_A_PAGE;
            Ok(outcomes)
        })
    }

    /// Makes durable what was added. All of it is on the disk when this returns, or none of it.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was added since the last
    /// commit, and all these calls can be made again.
    pub fn commit(&mut self) -> Result<(), Error> {
        let done = self.try_to_commit();
        if done.is_err() {
            self.forget_pending();
        }
        done
    }

    /// Does something for the next commit. If it fails, all since the last one is taken back.
    pub(crate) fn with_pending<T>(
        &mut self,
        act: impl FnOnce(&Connection, &mut Known, &mut Pending) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let done =
            self.begun().and_then(|(connection, known, pending)| act(connection, known, pending));
        if done.is_err() {
            self.forget_pending();
        }
        done
    }

    /// The transaction that is open, or a new one.
    fn begun(&mut self) -> Result<(&Connection, &mut Known, &mut Pending), Error> {
        let Self { connection, known, pending, .. } = self;
        let pending = match pending {
            Some(pending) => pending,
            None => {
                // It waits for another writer, such as a tool, before it has read anything.
                connection.execute_batch("BEGIN IMMEDIATE")?;
                known.limit();
                let (totals, gathered) = (self.totals, Gathered::default());
                pending.insert(Pending { totals, gathered, pages: PAGES_OF_A_COMMIT })
            }
        };
        Ok((connection, known, pending))
    }

    fn try_to_commit(&mut self) -> Result<(), Error> {
        let Some(pending) = &mut self.pending else { return Ok(()) };
        pending.gathered.write(&self.connection, &self.known.settings)?;
        self.connection.execute_batch("COMMIT")?;
        self.totals = pending.totals;
        self.pages_ahead += pending.pages;
        self.pending = None;
        Ok(())
    }

    /// Takes back what was added since the last commit, and what was learnt with it.
    fn forget_pending(&mut self) {
        self.pending = None;
        self.known = Known::default();
        // Some errors have ended the transaction already. Where it cannot be ended, none can be
        // begun, which the next call says.
        if !self.connection.is_autocommit() {
            let _ended = self.connection.execute_batch("ROLLBACK");
        }
    }
}

/// The connection with what is used for each item.
struct Writing<'a> {
    connection: &'a Connection,
    name: CachedStatement<'a>,
    insert: CachedStatement<'a>,
    files: Names<'a>,
    /// The file of the last item.
    file: Option<(&'a Path, i64)>,
    viewpoints: Viewpoints<'a>,
    counting: Counting<'a>,
}

/// What names an entry, but for the ordinal of a summary's block.
#[derive(Clone, Copy)]
struct Key<'a> {
    kind: Kind,
    id: &'a str,
    player: i64,
}

impl<'a> Writing<'a> {
    fn new(
        connection: &'a Connection,
        known: &'a mut Known,
        gathered: &'a mut Gathered,
    ) -> Result<Self, Error> {
        let name = connection.prepare_cached(
            "INSERT INTO keys (id, player, kind, entry, seq) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )?;
        let insert = connection.prepare_cached(
            "INSERT INTO entries (seq, kind, entry, origin, file, offset, text)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        let Known { files, players, tables, settings, seen } = known;
        let files = Names::files(connection, files)?;
        let viewpoints = Viewpoints::new(connection, seen)?;
        let players = Names::players(connection, players)?;
        let counting = Counting { connection, players, settings, tables, gathered };
        Ok(Self { connection, name, insert, files, file: None, viewpoints, counting })
    }

    /// Adds one item, as `next` if it is new.
    fn add(&mut self, item: &Item<'a>, next: Seq) -> Result<Outcome, Error> {
        let file = self.file(item.file)?;
        match item.content {
            Content::Hand(played, text) => {
                let player =
                    self.counting.players.id(played.hero.as_deref().unwrap_or_default())?;
                let key = Key { kind: Kind::Hand, id: &played.id.0, player };
                if self.take_name(key, (next, 1))? {
                    self.insert((next, 1), key.kind, (item, file), text)?;
                    if self.viewpoints.is_first(played, player)? {
                        self.counting.add(next, played)?;
                    }
                    return Ok(Outcome::New { seq: next, entry: 1 });
                }
                if duplicate::is_logged(self.connection, key, text)?.0 {
                    return Ok(Outcome::Duplicate);
                }
                quarantined::conflict(self.connection, (file, item.offset), &text.text()?)
            }
            Content::Summary(summary, text) => {
                let player =
                    self.counting.players.id(summary.player.as_deref().unwrap_or_default())?;
                let key = Key { kind: Kind::Summary, id: &summary.id, player };
                let (is_logged, entries) = duplicate::is_logged(self.connection, key, text)?;
                if is_logged {
                    return Ok(Outcome::Duplicate);
                }
                let entry = entries + 1;
                self.take_name(key, (next, entry))?;
                self.insert((next, entry), key.kind, (item, file), text)?;
                Ok(Outcome::New { seq: next, entry })
            }
            Content::Stray { bytes, reason } => {
                quarantined::keep(self.connection, (file, item.offset), bytes, reason)
            }
        }
    }

    /// The number of a file; many items of one follow each other.
    fn file(&mut self, file: &'a Path) -> Result<i64, Error> {
        match self.file {
            Some((last, number)) if last.as_os_str() == file.as_os_str() => Ok(number),
            _ => {
                let number = self.files.id(&file.to_string_lossy())?;
                self.file = Some((file, number));
                Ok(number)
            }
        }
    }

    /// Gives the key to the entry; false if it was taken.
    fn take_name(&mut self, key: Key<'_>, (seq, entry): (Seq, u32)) -> Result<bool, Error> {
        let Key { kind, id, player } = key;
        Ok(self.name.execute(params![id, player, kind.code(), entry, seq.0])? == 1)
    }

    fn insert(
        &mut self,
        (seq, entry): (Seq, u32),
        kind: Kind,
        (item, file): (&Item<'_>, i64),
        text: &Packed,
    ) -> Result<(), Error> {
        let (kind, origin) = (kind.code(), item.origin.code());
        let text = text.as_bytes();
        self.insert.execute(params![seq.0, kind, entry, origin, file, item.offset, text])?;
        Ok(())
    }

    /// Notes how far a file has been read.
    fn move_checkpoint(&mut self, file: &'a Path, checkpoint: FileCheckpoint) -> Result<(), Error> {
        let id = self.file(file)?;
        let mut update = self
            .connection
            .prepare_cached("UPDATE files SET offset = ?, fingerprint = ? WHERE id = ?")?;
        update.execute((checkpoint.offset, checkpoint.fingerprint.cast_signed(), id))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
