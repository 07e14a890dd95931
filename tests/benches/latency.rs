//! From the end of the client's `write()` to the `recv()` of an overlay.
//!
//! The sketch: the event takes 10 µs to the daemon, reading and parsing 30 µs, a durable commit
//! of one hand 110 to 270 µs, encoding and sending 20 µs. The stand is 0.5 ms for half of the
//! hands and 3 ms for 99 of 100, and 50 ms for those while a past of years is being read.
//!
//! What limits is the disk. So the same bytes that a commit writes are made durable in a file
//! of the same folder after each hand, and the ratio to that is what can be compared.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "a bench prints ratios, and a step that fails should end it"
)]

#[path = "support.rs"]
mod support;

use std::{
    fs::{self, File},
    io::{Seek as _, Write as _},
    path::Path,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use chrono::DateTime;
use dealer::Casino;
use push::client::{Client, Subscription, connect};
use tokio::runtime::{Builder, Runtime};
use wire::ServerMessage;

use self::support::{Daemon, appender, simulate};

/// Hands that are measured when nothing else is done, and how long the client thinks.
const ALONE: usize = 1000;
const PAUSE: Duration = Duration::from_millis(5);

/// The past that is read beside them in the second part, in hands.
const PAST: u64 = 300_000;

/// What a commit of one hand writes: six pages of 4 KiB and their heads.
const COMMIT: usize = 6 * 4120;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let (history, past) = (folder.path().join("history"), folder.path().join("past"));
    fs::create_dir(&history).unwrap();
    let mut casino = Casino::new(3, 4);
    // The client waits in one thread, as one that calls `recv()` does: no second one wakes it.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    {
        let data = folder.path().join("alone");
        let daemon = Daemon::start(&[&history], &data);
        let mut player = Player::new(&runtime, &daemon, &mut casino);
        let mut disk = Disk::new(&data);
        println!("cores asleep between the hands:");
        alone(&mut player, &mut disk, &history);
        let _awake = Awake::all();
        println!("cores kept awake by work that gives way to all other:");
        alone(&mut player, &mut disk, &history);
    }
    simulate(&past, PAST);
    let data = folder.path().join("beside");
    let daemon = Daemon::start(&[&history, &past], &data);
    let mut player = Player::new(&runtime, &daemon, &mut casino);
    let mut disk = Disk::new(&data);
    let (mut hands, mut writes) = (Vec::new(), Vec::new());
    let start = Instant::now();
    while hands_in_the_log(&daemon) < PAST {
        hands.push(player.play(&history));
        writes.push(disk.write());
        thread::sleep(PAUSE);
    }
    println!("{PAST} hands of the past read in {:.1} s, meanwhile:", start.elapsed().as_secs_f64());
    let baseline = percentiles("durable write of a commit's bytes", &mut writes, None);
    percentiles("hand, file to client", &mut hands, Some(baseline));
}

/// Measures while nothing else is done.
fn alone(player: &mut Player<'_>, disk: &mut Disk, history: &Path) {
    let (mut hands, mut writes) = (Vec::new(), Vec::new());
    for _ in 0..ALONE {
        hands.push(player.play(history));
        writes.push(disk.write());
        thread::sleep(PAUSE);
    }
    let baseline = percentiles("durable write of a commit's bytes", &mut writes, None);
    percentiles("hand, file to client", &mut hands, Some(baseline));
}

/// Work of the lowest priority on each core. A core that sleeps takes longer to wake, above
/// all one that a virtual machine has given back, and a hand wakes six threads on its way.
struct Awake(Vec<Child>);

impl Awake {
    fn all() -> Self {
        let cores = thread::available_parallelism().unwrap().get();
        let work =
            || Command::new("nice").args(["-n", "19", "sh", "-c", "while :; do :; done"]).spawn();
        Self((0..cores).map(|_| work().unwrap()).collect())
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        for work in &mut self.0 {
            work.kill().unwrap();
            work.wait().unwrap();
        }
    }
}

/// Prints the median and the 99th of 100; returns the median.
fn percentiles(name: &str, times: &mut [Duration], baseline: Option<Duration>) -> Duration {
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    let (half, most) = (at(50), at(99));
    let ratio = baseline.map_or(1.0, |baseline| half.as_secs_f64() / baseline.as_secs_f64());
    let count = times.len();
    println!("{name:36} p50 {half:>8.0?}  p99 {most:>8.0?}  {ratio:6.2}  ({count} times)");
    half
}

/// A player at a table, with an overlay.
struct Player<'a> {
    runtime: &'a Runtime,
    overlay: Client,
    casino: &'a mut Casino,
    clock: i64,
}

impl<'a> Player<'a> {
    fn new(runtime: &'a Runtime, daemon: &Daemon, casino: &'a mut Casino) -> Self {
        let url = format!("ws://{}/ws", daemon.address);
        let overlay = runtime.block_on(connect(&url, &Subscription::default())).unwrap();
        Self { runtime, overlay, casino, clock: 1_767_225_600 }
    }

    /// Plays a hand, and returns how long its way to the overlay took.
    fn play(&mut self, history: &Path) -> Duration {
        self.clock += 40;
        let hand = self.casino.deal(DateTime::from_timestamp(self.clock, 0).unwrap());
        let mut file = appender(&history.join(&hand.file_name));
        file.write_all(hand.text.as_bytes()).unwrap();
        let written = Instant::now();
        loop {
            let text = self.runtime.block_on(self.overlay.next_text()).unwrap();
            let taken = written.elapsed();
            let message: ServerMessage = wire::decode(&text).unwrap();
            if matches!(&message, ServerMessage::NewHand(new) if *new.hand_id == *hand.hand.id.0) {
                return taken;
            }
        }
    }
}

/// The disk under the log.
struct Disk(File);

impl Disk {
    fn new(folder: &Path) -> Self {
        let path = folder.join("baseline");
        fs::write(&path, [0; COMMIT]).unwrap();
        Self(File::options().write(true).open(path).unwrap())
    }

    /// Makes what a commit writes durable, and returns how long that took.
    fn write(&mut self) -> Duration {
        let start = Instant::now();
        self.0.rewind().unwrap();
        self.0.write_all(&[1; COMMIT]).unwrap();
        self.0.sync_data().unwrap();
        start.elapsed()
    }
}

/// How many hands the log has.
fn hands_in_the_log(daemon: &Daemon) -> u64 {
    let stats: wire::Stats = wire::decode(&support::get(&daemon.address, "/ws/stats")).unwrap();
    stats.hands_total
}
