//! Notes over HTTP: what reaches the store, and who may write.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::Utc;

use super::{Answer, Running, start_with};
use crate::{
    Archive, Found, NoteChange, Notes, Options, PastError, RequestError,
    token::{Grant, Verifier, sign},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

/// What is kept, by player.
type Kept = Arc<Mutex<BTreeMap<String, String>>>;

/// Keeps notes that are JSON objects. About some players it cannot.
fn notes(kept: &Kept) -> Notes {
    let kept = Arc::clone(kept);
    Arc::new(move |change| match change {
        NoteChange::Put { player, .. } if player == "Stuck" => {
            Err(PastError("disk gone".to_owned()).into())
        }
        NoteChange::Put { player, .. } if player == "Nobody" => {
            Err(RequestError::Unknown("nobody has met \"Nobody\"".to_owned()))
        }
        NoteChange::Put { player, note } if note.starts_with('{') => {
            kept.lock().unwrap().insert(player, note.clone());
            Ok(Some(note))
        }
        NoteChange::Put { note, .. } => {
            Err(RequestError::Bad(format!("expected an object, not {} bytes", note.len())))
        }
        NoteChange::Delete { player } => {
            kept.lock().unwrap().remove(&player);
            Ok(None)
        }
    })
}

fn start(options: Options) -> (Running, Kept) {
    let kept = Kept::default();
    let archive = Archive { notes: notes(&kept), ..Archive::default() };
    (start_with(options, archive), kept)
}

const JSON: &str = "Content-Type: application/json";

async fn put(running: &Running, player: &str, headers: &str, body: &str) -> Answer {
    let length = body.len();
    let head =
        format!("PUT /api/players/{player}/note HTTP/1.1\r\n{headers}\r\nContent-Length: {length}");
    running.ask_with_body(&head, body).await
}

async fn delete(running: &Running, player: &str, headers: &str) -> Answer {
    running.ask(&format!("DELETE /api/players/{player}/note HTTP/1.1\r\n{headers}")).await
}

#[tokio::test]
async fn a_note_is_kept_replaced_and_taken_away() {
    let (running, kept) = start(Options::default());
    let note = |player: &str| kept.lock().unwrap().get(player).cloned();
    for text in [r#"{"text":"calls"}"#, r#"{"text":"pass, l’été"}"#] {
        let answer = put(&running, "Zo%C3%A9%2F1", JSON, text).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, text));
        assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
        assert_eq!(note("Zoé/1").as_deref(), Some(text));
    }
    for _ in 0..2 {
        let answer = delete(&running, "Zo%C3%A9%2F1", "X: y").await;
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
        assert_eq!(note("Zoé/1"), None);
    }
}

