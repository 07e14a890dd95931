//! Who sits where: the open tables, folded from hands.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Hand, Kind, TournamentSummary};
use smol_str::SmolStr;

use crate::{
    CloseReason, LevelChange, TableEvent, TableKey, TableState, Viewpoint, finish::Finish,
    schedules::Schedules,
};

#[cfg(test)]
mod tests;

/// The open tables.
///
/// Hands, summaries and times go in, what they change comes out. Nothing else is known: the
/// same hands at the same times give the same tables, and those still open can be had from
/// the hands of the last while alone.
///
/// Of the hands of one viewpoint the one that began last is the truth. One that began earlier
/// and comes in after it, as happens in pools, changes nobody's seat.
#[derive(Debug)]
pub struct Tables {
    /// How long a table stays open without a hand.
    idle: TimeDelta,
    open: BTreeMap<Viewpoint, OpenTable>,
    /// No open table was last seen before this.
    quiet_since: DateTime<Utc>,
    /// The ends of tournaments, the latest told last.
    finishes: VecDeque<Finish>,
    schedules: Schedules,
}

#[derive(Debug)]
struct OpenTable {
    state: Arc<TableState>,
    /// When its last hand came in.
    seen: DateTime<Utc>,
}

/// So many tables are open at most. Nobody plays that many; it is a bound on what a stream
/// of made-up names can cost.
const MAX_OPEN: usize = 1024;

/// So many ends of tournaments are remembered: a hand comes in late by seconds, within which
/// nobody ends more of them.
const MAX_FINISHES: usize = 64;

impl Tables {
    /// No tables, which will be closed when there was no hand for so long.
    #[must_use]
    pub fn new(idle: Duration) -> Self {
        Self {
            idle: TimeDelta::from_std(idle).unwrap_or(TimeDelta::MAX),
            open: BTreeMap::new(),
            quiet_since: DateTime::<Utc>::MAX_UTC,
            finishes: VecDeque::new(),
            schedules: Schedules::default(),
        }
    }

    /// Takes in a hand that came in at this time, and tells what it changed, in the order of
    /// the messages: who left, who joined, the level, and then the tables.
    pub fn observe(&mut self, hand: &Hand, at: DateTime<Utc>) -> Vec<TableEvent> {
        let idle = self.close_idle(at);
        if self.finishes.iter().any(|finish| finish.covers(hand)) {
            return idle;
        }
        match self.viewpoint(hand) {
            Some(key) => self.follow(hand, at, &key, idle),
            None => self.open_table(hand, at, idle),
        }
    }

    /// Takes in a summary that came in at this time. It ends its tournament for its player,
    /// and tells the levels of others like it.
    pub fn finish(&mut self, summary: &TournamentSummary, at: DateTime<Utc>) -> Vec<TableEvent> {
        self.learn(summary);
        let finish = Finish::of(summary, at);
        let tournament = TableKey::Tournament(summary.id.clone());
        let is_over = |state: &TableState| {
            let hero = state.hero.as_ref().zip(summary.player.as_ref());
            let is_his = hero.is_none_or(|(hero, player)| hero == player);
            // What is later is a re-entry, of which this summary knows nothing.
            is_his && finish.is_not_before(state.last_played_at)
        };
        let over: Vec<Viewpoint> = self
            .viewpoints(&tournament)
            .filter(|state| is_over(state))
            .map(|state| state.key.clone())
            .collect();
        if MAX_FINISHES <= self.finishes.len() {
            self.finishes.pop_front();
        }
        self.finishes.push_back(finish);
        over.iter().filter_map(|key| self.close(key, CloseReason::Finished)).collect()
    }

    /// Remembers the levels of a tournament that was over before.
    pub fn learn(&mut self, summary: &TournamentSummary) {
        self.schedules.learn(summary);
    }

    /// Closes what nobody heard of for a while.
    pub fn tick(&mut self, now: DateTime<Utc>) -> Vec<TableEvent> {
        self.close_idle(now)
    }

    /// The open tables, by key.
    pub fn open(&self) -> impl Iterator<Item = &Arc<TableState>> {
        self.open.values().map(|table| &table.state)
    }

    /// The open table of this viewpoint.
    #[must_use]
    pub fn get(&self, key: &Viewpoint) -> Option<&Arc<TableState>> {
        self.open.get(key).map(|table| &table.state)
    }

    /// The open tables of this moment, to be shared with readers.
    #[must_use]
    pub fn view(&self) -> Arc<[Arc<TableState>]> {
        self.open().cloned().collect()
    }

