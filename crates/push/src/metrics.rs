//! What is counted, for `/metrics` and `/ws/stats`.
//!
//! Where hands pass, counting is a relaxed store to memory that no other task writes: each
//! session counts for itself, in its [`Vitals`](crate::vitals::Vitals), and who asks adds them
//! up. Everything else happens seldom, and is an atomic that all share. Nothing is looked up by
//! its label while a session runs.

mod histogram;

use std::{
    collections::BTreeMap,
    marker::PhantomData,
    sync::atomic::{AtomicU64, Ordering},
    time::Instant,
};

pub(crate) use self::histogram::{Durations, Histogram};
use crate::{
    Publication, Timing,
    close::{CloseCode, Ending},
    roster::Roster,
};

/// All counts of one server. They begin with its start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// The sessions that are on.
    pub(crate) roster: Roster,
    /// WebSockets that were opened.
    pub(crate) accepted: Count,
    /// Connections that were refused.
    pub(crate) refused: Counts<Refusal>,
    /// WebSockets that ended.
    pub(crate) ended: Counts<Ending>,
    /// Clients that came back.
    pub(crate) recoveries: Counts<Recovery>,
    /// Live entries that were announced.
    pub(crate) announced_live: Count,
    /// Entries of backfill that were announced.
    pub(crate) announced_backfill: Count,
    /// Pages that were read from the store for sessions and for `/api`.
    pub(crate) pages: Count,
    /// Pages that could not be read.
    pub(crate) pages_failed: Count,
    pub(crate) heartbeats: Count,
    /// Messages of presence, chat and notices that did not fit into an inbox.
    pub(crate) inbox_dropped: Count,
    /// Messages of clients that came too fast; each ended its session.
    pub(crate) rate_limited: Count,
    /// Live hands, from the read of their bytes to the end of the commit.
    pub(crate) file_to_commit: Histogram,
    /// Live hands, from the end of the commit until a socket had taken them.
    pub(crate) commit_to_socket: Histogram,
    /// Both together.
    pub(crate) file_to_socket: Histogram,
}

impl Metrics {
    /// Live entries were announced.
    pub(crate) fn note_announced(&self, publications: &[Publication]) {
        self.announced_live.add(publications.len() as u64);
        for Publication { timing: Timing { read_at, committed_at }, .. } in publications {
            self.file_to_commit.note(committed_at.saturating_duration_since(*read_at));
        }
    }

    /// A page was read from the store, or was not.
    pub(crate) fn note_page<T, E>(&self, page: Result<T, E>) -> Result<T, E> {
        match page {
            Ok(_) => self.pages.add_one(),
            Err(_) => self.pages_failed.add_one(),
        }
        page
    }

    /// A socket has taken a live entry that was there at these times.
    pub(crate) fn note_sent(&self, Timing { read_at, committed_at }: Timing) {
        let now = Instant::now();
        self.commit_to_socket.note(now.saturating_duration_since(committed_at));
        self.file_to_socket.note(now.saturating_duration_since(read_at));
    }
}

/// A number that only grows.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicU64);

impl Count {
    /// One more.
    pub(crate) fn add_one(&self) {
        self.add(1);
    }

    /// So many more.
    pub(crate) fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many there were.
    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What a label can say: one of a few things that are known before.
pub(crate) trait Label: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// The value of the label.
    fn label(self) -> String;
}

/// A number for each value of a label. What has the same label is one.
#[derive(Debug)]
pub(crate) struct Counts<L> {
    by_label: BTreeMap<String, Count>,
    of: PhantomData<L>,
}

impl<L: Label> Default for Counts<L> {
    fn default() -> Self {
        let labels = L::ALL.iter().map(|label| (label.label(), Count::default()));
        Self { by_label: labels.collect(), of: PhantomData }
    }
}

impl<L: Label> Counts<L> {
    /// One more of this.
    pub(crate) fn add_one(&self, label: L) {
        if let Some(count) = self.by_label.get(&label.label()) {
            count.add_one();
        }
    }

    /// How many of this there were.
    pub(crate) fn of(&self, label: L) -> u64 {
        self.by_label.get(&label.label()).map_or(0, Count::get)
    }

    /// All of them by their labels, also those of which there was none.
    pub(crate) fn by_label(&self) -> BTreeMap<&str, u64> {
        self.by_label.iter().map(|(label, count)| (label.as_str(), count.get())).collect()
    }
}

/// Why a connection was refused before its session began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It calls the daemon by a name that is not allowed.
    Host,
    /// Its page comes from an origin that is not allowed.
    Origin,
    /// A parameter of the address cannot be read.
    Parameter,
    /// It is no WebSocket.
    Handshake,
    /// All connections are taken.
    ConnectionLimit,
    /// Too many come from its address.
    AddressLimit,
}

