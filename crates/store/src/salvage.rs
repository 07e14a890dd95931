//! What can still be read of a damaged log.
//!
//! Each text has a checksum of its own, so what is found is right wherever it is found. The
//! tables are asked first, entry by entry, because they also know where a text came from;
//! what they do not give any more is looked for in the bytes of the files.

mod frames;

use std::path::{Path, PathBuf};

use hand_history::{Block, Splitter};
use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{
    Content, Derived, Error, Item, Note, Origin, Packed, Seq, Store, files, packed::unpack,
};

/// Texts that are brought into the new log at once.
const AT_ONCE: usize = 4096;

/// After so many entries in a row that cannot be read, the tables are given up: the rest is
/// found by its bytes.
const GIVE_UP: u64 = 10_000;

/// A text of the damaged log, and where it came from.
struct Found {
    file: PathBuf,
    offset: u64,
    origin: Origin,
    text: Vec<u8>,
}

/// What became of a damaged log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// What was wrong with it.
    pub problem: String,
    /// Where it is kept.
    pub kept: PathBuf,
    /// Entries that could be read, and are in the new log.
    pub salvaged: u64,
}

/// Puts a new log with everything that can be read of a damaged one in its place, and keeps
/// that. Should the process end before, the damaged one is still there.
pub(crate) fn recover(damaged: &Path, problem: String) -> Result<Recovery, Error> {
    let new = files::with_suffix(damaged, ".salvage");
    files::discard(&new)?;
    let kept = files::free_name(damaged, "damaged");
    let mut store = Store::of_file(&new)?;
    let salvaged = salvage(damaged, &kept, &mut store)?;
    store.close()?;
    files::replace(damaged, &new, &kept)?;
    Ok(Recovery { problem, kept, salvaged })
}

/// Brings everything readable of a damaged database, which will have the name `kept`, into a
/// new log, and returns how many entries that are.
fn salvage(damaged: &Path, kept: &Path, store: &mut Store) -> Result<u64, Error> {
    let mut salvaged = 0;
    let mut batch = Vec::with_capacity(AT_ONCE);
    let mut take = |found: Option<Found>| {
        let is_last = found.is_none();
        batch.extend(found);
        if batch.len() == AT_ONCE || is_last {
            salvaged += bring(&batch, store)?;
            batch.clear();
        }
        Ok::<_, Error>(())
    };
    let mut notes = Vec::new();
    // A database whose tables cannot be asked at all still has its bytes.
    if let Ok(tables) = Tables::open(damaged) {
        for found in tables.entries() {
            take(Some(found))?;
        }
        notes = tables.notes();
    }
    let parts = [
        (damaged.to_owned(), kept.to_owned()),
        (files::written_ahead(damaged), files::written_ahead(kept)),
    ];
    for (now, later) in parts.iter().filter(|(now, _)| now.exists()) {
        frames::each(now, |offset, text| {
            let (file, origin) = (later.clone(), Origin::Backfill);
            take(Some(Found { file, offset, origin, text }))
        })?;
    }
    take(None)?;
    for (player, note) in notes {
        store.set_note(&player, Some(&note))?;
    }
    Ok(salvaged)
}

/// Adds texts to the new log; how many it did not have.
fn bring(found: &[Found], store: &mut Store) -> Result<u64, Error> {
    let before = store.totals().top;
    let mut derived = Vec::with_capacity(found.len());
    for found in found {
        let mut splitter = Splitter::new(0, &found.text);
        let entry = match splitter.next().or_else(|| splitter.rest()) {
            Some(Block::Hand(text)) => Derived::of_hand(&text),
            Some(Block::Summary(text)) => Derived::of_summary(&text),
            Some(Block::Stray(_)) | None => Derived::Nothing,
        };
        derived.push((found, entry, Packed::new(&found.text)?));
    }
    let items = derived.iter().filter_map(|(found, entry, packed)| {
        let content = match entry {
            Derived::Hand(played) => Content::Hand(played, packed),
            Derived::Summary(summary) => Content::Summary(summary, packed),
            Derived::Nothing => return None,
        };
        Some(Item { file: &found.file, offset: found.offset, origin: found.origin, content })
    });
    let items: Vec<Item<'_>> = items.collect();
    store.append(&items, &[])?;
    Ok(store.totals().top.0 - before.0)
}

/// The tables of a damaged database, as far as they answer.
struct Tables {
    connection: Connection,
    top: Seq,
}

impl Tables {
    fn open(damaged: &Path) -> Result<Self, Error> {
        // What was written ahead is only read by a connection that may write.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(damaged, flags)?;
        // Nothing is repaired here: it is kept as it was found.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        let top = connection.query_row("SELECT max(seq) FROM entries", (), |row| row.get(0));
        Ok(Self { connection, top: Seq(top.unwrap_or(u64::MAX >> 1)) })
    }

    /// The entries that answer, each asked for by itself: one that cannot be read does not
    /// hide those behind it.
    fn entries(&self) -> impl Iterator<Item = Found> {
        let mut silent = 0;
        (1..=self.top.0)
            .map_while(move |seq| {
                let found = self.entry(seq);
                silent = if found.is_some() { 0 } else { silent + 1 };
                (silent < GIVE_UP).then_some(found)
            })
            .flatten()
    }

    /// What the user has written about players, as far as it can be read: no history file
    /// brings it again.
    fn notes(&self) -> Vec<(String, Note)> {
        let select = "SELECT player, text, label, colour FROM notes";
        // An older log has none.
        let Ok(mut select) = self.connection.prepare(select) else { return Vec::new() };
        let rows = select.query_map((), |row| {
            let note = Note { text: row.get(1)?, label: row.get(2)?, colour: row.get(3)? };
            Ok((row.get(0)?, note))
        });
        rows.map(|rows| rows.map_while(Result::ok).collect()).unwrap_or_default()
    }

    fn entry(&self, seq: u64) -> Option<Found> {
        let select = "SELECT origin, entries.offset, text, path
                      FROM entries LEFT JOIN files ON files.id = file WHERE seq = ?";
        let mut select = self.connection.prepare_cached(select).ok()?;
        let row = select.query_row([seq], |row| {
            let path: Option<String> = row.get(3)?;
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?, path))
        });
        let (origin, offset, packed, path) = row.ok()?;
        let text = unpack(&packed).ok()?;
        let file = path.unwrap_or_default().into();
        Some(Found { file, offset, origin: Origin::from_code(origin), text })
    }
}

#[cfg(test)]
mod tests;
