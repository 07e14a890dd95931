//! What a transaction adds to the facts and counters of the players.

use std::{
    collections::{BTreeMap, hash_map::Entry},
    mem,
};

use hand_history::Amount;
use hud::{Contribution, Month, Played, TableKey};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::names::Names;
use crate::{
    Error, Seq,
    facts::{
        Counters, Piece, Row, Settings, counters_row, damaged, each_fact, first_piece,
        first_unsummed, last_piece, table_or_new,
    },
    map::Map,
};

/// What a transaction adds, by player, so that each player's last piece is written once.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Map<i64, Added>);

/// The pieces of a player that are to be written: one that was there or is new, and those behind.
#[derive(Debug)]
struct Added {
    first: i64,
    full: Vec<Piece>,
    last: Piece,
}

/// What gathers facts, with the numbers that stand for names in them.
pub(crate) struct Counting<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) players: Names<'a>,
    pub(crate) settings: &'a mut Settings,
    pub(crate) tables: &'a mut Map<TableKey, i64>,
    pub(crate) gathered: &'a mut Gathered,
}

impl Counting<'_> {
    /// Adds what the players did in a hand, which is this entry of the log.
    pub(crate) fn add(&mut self, seq: Seq, played: &Played) -> Result<(), Error> {
        self.each(seq, played, |row, _| Some(row))
    }

    /// Adds by how much what they could expect differs from what they got.
    pub(crate) fn adjust(
        &mut self,
        seq: Seq,
        played: &Played,
        ev_nets: &[Amount],
    ) -> Result<(), Error> {
        self.each(seq, played, |row, contribution| {
            let ev_net = ev_nets.get(usize::from(contribution.player.0))?;
            let adjustment = *ev_net - contribution.net;
            (adjustment != Amount::ZERO).then(|| row.adjusted_by(adjustment))
        })
    }

    fn each(
        &mut self,
        seq: Seq,
        played: &Played,
        row_of: impl Fn(Row, &Contribution) -> Option<Row>,
    ) -> Result<(), Error> {
        if played.players.is_empty() {
            return Ok(());
        }
        let setting = self.settings.number(self.connection, &played.setting)?;
        let place = (seq.0, self.table(&played.table)?.cast_unsigned());
        for (name, contribution) in &played.players {
            let row = Row::of(place, played.played_at, setting, contribution);
            let Some(row) = row_of(row, contribution) else { continue };
            let player = self.players.id(name)?;
            self.gathered.push(self.connection, player, &row)?;
        }
        Ok(())
    }

    fn table(&mut self, key: &TableKey) -> Result<i64, Error> {
        if let Some(number) = self.tables.get(key) {
            return Ok(*number);
        }
        let number = table_or_new(self.connection, key)?;
        self.tables.insert(key.clone(), number);
        Ok(number)
    }
}

impl Gathered {
    fn push(&mut self, connection: &Connection, player: i64, row: &Row) -> Result<(), Error> {
        let added = match self.0.entry(player) {
            Entry::Occupied(added) => added.into_mut(),
            Entry::Vacant(new) => new.insert(Added::behind(connection, player)?),
        };
        if !added.last.push(row) {
            added.full.push(mem::replace(&mut added.last, Piece::new()));
            added.last.push(row);
        }
        Ok(())
    }

    /// Writes what was gathered, player by player, as their pieces stand in the database.
    pub(crate) fn write(
        &mut self,
        connection: &Connection,
        settings: &Settings,
    ) -> Result<(), Error> {
        let mut players: Vec<_> = self.0.drain().collect();
        players.sort_unstable_by_key(|(player, _)| *player);
        let mut write =
            connection.prepare_cached("INSERT OR REPLACE INTO pieces (id, data) VALUES (?, ?)")?;
        for (player, Added { first, full, last }) in players {
            let mut id = first;
            for piece in &full {
                write.execute(params![id, piece.as_bytes()])?;
                id += 1;
            }
            write.execute(params![id, last.as_bytes()])?;
            if first_unsummed(first) < first_unsummed(id) {
                let unsummed = (first_unsummed(first), first_unsummed(id));
                sum_up(connection, unsummed, player, settings)?;
            }
        }
        Ok(())
    }
}

impl Added {
    /// Nothing yet, behind what the database has of a player.
    fn behind(connection: &Connection, player: i64) -> Result<Self, Error> {
        let mut find = connection.prepare_cached(
            "SELECT id, data FROM pieces WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        )?;
        let found = find
            .query_row((first_piece(player), last_piece(player)), |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let (first, last) = match found {
            Some((id, bytes)) => (id, Piece::of(bytes).ok_or_else(damaged)?),
            None => (first_piece(player), Piece::new()),
        };
        Ok(Self { first, full: Vec::new(), last })
    }
}

/// Adds the facts of the pieces from one to before another to the counters of a player.
fn sum_up(
    connection: &Connection,
    (from, before): (i64, i64),
    player: i64,
    settings: &Settings,
) -> Result<(), Error> {
    let mut sums: BTreeMap<Month, Counters> = BTreeMap::new();
    each_fact(connection, (from, before - 1), settings, |row, setting| {
        sums.entry(Month::of(row.played_at)).or_default().add(row, setting);
    })?;
    add_to_counters(connection, player, sums)
}

/// Adds sums to the counters of a player.
fn add_to_counters(
    connection: &Connection,
    player: i64,
    sums: BTreeMap<Month, Counters>,
) -> Result<(), Error> {
    let mut read = connection.prepare_cached("SELECT data FROM counters WHERE id = ?")?;
    let mut write =
        connection.prepare_cached("INSERT OR REPLACE INTO counters (id, data) VALUES (?, ?)")?;
    for (month, counters) in sums {
        let id = counters_row(player, month);
        let before: Option<Vec<u8>> = read.query_row([id], |row| row.get(0)).optional()?;
        let after = counters.added_to(&before.unwrap_or_default()).ok_or_else(damaged)?;
        write.execute(params![id, after])?;
    }
    Ok(())
}