#[tokio::test]
async fn a_note_that_is_not_kept_says_why() {
    let (running, kept) = start(Options::default());
    let object = |length: usize| format!("{{{}", " ".repeat(length - 1));
    for (player, headers, body, status, word) in [
        ("Ann", JSON, "[]", 400, "expected an object"),
        ("Ann", "X: y", "", 400, "expected an object, not 0"),
        ("Ann", "X: y", "{}", 415, "application/json"),
        ("Ann", "Content-Type: text/plain", "{}", 415, "application/json"),
        ("a%0Ab", JSON, "{}", 400, "control"),
        ("%FF", JSON, "{}", 400, "UTF-8"),
        ("Nobody", JSON, "{}", 404, "Nobody"),
        ("Stuck", JSON, "{}", 503, "disk gone"),
        ("Ann", JSON, &object(16 * 1024 + 1), 413, "16384"),
    ] {
        let detail = put(&running, player, headers, body).await.problem(status);
        assert!(detail.contains(word), "{player} {headers}: {detail}");
    }
    assert!(kept.lock().unwrap().is_empty());
    assert_eq!(put(&running, "Ann", JSON, &object(16 * 1024)).await.status, 200);
    for method in ["GET", "POST"] {
        let head = format!("{method} /api/players/Ann/note HTTP/1.1\r\nContent-Length: 0");
        let answer = running.ask(&head).await;
        assert!(answer.problem(405).contains("/api/players/Ann/note"), "{}", answer.body);
        assert!(answer.head.contains("allow: put,delete"), "{}", answer.head);
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let handshake_timeout = Duration::from_secs(1);
    let (running, kept) = start(Options { handshake_timeout, ..Options::default() });
    let head = format!("PUT /api/players/Ann/note HTTP/1.1\r\n{JSON}\r\nContent-Length: 10");
    let answer = running.ask_with_body(&head, "{").await;
    assert!(answer.problem(408).contains("handshake_timeout"), "{}", answer.body);
    assert!(kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn who_may_speak_and_sees_a_player_may_write_about_him() {
    let verifier = Some(Verifier::with_secrets(&[SECRET.to_owned()]).unwrap());
    let (running, kept) = start(Options { verifier, ..Options::default() });
    put(&running, "Ann", JSON, "{}").await.problem(401);
    delete(&running, "Ann", "X: y").await.problem(401);
    for (room, publish, word) in [
        ("hands", true, None),
        ("player:A*", true, None),
        ("hands", false, Some("publish")),
        ("player:Ann", false, Some("publish")),
        ("player:Zoé", true, Some("player:Ann")),
        ("chat:*", true, Some("player:Ann")),
    ] {
        let grant = Grant {
            sub: "ann".to_owned(),
            rooms: vec![room.to_owned()],
            publish,
            admin: false,
            ttl: Duration::from_secs(60),
        };
        let token = sign(SECRET, &grant, Utc::now()).unwrap();
        let bearer = format!("Authorization: Bearer {token}");
        let (set, removed) = match word {
            None => (200, 204),
            Some(_) => (403, 403),
        };
        kept.lock().unwrap().clear();
        let answer = put(&running, "Ann", &format!("{bearer}\r\n{JSON}"), "{}").await;
        assert_eq!(answer.status, set, "{room} {publish}");
        assert_eq!(kept.lock().unwrap().len(), usize::from(set == 200));
        kept.lock().unwrap().insert("Ann".to_owned(), "{}".to_owned());
        let answer = delete(&running, "Ann", &bearer).await;
        assert_eq!(answer.status, removed, "{room} {publish}");
        assert_eq!(kept.lock().unwrap().len(), usize::from(removed == 403));
        if let Some(word) = word {
            assert!(answer.problem(403).contains(word), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_page_may_write_notes_if_its_origin_is_allowed() {
    let (running, kept) = start(Options::default());
    let preflight = "OPTIONS /api/players/Ann/note HTTP/1.1\r\n\
                     Access-Control-Request-Method: PUT\r\nOrigin: ";
    let (ours, theirs) = ("http://localhost:3000", "https://evil.example");
    let answer = running.ask(&format!("{preflight}{ours}")).await;
    assert_eq!(answer.status, 204);
    let allowed = "access-control-allow-methods: get, put, delete\r\n";
    assert!(answer.head.contains(allowed), "{}", answer.head);
    running.ask(&format!("{preflight}{theirs}")).await.problem(403);
    put(&running, "Ann", &format!("{JSON}\r\nOrigin: {theirs}"), "{}").await.problem(403);
    assert!(kept.lock().unwrap().is_empty());
    let answer = put(&running, "Ann", &format!("{JSON}\r\nOrigin: {ours}"), "{}").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("access-control-allow-origin: http://localhost:3000"));
}

#[tokio::test]
async fn a_daemon_that_keeps_no_notes_says_so() {
    let running = super::start(Options::default());
    assert!(put(&running, "Ann", JSON, "{}").await.problem(400).contains("no notes"));
}

#[tokio::test]
async fn notes_that_wait_for_the_writer_hold_up_nobody_who_reads() {
    let (free, wait) = std::sync::mpsc::sync_channel::<()>(0);
    let wait = Mutex::new(wait);
    let (begun, mut waiting) = tokio::sync::mpsc::channel(4);
    let notes: Notes = Arc::new(move |_| {
        begun.blocking_send(()).unwrap();
        let _free = wait.lock().unwrap().recv();
        Ok(None)
    });
    let found = |_| Ok(Some(Found { facts: None, body: "here".to_owned() }));
    let archive = Archive { notes, lookups: Arc::new(found), ..Archive::default() };
    let running = Arc::new(start_with(Options::default(), archive));
    let mut put_down = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let running = Arc::clone(&running);
        put_down.spawn(async move { put(&running, "Ann", JSON, "{}").await.status });
        waiting.recv().await.unwrap();
    }
    let answer = running.ask("GET /api/players HTTP/1.1").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "here"));
    drop(free);
    assert_eq!(put_down.join_all().await, [204; 4]);
}
