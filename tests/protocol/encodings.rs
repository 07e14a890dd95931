//! Messages as deflate, and what stands in the address of `/ws`.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::encoded;
use crate::{
    frames::peer::{BINARY, Peer, TEXT},
    support::{House, dealt},
};

/// The text of the next message, and whether it was deflated.
fn text(peer: &mut Peer) -> (String, bool) {
    match peer.hear() {
        Some((TEXT, text)) => (String::from_utf8(text).unwrap(), false),
        Some((BINARY, packed)) => {
            let mut text = String::new();
            DeflateDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
            assert!(packed.len() < text.len(), "{} bytes for {text}", packed.len());
            (text, true)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn deflate_is_chosen_by_the_subprotocol_or_by_the_address_and_says_the_same() {
    let house = House::new();
    let daemon = house.daemon();
    let mut peers = Vec::new();
    for (query, offer, taken, deflates) in [
        ("", None, None, false),
        ("", Some("chat, railbird.v1.json"), Some("railbird.v1.json"), false),
        ("", Some("railbird.v1.json, railbird.v1.json.deflate"), Some("railbird.v1.json"), false),
        ("", Some("railbird.v1.json.deflate"), Some("railbird.v1.json.deflate"), true),
        ("", Some("a,railbird.v1.json.deflate, b"), Some("railbird.v1.json.deflate"), true),
        ("", Some("railbird.v2.json"), None, false),
        ("?encoding=deflate", None, None, true),
        ("?encoding=json", None, None, false),
    ] {
        let lines = offer.map(|offer| format!("Sec-WebSocket-Protocol: {offer}\r\n"));
        let (head, mut peer) = Peer::ask(&daemon.address, query, &lines.unwrap_or_default());
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        let answer = head.lines().find_map(|line| line.strip_prefix("sec-websocket-protocol: "));
        assert_eq!(answer, taken, "{offer:?}");
        let (ack, is_deflated) = text(&mut peer);
        assert!(ack.starts_with(r#"{"type":"connection_ack""#), "{ack}");
        assert_eq!(is_deflated, deflates, "{query} {offer:?}");
        peers.push((peer, deflates));
    }
    let deliveries = dealt(51, 3);
    for delivery in &deliveries {
        house.append("one.txt", delivery.text.as_bytes());
        let told: Vec<_> = peers.iter_mut().map(|(peer, _)| text(peer)).collect();
        assert!(told[0].0.contains(&delivery.hand.id.to_string()), "{}", told[0].0);
        for ((hand, is_deflated), (_, deflates)) in told.iter().zip(&peers) {
            assert_eq!((hand, is_deflated), (&told[0].0, deflates));
        }
    }
    // A replay is read from the store, and says the same but that it is one.
    let (_, mut peer) = Peer::ask(&daemon.address, "?encoding=deflate&since=0", "");
    let (_, mut plain) = Peer::ask(&daemon.address, "?since=0", "");
    assert!(text(&mut peer).0.contains("connection_ack"));
    assert!(text(&mut plain).0.contains("connection_ack"));
    for _ in 0..4 {
        let ((deflated, yes), (plain, no)) = (text(&mut peer), text(&mut plain));
        assert_eq!((yes, no, deflated), (true, false, plain));
    }
}

#[tokio::test]
async fn a_filter_in_the_address_is_in_force_before_the_first_hand() {
    let house = House::new();
    let daemon = house.daemon();
    let filter = |filter: &str| format!("filter={}", encoded(filter));
    let (mut cash, _) = daemon.joined(&filter(r#"{"kinds":["cash"]}"#)).await;
    let (mut both, _) = daemon.joined(&filter(r#"{"detail":"full"}"#)).await;
    let deliveries = dealt(52, 60);
    let text: String = deliveries.iter().map(|delivery| delivery.text.as_str()).collect();
    house.append("one.txt", text.as_bytes());
    let mut expected = Vec::new();
    for _ in &deliveries {
        let hand = both.next_hand().await;
        // The address says `detail=summary` behind the filter, and that is what holds.
        assert!(hand.hand.is_none(), "{hand:?}");
        if hand.kind == "cash" {
            expected.push((hand.seq, hand.hand_id));
        }
    }
    assert!((1..60).contains(&expected.len()), "{}", expected.len());
    assert_eq!(cash.next_hands(expected.len()).await, expected);
    for (query, name) in [
        (filter("{"), "filter"),
        (filter(r#"{"kinds":["chess"]}"#), "filter"),
        (filter(r#"{"colour":1}"#), "filter"),
        ("room=cellar".to_owned(), "room"),
        ("encoding=zip".to_owned(), "encoding"),
    ] {
        let (status, body) = daemon.get(&format!("/ws?{query}"));
        let problem: wire::Problem = wire::decode(&body).unwrap();
        assert_eq!((status, problem.status), (400, 400));
        assert!(problem.detail.contains(name), "{query}: {}", problem.detail);
    }
}
