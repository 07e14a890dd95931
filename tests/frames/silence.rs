//! Clients that stop in the middle of a frame, or say and take nothing at all.

use std::time::{Duration, Instant};

use push::client::Subscription;

use super::peer::{FIN, PONG, Peer, TEXT, claim, frame, text};
use crate::support::{Daemon, House, PATIENCE, dealt};

/// Time between two pings.
const INTERVAL: Duration = Duration::from_secs(1);

fn daemon(house: &House) -> Daemon {
    let mut command = house.command();
    command.args(["--heartbeat-interval", &INTERVAL.as_secs().to_string()]);
    Daemon::start(command)
}

/// What comes until the end, besides the signs of life.
fn to_the_end(peer: &mut Peer) -> Vec<String> {
    let words = std::iter::from_fn(|| {
        let word = peer.word();
        (word != "end").then_some(word)
    });
    words.filter(|word| !["ping", "heartbeat"].contains(&word.as_str())).collect()
}

#[test]
fn a_frame_that_never_ends_is_waited_for_as_long_as_two_heartbeats() {
    let house = House::new();
    let daemon = daemon(&house);
    let half = [&claim(FIN | TEXT, 1000)[..], b"half of it"].concat();
    let start = Instant::now();
    let peers: Vec<_> = [
        ("nothing", &b""[..]),
        ("a byte", &[FIN | TEXT]),
        ("a head", &claim(FIN | TEXT, 1000)),
        ("half a frame", &half),
        ("half a message", &frame(TEXT, b"{\"type\":")),
    ]
    .into_iter()
    .map(|(name, bytes)| {
        let mut peer = Peer::join(&daemon.address);
        peer.send(bytes);
        (name, peer)
    })
    .collect();
    for (name, mut peer) in peers {
        assert_eq!(to_the_end(&mut peer), ["close 4002"], "{name}");
        let elapsed = start.elapsed();
        assert!(2 * INTERVAL <= elapsed && elapsed < PATIENCE, "{name}: {elapsed:?}");
    }
}

#[test]
fn whoever_answers_pings_stays() {
    let house = House::new();
    let daemon = daemon(&house);
    let mut peer = Peer::join(&daemon.address);
    let start = Instant::now();
    while start.elapsed() < 4 * INTERVAL {
        match peer.word().as_str() {
            "ping" => peer.send(&frame(FIN | PONG, b"")),
            "heartbeat" => {}
            other => panic!("{other}"),
        }
    }
    peer.send(&text(&super::request("on")));
    let words = std::iter::repeat_with(|| peer.word());
    let answer = words.into_iter().find(|word| !["ping", "heartbeat"].contains(&word.as_str()));
    assert_eq!(answer, Some(super::answer("on")));
}

/// Its socket is open and nobody is behind it: it takes nothing, and no goodbye either.
#[tokio::test]
async fn a_client_that_is_gone_without_a_word_is_forgotten_while_others_get_hands() {
    let mut deliveries = dealt(21, 1000).into_iter();
    let house = House::new();
    let daemon = daemon(&house);
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let gone: Vec<Peer> = (0..3).map(|_| Peer::join(&daemon.address)).collect();
    assert_eq!(daemon.stats().active_connections, 4);
    let start = Instant::now();
    while daemon.stats().active_connections != 1 {
        assert!(start.elapsed() < PATIENCE, "they are still there");
        let delivery = deliveries.next().unwrap();
        house.append("one.txt", delivery.text.as_bytes());
        assert_eq!(client.next_hand().await.hand_id, delivery.hand.id.to_string());
        tokio::time::sleep(INTERVAL / 20).await;
    }
    assert!(2 * INTERVAL <= start.elapsed(), "{:?}", start.elapsed());
    drop(gone);
}
