//! The newest end of the log, in memory, with what the tables made of it.

use std::{collections::VecDeque, sync::Arc, time::Instant};

use store::Seq;
use wire::{Facts, Filter, Room, Selection};

use crate::{Frame, StatsRequest};

/// A live entry of the log, with `replayed: false`.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Its place in the log.
    pub seq: Seq,
    /// What rooms and filters ask of it.
    pub facts: Arc<Facts>,
    /// The message.
    pub frame: Frame,
    /// What it changed at the tables, in the order of the messages.
    pub derived: Vec<Derived>,
    /// When it came this far.
    pub timing: Timing,
}

/// When an entry was where, to measure how long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Its bytes were read from the file.
    pub read_at: Instant,
    /// The log has it for good.
    pub committed_at: Instant,
}

impl Timing {
    /// All of it at this moment.
    #[must_use]
    pub fn now() -> Self {
        let now = Instant::now();
        Self { read_at: now, committed_at: now }
    }
}

/// A message about a table. It is never replayed: a snapshot takes its place.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The room of the table.
    pub table_key: Arc<str>,
    /// Whose client shows the table, where that is known.
    pub hero: Option<Arc<str>>,
    /// The table's name.
    pub name: Arc<str>,
    /// The word of the protocol for the kind of game.
    pub kind: &'static str,
    /// Whether the room of all tables gets it as well.
    pub is_of_all_tables: bool,
    /// What a session has to ask for, if not all of them get it.
    pub request: Option<Arc<StatsRequest>>,
    /// The message.
    pub frame: Frame,
}

/// What stands in memory at one place.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A live entry.
    Entry(Arc<Publication>),
    /// Backfill without anything else in between. Few sessions want backfill, and there can
    /// be a million of it: it is not encoded before somebody asks.
    Backfill { first: Seq, last: Seq },
    /// What the time changed at the tables, between two entries.
    Change(Arc<[Derived]>),
}

/// Where a session stands that is fed from memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    /// The item that it reads next. Items are counted from the start of the daemon.
    pub(crate) at: u64,
    /// Everything up to here that matches has been sent.
    pub(crate) cursor: Seq,
}

/// What stands after a position.
#[derive(Debug)]
pub(crate) enum Ahead {
    /// These items, where the session stands after them, and whether nothing is left.
    Items(Vec<Item>, Position, bool),
    /// First comes backfill up to this entry, which the past tells.
    Backfill(Seq),
    /// It is not in memory any more.
    Behind,
}

/// The newest items without holes, at most a number of them.
#[derive(Debug)]
pub(crate) struct Recent {
    items: VecDeque<Item>,
    /// The number of the first item that is still here.
    first: u64,
    capacity: usize,
}

impl Derived {
    /// Whether a session in this room gets it.
    pub(crate) fn is_for(&self, room: &Room) -> bool {
        match room {
            Room::Tables => self.is_of_all_tables,
            _ => room.is_of(&self.table_key, self.hero.as_deref()),
        }
    }

    /// Whether a filter lets it through.
    pub(crate) fn passes(&self, filter: &Filter) -> bool {
        self.request.as_ref().is_none_or(|request| request.is_of(filter))
            && filter.selects_table(self.kind, &self.name, &self.table_key)
    }
}

impl Item {
    /// What of it a session gets: the entry, and behind it the messages about tables, as far as
    /// they are for one of its rooms that `is_open`.
    pub(crate) fn wanted<'a>(
        &'a self,
        selection: &'a Selection,
        is_open: impl Fn(&Room) -> bool,
    ) -> (Option<&'a Publication>, Vec<&'a Frame>) {
        let Selection { rooms, filter } = selection;
        let (entry, derived) = match self {
            Self::Entry(publication) => (Some(&**publication), &*publication.derived),
            Self::Change(derived) => (None, &**derived),
            Self::Backfill { .. } => (None, [].as_slice()),
        };
        let entry = entry.filter(|publication| selection.selects(&publication.facts));
        let derived = derived.iter().filter(|message| {
            let is_here = rooms.iter().any(|room| message.is_for(room) && is_open(room));
            is_here && message.passes(filter)
        });
        (entry, derived.map(|message| &message.frame).collect())
    }
}

impl Recent {
    /// An empty memory for this many items.
    pub(crate) fn new(capacity: usize) -> Self {
        Self { items: VecDeque::new(), first: 0, capacity }
    }

    /// Where a session goes on that has everything before the item `end`: there, or at
    /// backfill right before it, which may have grown since. `None` where that is not in
    /// memory any more.
    pub(crate) fn place_at(&self, end: u64) -> Option<u64> {
        let index = usize::try_from(end.checked_sub(self.first)?).ok()?;
        let before = index.checked_sub(1).and_then(|before| self.items.get(before));
        Some(if matches!(before, Some(Item::Backfill { .. })) { end - 1 } else { end })
    }

    /// The number of the item that comes next.
    pub(crate) fn end(&self) -> u64 {
        self.first + self.items.len() as u64
    }

    /// The newest item.
    pub(crate) fn newest(&self) -> Option<&Item> {
        self.items.back()
    }

    /// Adds an item, whose entries must follow the last ones.
    pub(crate) fn push(&mut self, item: Item) {
        match (self.items.back_mut(), item) {
            (Some(Item::Backfill { last, .. }), Item::Backfill { last: end, .. }) => *last = end,
            (_, item) => self.items.push_back(item),
        }
        if self.capacity < self.items.len() {
            self.items.pop_front();
            self.first += 1;
        }
    }

    /// The number of the first item behind all entries up to this one; `None` where what
    /// follows it is not in memory.
    pub(crate) fn locate(&self, cursor: Seq) -> Option<u64> {
        let is_later = |item: &Item| match item {
            Item::Entry(publication) => cursor < publication.seq,
            Item::Backfill { last, .. } => cursor < *last,
            Item::Change(_) => false,
        };
        let index = self.items.iter().position(is_later)?;
        let follows = match self.items.get(index)? {
            Item::Entry(publication) => publication.seq == cursor.next(),
            Item::Backfill { first, .. } => *first <= cursor.next(),
            Item::Change(_) => false,
        };
        follows.then_some(self.first + index as u64)
    }

    /// What stands after a position, before the item `end`, which is the place behind the
    /// entry `top`: at most `limit` items. Backfill is passed over with `live_only`.
    pub(crate) fn after(
        &self,
        position: Position,
        (end, top): (u64, Seq),
        limit: usize,
        live_only: bool,
    ) -> Ahead {
        let Some(start) = position.at.checked_sub(self.first) else { return Ahead::Behind };
        let Position { mut at, mut cursor } = position;
        let (mut items, mut is_at_open_end) = (Vec::new(), false);
        for item in self.items.iter().skip(usize::try_from(start).unwrap_or(usize::MAX)) {
            if end <= at || items.len() == limit {
                break;
            }
            match item {
                Item::Entry(publication) => {
                    cursor = publication.seq;
                    items.push(item.clone());
                }
                Item::Change(_) => items.push(item.clone()),
                Item::Backfill { last, .. } => {
                    let due = (*last).min(top);
                    if cursor < due && !live_only {
                        if items.is_empty() {
                            return Ahead::Backfill(due);
                        }
                        break;
                    }
                    cursor = cursor.max(due);
                    // It may still grow, or has grown beyond what is to be read now.
                    is_at_open_end = due < *last || at + 1 == self.end();
                    if is_at_open_end {
                        break;
                    }
                }
            }
            at += 1;
        }
        Ahead::Items(items, Position { at, cursor }, is_at_open_end || end <= at)
    }
}
