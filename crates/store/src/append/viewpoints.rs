//! Which of the heroes who saw a hand came first.

use std::collections::HashSet;

use hand_history::Hand;
use rusqlite::{CachedStatement, Transaction};

use crate::{Error, seq::Kind};

/// A hand that several accounts of this computer have seen is an entry for each of them, and
/// counts once: the first entry tells all that the others could.
pub(crate) struct Viewpoints<'a> {
    /// Whose client wrote hands, by the numbers of their names. Whoever only watched has an
    /// empty one.
    heroes: &'a mut HashSet<i64>,
    insert: CachedStatement<'a>,
    others: CachedStatement<'a>,
}

impl<'a> Viewpoints<'a> {
    pub(crate) fn new(
        transaction: &'a Transaction<'_>,
        known: &'a mut Option<HashSet<i64>>,
    ) -> Result<Self, Error> {
        let heroes = match known {
            Some(heroes) => heroes,
            None => {
                let mut select = transaction.prepare("SELECT player FROM viewpoints")?;
                let rows = select.query_map((), |row| row.get(0))?;
                known.insert(rows.collect::<Result<_, _>>()?)
            }
        };
        let insert = transaction.prepare_cached("INSERT INTO viewpoints (player) VALUES (?)")?;
        let others = transaction
            .prepare_cached("SELECT 1 FROM keys WHERE id = ? AND player <> ? AND kind = ?")?;
        Ok(Self { heroes, insert, others })
    }

    /// Whether no other hero has seen the hand before this one.
    pub(crate) fn is_first(&mut self, hand: &Hand, hero: i64) -> Result<bool, Error> {
        if self.heroes.insert(hero) {
            self.insert.execute([hero])?;
        }
        // Nearly everybody plays with one account. Who watched has no name in the hand, and may
        // be any of several.
        let is_only_one = self.heroes.len() == 1 && hand.hero.is_some();
        Ok(is_only_one || !self.others.exists((&*hand.id.0, hero, Kind::Hand.code()))?)
    }
}
