//! Settings and tables, and the numbers that stand for them.

use std::sync::Arc;

use hand_history::Amount;
use hud::{Setting, TableKey};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::codes::{CURRENCIES, KINDS, LIMITS, VARIANTS, code, word};
use crate::{Error, map::Map};

/// The settings of the log, by their numbers. There are some hundreds of them.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    by_number: Map<i64, Arc<Setting>>,
    numbers: Map<Arc<Setting>, i64>,
    highest: i64,
}

impl Settings {
    /// The setting of a number.
    pub(crate) fn get(&self, number: i64) -> Option<&Arc<Setting>> {
        self.by_number.get(&number)
    }

    /// Learns those that came into the log since the last time.
    pub(crate) fn update(&mut self, connection: &Connection) -> Result<(), Error> {
        let mut select = connection.prepare_cached(
            "SELECT id, kind, variant, betting, stakes, currency, real_money, big_blind
             FROM settings WHERE id > ?",
        )?;
        let rows = select.query_map([self.highest], |row| Ok((row.get(0)?, setting(row)?)))?;
        for row in rows {
            // One of a word that this version does not know has no number here.
            if let (number, Some(setting)) = row? {
                self.learn(number, Arc::new(setting));
            }
        }
        Ok(())
    }

    /// The number of a setting; a new one gets the next.
    pub(crate) fn number(
        &mut self,
        connection: &Connection,
        setting: &Setting,
    ) -> Result<i64, Error> {
        if let Some(number) = self.numbers.get(setting) {
            return Ok(*number);
        }
        if self.highest == 0 {
            self.update(connection)?;
            if let Some(number) = self.numbers.get(setting) {
                return Ok(*number);
            }
        }
        let mut insert = connection.prepare_cached(
            "INSERT INTO settings
             (kind, variant, betting, stakes, currency, real_money, big_blind)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?;
        let number = insert.insert(params![
            code(&KINDS, &setting.kind),
            code(&VARIANTS, &setting.variant),
            code(&LIMITS, &setting.limit),
            &*setting.stakes,
            code(&CURRENCIES, &setting.currency),
            setting.real_money,
            setting.big_blind.unwrap_or_default().hundredths(),
        ])?;
        self.learn(number, Arc::new(setting.clone()));
        Ok(number)
    }

    fn learn(&mut self, number: i64, setting: Arc<Setting>) {
        self.highest = self.highest.max(number);
        self.by_number.insert(number, Arc::clone(&setting));
        self.numbers.insert(setting, number);
    }
}

/// The setting of a row.
fn setting(row: &Row<'_>) -> rusqlite::Result<Option<Setting>> {
    let stakes: String = row.get(4)?;
    let big_blind = Amount::from_hundredths(row.get(7)?);
    let words = (
        word(&KINDS, row.get(1)?),
        word(&VARIANTS, row.get(2)?),
        word(&LIMITS, row.get(3)?),
        word(&CURRENCIES, row.get(5)?),
    );
    let (Some(kind), Some(variant), Some(limit), Some(currency)) = words else { return Ok(None) };
    Ok(Some(Setting {
        kind,
        variant,
        limit,
        stakes: stakes.into(),
        currency,
        real_money: row.get(6)?,
        big_blind: Some(big_blind).filter(|big_blind| big_blind.is_positive()),
    }))
}

/// The number of a table; `None` if no hand was played there.
pub(crate) fn table(connection: &Connection, key: &TableKey) -> Result<Option<i64>, Error> {
    let mut select =
        connection.prepare_cached("SELECT id FROM tables WHERE kind = ? AND name = ?")?;
    Ok(select.query_row(table_columns(key), |row| row.get(0)).optional()?)
}

/// The number of a table; a new one gets the next.
pub(crate) fn table_or_new(connection: &Connection, key: &TableKey) -> Result<i64, Error> {
    if let Some(number) = table(connection, key)? {
        return Ok(number);
    }
    let mut insert = connection.prepare_cached("INSERT INTO tables (kind, name) VALUES (?, ?)")?;
    Ok(insert.insert(table_columns(key))?)
}

fn table_columns(key: &TableKey) -> (i64, &str) {
    match key {
        TableKey::Table(name) => (0, name),
        TableKey::Tournament(id) => (1, id),
    }
}
