//! Random histories of announcing, joining, lagging, leaving and resyncing, against a model
//! of one line: after its position a client gets each entry that matches once, in order.

use std::time::Duration;

use futures_util::SinkExt;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use store::{Epoch, Origin, Seq};
use tokio::runtime;
use tokio_tungstenite::tungstenite::Message;
use wire::ServerMessage;

use super::{Got, Peer, World};
use crate::{Options, query::Join};

#[derive(Clone, Debug)]
enum Action {
    /// Entries come, each live or not.
    Announce(Vec<bool>),
    /// A client joins, so far back from the top if it resumes.
    Join { back: Option<u64>, backfill: bool },
    /// A client reads so many messages; the others lag meanwhile.
    Read { who: usize, count: usize },
    /// A client breaks off and resumes where it was.
    Reconnect { who: usize },
    /// A client asks for what came after this many entries before the top.
    Resync { who: usize, back: u64 },
}

fn action() -> impl Strategy<Value = Action> {
    let announce = proptest::collection::vec(any::<bool>(), 1..30).prop_map(Action::Announce);
    let join = (proptest::option::of(0_u64..40), any::<bool>())
        .prop_map(|(back, backfill)| Action::Join { back, backfill });
    let read = (0_usize..4, 1_usize..60).prop_map(|(who, count)| Action::Read { who, count });
    let reconnect = (0_usize..4).prop_map(|who| Action::Reconnect { who });
    let resync = (0_usize..4, 0_u64..40).prop_map(|(who, back)| Action::Resync { who, back });
    prop_oneof![4 => announce, 2 => join, 4 => read, 1 => reconnect, 2 => resync]
}

/// A client and what the model says of it.
struct Client {
    peer: Peer,
    both_origins: bool,
    /// Everything that matches has arrived up to here. The ack sets it, unless the client
    /// resumed.
    position: Option<u64>,
    /// The position of a resync of which nothing has arrived yet.
    asked: Option<u64>,
}

impl Client {
    async fn join(world: &World, position: Option<u64>, backfill: bool) -> Self {
        let since = position.map(Seq);
        let epoch = position.map(|_| Epoch("ours".to_owned()));
        let join = Join { since, epoch, backfill, ..Join::default() };
        let peer = world.join_through(join, 256).await;
        Self { peer, both_origins: backfill || position.is_some(), position, asked: None }
    }

    async fn reconnect(&mut self, world: &World) {
        *self = Self::join(world, self.position, self.both_origins).await;
    }

    /// Reads one message and holds it against the model. The seq of a heartbeat is returned.
    async fn read(&mut self, world: &World) -> Option<u64> {
        match self.peer.next().await {
            Got::Hand(hand) => {
                // Entries that were live before the request was read come before its replay.
                if hand.ends_with('r') {
                    self.resync();
                }
                let seq = hand.trim_end_matches('r').parse().unwrap();
                assert_eq!(self.due(world), Some(seq), "{hand}");
                self.position = Some(seq);
            }
            Got::Other(ServerMessage::ConnectionAck(ack)) => {
                self.position = self.position.or(Some(ack.seq));
            }
            Got::Other(ServerMessage::ResyncComplete(done)) => {
                assert!(done.recovered, "{done:?}");
                self.resync();
                self.move_to(done.to_seq, world);
            }
            Got::Other(ServerMessage::Heartbeat(beat)) => {
                // One that comes before a replay may belong to either side of it.
                if self.asked.is_none() {
                    self.move_to(beat.seq, world);
                }
                return Some(beat.seq);
            }
            // Nobody read here while the others did, and the pings went unanswered.
            Got::Closed(4002) | Got::Broken => self.reconnect(world).await,
            other => panic!("{other:?}"),
        }
        None
    }

    fn resync(&mut self) {
        if let Some(asked) = self.asked.take() {
            self.position = Some(asked);
            self.both_origins = true;
        }
    }

    /// The next entry that has to arrive.
    fn due(&self, world: &World) -> Option<u64> {
        let position = self.position.unwrap();
        let origins = world.origins.lock().unwrap();
        let mut after =
            (position + 1..).zip(origins.iter().skip(usize::try_from(position).unwrap()));
        after.find(|(_, origin)| self.both_origins || **origin == Origin::Live).map(|(seq, _)| seq)
    }

    fn move_to(&mut self, seq: u64, world: &World) {
        let due = self.due(world);
        assert!(due.is_none_or(|due| seq < due), "{due:?} was not sent before {seq}");
        self.position = self.position.max(Some(seq));
    }

    async fn read_to_the_top(&mut self, world: &World) {
        // Bounded, because heartbeats go on for as long as a session does.
        for _ in 0..10_000 {
            if self.read(world).await == Some(world.log.top().0) && self.asked.is_none() {
                return;
            }
        }
        panic!("the top was not reached");
    }
}

async fn play(actions: Vec<Action>) {
    // Nobody is closed for taking nothing here: time runs on while the others read.
    let write_timeout = Duration::from_secs(1_000_000);
    let world = World::new(Options { write_timeout, burst: 1_000_000, ..Options::default() });
    let mut clients: Vec<Client> = Vec::new();
    for action in actions {
        let top = world.log.top().0;
        match action {
            Action::Announce(live) => {
                let origin = |live| if live { Origin::Live } else { Origin::Backfill };
                world.announce(&live.into_iter().map(origin).collect::<Vec<_>>());
            }
            Action::Join { back, backfill } => {
                let position = back.map(|back| top.saturating_sub(back));
                clients.push(Client::join(&world, position, backfill).await);
            }
            Action::Read { who, count } => {
                let Some(client) = clients.get_mut(who) else { continue };
                for _ in 0..count {
                    if client.read(&world).await == Some(top) {
                        break;
                    }
                }
            }
            Action::Reconnect { who } => {
                let Some(client) = clients.get_mut(who) else { continue };
                client.reconnect(&world).await;
            }
            Action::Resync { who, back } => {
                let Some(client) = clients.get_mut(who) else { continue };
                // At the top first: one replay at a time.
                client.read_to_the_top(&world).await;
                let last_seq = top.saturating_sub(back);
                let resync = format!(r#"{{"type":"resync","last_seq":{last_seq}}}"#);
                if client.peer.stream.send(Message::text(resync)).await.is_ok() {
                    client.asked = Some(last_seq);
                } else {
                    client.reconnect(&world).await;
                }
            }
        }
    }
    for client in &mut clients {
        client.read_to_the_top(&world).await;
        assert_eq!(client.due(&world), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_session_gets_every_matching_entry_once_and_in_order(
        actions in proptest::collection::vec(action(), 1..40),
    ) {
        let paused = runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        paused.unwrap().block_on(play(actions));
    }
}
