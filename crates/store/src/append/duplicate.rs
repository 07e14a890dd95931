//! Whether the log has a text already.

use hand_history::{HandText, same_text};
use rusqlite::Connection;

use super::Key;
use crate::{Error, Packed, packed::unpack};

/// Whether the log has a text under its key, and how many entries have that key.
///
/// An entry under this key whose text is damaged gets this one, which is how a history file
/// mends the log.
pub(super) fn is_logged(
    connection: &Connection,
    key: Key<'_>,
    text: &Packed,
) -> Result<(bool, u32), Error> {
    // Blocks of summaries are compared as texts of hands are: a re-entry says something else.
    let as_hand = |bytes: Vec<u8>| HandText { offset: 0, bytes: bytes.into() };
    // Unpacked when there is something to compare it with.
    let mut wanted = None;
    let mut select = connection.prepare_cached(
        "SELECT seq, text FROM keys JOIN entries USING (seq)
         WHERE keys.id = ? AND keys.player = ? AND keys.kind = ?",
    )?;
    let mut rows = select.query((key.id, key.player, key.kind.code()))?;
    let (mut found, mut damaged, mut entries) = (false, None, 0);
    while let Some(row) = rows.next()? {
        match unpack(row.get_ref(1)?.as_blob().unwrap_or_default()) {
            Ok(bytes) => {
                let wanted = match &wanted {
                    Some(wanted) => wanted,
                    None => wanted.insert(as_hand(text.text()?)),
                };
                found |= same_text(&as_hand(bytes), wanted);
            }
            Err(_) => damaged = Some(row.get::<_, i64>(0)?),
        }
        entries += 1;
    }
    if let (false, Some(seq)) = (found, damaged) {
        let mut mend = connection.prepare_cached("UPDATE entries SET text = ? WHERE seq = ?")?;
        mend.execute((text.as_bytes(), seq))?;
        found = true;
    }
    Ok((found, entries))
}
