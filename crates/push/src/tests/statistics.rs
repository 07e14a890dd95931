//! Statistics over HTTP: what reaches the store, what comes back, and what a token shows.

use std::{sync::Arc, time::Duration};

use chrono::Utc;

use super::{Answer, Running, start_with};
use crate::{
    Archive, Found, Lookup, Options, PastError, PlayersQuery, RequestError,
    token::{Grant, Verifier, sign},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// The players of this log.
const PLAYERS: [&str; 4] = ["Ann", "Ann B", "Zoé", "Anna/x"];

/// A store that says what it was asked for.
fn archive() -> Archive {
    let lookups = |lookup: Lookup| {
        let body = match lookup {
            Lookup::Hand { .. } | Lookup::Quarantine { .. } => return Ok(None),
            Lookup::Players(query) => players(&query),
            Lookup::StatsOfPlayer { name, .. } if name == "Nobody" => {
                return Err(RequestError::Unknown("no hand of \"Nobody\"".to_owned()));
            }
            Lookup::Graph { filters, .. } if filters.iter().any(|(key, _)| key == "colour") => {
                return Err(RequestError::Bad("parameter \"colour\": unknown".to_owned()));
            }
            Lookup::Sessions { hero: Some(hero), .. } if hero == "Stuck" => {
                return Err(PastError("disk gone".to_owned()).into());
            }
            Lookup::Tournaments { hero: Some(hero), .. } if hero == "Nothing" => return Ok(None),
            other => format!("{other:?}"),
        };
        Ok(Some(Found { facts: None, body }))
    };
    Archive { lookups: Arc::new(lookups), ..Archive::default() }
}

fn players(query: &PlayersQuery) -> String {
    let mut all = PLAYERS.to_vec();
    all.retain(|name| name.starts_with(&query.prefix) && query.shows(name));
    all.truncate(query.limit);
    assert!(!query.shows_all() || query.shows("Anybody"));
    all.join(",")
}

fn start() -> Running {
    start_with(Options::default(), archive())
}

/// A server for tokens, and one that may join these rooms.
fn guarded(rooms: &[&str]) -> (Running, String) {
    guarded_with(rooms, archive())
}

fn guarded_with(rooms: &[&str], archive: Archive) -> (Running, String) {
    let verifier = Some(Verifier::with_secrets(&[SECRET.to_owned()]).unwrap());
    let grant = Grant {
        sub: "ann".to_owned(),
        rooms: rooms.iter().map(|room| (*room).to_owned()).collect(),
        publish: false,
        admin: false,
        ttl: Duration::from_secs(60),
    };
    let token = sign(SECRET, &grant, Utc::now()).unwrap();
    (start_with(Options { verifier, ..Options::default() }, archive), token)
}

async fn get(running: &Running, path: &str) -> Answer {
    running.ask(&format!("GET {path} HTTP/1.1")).await
}

#[tokio::test]
async fn each_path_asks_the_store_for_its_own_with_names_decoded_and_filters_as_they_came() {
    let running = start();
    for (path, lookup) in [
        (
            "/api/players/Zo%C3%A9/stats?kind=cash&since=a%20b&kind=pool",
            r#"StatsOfPlayer { name: "Zoé", filters: [("kind", "cash"), ("since", "a b"), ("kind", "pool")] }"#,
        ),
        ("/api/players/a%2Fb%20%26%20c/stats", r#"StatsOfPlayer { name: "a/b & c", filters: [] }"#),
        ("/api/players/stats/stats", r#"StatsOfPlayer { name: "stats", filters: [] }"#),
        (
            "/api/players/stats?name=Ann&kind=cash&name=%F0%9F%90%A6",
            r#"StatsOfPlayers { names: ["Ann", "🐦"], filters: [("kind", "cash")] }"#,
        ),
        (
            "/api/players/Ann/stats?name=x&token=secret&play",
            r#"StatsOfPlayer { name: "Ann", filters: [("name", "x"), ("play", "")] }"#,
        ),
        ("/api/sessions", "Sessions { hero: None, filters: [] }"),
        (
            "/api/sessions?from=1&hero=Ann+B",
            r#"Sessions { hero: Some("Ann B"), filters: [("from", "1")] }"#,
        ),
        ("/api/graph?kind=cash", r#"Graph { hero: None, filters: [("kind", "cash")] }"#),
        (
            "/api/tournaments?hero=Zo%C3%A9&to=2&token=secret",
            r#"Tournaments { hero: Some("Zoé"), filters: [("to", "2")] }"#,
        ),
    ] {
        let answer = get(&running, path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, lookup), "{path}");
        assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    }
}

#[tokio::test]
async fn which_statistics_there_are_is_known_without_the_store() {
    let running = start_with(Options::default(), Archive::default());
    let catalogue = wire::encode(&wire::stat_catalogue());
    for path in ["/api/stats", "/api/stats", "/api/stats?x=1"] {
        let answer = get(&running, path).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, catalogue.as_str()), "{path}");
        assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
    }
}

#[tokio::test]
async fn players_are_found_by_what_their_names_begin_with() {
    let running = start();
    for (query, found) in [
        ("", "Ann,Ann B,Zoé,Anna/x"),
        ("?limit=2", "Ann,Ann B"),
        ("?prefix=Ann", "Ann,Ann B,Anna/x"),
        ("?prefix=Ann%20&limit=1000", "Ann B"),
        ("?prefix=Zo%C3%A9", "Zoé"),
        ("?prefix=x", ""),
    ] {
        let answer = get(&running, &format!("/api/players{query}")).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, found), "{query}");
    }
}

