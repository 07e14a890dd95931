//! What others see of a session, and how an administrator ends it.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use store::{Epoch, Seq};
use tokio::time;
use tokio_tungstenite::tungstenite::{Bytes, Message};
use uuid::Uuid;

use super::{
    World,
    support::{QUEUE, filtered, listener, named, rooms, since},
};
use crate::{
    Options,
    close::{CloseCode, Ending},
    metrics::{Metrics, Recovery},
    query::Join,
    roster::Attendance,
    vitals::{FedFrom, Vitals},
};

impl World {
    fn metrics(&self) -> &Metrics {
        self.log.metrics()
    }

    fn attendance(&self) -> Attendance {
        self.metrics().roster.attendance(self.log.top())
    }

    /// The one session that is on, when nobody has anything to do.
    async fn vitals(&self) -> Arc<Vitals> {
        time::sleep(Duration::from_millis(1)).await;
        let sessions = self.metrics().roster.all();
        assert_eq!(sessions.len(), 1);
        Arc::clone(&sessions[0].vitals)
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_session_is_and_wants_is_seen_when_it_changes() {
    let world = World::guarded();
    let mut peer = world.join(named("hud", &["hands", "tables"])).await;
    let pending = world.vitals().await;
    let identity = pending.identity();
    assert_eq!((identity.name.as_deref(), identity.user), (Some("hud"), None));
    assert!(!pending.is_in() && identity.selection.rooms.is_empty());
    assert_eq!(world.attendance().pending, 1);
    let ack = peer.ack().await;
    assert_eq!(identity.client.to_string(), ack.client_id);

    peer.send(&format!(r#"{{"type":"auth","token":"{}"}}"#, listener("ann", 3600))).await;
    let identity = world.vitals().await.identity();
    assert_eq!(identity.user.as_deref(), Some("ann"));
    assert_eq!(identity.selection.rooms.len(), 2);
    let all = world.attendance();
    assert_eq!((all.pending, all.taking_part, all.from_memory), (0, 1, 1));
    peer.send(r#"{"type":"leave","room":"tables"}"#).await;
    peer.send(r#"{"type":"subscribe","filter":{"hero_only":true}}"#).await;
    let vitals = world.vitals().await;
    assert_eq!(vitals.identity().selection.rooms.len(), 1);
    assert!(vitals.identity().selection.filter != wire::Filter::default());
    assert_eq!(vitals.received.get(), 3);
    peer.stream.close(None).await.unwrap();
    while peer.stream.next().await.is_some() {}
    peer.session.await.unwrap();
    assert!(world.metrics().roster.all().is_empty());
    assert_eq!(world.attendance().traffic.received, 3);
}

#[tokio::test(start_paused = true)]
async fn messages_and_bytes_are_those_that_the_client_gets() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    let (mut messages, mut bytes) = (0, 0);
    while messages < 5 {
        // The ack, three hands and a heartbeat; the ping behind that is no message.
        let Some(Ok(Message::Text(text))) = peer.stream.next().await else { continue };
        messages += 1;
        // With the head of its frame.
        bytes += text.len() as u64 + if text.len() < 126 { 2 } else { 4 };
        if messages == 1 {
            world.announce_live(3);
        }
    }
    let vitals = world.vitals().await;
    assert_eq!((vitals.pulse.sent.get(), vitals.pulse.sent_bytes.get()), (messages, bytes));
    assert_eq!((vitals.pulse.queued.get(), vitals.cursor()), (0, Seq(3)));
    assert_eq!(world.metrics().heartbeats.get(), 1);
    assert_eq!(world.metrics().announced_live.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn each_live_entry_that_goes_out_at_once_is_measured_but_no_delayed_or_old_one() {
    let world = World::new(Options::default());
    world.announce_live(2);
    let mut live = world.join(Join::default()).await;
    let mut replaying = world.join(since(0)).await;
    let mut delayed = world.join(filtered(r#"{"delay_seconds":5}"#, &["hands"])).await;
    let mut elsewhere = world.join(rooms(&["chat:a"])).await;
    live.expect(&["ack 2"]).await;
    replaying.expect(&["ack 2", "1r", "2r", "complete 0-2 2 -"]).await;
    delayed.expect(&["ack 0"]).await;
    elsewhere.expect(&["ack 2", "state chat:a at 2 [] [] 1 -"]).await;
    let counts = || {
        let Metrics { file_to_commit, commit_to_socket, file_to_socket, .. } = world.metrics();
        [file_to_commit, commit_to_socket, file_to_socket].map(|taken| taken.read().count())
    };
    assert_eq!(counts(), [2, 0, 0]);
    world.announce_live(1);
    live.expect(&["3"]).await;
    replaying.expect(&["3"]).await;
    delayed.expect(&["1", "2", "3"]).await;
    assert_eq!(counts(), [3, 2, 2]);
    assert_eq!(world.metrics().pages.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn bytes_that_the_socket_does_not_take_are_queued_and_the_session_lags() {
    let options = Options { write_timeout: Duration::from_secs(3600), ..Options::default() };
    let world = World::new(options);
    let mut slow = world.join_through(Join::default(), 512).await;
    slow.expect(&["ack 0"]).await;
    world.announce_live(10 * QUEUE);
    let vitals = world.vitals().await;
    let queued = vitals.pulse.queued.get();
    assert!(0 < queued && queued < 10_000, "{queued}");
    let all = world.attendance();
    assert_eq!((all.lag, all.queued), (80, queued));
    let hands: Vec<String> = (1..=80).map(|seq| seq.to_string()).collect();
    slow.expect(&hands.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert_eq!((world.vitals().await.pulse.queued.get(), world.attendance().lag), (0, 0));
    assert_eq!(vitals.fed_from(), FedFrom::Memory);
    assert!(1 < world.metrics().pages.get());
}

#[tokio::test(start_paused = true)]
async fn the_answer_to_the_last_ping_tells_the_round_trip() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    let forged = Message::Pong(Bytes::copy_from_slice(&2_u64.to_be_bytes()));
    peer.stream.send(forged).await.unwrap();
    peer.expect(&["ack 0", "beat 0"]).await;
    assert_eq!(world.vitals().await.rtt(), None);
    // Its library answers when it reads again.
    time::sleep(Duration::from_millis(249)).await;
    let (next, vitals) =
        tokio::join!(time::timeout(Duration::from_millis(1), peer.next()), async {
            world.vitals().await
        });
    assert!(next.is_err());
    time::sleep(Duration::from_millis(1)).await;
    let rtt = vitals.rtt().unwrap();
    assert!((250..=252).contains(&rtt.as_millis()), "{rtt:?}");
}

#[tokio::test(start_paused = true)]
async fn coming_back_is_counted_by_how_it_went() {
    let world = World::new(Options::default());
    world.announce_live(2);
    let theirs = Some(Epoch("theirs".to_owned()));
    world.join(Join { epoch: theirs, ..since(1) }).await.ack().await;
    world.join(since(9)).await.ack().await;
    let unknown = Join { resume_token: Some("unknown".to_owned()), ..Join::default() };
    world.join(unknown).await.ack().await;
    let mut peer = world.join(since(0)).await;
    let token = peer.ack().await.resume_token;
    peer.expect(&["1r", "2r", "complete 0-2 2 -"]).await;
    peer.ask(r#"{"type":"resync","last_seq":7}"#, &["ahead 7-2 0 -"]).await;
    peer.break_off().await;
    world.join(Join { resume_token: token, ..Join::default() }).await.ack().await;
    time::sleep(Duration::from_millis(1)).await;
    let results = [
        Recovery::Recovered,
        Recovery::OtherEpoch,
        Recovery::Ahead,
        Recovery::ResumeUnknown,
        Recovery::TakenBack,
    ];
    let counts = results.map(|result| world.metrics().recoveries.of(result));
    assert_eq!(counts, [1, 1, 2, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_message_that_came_too_fast_is_counted() {
    let world = World::new(Options::default());
    let mut peer = world.join(Join::default()).await;
    for _ in 0..101 {
        peer.send(r#"{"type":"ping"}"#).await;
    }
    assert_eq!(peer.end().await.0, 4004);
    assert_eq!(world.metrics().rate_limited.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_expelled_session_is_told_so_and_leaves_nothing() {
    let world = World::new(Options::default());
    let mut peer = world.join(rooms(&["hands", "chat:a"])).await;
    let mut other = world.join(rooms(&["chat:a"])).await;
    let (ack, _) = (peer.ack().await, other.ack().await);
    let client: Uuid = ack.client_id.parse().unwrap();
    assert!(world.metrics().roster.expel(client));
    let ending = Ending::Closed(CloseCode::Expelled);
    assert_eq!(peer.end().await, (4503, ending));
    assert!(!world.metrics().roster.expel(client));
    // Its token is nothing any more, and it is not waited for in the room.
    assert_eq!(world.hub.lobby.members(&"chat:a".parse().unwrap()).1, 1);
    let token = Join { resume_token: ack.resume_token, ..Join::default() };
    let mut back = world.join(token).await;
    back.ack().await;
    back.expect(&["resume_unknown -"]).await;
    assert!(!other.session.is_finished());
}
