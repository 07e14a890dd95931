//! Adding to the log: hands, what is no hand, and how far the files were read, all in one
//! transaction.

use std::{borrow::Cow, path::Path};

use hand_history::{Hand, HandText, SummaryText, TournamentSummary, same_text};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Error, Origin, Seq, Store, seq::Kind};

/// Something that a history file brought.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A hand and its text.
    Hand {
        /// The file that it stands in.
        file: &'a Path,
        /// The hand.
        hand: &'a Hand,
        /// Its text.
        text: &'a HandText,
        /// How it came.
        origin: Origin,
    },
    /// A block of a tournament summary and its text.
    Summary {
        /// The file that it stands in.
        file: &'a Path,
        /// What it says.
        summary: &'a TournamentSummary,
        /// Its text.
        text: &'a SummaryText,
        /// How it came.
        origin: Origin,
    },
    /// A text that is neither.
    Stray {
        /// The file that it stands in.
        file: &'a Path,
        /// Where it starts, in bytes.
        offset: u64,
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

/// The reason of a conflict, for the player who looks at the quarantine.
const CONFLICT: &str = "conflict: the log has a hand with the same id and another text";

impl Store {
    /// Adds items in their order, and notes how far their files were read. All of it is on
    /// the disk when this returns, or none of it.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): nothing was added, and the same
    /// call can be made again.
    pub fn append(
        &mut self,
        items: &[Item<'_>],
        checkpoints: &[(&Path, FileCheckpoint)],
    ) -> Result<Vec<Outcome>, Error> {
        let mut totals = self.totals;
        let transaction = self.connection.transaction()?;
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items {
            let outcome = add(&transaction, item, totals.top.next())?;
            match outcome {
                Outcome::New { seq, .. } => {
                    totals.top = seq;
                    totals.hands += u64::from(matches!(item, Item::Hand { .. }));
                }
                Outcome::Conflict | Outcome::Quarantined => totals.quarantined += 1,
                Outcome::Duplicate | Outcome::StillQuarantined => {}
            }
            outcomes.push(outcome);
        }
        for (file, checkpoint) in checkpoints {
            move_checkpoint(&transaction, file, *checkpoint)?;
        }
        transaction.commit()?;
        self.totals = totals;
        Ok(outcomes)
    }
}

/// Adds one item, as `next` if it is new.
fn add(transaction: &Transaction<'_>, item: &Item<'_>, next: Seq) -> Result<Outcome, Error> {
    match *item {
        Item::Hand { file, hand, text, origin } => {
            let file = file_id(transaction, file)?;
            let key = Key { kind: Kind::Hand, id: &hand.id.0, player: hero(hand) };
            let row = Row { file, origin, offset: text.offset, text: &text.bytes };
            if insert(transaction, key, &row, (next, 1))? {
                return Ok(Outcome::New { seq: next, entry: 1 });
            }
            if is_logged(transaction, key, text)?.0 {
                return Ok(Outcome::Duplicate);
            }
            match quarantine(transaction, file, (text.offset, &text.bytes), CONFLICT)? {
                Outcome::Quarantined => Ok(Outcome::Conflict),
                known => Ok(known),
            }
        }
        Item::Summary { file, summary, text, origin } => {
            let file = file_id(transaction, file)?;
            let player = summary.player.as_deref().unwrap_or_default();
            let key = Key { kind: Kind::Summary, id: &summary.id, player };
            // Blocks are compared as texts of hands are: a re-entry says something else.
            let as_text = HandText { offset: text.offset, bytes: text.bytes.clone() };
            let (is_logged, entries) = is_logged(transaction, key, &as_text)?;
            if is_logged {
                return Ok(Outcome::Duplicate);
            }
            let row = Row { file, origin, offset: text.offset, text: &text.bytes };
            insert(transaction, key, &row, (next, entries + 1))?;
            Ok(Outcome::New { seq: next, entry: entries + 1 })
        }
        Item::Stray { file, offset, bytes, reason } => {
            let file = file_id(transaction, file)?;
            quarantine(transaction, file, (offset, bytes), reason)
        }
    }
}

/// What names an entry, but for the ordinal of a summary's block.
#[derive(Clone, Copy)]
struct Key<'a> {
    kind: Kind,
    id: &'a str,
    player: &'a str,
}

/// The rest of an entry.
struct Row<'a> {
    file: i64,
    origin: Origin,
    offset: u64,
    text: &'a [u8],
}

