//! The past of the log, which the store tells through a function.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use store::Seq;
use tokio_tungstenite::tungstenite::Utf8Bytes;
use wire::{Facts, Selection};

use crate::{Form, access::Access};

/// Which part of the past is wanted.
#[derive(Clone, Debug)]
pub struct PastQuery {
    /// Entries after this one.
    pub after: Seq,
    /// Entries up to this one, inclusive. Always greater than `after`.
    pub up_to: Seq,
    /// At most this many entries are looked at.
    pub limit: usize,
    /// Whether to begin at `up_to` and go back, instead of at `after`.
    pub newest_first: bool,
    /// Which entries of them are wanted.
    pub selection: Arc<Selection>,
    /// Whether to leave out entries of [`store::Origin::Backfill`].
    pub live_only: bool,
    /// Whether to leave out what was played before this.
    pub played_since: Option<DateTime<Utc>>,
    /// Who asks, if not all that is selected may be seen.
    pub(crate) reader: Option<Access>,
    /// In which form.
    pub form: Form,
    /// What the messages say in `replayed`.
    pub replayed: bool,
}

impl PastQuery {
    /// Whether an entry is wanted.
    #[must_use]
    pub fn wants(&self, facts: &Facts) -> bool {
        let is_in_time = |since| facts.played_at.is_some_and(|at| since <= at);
        self.played_since.is_none_or(is_in_time)
            && self.selection.selects(facts)
            && self.reader.as_ref().is_none_or(|reader| may_see(reader, facts))
    }
}

/// Whether one of the rooms that this entry is in may be joined.
pub(crate) fn may_see(access: &Access, facts: &Facts) -> bool {
    let table = facts.table_key.to_string();
    let viewpoint = || facts.hero.as_ref().map(|hero| format!("{table}@{hero}"));
    access.sees_all()
        || access.may_join(&table)
        || viewpoint().is_some_and(|room| access.may_join(&room))
        || facts.players.iter().any(|player| access.may_join(&format!("player:{player}")))
}

/// A page of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastPage {
    /// The entries that match, in the order in which they were looked at.
    pub frames: Vec<(Seq, Utf8Bytes)>,
    /// Everything between the start and here was looked at. When going up, it is greater than
    /// `after` and at most `up_to`; when going back, everything after it was looked at: it is
    /// smaller than `up_to` and at least `after`.
    pub read_to: Seq,
}

/// Why the past cannot be read now. It ends the session that asked, and no other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PastError(pub String);

/// Reads the past. It may block: it is called on a thread for that, a few at a time.
pub type Past = Arc<dyn Fn(PastQuery) -> Result<PastPage, PastError> + Send + Sync>;
