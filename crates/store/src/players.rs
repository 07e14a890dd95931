//! Reading what is counted of the players.

use std::sync::Arc;

use hud::{Fact, Scope, TableKey, Totals};
use rusqlite::{Connection, OptionalExtension as _};

use crate::{
    Error, Note, Reader,
    adjust::adjusted_up_to,
    facts::{
        Settings, add_covered, counters_of_player, damaged, each_fact, first_piece, first_unsummed,
        last_piece, month_of, table,
    },
    note::note,
    reader::top,
};

/// What a player has done in the hands of a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// All of it added up.
    pub totals: Totals,
    /// Whether the all-ins of all hands in the log are counted in it.
    pub is_adjusted: bool,
}

impl Reader {
    /// What a player has done in the hands of a scope; `None` if the log does not know him.
    ///
    /// Counters answer what they can. With [`Scope::asks_for_facts`] all hands of the player are
    /// looked at.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database), [`ErrorKind::Damaged`](crate::ErrorKind::Damaged).
    pub fn sums(&self, player: &str, scope: &Scope) -> Result<Option<Sums>, Error> {
        self.with_settings(|connection, settings| {
            let Some(id) = player_id(connection, player)? else { return Ok(None) };
            let totals = match scope.asks_for_facts() {
                false => from_counters(connection, id, scope, settings)?,
                true => from_facts(facts(connection, id, settings)?, scope),
            };
            Ok(Some(Sums { totals, is_adjusted: is_adjusted(connection)? }))
        })
    }

    /// All that is kept of a player's hands, in the order in which it came; `None` if the log
    /// does not know him.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database), [`ErrorKind::Damaged`](crate::ErrorKind::Damaged).
    pub fn facts(&self, player: &str) -> Result<Option<Vec<Fact>>, Error> {
        self.with_settings(|connection, settings| {
            let Some(id) = player_id(connection, player)? else { return Ok(None) };
            facts(connection, id, settings).map(Some)
        })
    }

    /// Whether a name stands in the log.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn knows(&self, player: &str) -> Result<bool, Error> {
        Ok(player_id(&self.lock().connection, player)?.is_some())
    }

    /// Whether the all-ins of all hands in the log are counted.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn is_adjusted(&self) -> Result<bool, Error> {
        is_adjusted(&self.lock().connection)
    }

    /// Those whose clients wrote the hands, by name.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn heroes(&self) -> Result<Vec<String>, Error> {
        let open = self.lock();
        let mut select = open.connection.prepare_cached(
            "SELECT name FROM heroes JOIN players ON players.id = player ORDER BY name",
        )?;
        let rows = select.query_map((), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Names of players that begin like this, at most `limit`, by name. Small and capital
    /// letters without accents are the same.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn players(&self, prefix: &str, limit: usize) -> Result<Vec<String>, Error> {
        let open = self.lock();
        let mut select = open.connection.prepare_cached(
            "SELECT name FROM players
             WHERE substr(name, 1, length(?1)) = ?1 COLLATE NOCASE AND name <> ''
             ORDER BY name COLLATE NOCASE, name LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map((prefix, limit), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The number that stands for a table in [`Fact::table`]; `None` if no hand was played
    /// there.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn table(&self, key: &TableKey) -> Result<Option<u64>, Error> {
        Ok(table(&self.lock().connection, key)?.map(i64::cast_unsigned))
    }

    /// What the user has written about a player.
    ///
    /// # Errors
    /// [`ErrorKind::Database`](crate::ErrorKind::Database).
    pub fn note(&self, player: &str) -> Result<Option<Note>, Error> {
        note(&self.lock().connection, player)
    }

    /// Reads from the log as it is at one moment, with its settings.
    fn with_settings<T>(
        &self,
        read: impl FnOnce(&Connection, &Settings) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut open = self.lock();
        let open = &mut *open;
        let transaction = open.connection.unchecked_transaction()?;
        open.settings.update(&transaction)?;
        read(&transaction, &open.settings)
    }
}

fn is_adjusted(connection: &Connection) -> Result<bool, Error> {
    Ok(top(connection)? <= adjusted_up_to(connection)?)
}

/// The number of a name. Hands that the hero sat out have an empty one for him.
fn player_id(connection: &Connection, name: &str) -> Result<Option<i64>, Error> {
    let mut select =
        connection.prepare_cached("SELECT id FROM players WHERE name = ? AND name <> ''")?;
    Ok(select.query_row([name], |row| row.get(0)).optional()?)
}

/// What counters say about a scope, and the pieces that are in none of them.
fn from_counters(
    connection: &Connection,
    player: i64,
    scope: &Scope,
    settings: &Settings,
) -> Result<Totals, Error> {
    let mut totals = Totals::default();
    let mut select =
        connection.prepare_cached("SELECT id, data FROM counters WHERE id BETWEEN ? AND ?")?;
    let mut rows = select.query(counters_of_player(player))?;
    while let Some(row) = rows.next()? {
        let month = month_of(row.get(0)?);
        if scope.months.as_ref().is_some_and(|months| !months.contains(&month)) {
            continue;
        }
        if !add_covered(
            row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?,
            (month, scope),
            settings,
            &mut totals,
        ) {
            return Err(damaged());
        }
    }
    let mut last =
        connection.prepare_cached("SELECT max(id) FROM pieces WHERE id BETWEEN ? AND ?")?;
    let pieces = (first_piece(player), last_piece(player));
    if let Some(last) = last.query_row(pieces, |row| row.get::<_, Option<i64>>(0))? {
        let mut facts = Vec::new();
        each_fact(connection, (first_unsummed(last), last), settings, |row, setting| {
            let fact = row.with_setting(Arc::clone(setting));
            if scope.takes(&fact) {
                facts.push(fact);
            }
        })?;
        totals.add_all(&facts);
    }
    Ok(totals)
}

/// What facts say about a scope.
fn from_facts(mut facts: Vec<Fact>, scope: &Scope) -> Totals {
    facts.retain(|fact| scope.takes(fact));
    if let Some(last) = scope.last {
        keep_last(&mut facts, last);
    }
    let mut totals = Totals::default();
    totals.add_all(&facts);
    totals
}

/// Keeps the facts of so many hands, the last ones that were played.
fn keep_last(facts: &mut Vec<Fact>, count: u32) {
    let age = |fact: &Fact| (fact.played_at, fact.entry);
    let mut hands: Vec<_> = facts.iter().filter(|fact| fact.is_hand()).map(age).collect();
    let count = usize::try_from(count).unwrap_or(usize::MAX);
    let Some(before) = hands.len().checked_sub(count) else { return };
    if before == hands.len() {
        return facts.clear();
    }
    let (_, first, _) = hands.select_nth_unstable(before);
    let first = *first;
    facts.retain(|fact| first <= age(fact));
}

/// All facts of a player.
fn facts(connection: &Connection, player: i64, settings: &Settings) -> Result<Vec<Fact>, Error> {
    let mut facts = Vec::new();
    let rows = (first_piece(player), last_piece(player));
    each_fact(connection, rows, settings, |row, setting| {
        facts.push(row.with_setting(Arc::clone(setting)));
    })?;
    Ok(facts)
}

#[cfg(test)]
mod tests;