/// Inserts an entry unless its key is taken.
fn insert(
    transaction: &Transaction<'_>,
    key: Key<'_>,
    row: &Row<'_>,
    (seq, entry): (Seq, u32),
) -> Result<bool, Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO entries (seq, kind, id, player, entry, origin, file, offset, text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, player, kind, entry) DO NOTHING",
    )?;
    let Key { kind, id, player } = key;
    let origin = row.origin.code();
    let inserted = insert.execute(params![
        seq.0,
        kind.code(),
        id,
        player,
        entry,
        origin,
        row.file,
        row.offset,
        row.text
    ])?;
    Ok(inserted == 1)
}

/// Whether the log has a text under its key, and how many entries have that key.
fn is_logged(
    transaction: &Transaction<'_>,
    key: Key<'_>,
    text: &HandText,
) -> Result<(bool, u32), Error> {
    let select = "SELECT offset, text FROM entries WHERE id = ? AND player = ? AND kind = ?";
    let mut select = transaction.prepare_cached(select)?;
    let mut rows = select.query((key.id, key.player, key.kind.code()))?;
    let (mut found, mut entries) = (false, 0);
    while let Some(row) = rows.next()? {
        found |= same_text(&HandText { offset: row.get(0)?, bytes: row.get(1)? }, text);
        entries += 1;
    }
    Ok((found, entries))
}

/// Who saw the hand; empty where nobody was dealt in.
fn hero(hand: &Hand) -> &str {
    hand.hero().map(|player| player.name.as_str()).unwrap_or_default()
}

/// Keeps a text that is no hand, unless it is known from the same place.
fn quarantine(
    transaction: &Transaction<'_>,
    file_id: i64,
    (offset, bytes): (u64, &[u8]),
    reason: &str,
) -> Result<Outcome, Error> {
    let mut known = transaction
        .prepare_cached("SELECT 1 FROM quarantine WHERE file = ? AND offset = ? AND text = ?")?;
    if known.exists((file_id, offset, bytes))? {
        return Ok(Outcome::StillQuarantined);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO quarantine (file, offset, reason, text) VALUES (?, ?, ?, ?)",
    )?;
    insert.execute((file_id, offset, reason, bytes))?;
    Ok(Outcome::Quarantined)
}

/// The number of a file in the log; a new one gets the next.
fn file_id(transaction: &Transaction<'_>, file: &Path) -> Result<i64, Error> {
    let path = path_text(file);
    let mut select = transaction.prepare_cached("SELECT id FROM files WHERE path = ?")?;
    if let Some(id) = select.query_row([&path], |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let mut insert = transaction
        .prepare_cached("INSERT INTO files (path, offset, fingerprint) VALUES (?, 0, 0)")?;
    Ok(insert.insert([&path])?)
}

/// Notes how far a file has been read.
fn move_checkpoint(
    transaction: &Transaction<'_>,
    file: &Path,
    checkpoint: FileCheckpoint,
) -> Result<(), Error> {
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO files (path, offset, fingerprint) VALUES (?1, ?2, ?3)
         ON CONFLICT (path) DO UPDATE SET offset = ?2, fingerprint = ?3",
    )?;
    let fingerprint = checkpoint.fingerprint.cast_signed();
    upsert.execute((path_text(file), checkpoint.offset, fingerprint))?;
    Ok(())
}

/// A path as the log keeps it. Characters that are no Unicode are replaced: two such files
/// could share a line, and would only be read again from their start.
fn path_text(path: &Path) -> Cow<'_, str> {
    path.to_string_lossy()
}

#[cfg(test)]
mod tests;
