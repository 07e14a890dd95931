//! A daemon as a user starts it, in a folder of its own.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Mutex, OnceLock},
    time::Duration,
};

use push::client::{Client, Subscription, connect};
use tempfile::TempDir;
use wire::{ConnectionAck, Listening, NewHand, ServerMessage, Stats};

/// How long any one step may take before a test fails. The machine may be busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The command under test, built once: cargo builds only the tests of this crate by itself.
pub(crate) fn railbird() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| build("railbird-tested", &[]))
}

/// The same command with places where it can be made to die or to do the wrong thing.
pub(crate) fn railbird_with_fail_points() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| build("railbird-fail-points", &["--features", "fail-points"]))
}

/// Builds the command with these arguments of cargo, and copies it to a name of its own:
/// cargo gives the same name to all that it builds of one package.
fn build(name: &str, arguments: &[&str]) -> PathBuf {
    static BUILDING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = BUILDING.lock().unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--package", "railbird"]).args(arguments);
    assert!(cargo.status().unwrap().success(), "railbird does not build");
    // The test runs from `<target>/debug/deps`.
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap();
    let suffix = std::env::consts::EXE_SUFFIX;
    let (copy, new) = (folder.join(format!("{name}{suffix}")), folder.join(format!("{name}.new")));
    fs::copy(folder.join(format!("railbird{suffix}")), &new).unwrap();
    // Another run of the tests may be using the last copy, which a rename leaves alone.
    fs::rename(new, &copy).unwrap();
    copy
}

/// A folder with a history folder and a data directory, and the daemons that run on them.
pub(crate) struct House {
    folder: TempDir,
}

impl House {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("history")).unwrap();
        Self { folder }
    }

    pub(crate) fn history(&self) -> PathBuf {
        self.folder.path().join("history")
    }

    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Appends to a history file, as the client does.
    pub(crate) fn append(&self, file: &str, bytes: &[u8]) {
        let path = self.history().join(file);
        let mut file = File::options().create(true).append(true).open(path).unwrap();
        file.write_all(bytes).unwrap();
    }

    /// The command line of a daemon on these folders, on a free port.
    pub(crate) fn command(&self) -> Command {
        self.command_at("127.0.0.1:0")
    }

    /// The same on this address.
    fn command_at(&self, address: &str) -> Command {
        self.command_of(railbird(), address)
    }

    /// The same of a binary with fail points, which are set like this.
    pub(crate) fn armed_command(&self, fail_points: &str) -> Command {
        let mut command = self.command_of(railbird_with_fail_points(), "127.0.0.1:0");
        command.env("FAILPOINTS", fail_points);
        command
    }

    fn command_of(&self, binary: &Path, address: &str) -> Command {
        let mut command = Command::new(binary);
        // Nothing of the machine may decide what a test sees.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            let others = ["WINAMAX_HISTORY_PATH", "WS_ORIGINS", "JWT_SECRET"];
            if name.starts_with("RAILBIRD_") || others.contains(&&*name) {
                command.env_remove(&*name);
            }
        }
        command
            .args(["run", "--listen", address, "--history"])
            .arg(self.history())
            .arg("--data-dir")
            .arg(self.data_dir())
            .env("RAILBIRD_CONFIG", self.empty_config())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    /// The same, with what it logs in a file instead of among what the tests say.
    pub(crate) fn quiet(&self, mut command: Command) -> Command {
        command.stderr(File::options().create(true).append(true).open(self.log_file()).unwrap());
        command
    }

    /// What the quiet daemons have logged.
    pub(crate) fn told(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("daemon.log")
    }

    pub(crate) fn empty_config(&self) -> PathBuf {
        let path = self.folder.path().join("railbird.toml");
        fs::write(&path, "").unwrap();
        path
    }

    /// A daemon on the address of an earlier one.
    pub(crate) fn daemon_at(&self, address: &str) -> Daemon {
        Daemon::start(self.command_at(address))
    }

    /// A running daemon.
    pub(crate) fn daemon(&self) -> Daemon {
        Daemon::start(self.command())
    }
}

/// A running daemon; it is killed when it goes out of scope.
pub(crate) struct Daemon {
    child: Child,
    pub(crate) address: String,
}