#[tokio::test]
async fn what_cannot_be_answered_is_a_problem_with_words() {
    let running = start();
    let many = format!("/api/players/stats?{}", "name=a&".repeat(101));
    let long = format!("/api/players/{}/stats", "a".repeat(1000));
    for (path, status, word) in [
        ("/api/players/stats", 400, "\"name\""),
        ("/api/players/stats?name=", 400, "\"name\""),
        (many.as_str(), 400, "100"),
        (long.as_str(), 400, "characters"),
        ("/api/players/a%0Ab/stats", 400, "control"),
        ("/api/players/%FF/stats", 400, "UTF-8"),
        ("/api/hands/%FF", 400, "UTF-8"),
        ("/api/sessions?hero=a&hero=b", 400, "\"hero\""),
        ("/api/sessions?hero=", 400, "\"hero\""),
        ("/api/players?limit=0", 400, "\"limit\""),
        ("/api/players?prefix=a&prefix=b", 400, "\"prefix\""),
        ("/api/graph?colour=red", 400, "colour"),
        ("/api/players/Nobody/stats", 404, "Nobody"),
        ("/api/tournaments?hero=Nothing", 404, "nothing"),
        ("/api/sessions?hero=Stuck", 503, "disk gone"),
        ("/api/players/Ann", 404, "/api/players/Ann"),
        ("/api/players/Ann/stats/", 404, "/api/players/Ann/stats/"),
        ("/api/players//stats", 400, "characters"),
    ] {
        let detail = get(&running, path).await.problem(status);
        assert!(detail.contains(word), "{path}: {detail}");
    }
    for path in [
        "/api/stats",
        "/api/players",
        "/api/players/stats",
        "/api/players/Ann/stats",
        "/api/sessions",
        "/api/graph",
        "/api/tournaments",
    ] {
        let answer = running.ask(&format!("DELETE {path} HTTP/1.1")).await;
        assert!(answer.problem(405).contains(path), "{}", answer.body);
        assert!(answer.head.contains("allow: get,head"), "{}", answer.head);
    }
}

#[tokio::test]
async fn a_token_shows_the_players_whose_rooms_it_may_join_and_no_others() {
    let paths = [
        "/api/stats",
        "/api/players/Ann/stats",
        "/api/players/Zo%C3%A9/stats",
        "/api/players/stats?name=Ann",
        "/api/players/stats?name=Ann&name=Zo%C3%A9",
        "/api/sessions?hero=Ann",
        "/api/graph?hero=Ann",
        "/api/tournaments?hero=Ann",
        "/api/sessions?hero=Zo%C3%A9",
        "/api/graph?hero=Zo%C3%A9",
        "/api/tournaments?hero=Zo%C3%A9",
        "/api/sessions",
        "/api/graph",
        "/api/tournaments",
    ];
    // What is shown of the paths, and which players are listed.
    for (rooms, shown, listed) in [
        (&["hands"][..], "11111111111111", "Ann,Ann B,Zoé,Anna/x"),
        (&["*"], "11111111111111", "Ann,Ann B,Zoé,Anna/x"),
        (&["player:*"], "11111111111000", "Ann,Ann B,Zoé,Anna/x"),
        (&["player:Ann"], "11010111000000", "Ann"),
        (&["player:Ann*"], "11010111000000", "Ann,Ann B,Anna/x"),
        (&["player:Zoé", "player:Ann"], "11111111111000", "Ann,Zoé"),
        (&["tables", "table:*", "chat:*"], "10000000000000", ""),
    ] {
        let (running, token) = guarded(rooms);
        let with_token = |path: &str| {
            let mark = if path.contains('?') { '&' } else { '?' };
            format!("{path}{mark}token={token}")
        };
        let mut statuses = String::new();
        for path in paths {
            get(&running, path).await.problem(401);
            let answer = get(&running, &with_token(path)).await;
            let is_shown = answer.status == 200;
            if !is_shown {
                assert!(answer.problem(403).contains("token"), "{}", answer.body);
            }
            assert!(!answer.body.contains(&token), "{}", answer.body);
            statuses.push(if is_shown { '1' } else { '0' });
        }
        assert_eq!(statuses, shown, "{rooms:?}");
        assert_eq!(get(&running, &with_token("/api/players")).await.body, listed, "{rooms:?}");
        // The limit counts what is shown.
        let first = get(&running, &with_token("/api/players?limit=1")).await.body;
        assert_eq!(first, listed.split(',').next().unwrap(), "{rooms:?}");
    }
}

#[tokio::test]
async fn who_is_not_shown_all_is_told_no_other_names() {
    let archive = || {
        let lookups = |_| Err(RequestError::Unknown("did you mean Secret?".to_owned()));
        Archive { lookups: Arc::new(lookups), ..Archive::default() }
    };
    let (running, token) = guarded_with(&["player:*"], archive());
    for path in [
        "players/Ann/stats?kind=cash",
        "sessions?hero=Ann",
        "graph?hero=Ann",
        "tournaments?hero=Ann",
    ] {
        let request = format!("GET /api/{path}&token={token} HTTP/1.1");
        let words = running.ask(&request).await.problem(404);
        assert!(!words.contains("Secret"), "{path}: {words}");
    }
    let (running, token) = guarded_with(&["hands"], archive());
    let request = format!("GET /api/players/Ann/stats?token={token} HTTP/1.1");
    assert!(running.ask(&request).await.problem(404).contains("Secret"));
}
