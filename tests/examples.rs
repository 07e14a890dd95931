//! The clients in `examples`, run as their README says. Each must show a hand, outlive a
//! restart of the daemon, and show the hand that was written meanwhile.

use std::{
    collections::BTreeSet,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use serde::Deserialize;

use crate::support::{House, PATIENCE, dealt, skip};

/// A client that is ended with its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.0.kill();
        let _reaped = self.0.wait();
    }
}

fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("examples")
}

/// Starts a client for the daemon's URL with `start`, and follows what it shows through a
/// restart of the daemon.
fn follow(start: impl FnOnce(&str, SyncSender<String>) -> Running) {
    let house = House::new();
    let daemon = house.daemon();
    let address = daemon.address.clone();
    let (shown, lines) = sync_channel(1024);
    let _client = start(&daemon.url(), shown);
    let deadline = std::time::Instant::now() + PATIENCE;
    while daemon.stats().active_connections == 0 {
        assert!(std::time::Instant::now() < deadline, "the client does not connect");
        thread::sleep(std::time::Duration::from_millis(20));
    }
    let deliveries = dealt(31, 3);
    house.append("hands.txt", deliveries[0].text.as_bytes());
    expect(&lines, 1, deliveries[0].hand.table.name.as_str());
    daemon.kill();

    house.append("hands.txt", deliveries[1].text.as_bytes());
    let daemon = house.daemon_at(&address);
    expect(&lines, 2, deliveries[1].hand.table.name.as_str());
    house.append("hands.txt", deliveries[2].text.as_bytes());
    expect(&lines, 3, deliveries[2].hand.table.name.as_str());
    drop(daemon);
}

/// Waits for the line of a hand; lines of other hands before it would be doubles.
fn expect(lines: &Receiver<String>, seq: u64, table: &str) {
    let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("hand {seq} is not shown"));
    let expected = format!("{seq} {table}");
    assert!(line.starts_with(&expected), "{line:?} does not begin with {expected:?}");
}

#[test]
fn the_python_client_shows_every_hand_across_a_restart() {
    let python = ["python3", "python"].into_iter().find(|python| {
        let check = "import sys, websockets; assert sys.version_info >= (3, 10)";
        let probe = Command::new(python).args(["-c", check]).stderr(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    });
    let Some(python) = python else {
        return skip("there is no Python 3.10 with the package websockets");
    };
    follow(|url, shown| {
        let mut child = Command::new(python)
            .arg(examples().join("python").join("railbird_client.py"))
            .arg(url)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        thread::spawn(move || {
            out.lines().map_while(Result::ok).try_for_each(|line| shown.send(line))
        });
        Running(child)
    });
}

#[test]
fn the_browser_client_shows_every_hand_across_a_restart() {
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let browser = names.into_iter().find(|name| {
        let probe = Command::new(name).arg("--version").stdout(Stdio::null()).status();
        probe.is_ok_and(|status| status.success())
    });
    let Some(browser) = browser else { return skip("there is no Chromium") };
    let profile = tempfile::tempdir().unwrap();
    follow(|url, shown| {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let page = format!("http://{}/?url={url}", server.local_addr().unwrap());
        thread::spawn(move || {
            server.incoming().flatten().try_for_each(|request| serve(request, &shown))
        });
        let child = Command::new(browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"])
            .args(["--no-first-run", "--disable-background-networking", "--disable-sync"])
            .arg("--disable-component-update")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg(page)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Running(child)
    });
}

/// Tells the test what the page shows: a line for each hand that appears.
const REPORT: &str = r##"<script>
new MutationObserver((changes) => {
  for (const line of changes.flatMap((change) => [...change.addedNodes]))
    fetch("/shown", { method: "POST", body: `${line.value} ${line.textContent}` });
}).observe(document.querySelector("#hands"), { childList: true });
</script>"##;

/// Answers the browser: the page of the example, and a report of what it shows.
fn serve(mut request: TcpStream, shown: &SyncSender<String>) -> Result<(), ()> {
    let mut reader = BufReader::new(request.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let body = if first.starts_with("POST /shown ") {
        let mut line = vec![0; length];
        reader.read_exact(&mut line).unwrap();
        shown.send(String::from_utf8(line).unwrap()).map_err(|_| ())?;
        String::new()
    } else {
        let page = std::fs::read_to_string(examples().join("browser").join("index.html")).unwrap();
        page + REPORT
    };
    let length = body.len();
    // The browser may be gone by now; then nobody misses the answer.
    let _gone = write!(
        request,
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    );
    Ok(())
}

/// What is asked of a dashboard.
#[derive(Deserialize)]
struct Dashboard {
    panels: Vec<Panel>,
    templating: Templating,
}

#[derive(Deserialize)]
struct Panel {
    title: String,
    #[serde(default)]
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    expr: String,
}

#[derive(Deserialize)]
struct Templating {
    list: Vec<Variable>,
}

#[derive(Deserialize)]
struct Variable {
    name: String,
}

/// The metrics that an expression names.
fn metrics_in(text: &str) -> BTreeSet<&str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("railbird_")).collect()
}

#[test]
fn the_dashboard_and_its_readme_name_metrics_that_the_daemon_has() {
    let read = |name| std::fs::read_to_string(examples().join("grafana").join(name)).unwrap();
    let (text, words) = (read("dashboard.json"), read("README.md"));
    let dashboard: Dashboard = wire::decode(&text).unwrap();
    let variables: Vec<&str> =
        dashboard.templating.list.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(variables, ["datasource", "instance"]);
    let house = House::new();
    let (status, page) = house.daemon().get("/metrics");
    assert_eq!(status, 200);
    let there = |name: &&str| {
        page.lines()
            .any(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' '])))
    };
    let mut shown = BTreeSet::new();
    for Panel { title, targets } in &dashboard.panels {
        for Target { expr } in targets {
            let names = metrics_in(expr);
            assert!(!names.is_empty() && names.iter().all(there), "{title}: {expr}");
            shown.extend(names);
        }
    }
    assert!(metrics_in(&words).iter().all(there), "{:?}", metrics_in(&words));
    assert!(metrics_in(&text).iter().all(there), "{:?}", metrics_in(&text));
    // And what the daemon tells is shown, but for what runs.
    let families = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '));
    for (family, kind) in families.filter(|(family, _)| *family != "railbird_build_info") {
        let name = if kind == "histogram" { format!("{family}_bucket") } else { family.to_owned() };
        assert!(shown.contains(name.as_str()), "{name} is in no panel");
    }
}
