//! Hands and what was put aside, for those who ask.

use std::collections::BTreeMap;

use push::client::Subscription;
use wire::{HandJson, HandsPage, Quarantine, ServerMessage};

use super::encoded;
use crate::support::{Daemon, House, dealt};

/// A daemon that has read these hands and summaries.
async fn daemon_with_hands(house: &House, deliveries: &[dealer::Delivery]) -> (Daemon, u64) {
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut entries = 0;
    for delivery in deliveries {
        house.append(&delivery.file_name, delivery.text.as_bytes());
        if let Some((file, text)) = &delivery.summary {
            house.append(file, text.as_bytes());
            entries += 1;
        }
        entries += 1;
    }
    let mut seen = 0;
    while seen < entries {
        let is_entry = matches!(
            client.next().await,
            ServerMessage::NewHand(_) | ServerMessage::TournamentResult(_)
        );
        seen += u64::from(is_entry);
    }
    (daemon, entries)
}

/// The seqs of the items of a page.
pub(super) fn seqs(page: &HandsPage) -> Vec<u64> {
    let seq = |item: &ServerMessage| match item {
        ServerMessage::NewHand(hand) => hand.seq,
        ServerMessage::TournamentResult(result) => result.seq,
        other => panic!("{other:?} in a page"),
    };
    page.items.iter().map(seq).collect()
}

/// All items, page by page, asked for with this cursor.
fn walk(daemon: &Daemon, query: &str, cursor: &str, limit: usize) -> Vec<u64> {
    let mut all = Vec::new();
    let mut next = if cursor == "after_seq" { Some(0) } else { None };
    loop {
        let from = next.map(|next: u64| format!("&{cursor}={next}")).unwrap_or_default();
        let (status, body) = daemon.get(&format!("/api/hands?limit={limit}{query}{from}"));
        assert_eq!(status, 200, "{body}");
        let page: HandsPage = wire::decode(&body).unwrap();
        assert!(page.items.len() <= limit);
        all.extend(seqs(&page));
        next = page.next;
        if next.is_none() {
            return all;
        }
    }
}

#[tokio::test]
async fn pages_in_both_directions_give_each_entry_once() {
    let house = House::new();
    let deliveries = dealt(81, 400);
    let (daemon, top) = daemon_with_hands(&house, &deliveries).await;
    assert!(400 < top, "there are summaries");
    let all: Vec<u64> = (1..=top).collect();
    let reversed = |seqs: &[u64]| seqs.iter().rev().copied().collect::<Vec<_>>();
    for limit in [1000, 400, 101, 7] {
        assert_eq!(walk(&daemon, "", "after_seq", limit), all, "{limit}");
        assert_eq!(walk(&daemon, "", "before", limit), reversed(&all), "{limit}");
    }
    let (_, body) = daemon.get("/api/hands?limit=1000&after_seq=0");
    let page: HandsPage = wire::decode(&body).unwrap();
    let mut rooms: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for item in &page.items {
        let (room, seq) = match item {
            ServerMessage::NewHand(hand) => (hand.table_key.clone(), hand.seq),
            ServerMessage::TournamentResult(result) => {
                (format!("tournament:{}", result.tournament_id), result.seq)
            }
            other => panic!("{other:?}"),
        };
        rooms.entry(room).or_default().push(seq);
    }
    assert!(3 < rooms.len(), "{rooms:?}");
    for (room, its) in rooms {
        let query = format!("&room={}", encoded(&room));
        assert_eq!(walk(&daemon, &query, "after_seq", 5), its, "{room}");
        assert_eq!(walk(&daemon, &query, "before", 5), reversed(&its), "{room}");
    }
    for (query, name) in [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("before=x", "before"),
        ("before=1&after_seq=1", "before"),
        ("room=cellar", "room"),
    ] {
        let (status, body) = daemon.get(&format!("/api/hands?{query}"));
        assert_eq!(status, 400, "{query}: {body}");
        assert!(body.contains(name), "{query}: {body}");
    }
}

#[tokio::test]
async fn a_hand_is_told_in_full_and_as_it_was_written() {
    let house = House::new();
    let deliveries = dealt(82, 20);
    let (daemon, _) = daemon_with_hands(&house, &deliveries).await;
    for delivery in &deliveries {
        let id = delivery.hand.id.to_string();
        let (status, body) = daemon.get(&format!("/api/hands/{id}"));
        assert_eq!(status, 200, "{body}");
        let hand: HandJson = wire::decode(&body).unwrap();
        assert_eq!(hand.hand_id, id);
        let (status, body) = daemon.get(&format!("/api/hands/{id}?format=raw"));
        assert_eq!((status, body.trim_end()), (200, delivery.text.trim_end()));
        let (status, _) = daemon.get(&format!("/api/hands/{id}?hero={}", dealer::HERO));
        assert_eq!(status, 200);
        assert_eq!(daemon.get(&format!("/api/hands/{id}?hero=Nobody")).0, 404);
        assert_eq!(daemon.get(&format!("/api/hands/{id}?format=xml")).0, 400);
    }
    assert_eq!(daemon.get("/api/hands/1-2-3").0, 404);
}

#[tokio::test]
async fn what_was_put_aside_is_shown_with_its_place_and_its_reason() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut expected = Vec::new();
    let mut offset = 0;
    for delivery in dealt(83, 25) {
        let end = delivery.text.find("*** SUMMARY").unwrap();
        let text = format!("{}\n\n{}", &delivery.text[..end], delivery.text);
        house.append("one.txt", text.as_bytes());
        client.next_hand().await;
        expected.push((offset, delivery.text[..end].trim_end().to_owned()));
        offset += text.len() as u64;
    }
    let mut found = Vec::new();
    let mut after = Some(0);
    while let Some(last) = after {
        let (status, body) = daemon.get(&format!("/api/quarantine?limit=10&after={last}"));
        assert_eq!(status, 200, "{body}");
        let page: Quarantine = wire::decode(&body).unwrap();
        after = page.next;
        for item in page.items {
            assert!(item.file.ends_with("one.txt") && !item.reason.is_empty(), "{item:?}");
            found.push((item.offset, item.text.trim_end().to_owned()));
        }
    }
    assert_eq!(found, expected);
}
