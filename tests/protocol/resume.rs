//! Coming back, with a cursor or with a token.

use push::client::{Subscription, connect};
use store::{Epoch, Seq};
use tokio::time::{Instant, timeout, timeout_at};
use wire::{NewHand, ServerMessage};

use super::encoded;
use crate::support::{Daemon, Dice, House, PATIENCE, TestClient, dealt_now};

/// A client with rooms and a filter that keeps its epoch and its cursor.
struct Follower {
    query: String,
    wants: fn(&NewHand) -> bool,
    epoch: Option<String>,
    cursor: u64,
    seen: Vec<u64>,
}

impl Follower {
    fn new(room: &str, filter: &str, wants: fn(&NewHand) -> bool) -> Self {
        let query = format!("room={}&filter={}", encoded(room), encoded(filter));
        Self { query, wants, epoch: None, cursor: 0, seen: Vec::new() }
    }

    /// Follows for so many messages, or until it has got everything.
    async fn follow(&mut self, daemon: &Daemon, messages: usize) {
        let url = format!("{}?{}", daemon.url(), self.query);
        let subscription = Subscription {
            since: Some(Seq(self.cursor)),
            epoch: self.epoch.clone().map(Epoch),
            ..Subscription::default()
        };
        let mut client = connect(&url, &subscription).await.unwrap();
        for _ in 0..messages {
            match timeout(PATIENCE, client.next_message()).await.unwrap().unwrap() {
                ServerMessage::ConnectionAck(ack) => {
                    assert_eq!(*self.epoch.get_or_insert(ack.epoch.clone()), ack.epoch);
                }
                ServerMessage::NewHand(hand) => {
                    assert!(self.cursor < hand.seq, "{} after {}", hand.seq, self.cursor);
                    assert!((self.wants)(&hand), "{hand:?}");
                    self.cursor = hand.seq;
                    self.seen.push(hand.seq);
                }
                ServerMessage::TournamentResult(result) => self.cursor = result.seq,
                ServerMessage::ResyncComplete(end) => {
                    assert!(end.recovered, "{end:?}");
                    self.cursor = end.to_seq;
                    return;
                }
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_filter_and_a_room_lose_and_double_nothing_across_deaths() {
    let house = House::new();
    let deliveries = dealt_now(41, 120);
    let text: Vec<u8> = deliveries.iter().flat_map(|one| one.text.bytes()).collect();
    let name = deliveries[0].hand.players[0].name.clone();
    let mut followers = [
        Follower::new("hands", r#"{"kinds":["cash"]}"#, |hand| hand.kind == "cash"),
        Follower::new("hands", r#"{"kinds":["tournament","expresso"]}"#, |hand| {
            hand.tournament_id.is_some()
        }),
        Follower::new("tables", "{}", |_| false),
        Follower::new(&format!("player:{name}"), "{}", |_| true),
    ];
    let mut dice = Dice::new(4);
    let mut rest = text.as_slice();
    for _ in 0..5 {
        let daemon = house.daemon();
        let (piece, after) = rest.split_at(rest.len().min(1 + dice.below(text.len() / 4)));
        house.append("one.txt", piece);
        rest = after;
        for follower in &mut followers {
            // It is cut off in the middle of the replay, or behind it.
            follower.follow(&daemon, 1 + dice.below(30)).await;
        }
        daemon.kill();
    }
    house.append("one.txt", rest);
    let daemon = house.daemon();
    let url = format!("{}?since=0", daemon.url());
    let mut all = connect(&url, &Subscription::default()).await.unwrap();
    let mut hands: Vec<NewHand> = Vec::new();
    let deadline = Instant::now() + PATIENCE;
    while hands.len() < deliveries.len() {
        let message = timeout_at(deadline, all.next_message()).await.unwrap().unwrap();
        if let ServerMessage::NewHand(hand) = message {
            hands.push(*hand);
        }
    }
    for (index, mut follower) in followers.into_iter().enumerate() {
        follower.follow(&daemon, usize::MAX).await;
        assert_eq!(follower.cursor, 120);
        let is_his = |hand: &NewHand| hand.players.iter().any(|player| player.name == *name);
        let wanted =
            |hand: &&NewHand| if index == 3 { is_his(hand) } else { (follower.wants)(hand) };
        let wanted: Vec<u64> = hands.iter().filter(wanted).map(|hand| hand.seq).collect();
        assert_eq!(follower.seen, wanted, "{}", follower.query);
        assert_eq!(wanted.is_empty(), index == 2, "the hands have none for {}", follower.query);
    }
}

/// The next hand, whatever else comes.
async fn next_hand(client: &mut TestClient) -> NewHand {
    loop {
        if let ServerMessage::NewHand(hand) = client.next().await {
            return *hand;
        }
    }
}

/// The error that answers a token which takes nothing back.
async fn is_unknown(client: &mut TestClient) {
    let ServerMessage::Error(error) = client.next().await else { panic!("no error") };
    assert_eq!(error.code, "resume_unknown");
}

#[cfg(unix)]
#[tokio::test]
async fn a_token_takes_a_session_back_after_a_stop_but_not_after_a_death() {
    let house = House::new();
    let daemon = house.daemon();
    let filter = r#"{"kinds":["cash"],"hero_only":true}"#;
    let query = format!("client_name=hud&room=hands&room=chat:coach&filter={}", encoded(filter));
    let (mut on, ack) = daemon.joined(&query).await;
    let (ended, ended_ack) = daemon.joined("room=hands&client_name=old").await;
    drop(ended);
    let deliveries = dealt_now(42, 30);
    let text: String = deliveries.iter().map(|delivery| delivery.text.as_str()).collect();
    house.append("one.txt", text.as_bytes());
    let cash = next_hand(&mut on).await;
    assert_eq!(cash.kind, "cash");
    assert_eq!(daemon.terminate(), Some(0));
    on.end().await;

    let daemon = house.daemon();
    let token = ack.resume_token.unwrap();
    let (mut back, _) = daemon.joined(&format!("resume_token={token}&since={}", cash.seq)).await;
    let ServerMessage::Reconnected(reconnected) = back.next().await else { panic!("not back") };
    assert_eq!(reconnected.client_id, ack.client_id);
    assert_eq!(reconnected.rooms, ["hands", "chat:coach"]);
    assert_eq!(reconnected.filter, wire::Filter::decode(filter).unwrap());
    // Its filter holds for what it missed.
    let missed = next_hand(&mut back).await;
    assert!(cash.seq < missed.seq && missed.kind == "cash", "{missed:?}");

    let (mut other, _) = daemon.joined("").await;
    let token = ended_ack.resume_token.unwrap();
    let request = format!(r#"{{"type":"reconnect","id":1,"resume_token":"{token}"}}"#);
    other.send(&request).await;
    let ServerMessage::Reconnected(reconnected) = other.next().await else { panic!("not back") };
    assert_eq!(reconnected.client_id, ended_ack.client_id);
    // What is taken back is taken.
    let (mut third, third_ack) = daemon.joined(&format!("resume_token={token}")).await;
    is_unknown(&mut third).await;

    daemon.kill();
    let daemon = house.daemon();
    let token = third_ack.resume_token.unwrap();
    let (mut late, _) = daemon.joined(&format!("resume_token={token}")).await;
    is_unknown(&mut late).await;
    late.send(&format!(r#"{{"type":"reconnect","resume_token":"{token}"}}"#)).await;
    is_unknown(&mut late).await;
    // The session goes on as a new one.
    let delivery = dealt_now(43, 1).remove(0);
    house.append("two.txt", delivery.text.as_bytes());
    assert_eq!(late.next_hand().await.hand_id, delivery.hand.id.to_string());
}
