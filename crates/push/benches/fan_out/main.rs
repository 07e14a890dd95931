//! What a message costs that goes to a thousand clients, beside the floor: one `send()` of
//! ready bytes per client over loopback.
//!
//! The server has one core and the clients, a process of their own, another one. Costs are the
//! processor time of the server's process per delivery, the kernel's work for the sockets
//! included; latencies run from just before a message is announced to the `read()` that brings
//! it. Floor and subject take turns within the run, and medians of the turns are compared: on
//! a shared machine nothing else can be.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    reason = "a bench prints ratios, and a step that fails should end it"
)]

mod crowd;
mod floor;
mod gauge;
mod subject;

use std::{
    thread,
    time::{Duration, Instant},
};

use self::{
    crowd::{Arrivals, Crowd, Reading},
    floor::Floor,
    gauge::{computed, memory, pin},
    subject::Subject,
};

const CLIENTS: usize = 1000;

/// Connections that do nothing, for the memory that one needs.
const IDLE: usize = 10_000;

/// Messages that are announced at once, and turns of that.
const BURST: usize = 64;
const BURSTS: usize = 9;

/// The steady stream: messages a second, how many in a turn, and turns.
const RATE: u32 = 20;
const STREAM: usize = 60;
const STREAMS: usize = 7;

/// The size of a message in bytes: that of an ordinary hand.
const MESSAGE: usize = 1250;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--crowd") {
        pin(1);
        return crowd::run(&arguments[at + 1..]);
    }
    pin(0);
    let wanted = |name: &str| {
        let mut names = arguments.iter().skip(1).filter(|argument| !argument.starts_with("--"));
        names.clone().next().is_none() || names.any(|argument| argument == name)
    };
    if wanted("idle") {
        idle();
    }
    let mut sides = vec![Side::new("floor", Floor::start(), "/ws", Reading::All)];
    if wanted("plain") {
        sides.push(Side::new("railbird", Subject::start(), "/ws", Reading::All));
    }
    if wanted("filtered") {
        let subject = Subject::start();
        let path = subject.filtered_path();
        sides.push(Side::new("a filter each", subject, &path, Reading::All));
    }
    if wanted("deflate") {
        let path = "/ws?encoding=deflate";
        sides.push(Side::new("deflate", Subject::start(), path, Reading::All));
    }
    if wanted("stalled") {
        let mut side = Side::new("one never reads", Subject::start(), "/ws", Reading::AllButOne);
        // More than the kernel and the server hold for it.
        (0..8).for_each(|_| _ = side.turn(BURST, Duration::ZERO));
        sides.push(side);
    }
    // The first turns bring buffers and caches up.
    sides.iter_mut().for_each(|side| _ = side.turn(BURST, Duration::ZERO));
    println!("\n{CLIENTS} clients, {BURST} messages of {MESSAGE} bytes at once, {BURSTS} turns:");
    compare(&mut sides, BURSTS, BURST, Duration::ZERO);
    println!("\n{CLIENTS} clients, {RATE} messages a second, {STREAMS} turns of {STREAM}:");
    compare(&mut sides, STREAMS, STREAM, Duration::from_secs(1) / RATE);
}

/// The memory of a connection that does nothing.
fn idle() {
    let subject = Subject::start();
    // The first hundred bring up what all share.
    let mut few = Crowd::connect(&subject.address(), "/ws", 100, Reading::All);
    let (before, start) = (memory(), Instant::now());
    let mut many = Crowd::connect(&subject.address(), "/ws", IDLE - few.count(), Reading::All);
    let seconds = start.elapsed().as_secs_f64();
    let bytes = memory().saturating_sub(before) as f64 / many.count() as f64;
    println!("{IDLE} connections, made in {seconds:.1} s: {:.2} KiB each", bytes / 1024.0);
    // A message reaches each.
    [&mut few, &mut many].into_iter().for_each(|crowd| crowd.expect(1));
    let stamps = [subject.send()];
    let last = [few, many].map(|mut crowd| crowd.arrivals(&stamps).last);
    println!("  a message reaches the last one after {:.1} ms", last[0].max(last[1]));
}

/// A server that sends messages to all its clients.
trait Server {
    fn address(&self) -> String;
    /// Sends the next message to all clients; returns when that began.
    fn send(&self) -> u64;
}

/// A server, with its clients.
struct Side {
    name: &'static str,
    server: Box<dyn Server>,
    crowd: Crowd,
}

/// Microseconds of processor time per delivery, and milliseconds until arrival.
#[derive(Clone, Copy, Default)]
struct Turn {
    computed: f64,
    arrivals: Arrivals,
}

impl Side {
    fn new(
        name: &'static str,
        server: impl Server + 'static,
        path: &str,
        reading: Reading,
    ) -> Self {
        let crowd = Crowd::connect(&server.address(), path, CLIENTS, reading);
        Self { name, server: Box::new(server), crowd }
    }

    fn turn(&mut self, messages: usize, pause: Duration) -> Turn {
        self.crowd.expect(messages);
        let (before, start) = (computed(), Instant::now());
        let stamps: Vec<u64> = (1..)
            .take(messages)
            .map(|number| {
                let stamp = self.server.send();
                thread::sleep((pause * number).saturating_sub(start.elapsed()));
                stamp
            })
            .collect();
        let arrivals = self.crowd.arrivals(&stamps);
        let deliveries = (messages * self.crowd.count()) as f64;
        Turn { computed: (computed() - before) as f64 / 1000.0 / deliveries, arrivals }
    }
}

/// Lets the sides take turns, and prints their medians beside those of the first one.
fn compare(sides: &mut [Side], turns: usize, messages: usize, pause: Duration) {
    let mut results: Vec<Vec<Turn>> = vec![Vec::new(); sides.len()];
    for _ in 0..turns {
        for (side, results) in sides.iter_mut().zip(&mut results) {
            results.push(side.turn(messages, pause));
        }
    }
    println!("{:<18}{:>21}{:>21}{:>21}{:>10}", "", "us a delivery", "p50 ms", "p99 ms", "last ms");
    let floor = medians(&results[0]);
    for (side, results) in sides.iter().zip(&results) {
        let turn = medians(results);
        let beside =
            |of: fn(&Turn) -> f64| format!("{:.2} ({:.2})", of(&turn), of(&turn) / of(&floor));
        println!(
            "{:<18}{:>21}{:>21}{:>21}{:>10.1}",
            side.name,
            beside(|turn| turn.computed),
            beside(|turn| turn.arrivals.half),
            beside(|turn| turn.arrivals.most),
            turn.arrivals.last,
        );
    }
}

fn medians(turns: &[Turn]) -> Turn {
    let median = |of: fn(&Turn) -> f64| {
        let mut values: Vec<f64> = turns.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    Turn {
        computed: median(|turn| turn.computed),
        arrivals: Arrivals {
            half: median(|turn| turn.arrivals.half),
            most: median(|turn| turn.arrivals.most),
            last: median(|turn| turn.arrivals.last),
        },
    }
}
