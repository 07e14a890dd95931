//! The statistics of those who sit at open tables: in snapshots, and after each hand.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use chrono::{DateTime, Utc};
use hand_history::{Currency, Hand, parse};
use hud::{PlaySession, Scope, Stat, TableState, Totals};
use push::{Derived, Frame, PastError, StatsRequest, TableStats};
use store::{Reader, Seq, Text};
use wire::{ServerMessage, StatValues, StatsSince, StatsUpdated, TableJson};

use crate::statistics::{Refusal, Statistics};

/// Fills in the tables of snapshots.
pub(crate) fn of_snapshots(statistics: Arc<Statistics>, reader: Arc<Reader>) -> TableStats {
    Arc::new(move |tables, request| {
        let fill = |table| filled(&statistics, &reader, table, request);
        let filled: Result<_, Refusal> = tables.into_iter().map(fill).collect();
        filled.map_err(|refusal| PastError(refusal.to_string()))
    })
}

/// A table with the notes about its players, and with their statistics if they are asked for.
fn filled(
    statistics: &Statistics,
    reader: &Reader,
    mut table: TableJson,
    request: Option<&StatsRequest>,
) -> Result<TableJson, Refusal> {
    for seat in &mut table.seats {
        seat.note = statistics.note(&seat.name)?;
    }
    let Some(StatsRequest { stats, scope }) = request else { return Ok(table) };
    let Some(hand) = last_hand(reader, &table)? else { return Ok(table) };
    let session = || Ok(statistics.current_session()?.map(|session| session.started_at));
    let scope = at_table(*scope, &hand, session)?;
    let wanted = stats.stats();
    let mut players = BTreeMap::new();
    for seat in &table.seats {
        let totals = statistics.totals(&seat.name, &scope)?;
        players.insert(seat.name.clone(), StatValues::of(&totals, &wanted));
    }
    table.stats = Some(players);
    Ok(table)
}

/// The last hand of a table, which knows what is played there.
fn last_hand(reader: &Reader, table: &TableJson) -> Result<Option<Hand>, Refusal> {
    let entries = reader.hands(&table.last_hand_id)?;
    let texts = entries.iter().filter_map(|entry| match &entry.text {
        Text::Hand(text) => Some(text),
        Text::Summary { .. } | Text::Damaged(_) => None,
    });
    Ok(texts.filter_map(|text| parse(text).ok()).next())
}

/// The hands that a request asks for at the table of a hand. `session` tells when the hero's
/// current session started.
fn at_table(
    request: wire::StatsScope,
    hand: &Hand,
    session: impl FnOnce() -> Result<Option<DateTime<Utc>>, Refusal>,
) -> Result<Scope, Refusal> {
    let mut scope = request.scope(hand.kind, (hand.variant, hand.limit));
    // Whoever sits at a table for play money asks for what is played there.
    scope.play_money = hand.currency == Currency::Play || !hand.real_money;
    if request.since == StatsSince::Session {
        // Before the first hand nothing belongs to a session.
        scope.from = Some(session()?.unwrap_or(DateTime::<Utc>::MAX_UTC));
    }
    Ok(scope)
}

/// What changes with each hand, for the sessions that ask for it.
#[derive(Debug)]
pub(crate) struct LiveStats {
    statistics: Statistics,
    /// What was told last of the players of a table for a request.
    told: HashMap<(String, Arc<StatsRequest>), HashMap<String, Totals>>,
    /// When the session that is being played started, and its last hand; `None` before
    /// somebody asked.
    session: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The last entry of the log that the session is known up to.
    last: Seq,
}

impl LiveStats {
    pub(crate) fn new(statistics: Statistics) -> Self {
        Self { statistics, told: HashMap::new(), session: None, last: Seq(0) }
    }

    /// Whether something was told, which is to be forgotten when nobody asks any more.
    pub(crate) fn is_idle(&self) -> bool {
        self.told.is_empty() && self.session.is_none()
    }

    /// What these hands, which are in the log, have changed at the open tables.
    pub(crate) fn updates<'a>(
        &mut self,
        hands: &[(Seq, &Hand)],
        tables: impl Iterator<Item = &'a Arc<TableState>>,
        wanted: &[Arc<StatsRequest>],
    ) -> Vec<Derived> {
        self.go_on(hands, wanted);
        let (mut derived, mut open) = (Vec::new(), Vec::new());
        for table in tables {
            let key = table.key.to_string();
            let last = hands.iter().rev().find(|(_, hand)| hand.id == table.last_hand_id);
            if let Some((seq, hand)) = last {
                for request in wanted {
                    match self.update(table, (*seq, hand), request) {
                        Ok(update) => derived.extend(update),
                        Err(error) => tracing::warn!(%error, "statistics cannot be sent"),
                    }
                }
            }
            open.push(key);
        }
        self.told.retain(|(key, request), _| open.contains(key) && wanted.contains(request));
        derived
    }

    /// Follows the hero's session from hand to hand.
    fn go_on(&mut self, hands: &[(Seq, &Hand)], wanted: &[Arc<StatsRequest>]) {
        if !wanted.iter().any(|request| request.scope.since == StatsSince::Session) {
            self.session = None;
            return;
        }
        for (seq, hand) in hands {
            // Entries that nobody was told of may be hands of the past, and of this session.
            if *seq != self.last.next() {
                self.session = None;
            }
            self.last = *seq;
            if let (Some((start, last)), Some(_)) = (&mut self.session, hand.hero) {
                if PlaySession::BREAK <= hand.played_at - *last {
                    *start = hand.played_at;
                }
                *last = hand.played_at.max(*last);
            }
        }
        if self.session.is_none() {
            match self.statistics.current_session() {
                Ok(session) => {
                    self.session = session.map(|session| (session.started_at, session.ended_at));
                }
                Err(error) => tracing::warn!(%error, "the session of the hero is not known"),
            }
        }
    }

    /// What a hand has changed at its table for a request.
    fn update(
        &mut self,
        table: &Arc<TableState>,
        (seq, hand): (Seq, &Hand),
        request: &Arc<StatsRequest>,
    ) -> Result<Option<Derived>, Refusal> {
        let session = || Ok(self.session.map(|(start, _)| start));
        let scope = at_table(request.scope, hand, session)?;
        let wanted: Vec<Stat> = request.stats.stats();
        let key = table.key.to_string();
        let told = self.told.entry((key.clone(), Arc::clone(request))).or_default();
        let mut players = BTreeMap::new();
        let mut now = HashMap::with_capacity(table.seats.len());
        for seat in &table.seats {
            let totals = self.statistics.totals(&seat.name, &scope)?;
            let values = match told.get(seat.name.as_str()) {
                Some(before) => StatValues::changed(before, &totals, &wanted),
                None => StatValues::of(&totals, &wanted),
            };
            if !values.is_empty() {
                players.insert(seat.name.to_string(), values);
            }
            now.insert(seat.name.to_string(), totals);
        }
        *told = now;
        if players.is_empty() {
            return Ok(None);
        }
        let message = StatsUpdated { table_key: key, seq: seq.0, players };
        Ok(Some(Derived {
            table_key: Arc::from(table.key.table.to_string()),
            hero: table.key.hero.as_deref().map(Arc::from),
            name: Arc::from(table.name.as_str()),
            kind: wire::kind(table.kind),
            is_of_all_tables: true,
            request: Some(Arc::clone(request)),
            frame: Frame::of(move || ServerMessage::StatsUpdated(Box::new(message.clone()))),
        }))
    }
}

#[cfg(test)]
mod tests;
