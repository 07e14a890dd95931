//! `/api` over loopback: pages of the log, single hands, tables, and what a token shows.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use dealer::Casino;
use store::{Epoch, Seq};
use tokio_util::sync::CancellationToken;
use wire::Facts;

use super::{Answer, Running};
use crate::{
    Archive, Board, Found, HandFormat, Log, Lookup, Options, PastPage, PastQuery, Server,
    StatsRequest, View,
    token::{Grant, Verifier, sign},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// So many hands are in the log of these tests.
const COUNT: u64 = 25;

/// The facts of all hands, from some tables.
fn hands() -> Vec<Facts> {
    let mut casino = Casino::new(1, 4);
    let start = DateTime::UNIX_EPOCH;
    (0..COUNT).map(|_| Facts::of_hand(&casino.deal(start).hand)).collect()
}

/// The past as the store tells it, a few entries at a time; a hand is its seq.
fn page(hands: &[Facts], query: &PastQuery) -> PastPage {
    let mut all: Vec<(Seq, &Facts)> = (1..).map(Seq).zip(hands).collect();
    all.retain(|(seq, _)| query.after < *seq && *seq <= query.up_to);
    if query.newest_first {
        all.reverse();
    }
    all.truncate(4);
    let last = all.last().unwrap().0;
    let read_to = if query.newest_first { Seq(last.0 - 1) } else { last };
    let wanted = all.into_iter().filter(|(_, facts)| query.wants(facts));
    let frames = wanted.map(|(seq, _)| (seq, seq.to_string().into())).collect();
    PastPage { frames, read_to }
}

/// A server over these hands, whose first table is open.
fn start(options: Options) -> Running {
    let all = Arc::new(hands());
    let (told, found) = (Arc::clone(&all), Arc::clone(&all));
    let past = Arc::new(move |query: PastQuery| Ok(page(&told, &query)));
    let key: Arc<str> = all[0].table_key.to_string().into();
    let tables = vec![table_json(&key)];
    let view = View::new(vec![key].into(), move |_| tables.clone());
    let log = Log::new(Epoch("ours".to_owned()), Seq(COUNT), view, 8, past);
    let lookups = Arc::new(move |lookup: Lookup| {
        Ok(match lookup {
            Lookup::Hand { id, hero, format } if id == "first" => {
                let words = if format == HandFormat::Raw { "raw" } else { "\"json\"" };
                let facts = Some(found[0].clone()).filter(|_| hero.as_deref() != Some("Nobody"));
                facts.map(|facts| Found { facts: Some(facts), body: words.to_owned() })
            }
            Lookup::Quarantine { after, limit } => {
                Some(Found { facts: None, body: format!("[{after},{limit}]") })
            }
            _ => None,
        })
    });
    let board = Board::default();
    let listen = vec![([127, 0, 0, 1], 0).into()];
    let options = Options { listen, ..options };
    // What snapshots add is not looked for here.
    let table_stats = Arc::new(|_, _: Option<&StatsRequest>| panic!("asked"));
    let archive = Archive { lookups, table_stats: Some(table_stats), ..Archive::default() };
    let server = Server::bind(options, log.clone(), archive, board.clone()).unwrap();
    let (address, shutdown) = (server.addresses()[0], CancellationToken::new());
    let server = tokio::spawn(server.run(shutdown.clone()));
    Running { address, log, board, shutdown, server }
}

fn table_json(key: &str) -> wire::TableJson {
    let name = key.strip_prefix("table:").unwrap();
    let text = format!(
        r#"{{"table_key":"{key}","seq":1,"kind":"cash","name":"{name}","tournament_id":null,
            "table_number":null,"max_seats":6,"stakes":"","currency":"EUR","level":null,
            "button_seat":null,"hero":null,"seats":[],"window_titles":[],"last_hand_id":"1"}}"#
    );
    wire::decode(&text).unwrap()
}

async fn get(running: &Running, path: &str) -> Answer {
    running.ask(&format!("GET {path} HTTP/1.1")).await
}

/// The items of a page, and where the next one begins.
async fn items(running: &Running, query: &str) -> (Vec<u64>, Option<u64>) {
    let answer = get(running, &format!("/api/hands?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    let (items, next) = answer.body.split_once("],\"next\":").unwrap();
    let items = items.strip_prefix("{\"items\":[").unwrap();
    let items = items.split(',').filter(|item| !item.is_empty());
    (items.map(|item| item.parse().unwrap()).collect(), next.trim_end_matches('}').parse().ok())
}

/// All pages, one after the other.
async fn all(running: &Running, name: &str, first: u64, rest: &str) -> Vec<u64> {
    let (mut found, mut next) = (Vec::new(), Some(first));
    while let Some(from) = next {
        let (page, after) = items(running, &format!("{name}={from}{rest}")).await;
        found.extend(page);
        assert!(found.len() <= 100, "the pages never end");
        next = after;
    }
    found
}

#[tokio::test]
async fn the_log_is_paged_both_ways_without_a_hole_or_a_double() {
    let running = start(Options::default());
    let (up, down): (Vec<u64>, Vec<u64>) = ((1..=25).collect(), (1..=25).rev().collect());
    assert_eq!(items(&running, "").await, (down.clone(), None));
    for limit in [1, 7, 24, 25, 26, 1000] {
        let limit = format!("&limit={limit}");
        assert_eq!(all(&running, "after_seq", 0, &limit).await, up, "{limit}");
        assert_eq!(all(&running, "before", 26, &limit).await, down, "{limit}");
    }
    assert_eq!(items(&running, "limit=2").await, (vec![25, 24], Some(24)));
    assert_eq!(items(&running, "after_seq=3&limit=2").await, (vec![4, 5], Some(5)));
    for query in ["before=0", "before=1", "after_seq=25", "after_seq=99"] {
        assert_eq!(items(&running, query).await, (vec![], None), "{query}");
    }
    assert_eq!(items(&running, "before=99&limit=1").await, (vec![25], Some(25)));
}

