//! The daemon dies again and again, while hands are written in pieces and a client follows.
//! Each hand must be in the log once and reach the client once, in order.
//!
//! `RAILBIRD_TEST_LONG=1` makes it die hundreds of times.

pub(crate) mod pen;
pub(crate) mod verdict;
mod witness;

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, ExitStatus},
    thread,
    time::{Duration, Instant},
};

use wire::Listening;

use self::{
    pen::Pen,
    verdict::{Verdict, judge, log_of},
    witness::Witness,
};
use crate::support::{Daemon, Dice, House, PATIENCE, is_long, seed};

/// How a daemon comes to die.
#[derive(Clone, Copy)]
enum Manner {
    /// It is killed at a random moment, sometimes while it starts.
    Killed,
    /// It dies by itself, when it has come to one of these fail points some times. The others
    /// that it is started with stand behind.
    At(&'static [&'static str], &'static str),
}

/// The longest time between two deaths when nobody waits for anything.
const LIFE: usize = 250;

/// How often a daemon passes a fail point at most before it dies there.
const PASSES: usize = 25;

/// What is known at the end.
struct Ending {
    verdict: Verdict,
    /// How many died as they should.
    deaths: usize,
    /// How many texts were written.
    written: usize,
}

/// Lets daemons die, then runs one that lives, and judges what is in the log.
/// `patience` is how long the last one may bring nothing new before it counts as done.
fn die_and_judge(seed: u64, deaths: usize, manner: Manner, patience: Duration) -> Ending {
    let house = House::new();
    let mut dice = Dice::new(seed);
    let pen = Pen::start(&house, seed);
    let witness = Witness::start(seed);
    let mut died = 0;
    for _ in 0..deaths {
        died += usize::from(live_and_die(&house, manner, (&pen, &witness), &mut dice));
        witness.hide();
        pen.deal_more();
    }
    let written = pen.put_down();
    let daemon = Daemon::start(house.quiet(house.command()));
    witness.show(&daemon.url());
    wait_for(&daemon, written.len() as u64, patience);
    let sights = witness.end(daemon.stats().seq, patience);
    daemon.kill();
    let log = log_of(&house.data_dir());
    let verdict = judge(&written, &log, &sights);
    if !verdict.is_clean() {
        let told = house.told();
        let from = told.len().saturating_sub(4000);
        eprintln!("seed {seed}; the daemons said: …{}", told.get(from..).unwrap_or_default());
    }
    Ending { verdict, deaths: died, written: written.len() }
}

/// Starts a daemon and waits for its end; whether it died in the manner that was asked for.
fn live_and_die(
    house: &House,
    manner: Manner,
    (pen, witness): (&Pen, &Witness),
    dice: &mut Dice,
) -> bool {
    let command = match manner {
        Manner::Killed => house.command(),
        Manner::At(places, others) => {
            let place = places[dice.below(places.len())];
            let passes = dice.below(PASSES);
            house.armed_command(&format!("{others}{place}={passes}*off->return"))
        }
    };
    let mut child = house.quiet(command).spawn().unwrap();
    let died = match manner {
        Manner::Killed if dice.below(4) == 0 => {
            pause(dice.below(60));
            true
        }
        Manner::Killed => {
            show(&mut child, witness);
            pause(dice.below(LIFE));
            true
        }
        Manner::At(..) => {
            show(&mut child, witness);
            // An exit code would be that of an error which it has told.
            ends(&mut child, pen).is_some_and(|status| status.code() != Some(1))
        }
    };
    // The one that has died of itself does not mind.
    child.kill().unwrap();
    child.wait().unwrap();
    died
}

/// Waits until the daemon says where it listens, if it comes to that, and sends the witness.
fn show(child: &mut Child, witness: &Witness) {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    if let Ok(Listening { address, .. }) = wire::decode(&line) {
        witness.show(&format!("ws://{address}/ws"));
    }
}

fn pause(milliseconds: usize) {
    thread::sleep(Duration::from_millis(milliseconds as u64));
}

/// Waits for the end of a daemon, and gives it more hands now and then until it comes.
fn ends(child: &mut Child, pen: &Pen) -> Option<ExitStatus> {
    let deadline = Instant::now() + PATIENCE;
    let mut fed = Instant::now();
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status);
        }
        if Duration::from_millis(200) < fed.elapsed() {
            fed = Instant::now();
            pen.deal_more();
        }
        pause(2);
    }
    None
}

/// Waits until the log has so many entries, or for as long as new ones come.
pub(crate) fn wait_for(daemon: &Daemon, entries: u64, patience: Duration) {
    let (mut seq, mut since) = (0, Instant::now());
    while seq < entries && since.elapsed() < patience {
        let now = daemon.stats().seq;
        if now != seq {
            (seq, since) = (now, Instant::now());
        }
        pause(10);
    }
}

/// Prints what happened, which nobody sees who does not look.
fn told(name: &str, seed: u64, ending: &Ending) {
    let Ending { verdict, deaths, written } = ending;
    eprintln!("{name}, seed {seed}: {deaths} deaths, {written} texts, {verdict}");
}

#[test]
fn daemons_that_are_killed_lose_and_double_nothing() {
    let (seed, deaths) = (seed(101), if is_long() { 300 } else { 20 });
    let ending = die_and_judge(seed, deaths, Manner::Killed, PATIENCE);
    told("killed", seed, &ending);
    assert!(ending.verdict.is_clean(), "seed {seed}: {}", ending.verdict);
    assert!(deaths * 5 < ending.written, "only {} texts", ending.written);
}

#[test]
fn daemons_that_die_around_a_commit_lose_and_double_nothing() {
    let (seed, deaths) = (seed(102), if is_long() { 150 } else { 16 });
    let places = &["after-read", "before-commit", "after-commit", "after-push"];
    let ending = die_and_judge(seed, deaths, Manner::At(places, ""), PATIENCE);
    told("armed", seed, &ending);
    assert!(ending.verdict.is_clean(), "seed {seed}: {}", ending.verdict);
    assert_eq!(ending.deaths, deaths, "seed {seed}: some did not come to their fail point");
}

/// The test of the test: a daemon that notes how far it has read before it stores the hands
/// loses some, and this must be seen.
#[test]
fn daemons_that_save_the_checkpoint_first_are_seen_to_lose_hands() {
    let (seed, deaths) = (seed(103), if is_long() { 60 } else { 6 });
    let manner = Manner::At(&["after-checkpoint"], "checkpoint-first=return;");
    let ending = die_and_judge(seed, deaths, manner, Duration::from_secs(4));
    told("control", seed, &ending);
    assert_eq!(ending.deaths, deaths, "seed {seed}");
    assert!(!ending.verdict.lost.is_empty(), "seed {seed}: {}", ending.verdict);
    assert!(ending.verdict.doubled.is_empty(), "seed {seed}: {}", ending.verdict);
}
