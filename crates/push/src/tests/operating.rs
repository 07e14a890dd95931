//! `/metrics` and `/admin` over HTTP.

use std::time::Duration;

use wire::{ClientEncoding, ClientFeed, ClientState, Clients, Level, Part, ServerMessage, Status};

use super::{Running, start};
use crate::{
    Options, Scans,
    client::{Client, ClientError},
};

impl Running {
    async fn metrics(&self) -> String {
        let answer = self.ask("GET /metrics HTTP/1.1").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The value of one series.
    async fn metric(&self, series: &str) -> String {
        let page = self.metrics().await;
        let mut lines = page.lines().filter_map(|line| line.split_once(' '));
        let found = lines.find(|(name, _)| *name == series);
        found.unwrap_or_else(|| panic!("{series} is not in {page}")).1.to_owned()
    }

    async fn clients(&self) -> Clients {
        let answer = self.ask("GET /admin/clients HTTP/1.1").await;
        assert!(answer.head.contains("content-type: application/json"), "{}", answer.head);
        wire::decode(&answer.body).unwrap()
    }
}

/// Lines of `# HELP` and `# TYPE` by the names that they are about, and the names of samples.
fn parts(page: &str) -> (Vec<&str>, Vec<(&str, &str)>, Vec<&str>) {
    let help = page.lines().filter_map(|line| line.strip_prefix("# HELP "));
    let help = help.map(|line| {
        let (name, words) = line.split_once(' ').unwrap();
        assert!(words.ends_with('.') && !words.ends_with(".."), "{line}");
        name
    });
    let types = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    let samples = page.lines().filter(|line| !line.starts_with('#'));
    let samples = samples.map(|line| line.split(['{', ' ']).next().unwrap());
    (help.collect(), types.collect(), samples.collect())
}

#[tokio::test]
async fn every_metric_has_a_type_and_words_in_both_formats() {
    let running = start(Options::default());
    running.board.set_part("store", Part { status: Status::Ok, detail: String::new() });
    let plain = running.ask("GET /metrics HTTP/1.1").await;
    assert!(plain.head.contains("content-type: text/plain; version=0.0.4"), "{}", plain.head);
    let ask = "GET /metrics HTTP/1.1\r\nAccept: application/openmetrics-text;version=1.0.0,*/*";
    let open = running.ask(ask).await;
    assert!(open.head.contains("content-type: application/openmetrics-text"), "{}", open.head);
    assert!(open.head.contains("vary: accept"), "{}", open.head);
    assert!(open.body.ends_with("\n# EOF\n") && !plain.body.contains("EOF"));
    for (page, is_open) in [(&plain.body, false), (&open.body, true)] {
        let (help, types, samples) = parts(page);
        assert!(30 < types.len(), "{}", types.len());
        assert_eq!(help, types.iter().map(|(name, _)| *name).collect::<Vec<_>>());
        let mut last = 0;
        for sample in samples {
            // Samples stand behind the head of their family, and families do not mix.
            let is_of = |(name, kind): &(&str, &str)| match (*kind, is_open) {
                ("counter", true) => sample.strip_suffix("_total") == Some(name),
                ("info", _) => sample.strip_suffix("_info") == Some(name),
                ("histogram", _) => ["_sum", "_count", "_bucket"]
                    .iter()
                    .any(|end| sample.strip_suffix(end) == Some(name)),
                _ => sample == *name,
            };
            let family = types.iter().position(is_of).unwrap_or_else(|| panic!("{sample}"));
            assert!(family == last || family == last + 1, "{sample}");
            last = family;
            assert!(sample.starts_with("railbird_"), "{sample}");
            let (name, kind) = types[family];
            assert_eq!(kind == "counter" && !is_open, name.ends_with("_total"), "{name} {kind}");
        }
        assert_eq!(last, types.len() - 1, "a family without a sample");
    }
}

#[tokio::test]
async fn what_the_daemon_reports_is_in_the_metrics() {
    let running = start(Options::default());
    running.board.set_log(7, 2);
    running.board.set_watching(3);
    running.board.set_worker_active(true);
    for (part, status) in
        [("store", Status::Ok), ("history", Status::Degraded), ("log", Status::Failing)]
    {
        running.board.set_part(part, Part { status, detail: "words".to_owned() });
    }
    for (series, value) in [
        ("railbird_hands", "7"),
        ("railbird_quarantined_texts", "2"),
        ("railbird_files_watched", "3"),
        ("railbird_ingest_active", "1"),
        ("railbird_part_health{part=\"store\"}", "0"),
        ("railbird_part_health{part=\"history\"}", "1"),
        ("railbird_part_health{part=\"log\"}", "2"),
        ("railbird_health", "2"),
        ("railbird_folder_scans_total", "0"),
        ("railbird_build_info{version=\"0.0.0\"}", "1"),
        ("railbird_file_to_socket_seconds_bucket{le=\"+Inf\"}", "0"),
    ] {
        assert_eq!(running.metric(series).await, value, "{series}");
    }
    let (finished, spent) = (4, Duration::from_millis(1500));
    running.board.set_scans(move || Scans { finished, spent, last: Duration::from_millis(250) });
    assert_eq!(running.metric("railbird_folder_scans_total").await, "4");
    assert_eq!(running.metric("railbird_folder_scan_seconds_total").await, "1.5");
    assert_eq!(running.metric("railbird_folder_scan_last_seconds").await, "0.25");
}

#[tokio::test]
async fn notices_beyond_the_bound_are_counted() {
    let running = start(Options::default());
    // The first ones may be on their way to the sessions, of which there are none.
    (0..200).for_each(|_| running.board.tell(Level::Info, "code", "words".to_owned()));
    let dropped: u64 = running.metric("railbird_notices_dropped_total").await.parse().unwrap();
    assert!((72..=136).contains(&dropped), "{dropped}");
}

#[tokio::test]
async fn connections_are_counted_from_their_refusal_to_their_end() {
    let running = start(Options { max_connections: 1, ..Options::default() });
    for (request, reason) in [
        ("GET /ws HTTP/1.1\r\nHost: evil.example", "host"),
        ("GET /ws HTTP/1.1\r\nOrigin: https://evil.example", "origin"),
        ("GET /ws?since=x HTTP/1.1", "parameter"),
        ("GET /ws HTTP/1.1", "handshake"),
    ] {
        let series = format!("railbird_connections_refused_total{{reason=\"{reason}\"}}");
        assert_eq!(running.metric(&series).await, "0");
        running.ask(request).await;
        assert_eq!(running.metric(&series).await, "1", "{reason}");
    }
    // Elsewhere it is no connection.
    running.ask("GET /health HTTP/1.1\r\nHost: evil.example").await;
    let series = "railbird_connections_refused_total{reason=\"host\"}";
    assert_eq!(running.metric(series).await, "1");
    let mut client = running.join().await;
    assert!(running.connect().await.is_err());
    let series = "railbird_connections_refused_total{reason=\"connection_limit\"}";
    assert_eq!(running.metric(series).await, "1");
    assert_eq!(running.metric("railbird_connections_accepted_total").await, "1");
    assert_eq!(running.metric("railbird_connections{state=\"in\"}").await, "1");
    running.announce("hand");
    client.next_text().await.unwrap();
    client.close().await.unwrap();
    running.stats_become(|stats| stats.active_connections == 0).await;
    assert_eq!(running.metric("railbird_connections{state=\"in\"}").await, "0");
    assert_eq!(running.metric("railbird_disconnects_total{code=\"gone\"}").await, "1");
    assert_eq!(running.metric("railbird_messages_sent_total").await, "2");
    assert_eq!(running.metric("railbird_commit_to_socket_seconds_count").await, "1");
    let stats = running.stats().await;
    assert!(stats.latency_ms.p50.is_some() && stats.latency_ms.p50 <= stats.latency_ms.p99);
}

#[tokio::test]
async fn who_is_connected_is_listed_and_can_be_closed() {
    let running = start(Options::default());
    assert!(running.clients().await.items.is_empty());
    let (mut first, second) = (running.join().await, running.join().await);
    first.send(r#"{"type":"join","room":"tables"}"#).await.unwrap();
    loop {
        if let ServerMessage::StateSnapshot(_) = first.next_message().await.unwrap() {
            break;
        }
    }
    let items = running.clients().await.items;
    let [one, two] = &items[..] else { panic!("{items:?}") };
    assert_eq!(one.rooms, ["hands", "tables"]);
    assert_eq!((one.state, one.encoding), (ClientState::In, ClientEncoding::Json));
    assert_eq!((one.fed_from, one.lag, one.queued_bytes), (ClientFeed::Memory, 0, 0));
    assert_eq!(
        (one.address.as_str(), one.filtered, one.messages_received),
        ("127.0.0.1", false, 1)
    );
    assert_eq!(running.stats().await.rooms, 2);
    for unknown in ["nonsense", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"] {
        let answer = running.ask(&format!("DELETE /admin/clients/{unknown} HTTP/1.1")).await;
        assert!(answer.problem(404).contains(unknown), "{}", answer.body);
    }
    let answer = running.ask(&format!("DELETE /admin/clients/{} HTTP/1.1", one.client_id)).await;
    assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    let (code, reason) = end(first).await;
    assert_eq!(code, 4503);
    assert!(reason.contains("administrator"), "{reason}");
    running.stats_become(|stats| stats.active_connections == 1).await;
    let left = running.clients().await.items;
    assert_eq!(left.iter().map(|client| &client.client_id).collect::<Vec<_>>(), [&two.client_id]);
    assert_eq!(running.metric("railbird_disconnects_total{code=\"4503\"}").await, "1");
    assert_eq!(running.stats().await.rooms, 1);
    drop(second);
}

async fn end(mut client: Client) -> (u16, String) {
    loop {
        match client.next_text().await {
            Ok(_) => {}
            Err(ClientError::Closed { code, reason }) => return (code, reason),
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_browser_gets_a_page_that_holds_no_data() {
    let running = start(Options::default());
    let _client = running.join().await;
    let client_id = running.clients().await.items.remove(0).client_id;
    let answer = running.ask("GET /admin/clients HTTP/1.1\r\nAccept: text/html,*/*;q=0.8").await;
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("content-type: text/html"), "{}", answer.head);
    assert!(answer.head.contains("vary: accept"), "{}", answer.head);
    let (_, nonce) = answer.head.split_once("script-src 'nonce-").unwrap();
    let (nonce, _) = nonce.split_once('\'').unwrap();
    assert!(answer.body.contains(&format!("<script nonce=\"{nonce}\">")));
    assert!(!answer.body.contains("{{") && !answer.body.contains(&client_id));
    let head = running.ask("HEAD /admin/clients HTTP/1.1\r\nAccept: text/html").await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[tokio::test]
async fn no_page_from_elsewhere_can_close_a_client() {
    let allowed_origins = vec!["https://hud.example".to_owned()];
    let running = start(Options { allowed_origins, ..Options::default() });
    let _client = running.join().await;
    let client_id = running.clients().await.items.remove(0).client_id;
    let close = format!("DELETE /admin/clients/{client_id} HTTP/1.1");
    for (header, detail) in [
        ("Origin: https://evil.example", "allowed_origins"),
        ("Origin: null", "allowed_origins"),
        ("Host: evil.example", "allowed_hosts"),
    ] {
        let answer = running.ask(&format!("{close}\r\n{header}")).await;
        assert!(answer.problem(403).contains(detail), "{}", answer.body);
        let preflight = format!(
            "OPTIONS /admin/clients/{client_id} HTTP/1.1\r\n\
             Access-Control-Request-Method: DELETE\r\n{header}"
        );
        let answer = running.ask(&preflight).await;
        answer.problem(403);
        assert!(!answer.head.contains("access-control-allow"), "{}", answer.head);
    }
    // What a form can send does nothing, whoever sends it.
    for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"] {
        let post = format!(
            "POST /admin/clients/{client_id} HTTP/1.1\r\nContent-Type: {kind}\r\n\
             Content-Length: 14"
        );
        running.ask(&post).await.problem(415);
    }
    let with_body = format!("{close}\r\nContent-Type: text/plain\r\nContent-Length: 1");
    running.ask(&with_body).await.problem(415);
    assert_eq!(running.clients().await.items.len(), 1);
    // An allowed one is told that it may.
    let preflight = "OPTIONS /admin/clients/x HTTP/1.1\r\nAccess-Control-Request-Method: DELETE\r\n\
        Origin: https://hud.example";
    let answer = running.ask(preflight).await;
    assert_eq!(answer.status, 204);
    assert!(
        answer.head.contains("access-control-allow-methods: get, put, delete"),
        "{}",
        answer.head
    );
    let answer = running.ask(&format!("{close}\r\nOrigin: https://hud.example")).await;
    assert_eq!(answer.status, 204, "{}", answer.body);
    running.stats_become(|stats| stats.active_connections == 0).await;
}
