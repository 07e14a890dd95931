//! What a transaction adds to the facts and counters of the players.

use std::collections::BTreeMap;

use hand_history::{Amount, Hand};
use hud::{Contribution, Month, Setting, TableKey};
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

/// Facts that wait for the end of a transaction, by player, so that each player's last piece is
/// written once.
#[derive(Debug, Default)]
pub(crate) struct Gathered(Map<i64, Vec<Row>>);

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
    pub(crate) fn add(
        &mut self,
        seq: Seq,
        hand: &Hand,
        contributions: &[Contribution],
    ) -> Result<(), Error> {
        self.each(seq, hand, contributions, |row, _| Some(row))
    }

    /// Adds by how much what they could expect differs from what they got.
    pub(crate) fn adjust(
        &mut self,
        seq: Seq,
        hand: &Hand,
        contributions: &[Contribution],
        ev_nets: &[Amount],
    ) -> Result<(), Error> {
        self.each(seq, hand, contributions, |row, contribution| {
            let ev_net = ev_nets.get(usize::from(contribution.player.0))?;
            let adjustment = *ev_net - contribution.net;
            (adjustment != Amount::ZERO).then(|| row.adjusted_by(adjustment))
        })
    }

    fn each(
        &mut self,
        seq: Seq,
        hand: &Hand,
        contributions: &[Contribution],
        row_of: impl Fn(Row, &Contribution) -> Option<Row>,
    ) -> Result<(), Error> {
        if contributions.is_empty() {
            return Ok(());
        }
        let setting = self.settings.number(self.connection, &Setting::of(hand))?;
        let place = (seq.0, self.table(hand)?.cast_unsigned());
        for contribution in contributions {
            let row = row_of(Row::of(place, hand, setting, contribution), contribution);
            let (Some(player), Some(row)) = (hand.player(contribution.player), row) else {
                continue;
            };
            let player = self.players.id(&player.name)?;
            self.gathered.0.entry(player).or_default().push(row);
        }
        Ok(())
    }

    fn table(&mut self, hand: &Hand) -> Result<i64, Error> {
        let key = TableKey::of(hand);
        if let Some(number) = self.tables.get(&key) {
            return Ok(*number);
        }
        let number = table_or_new(self.connection, &key)?;
        self.tables.insert(key, number);
        Ok(number)
    }
}

impl Gathered {
    /// Writes what was gathered, player by player, as their pieces stand in the database.
    pub(crate) fn write(
        &mut self,
        connection: &Connection,
        settings: &Settings,
    ) -> Result<(), Error> {
        let mut players: Vec<_> = self.0.drain().collect();
        players.sort_unstable_by_key(|(player, _)| *player);
        let mut find = connection.prepare_cached(
            "SELECT id, data FROM pieces WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1",
        )?;
        let mut write =
            connection.prepare_cached("INSERT OR REPLACE INTO pieces (id, data) VALUES (?, ?)")?;
        for (player, rows) in players {
            let found = find
                .query_row((first_piece(player), last_piece(player)), |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .optional()?;
            let (mut id, mut piece) = match found {
                Some((id, bytes)) => (id, Piece::of(bytes).ok_or_else(damaged)?),
                None => (first_piece(player), Piece::new()),
            };
            let summed = first_unsummed(id);
            for row in &rows {
                if !piece.push(row) {
                    write.execute(params![id, piece.as_bytes()])?;
                    (id, piece) = (id + 1, Piece::new());
                    piece.push(row);
                }
            }
            write.execute(params![id, piece.as_bytes()])?;
            if summed < first_unsummed(id) {
                sum_up(connection, (summed, first_unsummed(id)), player, settings)?;
            }
        }
        Ok(())
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
    each_fact(connection, (from, before - 1), settings, |setting, fact| {
        sums.entry(Month::of(fact.played_at)).or_default().add(setting, &fact);
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
    for (month, mut counters) in sums {
        let id = counters_row(player, month);
        let before: Option<Vec<u8>> = read.query_row([id], |row| row.get(0)).optional()?;
        if !before.is_none_or(|before| counters.merge(&before)) {
            return Err(damaged());
        }
        write.execute(params![id, counters.to_bytes()])?;
    }
    Ok(())
}
