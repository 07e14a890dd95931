//! Adding to the log: hands, what is no hand, and how far the files were read, all in one
//! transaction.

use std::{borrow::Cow, path::Path};

use hand_history::{Hand, HandText, same_text};
use rusqlite::{OptionalExtension, Transaction, params};

use crate::{Error, Origin, Seq, Store};

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
    /// A text that is no hand.
    Stray {
        /// The file that it stands in.
        file: &'a Path,
        /// Where it starts, in bytes.
        offset: u64,
        /// The bytes.
        bytes: &'a [u8],
        /// Why it is no hand.
        reason: &'a str,
    },
}

/// What became of an [`Item`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a new entry of the log.
    New(Seq),
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
                Outcome::New(seq) => totals.top = seq,
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
            let file_id = file_id(transaction, file)?;
            if insert(transaction, hand, text, (next, origin, file_id))? {
                return Ok(Outcome::New(next));
            }
            if same_text(&logged_text(transaction, hand)?, &text.bytes) {
                return Ok(Outcome::Duplicate);
            }
            match quarantine(transaction, file_id, (text.offset, &text.bytes), CONFLICT)? {
                Outcome::Quarantined => Ok(Outcome::Conflict),
                known => Ok(known),
            }
        }
        Item::Stray { file, offset, bytes, reason } => {
            let file_id = file_id(transaction, file)?;
            quarantine(transaction, file_id, (offset, bytes), reason)
        }
    }
}

/// Inserts a hand unless its key is taken.
fn insert(
    transaction: &Transaction<'_>,
    hand: &Hand,
    text: &HandText,
    (seq, origin, file_id): (Seq, Origin, i64),
) -> Result<bool, Error> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO entries (seq, hand_id, hero, origin, file, offset, text)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (hand_id, hero) DO NOTHING",
    )?;
    let row =
        params![seq.0, &*hand.id.0, hero(hand), origin.code(), file_id, text.offset, text.bytes];
    Ok(insert.execute(row)? == 1)
}

/// The text under the key of a hand.
fn logged_text(transaction: &Transaction<'_>, hand: &Hand) -> Result<Vec<u8>, Error> {
    let select = "SELECT text FROM entries WHERE hand_id = ? AND hero = ?";
    let mut select = transaction.prepare_cached(select)?;
    Ok(select.query_row((&*hand.id.0, hero(hand)), |row| row.get(0))?)
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
