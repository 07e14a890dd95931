//! A client that keeps its epoch, its cursor and its token, and what it was told of the log.

use std::time::{Duration, Instant};

use wire::ServerMessage;

use super::{
    scene::Times,
    socket::{Heard, Refused, Socket},
};

/// An entry of the log as a client was told of it: its seq, and the id of the hand or of the
/// tournament.
pub(crate) type Sight = (u64, String);

/// How a client comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Return {
    /// With epoch and cursor alone.
    Cursor,
    /// With its token in the address as well.
    Token,
    /// With its token in a request, on a connection that says nothing of the past.
    Request,
}

/// What a message means for the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Stay,
    /// The session cannot be had back like this.
    Leave,
}

/// What a client keeps between two connections.
pub(crate) struct Follower {
    /// Rooms, filter and encoding, as they stand in the address.
    query: String,
    /// Size of the receive buffer, for those who want to be slow.
    buffer: Option<u32>,
    epoch: Option<String>,
    /// Everything behind this is wanted.
    pub(crate) from: Option<u64>,
    pub(crate) cursor: u64,
    token: Option<String>,
    /// The server's name for the session, where it is known.
    client: Option<String>,
    /// How it came this time, until the server has said what it makes of that.
    pending: Option<Return>,
    /// How many times a session was taken back.
    pub(crate) taken_back: usize,
    pub(crate) seen: Vec<Sight>,
    /// What it saw that must not be.
    pub(crate) faults: Vec<String>,
}

impl Follower {
    /// A client that wants what comes from now on.
    pub(crate) fn new(query: &str) -> Self {
        Self {
            query: query.to_owned(),
            buffer: None,
            epoch: None,
            from: None,
            cursor: 0,
            token: None,
            client: None,
            pending: None,
            taken_back: 0,
            seen: Vec::new(),
            faults: Vec::new(),
        }
    }

    /// A client that wants the whole log, and takes little of it at once.
    pub(crate) fn of_everything(query: &str) -> Self {
        // The system makes of it what is the least.
        let buffer = Some(4096);
        Self { from: Some(0), buffer, ..Self::new(query) }
    }

    /// From now on it takes as much as comes.
    pub(crate) fn wake(&mut self) {
        self.buffer = None;
    }

    /// Connects, to go on where it stands.
    pub(crate) async fn join(&mut self, address: &str, how: Return) -> Result<Socket, Refused> {
        let mut query = self.query.clone();
        let token = self.token.clone().filter(|_| how != Return::Cursor);
        if token.is_none() || how == Return::Token {
            if let Some(epoch) = &self.epoch {
                query.push_str(&format!("&epoch={epoch}"));
            }
            if self.from.is_some() {
                query.push_str(&format!("&since={}", self.cursor));
            }
        }
        self.pending = token.is_some().then_some(how);
        if let (Some(token), Return::Token) = (&token, how) {
            query.push_str(&format!("&resume_token={token}"));
        }
        let mut socket = Socket::open_with(address, &query, self.buffer).await?;
        if let (Some(token), Return::Request) = (&token, how) {
            let (epoch, seq) = (wire::encode(&self.epoch), self.cursor);
            let request = format!(
                r#"{{"type":"reconnect","resume_token":"{token}","epoch":{epoch},"last_seq":{seq}}}"#
            );
            socket.ask(&request).await;
        }
        Ok(socket)
    }

    /// Takes in a message.
    pub(crate) fn note(&mut self, message: &ServerMessage) -> Outcome {
        match message {
            ServerMessage::ConnectionAck(ack) => {
                if *self.epoch.get_or_insert_with(|| ack.epoch.clone()) != ack.epoch {
                    self.faults.push(format!("another log: {}", ack.epoch));
                }
                if self.from.is_none() {
                    (self.from, self.cursor) = (Some(ack.seq), ack.seq);
                }
                self.token.clone_from(&ack.resume_token);
                if self.pending.is_none() {
                    self.client = Some(ack.client_id.clone());
                }
            }
            ServerMessage::Reconnected(back) => {
                let client = self.client.replace(back.client_id.clone());
                if self.pending.take().is_none() || client.is_some_and(|id| id != back.client_id) {
                    self.faults.push(format!("a foreign session: {back:?}"));
                }
                self.taken_back += 1;
            }
            ServerMessage::Error(error) => {
                let how = self.pending.take();
                self.client = None;
                if how.is_none() || error.code != "resume_unknown" {
                    self.faults.push(format!("{error:?}"));
                } else if how == Some(Return::Request) {
                    return Outcome::Leave;
                }
            }
            // Until the session is back, these are for the connection without a past.
            _ if self.pending == Some(Return::Request) => {}
            ServerMessage::NewHand(hand) => self.see(hand.seq, &hand.hand_id),
            ServerMessage::TournamentResult(result) => self.see(result.seq, &result.tournament_id),
            ServerMessage::Heartbeat(heartbeat) => self.cursor = heartbeat.seq,
            ServerMessage::ResyncComplete(end) => {
                if !end.recovered {
                    self.faults.push(format!("{end:?}"));
                }
                self.cursor = end.to_seq;
            }
            _ => {}
        }
        Outcome::Stay
    }

