//! Who is let in over HTTP.

use std::time::Duration;

use chrono::{TimeDelta, Utc};

use super::{Answer, Running, start};
use crate::{
    Options,
    token::{Grant, Verifier, sign},
};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn guarded() -> Running {
    let verifier = Some(Verifier::with_secrets(&[SECRET.to_owned()]).unwrap());
    start(Options { verifier, ..Options::default() })
}

/// A token that holds for a minute from now, or held for one until a minute ago.
fn token(admin: bool, holds: bool) -> String {
    let grant = Grant {
        sub: "anna".to_owned(),
        rooms: Vec::new(),
        publish: false,
        admin,
        ttl: Duration::from_secs(60),
    };
    let begin = Utc::now() - TimeDelta::seconds(if holds { 0 } else { 120 });
    sign(SECRET, &grant, begin).unwrap()
}

async fn ask_with(running: &Running, path: &str, token: &str) -> Answer {
    running.ask(&format!("GET {path} HTTP/1.1\r\nAuthorization: Bearer {token}")).await
}

#[tokio::test]
async fn where_a_secret_is_set_all_but_the_pages_needs_a_token() {
    let running = guarded();
    for (path, is_open) in [
        ("/", true),
        ("/health", true),
        ("/try", true),
        ("/overlay", true),
        ("/openapi.json", true),
        ("/schema/messages.json", true),
        ("/ws", true),
        ("/ws/stats", false),
        ("/ws/", false),
        ("/metrics", false),
        ("/api/hands", false),
        ("/api", false),
        ("/admin", false),
        ("/admin/clients", false),
        ("/health/", false),
        ("/schema", false),
        ("/TRY", false),
        ("/nothing", false),
    ] {
        let answer = running.ask(&format!("GET {path} HTTP/1.1")).await;
        assert_eq!(answer.status != 401, is_open, "{path}: {}", answer.status);
        if !is_open {
            assert!(answer.problem(401).contains("Authorization: Bearer"), "{}", answer.body);
            assert!(answer.head.contains("www-authenticate: bearer\r\n"), "{}", answer.head);
        }
    }
}

#[tokio::test]
async fn a_good_token_opens_all_but_the_administration() {
    let running = guarded();
    let (user, admin) = (token(false, true), token(true, true));
    for (path, is_for_users) in [
        ("/ws/stats", true),
        ("/metrics", true),
        ("/api/hands", true),
        ("/nothing", true),
        ("/administration", true),
        ("/admin", false),
        ("/admin/", false),
        ("/admin/clients", false),
    ] {
        for (token, is_open) in [(&user, is_for_users), (&admin, true)] {
            let Answer { status, .. } = ask_with(&running, path, token).await;
            assert_eq!(!matches!(status, 401 | 403), is_open, "{path}: {status}");
        }
    }
    let answer = ask_with(&running, "/admin/clients", &user).await;
    assert!(answer.problem(403).contains("admin"), "{}", answer.body);
    assert!(answer.head.contains("bearer error=\"insufficient_scope\""), "{}", answer.head);
}

#[tokio::test]
async fn a_bad_token_is_refused_with_the_reason() {
    let running = guarded();
    let (good, expired) = (token(false, true), token(false, false));
    for (token, reason) in [
        (expired.as_str(), "expired"),
        ("nonsense", "no JWT"),
        (&format!("{}AAAA", &good[..good.len() - 4]), "signature"),
    ] {
        let answer = ask_with(&running, "/ws/stats", token).await;
        assert!(answer.problem(401).contains(reason), "{}", answer.body);
        assert!(answer.head.contains("bearer error=\"invalid_token\""), "{}", answer.head);
        assert!(!answer.body.contains(token), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_token_comes_in_the_header_or_the_address() {
    let running = guarded();
    let good = token(false, true);
    for (request, status) in [
        (format!("GET /ws/stats?token={good} HTTP/1.1"), 200),
        (format!("GET /ws/stats?a=b&token={good}&c HTTP/1.1"), 200),
        (format!("GET /ws/stats HTTP/1.1\r\nauthorization: bearer {good}"), 200),
        (format!("GET /ws/stats HTTP/1.1\r\nAuthorization: BEARER   {good}"), 200),
        // The header is the one that counts.
        (format!("GET /ws/stats?token={good} HTTP/1.1\r\nAuthorization: Bearer x"), 401),
        (format!("GET /ws/stats?token=x HTTP/1.1\r\nAuthorization: Bearer {good}"), 200),
        (format!("GET /ws/stats HTTP/1.1\r\nAuthorization: Basic {good}"), 401),
        (format!("GET /ws/stats HTTP/1.1\r\nAuthorization: {good}"), 401),
        (format!("GET /ws/stats HTTP/1.1\r\nCookie: token={good}"), 401),
        (format!("GET /ws/stats?Token={good} HTTP/1.1"), 401),
    ] {
        assert_eq!(running.ask(&request).await.status, status, "{request}");
    }
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_can_read_why_it_is_refused() {
    let running = guarded();
    let origin = "Origin: http://localhost:3000";
    let preflight = "OPTIONS /ws/stats HTTP/1.1\r\nAccess-Control-Request-Method: GET";
    let answer = running.ask(&format!("{preflight}\r\n{origin}")).await;
    assert_eq!(answer.status, 204);
    assert!(answer.head.contains("access-control-allow-headers: authorization"), "{}", answer.head);
    let answer = running.ask(&format!("GET /ws/stats HTTP/1.1\r\n{origin}")).await;
    answer.problem(401);
    assert!(answer.head.contains("access-control-allow-origin: http://localhost:3000"));
    // A foreign page learns nothing, with or without a token.
    let foreign = format!("GET /ws/stats?token={} HTTP/1.1", token(false, true));
    running.ask(&format!("{foreign}\r\nOrigin: https://evil.example")).await.problem(403);
}

#[tokio::test]
async fn without_a_secret_this_machine_may_do_all() {
    let running = start(Options::default());
    assert_eq!(running.ask("GET /ws/stats HTTP/1.1").await.status, 200);
    assert_eq!(ask_with(&running, "/ws/stats", "nonsense").await.status, 200);
    assert_ne!(running.ask("GET /admin/clients HTTP/1.1").await.status, 403);
}

#[tokio::test]
async fn only_an_administrator_closes_clients_and_the_page_is_open() {
    let running = guarded();
    let page = running.ask("GET /admin/clients HTTP/1.1\r\nAccept: text/html").await;
    assert_eq!(page.status, 200);
    // The page is all that is open.
    running.ask("POST /admin/clients HTTP/1.1\r\nAccept: text/html").await.problem(401);
    running.ask("GET /admin/clients/ HTTP/1.1\r\nAccept: text/html").await.problem(401);
    let close = "DELETE /admin/clients/6f9619ff-8b86-4d01-b42d-00cf4fc964ff HTTP/1.1";
    running.ask(&format!("{close}\r\nAccept: text/html")).await.problem(401);
    for (admin, status) in [(false, 403), (true, 404)] {
        let bearer = format!("{close}\r\nAuthorization: Bearer {}", token(admin, true));
        running.ask(&bearer).await.problem(status);
    }
}
