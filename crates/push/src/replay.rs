//! A replay: the way of a cursor from where the client stood to the top it was named.

use chrono::{DateTime, Utc};
use store::{Epoch, Seq};
use wire::{RequestId, ResyncComplete, Room, Selection};

use crate::PastQuery;

/// Where a client says that it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResumePoint {
    /// The log that `seq` belongs to; without it, the current one.
    pub(crate) epoch: Option<Epoch>,
    /// The client's cursor.
    pub(crate) seq: Seq,
    /// The `id` of the request, for the answer.
    pub(crate) request: Option<RequestId>,
}

/// A replay under way. Live entries wait until it is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Replay {
    from: Seq,
    /// Everything up to here was looked at.
    pub(crate) at: Seq,
    /// The top that the client was named: what comes later is not replayed but live.
    pub(crate) up_to: Seq,
    /// How many entries were sent so far.
    pub(crate) count: u64,
    /// Whether the session stands where the replay stands.
    pub(crate) moves_cursor: bool,
    /// The one room that was asked for.
    room: Option<Room>,
    /// The time from which on hands were asked for.
    played_since: Option<DateTime<Utc>>,
    request: Option<RequestId>,
}

impl ResumePoint {
    /// Why nothing can be replayed from here in the log `epoch`, whose top is `top`.
    pub(crate) fn outside(&self, epoch: &Epoch, top: Seq) -> Option<&'static str> {
        if self.epoch.as_ref().is_some_and(|theirs| theirs != epoch) {
            Some("other_epoch")
        } else if top < self.seq {
            Some("ahead")
        } else {
            None
        }
    }
}

impl Replay {
    /// A replay of all that the session gets, from this point to this top.
    pub(crate) fn of_session(point: ResumePoint, up_to: Seq) -> Self {
        let ResumePoint { seq, request, .. } = point;
        Self {
            from: seq,
            at: seq,
            up_to,
            count: 0,
            moves_cursor: true,
            room: None,
            played_since: None,
            request,
        }
    }

    /// A replay up to the cursor, which stays there: of one room, or of what was played since
    /// a time, or of both.
    pub(crate) fn aside(
        point: ResumePoint,
        cursor: Seq,
        room: Option<Room>,
        played_since: Option<DateTime<Utc>>,
    ) -> Self {
        let replay = Self::of_session(point, cursor);
        Self { moves_cursor: false, room, played_since, ..replay }
    }

    /// The next page, made of the one that the session would ask for. A room that it is no
    /// longer in holds nothing for it.
    pub(crate) fn query(&self, query: PastQuery) -> PastQuery {
        let selection = match &self.room {
            None => query.selection,
            Some(room) => {
                let Selection { rooms, filter } = &*query.selection;
                let rooms = rooms.iter().filter(|other| *other == room).cloned().collect();
                Selection { rooms, filter: filter.clone() }.into()
            }
        };
        PastQuery { selection, played_since: self.played_since, ..query }
    }

    /// The message at the end. With a `reason` nothing was recovered.
    pub(crate) fn complete(self, epoch: &Epoch, reason: Option<&str>) -> ResyncComplete {
        ResyncComplete {
            room: self.room.map(|room| room.to_string()),
            epoch: epoch.to_string(),
            from_seq: self.from.0,
            to_seq: self.up_to.0,
            count: self.count,
            recovered: reason.is_none(),
            reason: reason.map(str::to_owned),
            id: self.request,
        }
    }
}

#[cfg(test)]
mod tests {
    use store::{Epoch, Seq};

    use super::ResumePoint;

    #[test]
    fn a_position_outside_the_log_is_named_so() {
        let ours = Epoch("ours".to_owned());
        for (epoch, seq, reason) in [
            (None, 0, None),
            (None, 9, None),
            (None, 10, Some("ahead")),
            (Some("ours"), 9, None),
            (Some("ours"), 10, Some("ahead")),
            (Some("theirs"), 0, Some("other_epoch")),
            (Some("theirs"), 10, Some("other_epoch")),
        ] {
            let epoch = epoch.map(|name: &str| Epoch(name.to_owned()));
            let point = ResumePoint { epoch, seq: Seq(seq), request: None };
            assert_eq!(point.outside(&ours, Seq(9)), reason, "{point:?}");
        }
    }
}