    /// The open table with this key, written as messages write it.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<&Arc<TableState>> {
        // A name may hold any character, so that the text is not taken apart but compared.
        self.open().find(|state| state.key.to_string() == key)
    }

    /// The open table that a hand goes on with.
    ///
    /// A hand that was not dealt to anybody does not tell whose it is: rather his who is
    /// listed in it, at the same table.
    fn viewpoint(&self, hand: &Hand) -> Option<Viewpoint> {
        let table = TableKey::of(hand);
        let states = || self.viewpoints(&table);
        let state = match hand.hero() {
            Some(hero) => states()
                .find(|state| state.hero.as_ref() == Some(&hero.name))
                .or_else(|| states().find(|state| state.hero.is_none())),
            None => {
                states().min_by_key(|state| (!state.hero_is_listed(hand), state.is_elsewhere(hand)))
            }
        };
        state.map(|state| state.key.clone())
    }

    /// The open tables of this key, the plain one first.
    fn viewpoints<'a>(&'a self, table: &'a TableKey) -> impl Iterator<Item = &'a TableState> {
        let first = Viewpoint { table: table.clone(), hero: None };
        let from_there = self.open.range(first..).map(|(_, table)| &*table.state);
        from_there.take_while(move |state| state.key.table == *table)
    }

    /// The first hand of a table.
    fn open_table(
        &mut self,
        hand: &Hand,
        at: DateTime<Utc>,
        mut events: Vec<TableEvent>,
    ) -> Vec<TableEvent> {
        let hero = hand.hero().map(|hero| hero.name.clone());
        let mut key = Viewpoint { table: TableKey::of(hand), hero: None };
        if self.open.contains_key(&key) {
            key.hero.clone_from(&hero);
        }
        if MAX_OPEN <= self.open.len() {
            let oldest = self.open.iter().min_by_key(|(_, table)| table.seen);
            let oldest = oldest.map(|(key, _)| key.clone());
            events.extend(oldest.and_then(|oldest| self.close(&oldest, CloseReason::Idle)));
        }
        let state = self.keep(hand, at, key, hero);
        events.push(TableEvent::Opened(state));
        events
    }

    /// Another hand of an open table, after the tables that were closed before it.
    fn follow(
        &mut self,
        hand: &Hand,
        at: DateTime<Utc>,
        key: &Viewpoint,
        closed: Vec<TableEvent>,
    ) -> Vec<TableEvent> {
        let Some(before) = self.open.get(key).map(|table| Arc::clone(&table.state)) else {
            return closed;
        };
        if before.is_after(hand) {
            return self.claim(hand, &before, closed);
        }
        let has_moved = before.is_elsewhere(hand);
        let level = LevelChange::between(&before, hand, &self.schedules);
        let hero = hand.hero().map(|hero| hero.name.clone()).or_else(|| before.hero.clone());
        let after = self.keep(hand, at, key.clone(), hero);
        let mut events = Vec::new();
        if !has_moved && hand.kind != Kind::Pool {
            events.extend(comings_and_goings(&before, &after));
        }
        events.extend(level.map(TableEvent::LevelChanged));
        events.extend(closed);
        if has_moved {
            events.push(TableEvent::Closed { table: before, reason: CloseReason::Moved });
            events.push(TableEvent::Opened(after));
        } else {
            events.push(TableEvent::Updated(after));
        }
        events
    }

    /// A hand that comes in late can still tell whose table it is.
    fn claim(
        &mut self,
        late: &Hand,
        before: &TableState,
        mut closed: Vec<TableEvent>,
    ) -> Vec<TableEvent> {
        let table = self.open.get_mut(&before.key);
        if let (None, Some(hero), Some(table)) = (&before.hero, late.hero(), table) {
            table.state = Arc::new(before.seen_by(&hero.name));
            closed.push(TableEvent::Updated(Arc::clone(&table.state)));
        }
        closed
    }

    /// Takes the table as the hand left it.
    fn keep(
        &mut self,
        hand: &Hand,
        at: DateTime<Utc>,
        key: Viewpoint,
        hero: Option<SmolStr>,
    ) -> Arc<TableState> {
        let state = Arc::new(TableState::after(hand, key.clone(), hero));
        self.open.insert(key, OpenTable { state: Arc::clone(&state), seen: at });
        self.quiet_since = self.quiet_since.min(at);
        state
    }

    fn close(&mut self, key: &Viewpoint, reason: CloseReason) -> Option<TableEvent> {
        self.open.remove(key).map(|table| TableEvent::Closed { table: table.state, reason })
    }

    /// Closes idle tables. Nearly always there can be none, and none is looked at.
    fn close_idle(&mut self, now: DateTime<Utc>) -> Vec<TableEvent> {
        let is_idle = |seen: DateTime<Utc>| self.idle <= now - seen;
        if !is_idle(self.quiet_since) {
            return Vec::new();
        }
        let idle = self.open.extract_if(.., |_, table| is_idle(table.seen));
        let reason = CloseReason::Idle;
        let events =
            idle.map(|(_, table)| TableEvent::Closed { table: table.state, reason }).collect();
        let oldest = self.open.values().map(|table| table.seen).min();
        self.quiet_since = oldest.unwrap_or(DateTime::<Utc>::MAX_UTC);
        events
    }
}

/// Who is not in his seat any more, and then who is in it now.
fn comings_and_goings<'a>(
    before: &'a TableState,
    after: &'a TableState,
) -> impl Iterator<Item = TableEvent> + 'a {
    let left = before.seats.iter().filter(|seat| !after.seats(seat));
    let joined = after.seats.iter().filter(|seat| !before.seats(seat));
    let table = &after.key;
    left.map(|seat| TableEvent::PlayerLeft { table: table.clone(), seat: seat.clone() }).chain(
        joined.map(|seat| TableEvent::PlayerJoined { table: table.clone(), seat: seat.clone() }),
    )
}
