//! A hand from its file to a client.

use std::{fs, path::Path};

use hand_history::{Block, Splitter};
use push::client::Subscription;
use wire::ServerMessage;

use crate::support::{Daemon, Dice, House, dealt};

fn everything() -> Subscription {
    Subscription { backfill: true, ..Subscription::default() }
}

#[tokio::test]
async fn hands_written_in_pieces_cut_anywhere_come_once_and_in_order() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, ack) = daemon.client(Subscription::default()).await;
    assert_eq!(ack.seq, 0);
    let deliveries = dealt(7, 60);
    let mut dice = Dice::new(1);
    for delivery in &deliveries {
        let mut text = delivery.text.as_bytes();
        while !text.is_empty() {
            let (piece, rest) = text.split_at(text.len().min(1 + dice.below(700)));
            house.append(&delivery.file_name, piece);
            text = rest;
        }
        if let Some((file, summary)) = &delivery.summary {
            house.append(file, summary.as_bytes());
        }
        // The end of a tournament comes before or after its last hand, as its files are seen.
        let (mut hands, mut results) = (0, 0);
        while (hands, results) != (1, usize::from(delivery.summary.is_some())) {
            match client.next().await {
                ServerMessage::NewHand(hand) => {
                    assert_eq!(hand.hand_id, delivery.hand.id.to_string());
                    assert_eq!(hand.origin, wire::Origin::Live);
                    hands += 1;
                }
                ServerMessage::TournamentResult(result) => {
                    let tournament = delivery.hand.tournament.as_ref().unwrap();
                    assert_eq!(result.tournament_id, tournament.id.as_str());
                    results += 1;
                }
                // Where the daemon was quiet for long enough, all-ins are counted meanwhile.
                ServerMessage::Notice(notice) if notice.code == "ev_ready" => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(daemon.stats().hands_total, 60);
}

/// The client writes a hand at once, but a file can be read in the middle of it, and a copy
/// over a network can stop there for seconds.
#[tokio::test]
async fn a_pause_in_the_middle_of_a_hand_changes_nothing() {
    let delivery = dealt(9, 40).into_iter().find(|one| one.text.contains("won ")).unwrap();
    let text = delivery.text.trim_end();
    let summary = text.find("*** SUMMARY").unwrap();
    let marks = ["Total pot", "Total pot 0", " | ", "Seat ", " won ", ""];
    let cuts = marks.map(|mark| match text[summary..].find(mark) {
        Some(at) if !mark.is_empty() => summary + at + mark.len(),
        _ => text.len() - 2,
    });
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    // One file for each cut, all at the same time, so that one pause is enough for them.
    for (number, cut) in cuts.iter().enumerate() {
        let text = renumbered(text, number);
        house.append(&format!("{number}.txt"), &text.as_bytes()[..*cut]);
    }
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(daemon.stats().seq, 0, "a hand came before it was whole");
    for (number, cut) in cuts.iter().enumerate() {
        let text = renumbered(text, number) + "\n\n\n";
        house.append(&format!("{number}.txt"), &text.as_bytes()[*cut..]);
    }
    let mut pots: Vec<_> = Vec::new();
    for _ in cuts {
        let hand = client.next_hand().await;
        pots.push((hand.total_pot, hand.rake));
    }
    pots.dedup();
    assert_eq!(pots.len(), 1, "{pots:?}");
    assert_eq!(daemon.stats().quarantined, 0);
}

/// The same hand with another id of the same length.
fn renumbered(text: &str, number: usize) -> String {
    let (start, rest) = text.split_once("HandId: #").unwrap();
    let (id, end) = rest.split_once(" - ").unwrap();
    let (head, _) = id.split_at(id.len() - 1);
    format!("{start}HandId: #{head}{number} - {end}")
}

#[tokio::test]
async fn a_last_hand_without_an_empty_line_comes_when_the_file_is_quiet() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let delivery = dealt(10, 1).remove(0);
    house.append("one.txt", delivery.text.trim_end().as_bytes());
    assert_eq!(client.next_hand().await.hand_id, delivery.hand.id.to_string());
}

#[tokio::test]
async fn a_hand_that_was_cut_in_a_line_does_not_take_the_next_one_with_it() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let deliveries = dealt(14, 2);
    let cut = deliveries[0].text.find("Seat 2").unwrap() + 4;
    let text = format!("{}{}", &deliveries[0].text[..cut], deliveries[1].text);
    house.append("one.txt", text.as_bytes());
    assert_eq!(client.next_hand().await.hand_id, deliveries[1].hand.id.to_string());
    assert_eq!(daemon.stats().quarantined, 1);
}

#[tokio::test]
async fn a_file_that_is_copied_again_brings_nothing_new() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(everything()).await;
    let text: String = dealt(3, 1).into_iter().map(|delivery| delivery.text).collect();
    house.append("one.txt", text.as_bytes());
    assert_eq!(client.next_hand().await.seq, 1);
    house.append("copy of one.txt", text.as_bytes());
    let other = dealt(4, 1).remove(0);
    house.append("other.txt", other.text.as_bytes());
    let hand = client.next_hand().await;
    assert_eq!((hand.seq, hand.hand_id), (2, other.hand.id.to_string()));
}