impl Daemon {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let listening: Listening = wire::decode(&line).unwrap();
        Self { child, address: listening.address }
    }

    /// The id of its process.
    #[cfg(target_os = "linux")]
    pub(crate) fn id(&self) -> String {
        self.child.id().to_string()
    }

    /// Ends the daemon as a shell does, and waits for its exit code.
    #[cfg(unix)]
    pub(crate) fn terminate(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }

    /// Ends the daemon as a power cut does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn url(&self) -> String {
        format!("ws://{}/ws", self.address)
    }

    /// A client with its acknowledgement.
    pub(crate) async fn client(&self, subscription: Subscription) -> (TestClient, ConnectionAck) {
        let client = connect(&self.url(), &subscription).await.unwrap();
        let mut client = TestClient(client);
        match client.next().await {
            ServerMessage::ConnectionAck(ack) => (client, ack),
            other => panic!("{other:?} before the acknowledgement"),
        }
    }

    /// A client that joins with this query, and its acknowledgement.
    pub(crate) async fn joined(&self, query: &str) -> (TestClient, ConnectionAck) {
        let url = format!("{}?{query}", self.url());
        let mut client = TestClient(connect(&url, &Subscription::default()).await.unwrap());
        match client.next().await {
            ServerMessage::ConnectionAck(ack) => (client, ack),
            other => panic!("{other:?} before the acknowledgement"),
        }
    }

    /// The status and the body of a GET request.
    pub(crate) fn get(&self, path: &str) -> (u16, String) {
        get(&self.address, path, &self.address)
    }

    /// The same with this token.
    pub(crate) fn get_with_token(&self, path: &str, token: &str) -> (u16, String) {
        let bearer = format!("{}\r\nAuthorization: Bearer {token}", self.address);
        get(&self.address, path, &bearer)
    }

    pub(crate) fn stats(&self) -> Stats {
        let (status, body) = self.get("/ws/stats");
        assert_eq!(status, 200, "{body}");
        wire::decode(&body).unwrap()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // It has usually been ended by the test.
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The status and the body of a GET request with this `Host`.
pub(crate) fn get(address: &str, path: &str, host: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}

/// A client whose steps fail a test when they take too long.
pub(crate) struct TestClient(Client);

impl TestClient {
    pub(crate) async fn next(&mut self) -> ServerMessage {
        let next = tokio::time::timeout(PATIENCE, self.0.next_message()).await;
        next.expect("no message came").expect("the connection ended")
    }

    /// The next hand; heartbeats, notices and results of tournaments are passed over.
    pub(crate) async fn next_hand(&mut self) -> NewHand {
        // Heartbeats do not make the time longer that it may take.
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            match tokio::time::timeout_at(deadline, self.next()).await.expect("no hand came") {
                ServerMessage::NewHand(hand) => return *hand,
                ServerMessage::Heartbeat(_)
                | ServerMessage::Notice(_)
                | ServerMessage::TournamentResult(_) => {}
                other => panic!("{other:?} instead of a hand"),
            }
        }
    }

    /// The next hand, unless the connection ends before it.
    #[cfg(target_os = "linux")]
    pub(crate) async fn try_next_hand(&mut self) -> Option<NewHand> {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let next = tokio::time::timeout_at(deadline, self.0.next_message()).await;
            match next.expect("no hand came") {
                Ok(ServerMessage::NewHand(hand)) => return Some(*hand),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    /// The ids and seqs of the next hands.
    pub(crate) async fn next_hands(&mut self, count: usize) -> Vec<(u64, String)> {
        let mut hands = Vec::with_capacity(count);
        for _ in 0..count {
            let hand = self.next_hand().await;
            hands.push((hand.seq, hand.hand_id));
        }
        hands
    }

    /// The error with which the connection ends.
    pub(crate) async fn end(&mut self) -> push::client::ClientError {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.0.next_message()).await;
            if let Err(error) = next.expect("the connection did not end") {
                return error;
            }
        }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.0.send(text).await.unwrap();
    }
}

/// Hands of a casino with this seed: file name, text and id.
pub(crate) fn dealt(seed: u64, hands: usize) -> Vec<dealer::Delivery> {
    let mut casino = dealer::Casino::new(seed, 3);
    let start = 1_767_225_600;
    let time = |i: usize| {
        let seconds = start + 5 * i64::try_from(i).unwrap();
        dealer_time(seconds)
    };
    (0..hands).map(|i| casino.deal(time(i))).collect()
}

/// The same, played until now: the tables of such hands are open.
pub(crate) fn dealt_now(seed: u64, hands: usize) -> Vec<dealer::Delivery> {
    let mut casino = dealer::Casino::new(seed, 3);
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let time = |i: usize| dealer_time(i64::try_from(now - (hands - 1 - i) as u64 / 10).unwrap());
    (0..hands).map(|i| casino.deal(time(i))).collect()
}

/// A time as the dealer takes it.
fn dealer_time(seconds: i64) -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp(seconds, 0).unwrap()
}

/// Says that a test cannot run here; where everything must run, that is a failure.
pub(crate) fn skip(reason: &str) {
    assert!(std::env::var_os("RAILBIRD_TEST_ALL").is_none(), "{reason}");
    eprintln!("skipped: {reason}");
}

/// Whether there is time for tests that take minutes.
pub(crate) fn is_long() -> bool {
    std::env::var_os("RAILBIRD_TEST_LONG").is_some()
}

/// A seed that is another one in every long run.
pub(crate) fn seed(short: u64) -> u64 {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
    if is_long() { now.as_secs() } else { short }
}

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, by splitmix64.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }
}
