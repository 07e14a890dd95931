//! The open tables, and what is told of them.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Hand, TournamentSummary, parse, parse_summary};
use hud::{TableEvent, TableState, Tables};
use push::{Derived, Frame, View};
use store::{Range, Reader, Seq, Text};
use wire::{ServerMessage, TableJson};

use crate::pseudonyms::Names;

/// How far back hands are read after a restart: a table without a hand for longer is closed.
const LOOK_BACK: TimeDelta = TimeDelta::minutes(30);

/// How many entries are looked at for that, at most, and at once: somebody who plays twenty
/// tables has some thousands in that time.
const LOOKED_AT: u64 = 20_000;
const AT_ONCE: usize = 1000;

/// The summaries that tell the levels of tournaments to come.
const SUMMARIES: usize = 1000;

/// Who sits where, folded from live hands.
#[derive(Debug)]
pub(crate) struct OpenTables(Tables);

impl OpenTables {
    /// No tables, which will be closed when there was no hand for so long.
    pub(crate) fn new(idle: Duration) -> Self {
        Self(Tables::new(idle))
    }

    /// The tables that were open when the daemon stopped, as far as they still are: folded
    /// again from the last live hands.
    ///
    /// # Errors
    /// The log cannot be read.
    pub(crate) fn folded_again(
        idle: Duration,
        reader: &Reader,
        names: &Names,
        now: DateTime<Utc>,
    ) -> Result<Self, store::Error> {
        let mut tables = Tables::new(idle);
        for summary in reader.last_summaries(SUMMARIES)? {
            if let Text::Summary { text, .. } = &summary.text
                && let Ok(summary) = parse_summary(text)
            {
                tables.learn(&summary);
            }
        }
        // Nobody listens yet, so that what they change is told to nobody.
        let mut at = now - LOOK_BACK;
        for told in last_told(reader, at)?.into_iter().rev() {
            match told {
                Told::Hand(hand) => {
                    at = at.max(hand.played_at);
                    let played_at = hand.played_at;
                    tables.observe(&names.hand(*hand), played_at);
                }
                // When it came in is not written down; the hand before it was over by then.
                Told::Summary(summary) => drop(tables.finish(&names.summary(*summary), at)),
            }
        }
        tables.tick(now);
        Ok(Self(tables))
    }

    /// Takes in a live hand; returns what it changed.
    pub(crate) fn observe(&mut self, hand: &Hand, seq: Seq, now: DateTime<Utc>) -> Vec<Derived> {
        let events = self.0.observe(hand, now);
        self.derived(events, seq)
    }

    /// Takes in a live summary; returns what it changed.
    pub(crate) fn finish(
        &mut self,
        summary: &TournamentSummary,
        seq: Seq,
        now: DateTime<Utc>,
    ) -> Vec<Derived> {
        let events = self.0.finish(summary, now);
        self.derived(events, seq)
    }

    /// Learns the levels of a tournament that was over before.
    pub(crate) fn learn(&mut self, summary: &TournamentSummary) {
        self.0.learn(summary);
    }

    /// Closes what nobody heard of for a while; returns what that changed, as of this seq.
    pub(crate) fn tick(&mut self, seq: Seq, now: DateTime<Utc>) -> Vec<Derived> {
        let events = self.0.tick(now);
        self.derived(events, seq)
    }

    /// Whether no table is open, so that the time changes nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.open().next().is_none()
    }

    /// The open tables.
    pub(crate) fn open(&self) -> impl Iterator<Item = &Arc<TableState>> {
        self.0.open()
    }

    /// The open tables for the sessions.
    pub(crate) fn view(&self) -> View {
        let tables = self.0.view();
        let keys = tables.iter().map(|table| Arc::from(table.key.to_string())).collect();
        View::new(keys, move |seq| {
            tables.iter().map(|table| TableJson::new(table, seq.0)).collect()
        })
    }

    fn derived(&self, events: Vec<TableEvent>, seq: Seq) -> Vec<Derived> {
        events.into_iter().filter_map(|event| self.message(event, seq)).collect()
    }

    /// The message of an event, which is encoded when somebody wants it. Only one of a table
    /// that is not open any more has none.
    fn message(&self, event: TableEvent, Seq(seq): Seq) -> Option<Derived> {
        let (table, is_of_all_tables) = match &event {
            TableEvent::Opened(table)
            | TableEvent::Updated(table)
            | TableEvent::Closed { table, .. } => (table, true),
            TableEvent::PlayerLeft { table, .. } | TableEvent::PlayerJoined { table, .. } => {
                (self.0.get(table)?, false)
            }
            TableEvent::LevelChanged(change) => (self.0.get(&change.table)?, false),
        };
        Some(Derived {
            table_key: Arc::from(table.key.table.to_string()),
            hero: table.hero.as_deref().map(Arc::from),
            name: Arc::from(table.name.as_str()),
            kind: wire::kind(table.kind),
            is_of_all_tables,
            request: None,
            frame: Frame::of(move || ServerMessage::of_table(&event, seq)),
        })
    }
}

/// A live entry, as the tables take it in.
enum Told {
    Hand(Box<Hand>),
    Summary(Box<TournamentSummary>),
}

/// The live entries since the first hand that was played then, the newest first.
fn last_told(reader: &Reader, since: DateTime<Utc>) -> Result<Vec<Told>, store::Error> {
    let top = reader.top()?;
    let (mut told, mut up_to) = (Vec::new(), top);
    let after = Seq(top.0.saturating_sub(LOOKED_AT));
    loop {
        let range = Range { after, up_to, limit: AT_ONCE, live_only: true, newest_first: true };
        let entries = reader.entries(range)?;
        let Some(last) = entries.last() else { return Ok(told) };
        up_to = Seq(last.seq.0.saturating_sub(1));
        for entry in &entries {
            match &entry.text {
                Text::Hand(text) => {
                    let Ok(hand) = parse(text) else { continue };
                    if hand.played_at < since {
                        return Ok(told);
                    }
                    told.push(Told::Hand(Box::new(hand)));
                }
                Text::Summary { text, .. } => {
                    let summary = parse_summary(text).ok();
                    told.extend(summary.map(|summary| Told::Summary(Box::new(summary))));
                }
                Text::Damaged(_) => {}
            }
        }
    }
}