    fn see(&mut self, seq: u64, id: &str) {
        if seq <= self.cursor {
            self.faults.push(format!("{seq} after {}", self.cursor));
        }
        self.cursor = seq;
        self.seen.push((seq, id.to_owned()));
    }

    /// Notes what comes until the cursor is here, or the connection ends; how it ended.
    pub(crate) async fn follow(&mut self, socket: &mut Socket, goal: u64) -> Option<Heard> {
        while self.cursor < goal || self.pending.is_some() {
            match socket.hear().await {
                Heard::Message(message) => _ = self.note(&message),
                ending @ (Heard::Close(..) | Heard::End) => return Some(ending),
            }
        }
        None
    }

    /// What must have been told of this log, and what was told instead.
    pub(crate) fn verdict(&self, log: &[Sight]) -> Vec<String> {
        let from = self.from.unwrap_or(self.cursor);
        let expected = log.iter().filter(|(seq, _)| from < *seq && *seq <= self.cursor);
        let mut faults = self.faults.clone();
        faults.extend(difference(expected, &self.seen));
        faults
    }
}

/// The first difference between what is expected and what was seen.
fn difference<'a>(expected: impl Iterator<Item = &'a Sight>, seen: &[Sight]) -> Option<String> {
    let expected: Vec<&Sight> = expected.collect();
    let at = expected.iter().zip(seen).take_while(|(one, other)| **one == *other).count();
    if at == expected.len() && at == seen.len() {
        return None;
    }
    let (wanted, got) = (expected.get(at), seen.get(at));
    Some(format!(
        "{} entries instead of {}; the first other one is {got:?} instead of {wanted:?}",
        seen.len(),
        expected.len()
    ))
}

/// A hand that came to a client whose filter delays them, before its time.
pub(crate) fn is_early(message: &ServerMessage, times: &Times, delay: Duration) -> Option<String> {
    let ServerMessage::NewHand(hand) = message else { return None };
    let written = times.of(&hand.hand_id)?;
    let passed = Instant::now().duration_since(written);
    (passed < delay).then(|| format!("{} came after {passed:?} already", hand.seq))
}

#[test]
fn what_a_client_lost_or_got_twice_is_seen() {
    let log: Vec<Sight> = (1..=6).map(|seq| (seq, format!("hand {seq}"))).collect();
    let told = |seqs: &[u64]| {
        let mut follower = Follower { from: Some(2), ..Follower::new("") };
        (follower.cursor, follower.seen) =
            (6, seqs.iter().map(|&seq| (seq, format!("hand {seq}"))).collect());
        follower
    };
    let verdict = |seqs: &[u64]| told(seqs).verdict(&log).join("; ");
    assert_eq!(verdict(&[3, 4, 5, 6]), "");
    for wrong in [&[3, 5, 6][..], &[3, 4, 5], &[3, 4, 4, 5, 6], &[2, 3, 4, 5, 6], &[4, 3, 5, 6]] {
        assert!(verdict(wrong).contains("instead of"), "{wrong:?}: {}", verdict(wrong));
    }
    let mut other = told(&[3, 4, 5, 6]);
    "hand 9".clone_into(&mut other.seen[1].1);
    assert_eq!(other.verdict(&log).len(), 1);
    let mut twice = told(&[]);
    twice.see(6, "hand 6");
    assert!(twice.verdict(&log)[0].contains("6 after 6"), "{:?}", twice.verdict(&log));
}
