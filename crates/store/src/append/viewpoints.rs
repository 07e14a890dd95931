//! Which of those who saw a hand came first.

use std::collections::HashSet;

use hud::Played;
use rusqlite::{CachedStatement, Connection};

use crate::{Error, seq::Kind};

/// What is remembered of viewpoints from one transaction to the next.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Whose client wrote hands that he was dealt into, by the numbers of their names.
    heroes: HashSet<i64>,
    /// Hands that were written by the client of somebody who only watched, by their ids: one of
    /// several hundred.
    watched: HashSet<String>,
}

impl Seen {
    /// What the database has of them.
    fn read(connection: &Connection) -> Result<Self, Error> {
        let mut heroes = connection.prepare("SELECT player FROM heroes")?;
        let mut watched = connection.prepare("SELECT hand FROM watched")?;
        Ok(Self {
            heroes: heroes.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?,
            watched: watched.query_map((), |row| row.get(0))?.collect::<Result<_, _>>()?,
        })
    }
}

/// A hand that several accounts of this computer have seen is an entry for each of them, and
/// counts once: the first entry tells all that the others could.
pub(crate) struct Viewpoints<'a> {
    seen: &'a mut Seen,
    insert_hero: CachedStatement<'a>,
    insert_watched: CachedStatement<'a>,
    others: CachedStatement<'a>,
}

impl<'a> Viewpoints<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        known: &'a mut Option<Seen>,
    ) -> Result<Self, Error> {
        let seen = match known {
            Some(seen) => seen,
            None => known.insert(Seen::read(connection)?),
        };
        let insert_hero = connection.prepare_cached("INSERT INTO heroes (player) VALUES (?)")?;
        let insert_watched = connection.prepare_cached("INSERT INTO watched (hand) VALUES (?)")?;
        let others = connection
            .prepare_cached("SELECT 1 FROM keys WHERE id = ? AND player <> ? AND kind = ?")?;
        Ok(Self { seen, insert_hero, insert_watched, others })
    }

    /// Whether nobody else has seen the hand before this one. Who only watched has no name in
    /// the hand, and may be any of several.
    pub(crate) fn is_first(&mut self, played: &Played, hero: i64) -> Result<bool, Error> {
        let id = played.id.0.as_str();
        let Seen { heroes, watched } = &mut *self.seen;
        if played.hero.is_none() {
            watched.insert(id.to_owned());
            self.insert_watched.execute([id])?;
        } else if heroes.insert(hero) {
            self.insert_hero.execute([hero])?;
        }
        // Nearly everybody plays with one account, and is seldom only watching.
        let is_alone = played.hero.is_some() && heroes.len() == 1 && !watched.contains(id);
        Ok(is_alone || !self.others.exists((id, hero, Kind::Hand.code()))?)
    }
}
