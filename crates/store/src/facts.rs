//! What each player did, hand by hand, and the sums that are kept ready.
//!
//! The facts of a player stand one behind the other, in the order in which they came, in
//! pieces that each fit a page of the database. When the eighth piece is full, the facts of all
//! eight are added to the player's counters. The counters and the pieces behind them together
//! are always everything, as of the same transaction as the hand. So a hand costs the rewriting
//! of one page for each of its players, whoever they are, and a sum over a million hands is read
//! from some hundred counters and eight pages.

mod codes;
mod counters;
mod dictionary;
mod piece;
mod varint;

use std::sync::Arc;

use hud::Setting;
use rusqlite::Connection;

pub(crate) use self::{
    counters::{Counters, add_covered, counters_of_player, counters_row, month_of},
    dictionary::{Settings, table, table_or_new},
    piece::{Piece, Row, first_piece, first_unsummed, last_piece},
};
use crate::{Error, ErrorKind};

/// Gives the facts of the pieces from one row to another, each with its setting.
pub(crate) fn each_fact(
    connection: &Connection,
    (first, last): (i64, i64),
    settings: &Settings,
    mut give: impl FnMut(Row, &Arc<Setting>),
) -> Result<(), Error> {
    let mut select = connection
        .prepare_cached("SELECT data FROM pieces WHERE id BETWEEN ? AND ? ORDER BY id")?;
    let mut rows = select.query((first, last))?;
    while let Some(row) = rows.next()? {
        let bytes = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let mut is_known = true;
        let is_whole = Piece::each(bytes, |row| match settings.get(row.setting) {
            Some(setting) => give(row, setting),
            None => is_known = false,
        });
        if !is_whole || !is_known {
            return Err(damaged());
        }
    }
    Ok(())
}

/// What is counted of the players is not what was written.
pub(crate) fn damaged() -> Error {
    let words = "what is counted of a player is not what was written: `railbird rebuild` mends it";
    ErrorKind::Damaged(words.to_owned()).into()
}
