//! A client that keeps its epoch and its cursor, and comes back whenever it is cut off.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use push::client::{Client, Subscription, connect};
use store::{Epoch, Seq};
use tokio::time::timeout;
use wire::ServerMessage;

use crate::support::Dice;

/// An entry of the log, as the client was told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(crate) seq: u64,
    /// Of the hand, or of the tournament of a result.
    pub(crate) id: String,
}

/// The thread of the client.
pub(crate) struct Witness {
    thread: JoinHandle<Vec<Sight>>,
    shared: Arc<Shared>,
}

struct Shared {
    /// The daemon that lives now.
    url: Mutex<Option<String>>,
    /// Where the client has got everything.
    goal: AtomicU64,
    /// When it gives up.
    deadline: Mutex<Option<Instant>>,
}

impl Witness {
    pub(crate) fn start(seed: u64) -> Self {
        let shared = Arc::new(Shared {
            url: Mutex::default(),
            goal: AtomicU64::new(u64::MAX),
            deadline: Mutex::default(),
        });
        let theirs = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(Follower::new(seed).follow(&theirs))
        });
        Self { thread, shared }
    }

    /// There is a daemon at this address.
    pub(crate) fn show(&self, url: &str) {
        *self.shared.url.lock().unwrap() = Some(url.to_owned());
    }

    /// There is none.
    pub(crate) fn hide(&self) {
        *self.shared.url.lock().unwrap() = None;
    }

    /// What was seen up to this entry, or within this time.
    pub(crate) fn end(self, goal: u64, patience: Duration) -> Vec<Sight> {
        *self.shared.deadline.lock().unwrap() = Some(Instant::now() + patience);
        self.shared.goal.store(goal, Ordering::Relaxed);
        self.thread.join().unwrap()
    }
}

impl Shared {
    fn is_over(&self, cursor: u64) -> bool {
        let deadline = *self.deadline.lock().unwrap();
        self.goal.load(Ordering::Relaxed) <= cursor
            || deadline.is_some_and(|deadline| deadline < Instant::now())
    }
}

/// What the client keeps between two connections.
struct Follower {
    epoch: Option<String>,
    cursor: u64,
    sights: Vec<Sight>,
    dice: Dice,
}

impl Follower {
    fn new(seed: u64) -> Self {
        Self { epoch: None, cursor: 0, sights: Vec::new(), dice: Dice::new(seed ^ 1) }
    }

    async fn follow(mut self, shared: &Shared) -> Vec<Sight> {
        while !shared.is_over(self.cursor) {
            let url = shared.url.lock().unwrap().clone();
            let subscription = Subscription {
                client_name: "witness".to_owned(),
                since: Some(Seq(self.cursor)),
                epoch: self.epoch.clone().map(Epoch),
                ..Subscription::default()
            };
            if let Some(url) = url
                && let Ok(client) = connect(&url, &subscription).await
            {
                self.listen(client, shared).await;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        self.sights
    }

    /// Notes what comes until the connection ends, or until the client has enough of it.
    async fn listen(&mut self, mut client: Client, shared: &Shared) {
        let messages = 1 + self.dice.below(400);
        for _ in 0..messages {
            let message = loop {
                if shared.is_over(self.cursor) {
                    return;
                }
                match timeout(Duration::from_millis(50), client.next_message()).await {
                    Ok(Ok(message)) => break message,
                    Ok(Err(_)) => return,
                    Err(_) => {}
                }
            };
            self.note(message);
        }
    }

    fn note(&mut self, message: ServerMessage) {
        match message {
            ServerMessage::ConnectionAck(ack) => {
                let epoch = self.epoch.get_or_insert_with(|| ack.epoch.clone());
                assert_eq!(*epoch, ack.epoch, "the log became another one");
            }
            ServerMessage::NewHand(hand) => self.see(hand.seq, hand.hand_id),
            ServerMessage::TournamentResult(result) => self.see(result.seq, result.tournament_id),
            ServerMessage::Heartbeat(heartbeat) => self.cursor = heartbeat.seq,
            ServerMessage::ResyncComplete(end) => {
                assert!(end.recovered, "{end:?}");
                self.cursor = end.to_seq;
            }
            _ => {}
        }
    }

    fn see(&mut self, seq: u64, id: String) {
        self.cursor = seq;
        self.sights.push(Sight { seq, id });
    }
}
