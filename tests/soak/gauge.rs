//! What the daemon takes of the machine while it is soaked, and how fast it is.

use std::{
    fmt, fs,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use wire::{ServerMessage, Stats};

use super::{
    scene::Scene,
    socket::{Heard, Socket},
};
use crate::support;

/// Samples of a whole run.
const SAMPLES: u32 = 40;

/// The shortest time between two samples.
const SHORTEST: Duration = Duration::from_millis(500);

/// What may come on top of a quarter more memory before it counts as growth, in kB: what the
/// allocator keeps of a burst.
const SLACK: u64 = 8 << 10;

/// What the daemon takes at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sample {
    at: Duration,
    /// Resident, in kB.
    pub(crate) memory: u64,
    pub(crate) descriptors: usize,
    threads: usize,
    pub(crate) clients: usize,
    seq: u64,
    /// From the write to a history file until the probe has the message.
    p50: Duration,
    p99: Duration,
    hands: usize,
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, memory, descriptors, threads, clients, seq, p50, p99, hands } = self;
        let (at, p50, p99) = (at.as_secs(), p50.as_micros(), p99.as_micros());
        write!(
            f,
            "{at:>7} {memory:>9} {descriptors:>5} {threads:>8} {clients:>8} {seq:>8} {hands:>6} \
             {p50:>8} {p99:>8}"
        )
    }
}

/// The head of a table of samples.
pub(crate) const HEAD: &str =
    "      s memory/kB   fds  threads  clients      seq  hands   p50/µs   p99/µs";

/// Times that hands took to the probe since the last sample.
pub(crate) type Taken = Arc<Mutex<Vec<Duration>>>;

/// Samples until the last call, in a thread of its own, and prints each.
pub(crate) fn watch(scene: Arc<Scene>, process: String, taken: Taken) -> JoinHandle<Vec<Sample>> {
    thread::spawn(move || {
        let start = Instant::now();
        let whole = scene.last_call.duration_since(start);
        let pause = (whole / SAMPLES).max(SHORTEST);
        let mut samples = Vec::new();
        eprintln!("{HEAD}");
        while !scene.is_late() {
            thread::sleep(pause.min(scene.last_call.duration_since(Instant::now())));
            let mut sample = look(&scene.address, &process);
            let times = std::mem::take(&mut *taken.lock().unwrap());
            sample.at = start.elapsed();
            (sample.p50, sample.p99, sample.hands) = percentiles(times);
            eprintln!("{sample}");
            samples.push(sample);
        }
        samples
    })
}

/// What the daemon takes now.
pub(crate) fn look(address: &str, process: &str) -> Sample {
    let (status, body) = support::get(address, "/ws/stats", address);
    assert_eq!(status, 200, "{body}");
    let stats: Stats = wire::decode(&body).unwrap();
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let field = |name| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap()
    };
    Sample {
        memory: field("VmRSS:"),
        descriptors: fs::read_dir(format!("/proc/{process}/fd")).unwrap().count(),
        threads: usize::try_from(field("Threads:")).unwrap(),
        clients: stats.active_connections,
        seq: stats.seq,
        ..Sample::default()
    }
}

/// Listens for how long hands take, until the goal.
pub(crate) async fn probe(scene: Arc<Scene>, taken: Taken) {
    let mut socket = Socket::open(&scene.address, "client_name=probe").await.unwrap();
    let mut cursor = 0;
    while cursor < scene.goal() {
        let heard = tokio::time::timeout(Duration::from_millis(100), socket.hear()).await;
        match heard {
            Ok(Heard::Message(message)) => match *message {
                ServerMessage::NewHand(hand) => {
                    cursor = hand.seq;
                    let written = scene.times.of(&hand.hand_id);
                    taken.lock().unwrap().extend(written.map(|written| written.elapsed()));
                }
                ServerMessage::TournamentResult(result) => cursor = result.seq,
                ServerMessage::Heartbeat(heartbeat) => cursor = heartbeat.seq,
                _ => {}
            },
            Ok(ending) => return scene.blame("the probe", format!("{ending:?}")),
            Err(_) => {}
        }
    }
}

fn percentiles(mut times: Vec<Duration>) -> (Duration, Duration, usize) {
    times.sort();
    let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
    (at(50), at(99), times.len())
}

/// Medians of the second quarter of a run, when it is warm, and of the last.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trend {
    pub(crate) memory: [u64; 2],
    p50: [Duration; 2],
    p99: [Duration; 2],
}

impl Trend {
    pub(crate) fn of(samples: &[Sample]) -> Self {
        let quarter = samples.len() / 4;
        let parts = [&samples[quarter..2 * quarter], &samples[3 * quarter..]];
        Self {
            memory: parts.map(|part| median(part, |sample| sample.memory)),
            p50: parts.map(|part| median(part, |sample| sample.p50)),
            p99: parts.map(|part| median(part, |sample| sample.p99)),
        }
    }

    /// Whether the memory does not grow.
    pub(crate) fn is_flat(&self) -> bool {
        let [before, after] = self.memory;
        after <= before + before / 4 + SLACK
    }
}

impl fmt::Display for Trend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { memory, p50, p99 } = self;
        write!(
            f,
            "second quarter → last: memory {} → {} kB, p50 {:?} → {:?}, p99 {:?} → {:?}",
            memory[0], memory[1], p50[0], p50[1], p99[0], p99[1]
        )
    }
}

fn median<T: Ord + Copy + Default>(samples: &[Sample], of: fn(&Sample) -> T) -> T {
    let mut values: Vec<T> = samples.iter().map(of).collect();
    values.sort();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[test]
fn memory_that_grows_is_seen_and_a_burst_is_not() {
    let run = |memory: fn(u64) -> u64| {
        let samples = (0..40).map(|at| Sample { memory: memory(at), ..Sample::default() });
        Trend::of(&samples.collect::<Vec<_>>())
    };
    // It warms up, and takes a burst now and then.
    assert!(run(|at| 30_000 + 1000 * at.min(10) + if at % 9 == 0 { 40_000 } else { 0 }).is_flat());
    assert!(!run(|at| 30_000 + 1500 * at).is_flat());
}
