//! Random histories of a session whose delay changes while it runs: each entry arrives once,
//! in order, not before its delay and not long after it, and the tables are known all along.

use std::collections::BTreeMap;

use proptest::prelude::{ProptestConfig, Strategy, prop_oneof, proptest};
use tokio::{
    runtime,
    time::{self, Duration, Instant},
};
use wire::ServerMessage;

use super::{
    Got, Peer, World,
    support::{rooms, table_rooms, tables_at},
};
use crate::Options;

/// How much later than its delay an entry may arrive: ends of the log that lie closer together
/// than a second are remembered as one.
const GRAIN: Duration = Duration::from_millis(1010);

#[derive(Clone, Debug)]
enum Action {
    /// So many entries come.
    Announce(usize),
    /// A table is closed, if it is open.
    Close(usize),
    /// So many milliseconds pass.
    Pass(u64),
    /// The client sets its delay, in seconds.
    Subscribe(u64),
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => (1_usize..6).prop_map(Action::Announce),
        1 => (0_usize..4).prop_map(Action::Close),
        4 => (0_u64..20_000).prop_map(Action::Pass),
        2 => prop_oneof![0_u64..1, 5_u64..6, 60_u64..61].prop_map(Action::Subscribe),
    ]
}

struct Watcher {
    peer: Peer,
    /// When each entry was announced.
    announced: Vec<Instant>,
    delay: Duration,
    delay_since: Instant,
    position: u64,
    /// The last hand of each table, as far as messages told.
    known: BTreeMap<String, u64>,
}

impl Watcher {
    /// This entry may be known now.
    fn check_delay(&self, seq: u64) {
        let Some(index) = usize::try_from(seq).unwrap().checked_sub(1) else { return };
        let due = self.announced[index] + self.delay;
        assert!(due <= Instant::now(), "{seq} came {:?} early", due - Instant::now());
        let late = Instant::now() - due.max(self.delay_since);
        assert!(late <= GRAIN, "{seq} came {late:?} late");
    }

    fn take(&mut self, got: Got) {
        match got {
            Got::Hand(hand) => {
                self.position += 1;
                assert_eq!(hand, self.position.to_string());
                self.check_delay(self.position);
            }
            Got::Update(table, 0) => {
                self.known.remove(&table);
            }
            Got::Update(table, seq) => {
                assert_eq!(seq, self.position, "an update of another entry");
                self.known.insert(table, seq);
            }
            Got::Other(message) => match *message {
                ServerMessage::StateSnapshot(snapshot) => {
                    assert_eq!(snapshot.seq, self.position);
                    let tables = snapshot.tables.into_iter();
                    let last = |table: &str| table.parse().unwrap();
                    self.known = tables.map(|t| (t.table_key, last(&t.last_hand_id))).collect();
                }
                ServerMessage::Heartbeat(beat) => assert_eq!(beat.seq, self.position),
                ServerMessage::Subscribed(done) => {
                    assert_eq!(done.seq, self.position);
                    self.delay = done.filter.delay();
                    self.delay_since = Instant::now();
                }
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    async fn read_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok(got) = time::timeout_at(end, self.peer.next()).await {
            self.take(got);
        }
    }
}

async fn watch(actions: Vec<Action>) {
    let world = World::new(Options { burst: 1_000_000, ..Options::default() });
    let mut peer = world.join(rooms(&["hands", "tables"])).await;
    peer.ack().await;
    let (announced, known, now) = (Vec::new(), BTreeMap::new(), Instant::now());
    let delay = Duration::ZERO;
    let mut watcher = Watcher { peer, announced, delay, delay_since: now, position: 0, known };
    let mut open = BTreeMap::new();
    for action in actions.into_iter().chain([Action::Pass(62_000)]) {
        match action {
            Action::Announce(count) => {
                world.announce_live(count);
                watcher.announced.extend(vec![Instant::now(); count]);
                let last = tables_at(&world.entries.lock().unwrap(), world.log.top().0);
                let new = world.log.top().0 - count as u64;
                open.extend(last.into_iter().filter(|(_, seq)| new < *seq));
            }
            Action::Close(table) => {
                let name = table_rooms()[table].to_string();
                if open.remove(&name).is_some() {
                    world.close(table);
                }
            }
            Action::Pass(millis) => watcher.read_for(Duration::from_millis(millis)).await,
            Action::Subscribe(seconds) => {
                let filter =
                    format!(r#"{{"type":"subscribe","filter":{{"delay_seconds":{seconds}}}}}"#);
                watcher.peer.send(&filter).await;
                watcher.read_for(Duration::from_millis(1)).await;
                assert_eq!(watcher.delay.as_secs(), seconds);
            }
        }
    }
    // The longest delay is over, so that everything is known.
    assert_eq!(watcher.position, world.log.top().0);
    assert_eq!(watcher.known, open);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_delay_that_changes_neither_loses_nor_doubles_nor_hastens_anything(
        actions in proptest::collection::vec(action(), 1..40),
    ) {
        let paused = runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
        paused.unwrap().block_on(watch(actions));
    }
}
