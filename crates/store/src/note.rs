//! What the user has written about players.

use rusqlite::{Connection, OptionalExtension as _};

use crate::{Error, Store};

/// What the user has written about a player. It is kept whatever is derived again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The words.
    pub text: String,
    /// A word for the kind of player.
    pub label: Option<String>,
    /// A colour for it.
    pub colour: Option<String>,
}

impl Store {
    /// Writes a note about the player of this name, in the place of the one before; `None`
    /// takes it away. The player need not be in the log yet.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database): the note is the one before.
    pub fn set_note(&mut self, player: &str, note: Option<&Note>) -> Result<(), Error> {
        match note {
            Some(Note { text, label, colour }) => self.connection.execute(
                "INSERT OR REPLACE INTO notes (player, text, label, colour) VALUES (?, ?, ?, ?)",
                (player, text, label, colour),
            )?,
            None => self.connection.execute("DELETE FROM notes WHERE player = ?", [player])?,
        };
        Ok(())
    }
}

/// The note about a player.
pub(crate) fn note(connection: &Connection, player: &str) -> Result<Option<Note>, Error> {
    let mut select =
        connection.prepare_cached("SELECT text, label, colour FROM notes WHERE player = ?")?;
    let note = select.query_row([player], |row| {
        Ok(Note { text: row.get(0)?, label: row.get(1)?, colour: row.get(2)? })
    });
    Ok(note.optional()?)
}