#[tokio::test]
async fn a_page_can_be_that_of_a_room() {
    let running = start(Options::default());
    let hands = hands();
    let is_of = |facts: &&Facts| facts.table_key == hands[0].table_key;
    let count = hands.iter().filter(is_of).count();
    let room = hands[0].table_key.to_string().replace(' ', "%20").replace('&', "%26");
    let found = all(&running, "after_seq", 0, &format!("&limit=2&room={room}")).await;
    assert!(0 < count && found.len() == count && found[0] == 1, "{found:?}");
    assert_eq!(items(&running, "room=player:Nobody").await, (vec![], None));
    assert_eq!(items(&running, "room=tables").await, (vec![], None));
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_named() {
    let running = start(Options::default());
    for (path, name) in [
        ("/api/hands?limit=0", "limit"),
        ("/api/hands?limit=1001", "limit"),
        ("/api/hands?limit=x", "limit"),
        ("/api/hands?after_seq=-1", "after_seq"),
        ("/api/hands?before=1&before=2", "before"),
        ("/api/hands?before=1&after_seq=2", "before"),
        ("/api/hands?room=kitchen", "room"),
        ("/api/hands/first?format=xml", "format"),
        ("/api/quarantine?after=x", "after"),
        ("/api/quarantine?limit=0", "limit"),
    ] {
        let answer = get(&running, path).await;
        assert!(answer.problem(400).contains(&format!("{name:?}")), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_single_hand_comes_in_its_format() {
    let running = start(Options::default());
    for (path, body, kind) in [
        ("/api/hands/first", "\"json\"", "application/json"),
        ("/api/hands/first?format=raw&hero=Ann", "raw", "text/plain"),
    ] {
        let answer = get(&running, path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, body));
        assert!(answer.head.contains(kind), "{}", answer.head);
    }
    for path in ["/api/hands/second", "/api/hands/first?hero=Nobody"] {
        get(&running, path).await.problem(404);
    }
}

#[tokio::test]
async fn open_tables_quarantine_and_schemas_are_served() {
    let running = start(Options::default());
    let key = hands()[0].table_key.to_string();
    let answer = get(&running, "/api/tables").await;
    let tables: wire::Tables = wire::decode(&answer.body).unwrap();
    assert_eq!(tables.items.len(), 1);
    let path = format!("/api/tables/{}", key.replace(' ', "%20").replace('&', "%26"));
    let table: wire::TableJson = wire::decode(&get(&running, &path).await.body).unwrap();
    assert_eq!(table.table_key, key);
    assert!(get(&running, "/api/tables/table:x").await.problem(404).contains("table:x"));
    assert_eq!(get(&running, "/api/quarantine?after=3&limit=2").await.body, "[3,2]");
    for (path, word) in [("/openapi.json", "\"openapi\""), ("/schema/messages.json", "\"$defs\"")] {
        let answer = get(&running, path).await;
        assert!(answer.status == 200 && answer.body.contains(word), "{path}");
        assert!(answer.head.contains("application/json"), "{}", answer.head);
    }
}

#[tokio::test]
async fn a_token_shows_what_its_patterns_match_and_no_more() {
    let verifier = Some(Verifier::with_secrets(&[SECRET.to_owned()]).unwrap());
    let running = start(Options { verifier, ..Options::default() });
    let hands = hands();
    let count = |is_shown: &dyn Fn(&Facts) -> bool| hands.iter().filter(|it| is_shown(it)).count();
    let (first, player) = (hands[0].table_key.to_string(), hands[0].players[0].clone());
    let other = hands.iter().map(|facts| facts.table_key.to_string()).find(|key| *key != first);
    let other = other.unwrap();
    let at = |table: &str| count(&|facts| facts.table_key.to_string() == table);
    let of_player = count(&|facts| facts.players.contains(&player));
    // How many hands, whether the first hand, the table and the quarantine are shown.
    for (pattern, shown, hand, table, quarantine) in [
        ("hands", 25, 200, 200, 200),
        ("*", 25, 200, 200, 200),
        (first.as_str(), at(&first), 200, 200, 403),
        (&format!("player:{player}"), of_player, 200, 404, 403),
        (&other, at(&other), 404, 404, 403),
        ("tables", 0, 404, 200, 403),
        ("chat:*", 0, 404, 404, 403),
    ] {
        let grant = Grant {
            sub: "ann".to_owned(),
            rooms: vec![pattern.to_owned()],
            publish: false,
            admin: false,
            ttl: Duration::from_secs(60),
        };
        let token = sign(SECRET, &grant, Utc::now()).unwrap();
        let found = all(&running, "after_seq", 0, &format!("&limit=3&token={token}")).await;
        assert_eq!(found.len(), shown, "{pattern}");
        let table_path = format!("/api/tables/{}", first.replace(' ', "%20").replace('&', "%26"));
        for (path, status) in
            [("/api/hands/first", hand), (&table_path, table), ("/api/quarantine", quarantine)]
        {
            let answer = get(&running, &format!("{path}?token={token}")).await;
            assert_eq!(answer.status, status, "{pattern}: {path}");
        }
        let room = get(&running, &format!("/api/hands?room=player:Z&token={token}")).await;
        let sees_all = matches!(pattern, "*");
        assert_eq!(room.status, if sees_all { 200 } else { 403 }, "{pattern}");
    }
}