impl Label for Refusal {
    const ALL: &'static [Self] = &[
        Self::Host,
        Self::Origin,
        Self::Parameter,
        Self::Handshake,
        Self::ConnectionLimit,
        Self::AddressLimit,
    ];

    fn label(self) -> String {
        match self {
            Self::Host => "host",
            Self::Origin => "origin",
            Self::Parameter => "parameter",
            Self::Handshake => "handshake",
            Self::ConnectionLimit => "connection_limit",
            Self::AddressLimit => "address_limit",
        }
        .to_owned()
    }
}

/// What became of a client that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// It has everything that it missed.
    Recovered,
    /// Its cursor was one of another log.
    OtherEpoch,
    /// Its cursor was above the top.
    Ahead,
    /// Its `resume_token` named no session.
    ResumeUnknown,
    /// It took its session back.
    TakenBack,
}

impl Recovery {
    /// What a `resync_complete` with this reason tells.
    pub(crate) fn of(reason: Option<&str>) -> Self {
        match reason {
            None => Self::Recovered,
            Some("ahead") => Self::Ahead,
            Some(_) => Self::OtherEpoch,
        }
    }
}

impl Label for Recovery {
    const ALL: &'static [Self] =
        &[Self::Recovered, Self::OtherEpoch, Self::Ahead, Self::ResumeUnknown, Self::TakenBack];

    fn label(self) -> String {
        match self {
            Self::Recovered => "recovered",
            Self::OtherEpoch => "other_epoch",
            Self::Ahead => "ahead",
            Self::ResumeUnknown => "resume_unknown",
            Self::TakenBack => "taken_back",
        }
        .to_owned()
    }
}

impl Label for Ending {
    const ALL: &'static [Self] = &[
        Self::Gone,
        Self::Closed(CloseCode::GoingAway(0)),
        Self::Closed(CloseCode::Trouble),
        Self::Closed(CloseCode::SlowConsumer),
        Self::Closed(CloseCode::HeartbeatLost),
        Self::Closed(CloseCode::TokenExpired),
        Self::Closed(CloseCode::RateLimit),
        Self::Closed(CloseCode::TooManyConnections),
        Self::Closed(CloseCode::AuthenticationFailed),
        Self::Closed(CloseCode::AuthenticationTooLate),
        Self::Closed(CloseCode::Refused),
        Self::Closed(CloseCode::Expelled),
        Self::Closed(CloseCode::MessageTooLarge),
        Self::Closed(CloseCode::ProtocolError),
    ];

    /// The close code; without one, `gone`.
    fn label(self) -> String {
        match self {
            Self::Gone => "gone".to_owned(),
            Self::Closed(code) => code.code().to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Label, Recovery, Refusal};
    use crate::close::{CloseCode, Ending};

    #[test]
    fn each_label_is_there_from_the_start_and_counts_by_itself() {
        let refused: Counts<Refusal> = Counts::default();
        assert_eq!(refused.by_label().len(), Refusal::ALL.len());
        assert!(refused.by_label().values().all(|count| *count == 0));
        refused.add_one(Refusal::Origin);
        refused.add_one(Refusal::Origin);
        refused.add_one(Refusal::Host);
        assert_eq!((refused.of(Refusal::Origin), refused.of(Refusal::Host)), (2, 1));
        assert_eq!(refused.of(Refusal::Parameter), 0);
        assert_eq!(refused.by_label()["origin"], 2);
    }

    #[test]
    fn reasons_that_share_a_close_code_are_one() {
        let ended: Counts<Ending> = Counts::default();
        for ending in Ending::ALL {
            ended.add_one(*ending);
        }
        let by_label = ended.by_label();
        assert_eq!(by_label["4503"], 2);
        assert_eq!(by_label["gone"], 1);
        assert_eq!(by_label.values().sum::<u64>(), Ending::ALL.len() as u64);
        assert_eq!(ended.of(Ending::Closed(CloseCode::Expelled)), 2);
        ended.add_one(Ending::Closed(CloseCode::GoingAway(1234)));
        assert_eq!(ended.by_label()["1001"], 2);
    }

    #[test]
    fn the_reason_of_a_resync_is_its_result() {
        for (reason, result) in [
            (None, Recovery::Recovered),
            (Some("ahead"), Recovery::Ahead),
            (Some("other_epoch"), Recovery::OtherEpoch),
        ] {
            assert_eq!(Recovery::of(reason), result);
            assert_eq!(result.label(), reason.unwrap_or("recovered"));
        }
    }
}
