//! The statistics of those who sit at open tables: in snapshots, and after each hand.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use hand_history::{Currency, Hand, parse};
use hud::{Scope, Stat, TableState, Totals};
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
    let scope = at_table(statistics, *scope, &hand)?;
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

/// The hands that a request asks for at the table of a hand.
fn at_table(
    statistics: &Statistics,
    request: wire::StatsScope,
    hand: &Hand,
) -> Result<Scope, Refusal> {
    let mut scope = request.scope(hand.kind, (hand.variant, hand.limit));
    // Whoever sits at a table for play money asks for what is played there.
    scope.play_money = hand.currency == Currency::Play || !hand.real_money;
    if request.since == StatsSince::Session {
        scope.from = Some(statistics.session_start()?);
    }
    Ok(scope)
}

/// What changes with each hand, for the sessions that ask for it.
#[derive(Debug)]
pub(crate) struct LiveStats {
    statistics: Statistics,
    /// What was told last of the players of a table for a request.
    told: HashMap<(String, Arc<StatsRequest>), HashMap<String, Totals>>,
}

impl LiveStats {
    pub(crate) fn new(statistics: Statistics) -> Self {
        Self { statistics, told: HashMap::new() }
    }

    /// Whether something was told, which is to be forgotten when nobody asks any more.
    pub(crate) fn is_idle(&self) -> bool {
        self.told.is_empty()
    }

    /// What these hands, which are in the log, have changed at the open tables.
    pub(crate) fn updates<'a>(
        &mut self,
        hands: &[(Seq, &Hand)],
        tables: impl Iterator<Item = &'a Arc<TableState>>,
        wanted: &[Arc<StatsRequest>],
    ) -> Vec<Derived> {
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

    /// What a hand has changed at its table for a request.
    fn update(
        &mut self,
        table: &Arc<TableState>,
        (seq, hand): (Seq, &Hand),
        request: &Arc<StatsRequest>,
    ) -> Result<Option<Derived>, Refusal> {
        let scope = at_table(&self.statistics, request.scope, hand)?;
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
