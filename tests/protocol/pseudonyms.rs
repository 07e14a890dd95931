//! No player's name leaves a daemon that calls them otherwise.

use std::{collections::BTreeSet, fs};

use wire::{PlayerStats, Players, ServerMessage};

use super::{daemon_with, encoded};
use crate::support::{Daemon, House, dealt_now};

/// What names are looked for in: the texts that left, one after the other.
fn check(names: &BTreeSet<String>, left: &[String]) {
    for text in left {
        for name in names {
            // A short name can be a part of another word.
            for place in [format!("\"{name}\""), format!("player:{name}"), format!("@{name}")] {
                assert!(!text.contains(&place), "{name} in {text}");
            }
        }
    }
}

/// The players that a daemon knows.
fn players(daemon: &Daemon) -> BTreeSet<String> {
    let (status, body) = daemon.get("/api/players?limit=1000");
    assert_eq!(status, 200, "{body}");
    let players: Players = wire::decode(&body).unwrap();
    players.items.into_iter().map(|known| known.player).collect()
}

#[tokio::test]
async fn everybody_is_called_otherwise_and_alike_everywhere() {
    let house = House::new();
    let daemon = daemon_with(&house, &["--anonymize"]);
    let filter = encoded(r#"{"stats":["hands"],"detail":"full"}"#);
    let query = format!("room=hands&room=tables&filter={filter}");
    let (mut client, _) = daemon.joined(&query).await;
    let deliveries = dealt_now(5, 60);
    let (mut names, mut left) = (BTreeSet::new(), Vec::new());
    let (mut shown, mut id) = (BTreeSet::new(), String::new());
    for delivery in &deliveries {
        names.extend(delivery.hand.players.iter().map(|player| player.name.to_string()));
        house.append(&delivery.file_name, delivery.text.as_bytes());
        if let Some((file, text)) = &delivery.summary {
            house.append(file, text.as_bytes());
        }
        loop {
            let message = client.next().await;
            left.push(wire::encode(&message));
            if let ServerMessage::NewHand(hand) = message {
                assert_eq!(hand.hand_id, delivery.hand.id.to_string());
                shown.extend(hand.players.iter().map(|player| player.name.clone()));
                id = hand.hand_id;
                break;
            }
        }
    }
    assert!(left.iter().any(|text| text.contains("stats_updated")), "{}", left.len());
    assert_eq!(shown.len(), names.len());
    assert!(shown.iter().all(|name| name.starts_with("Player-")), "{shown:?}");

    // The pseudonym asks as the name would.
    assert_eq!(players(&daemon), shown);
    let (mut hands, mut seats) = (0, 0);
    for name in &shown {
        let (status, body) = daemon.get(&format!("/api/players/{name}/stats?play=true"));
        assert_eq!(status, 200, "{body}");
        let stats: PlayerStats = wire::decode(&body).unwrap();
        assert_eq!(stats.player, *name);
        hands += stats.hands;
        left.push(body);
    }
    for delivery in &deliveries {
        seats += delivery.hand.players.iter().filter(|player| player.dealt_in).count();
    }
    assert_eq!(hands as usize, seats);

    let hand = format!("/api/hands/{id}");
    for path in ["/api/hands", &hand, "/api/tables", "/api/sessions", "/api/graph", "/health"] {
        let (status, body) = daemon.get(path);
        assert_eq!(status, 200, "{path}: {body}");
        left.push(body);
    }
    left.push(daemon.get("/api/tournaments").1);
    for path in [&format!("{hand}?format=raw"), "/api/quarantine"] {
        let (status, body) = daemon.get(path);
        assert_eq!(status, 400, "{path}: {body}");
    }
    check(&names, &left);

    // The key is for this user alone, and the names stay in the log.
    let key = house.data_dir().join("pseudonyms.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(key.exists());
    drop(daemon);
    let daemon = house.daemon();
    assert_eq!(players(&daemon), names);
}