#[tokio::test]
async fn text_that_is_no_hand_is_counted_and_the_next_hand_comes() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(everything()).await;
    let delivery = dealt(5, 1).remove(0);
    let cut = &delivery.text[..delivery.text.find("*** SUMMARY").unwrap()];
    let text = format!("A letter to a friend\n\n{cut}\n\n{}", delivery.text);
    house.append("mixed.txt", text.as_bytes());
    assert_eq!(client.next_hand().await.hand_id, delivery.hand.id.to_string());
    assert_eq!(daemon.stats().quarantined, 2);
    assert_eq!(daemon.stats().hands_total, 1);
}

#[tokio::test]
async fn a_history_folder_that_appears_later_is_watched() {
    let house = House::new();
    fs::remove_dir(house.history()).unwrap();
    let daemon = house.daemon();
    let (status, body) = daemon.get("/health");
    assert_eq!(status, 200);
    assert!(body.contains("degraded") && body.contains("does not exist"), "{body}");
    let (mut client, _) = daemon.client(Subscription::default()).await;
    fs::create_dir(house.history()).unwrap();
    let delivery = dealt(6, 1).remove(0);
    house.append(&delivery.file_name, delivery.text.as_bytes());
    assert_eq!(client.next_hand().await.hand_id, delivery.hand.id.to_string());
    let (_, body) = daemon.get("/health");
    assert!(body.contains("\"status\":\"ok\""), "{body}");
}

#[tokio::test]
async fn a_session_gets_whole_hands_where_it_asks_for_them() {
    let house = House::new();
    let daemon = house.daemon();
    let full = Subscription { full: true, ..Subscription::default() };
    let (mut client, _) = daemon.client(full).await;
    let delivery = dealt(8, 1).remove(0);
    house.append(&delivery.file_name, delivery.text.as_bytes());
    let whole = client.next_hand().await.hand.unwrap();
    assert_eq!(whole.hand_id, delivery.hand.id.to_string());
    let source = whole.source.unwrap();
    assert!(source.file.ends_with(&delivery.file_name));
    assert_eq!(source.offset, 0);
}

#[tokio::test]
async fn stats_count_clients_as_they_come_and_go() {
    let house = House::new();
    let daemon = house.daemon();
    assert_eq!(daemon.stats().active_connections, 0);
    let (first, _) = daemon.client(Subscription::default()).await;
    let (second, _) = daemon.client(Subscription::default()).await;
    let stats = daemon.stats();
    assert_eq!(stats.active_connections, 2);
    assert_eq!(stats.heartbeat_interval, 30);
    assert!(stats.heartbeat_active && stats.broadcast_worker_active);
    assert_eq!(stats.queue_size, 0);
    drop(first);
    wait_for_connections(&daemon, 1).await;
    drop(second);
    wait_for_connections(&daemon, 0).await;
}

/// Waits until so many connections are open: a close takes its time to be seen.
async fn wait_for_connections(daemon: &Daemon, count: usize) {
    let deadline = tokio::time::Instant::now() + crate::support::PATIENCE;
    while daemon.stats().active_connections != count {
        assert!(tokio::time::Instant::now() < deadline, "{:?}", daemon.stats());
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_ping_is_answered_and_an_unknown_request_is_an_error() {
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    client.send(r#"{"type":"dance","id":1}"#).await;
    client.send(r#"{"type":"ping","id":"p"}"#).await;
    let ServerMessage::Error(error) = client.next().await else { panic!("no error") };
    assert_eq!(
        (error.code.as_str(), error.request),
        ("unknown_type", Some(wire::RequestId::Number(1.into())))
    );
    let ServerMessage::Pong(pong) = client.next().await else { panic!("no pong") };
    assert_eq!(pong.id, Some(wire::RequestId::Text("p".to_owned())));
}

/// Real histories, copied into the folder of a running daemon and then appended to hand by
/// hand with writes cut anywhere.
#[tokio::test]
async fn real_histories_come_whole_and_in_order() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let Ok(folder) = fs::read_dir(corpus.join("tetsuhaut+phud")) else {
        eprintln!("skipped: there is no corpus of real hands beside the project");
        return;
    };
    let mut files: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.to_string_lossy().contains("summary"));
    files.sort();
    let house = House::new();
    let daemon = house.daemon();
    let (mut client, _) = daemon.client(Subscription::default()).await;
    let mut dice = Dice::new(2);
    let mut seq = 0;
    for (number, file) in files.iter().enumerate() {
        let name = file.file_name().unwrap().to_str().unwrap();
        let bytes = fs::read(file).unwrap();
        let ids = ids(&bytes);
        if number % 2 == 0 {
            fs::copy(file, house.history().join(name)).unwrap();
        } else {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (piece, after) = rest.split_at(rest.len().min(1 + dice.below(2000)));
                house.append(name, piece);
                rest = after;
            }
        }
        for id in ids {
            seq += 1;
            let hand = client.next_hand().await;
            assert_eq!((hand.seq, hand.hand_id), (seq, id), "{name}");
        }
    }
    assert!(100 < seq, "{seq}");
}

/// The ids in a file, in order.
fn ids(bytes: &[u8]) -> Vec<String> {
    let mut splitter = Splitter::new(0, bytes);
    let blocks = std::iter::from_fn(|| splitter.next().or_else(|| splitter.rest()));
    let hands = blocks.filter_map(|block| match block {
        Block::Hand(text) => Some(hand_history::parse(&text).unwrap().id.to_string()),
        Block::Summary(_) | Block::Stray(_) => None,
    });
    hands.collect()
}
