//! A replay: the way of a cursor from where the client stood to the top it was named.

use store::{Epoch, Seq};
use wire::{RequestId, ResyncComplete};

use crate::{Form, PastQuery};

/// Where a client says that it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Position {
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
    position: Position,
    /// The top that the client was named: what comes later is not replayed but live.
    pub(crate) up_to: Seq,
    /// How many entries were sent so far.
    pub(crate) count: u64,
}

impl Position {
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
    /// A replay from this position to this top.
    pub(crate) fn new(position: Position, up_to: Seq) -> Self {
        Self { position, up_to, count: 0 }
    }

    /// The next page, for a session whose cursor stands at `after`.
    pub(crate) fn query(&self, after: Seq, limit: usize, form: Form) -> PastQuery {
        PastQuery { after, up_to: self.up_to, limit, form, live_only: false, replayed: true }
    }

    /// The message at the end. With a `reason` nothing was recovered.
    pub(crate) fn complete(self, epoch: &Epoch, reason: Option<&str>) -> ResyncComplete {
        ResyncComplete {
            room: None,
            epoch: epoch.to_string(),
            from_seq: self.position.seq.0,
            to_seq: self.up_to.0,
            count: self.count,
            recovered: reason.is_none(),
            reason: reason.map(str::to_owned),
            id: self.position.request,
        }
    }
}

#[cfg(test)]
mod tests {
    use store::{Epoch, Seq};

    use super::Position;

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
            let position = Position { epoch, seq: Seq(seq), request: None };
            assert_eq!(position.outside(&ours, Seq(9)), reason, "{position:?}");
        }
    }
}
