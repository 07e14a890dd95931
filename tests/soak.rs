//! A daemon in the company of everybody at once: tables that are played at, clients that come,
//! go, lag and misbehave. Nobody who keeps to the protocol may lose an entry or get one twice,
//! and in the end the daemon must be as it was in the beginning.
//!
//! `RAILBIRD_SOAK_MINUTES=60` makes it last, `RAILBIRD_SOAK_BINARY=FILE` takes another build
//! than that of the tests, `RAILBIRD_TEST_LONG=1` another seed each time. With `--nocapture`
//! the samples are printed as they are taken.

mod company;
mod follower;
mod gauge;
mod guests;
mod hall;
mod rogues;
mod scene;
pub(crate) mod socket;

use std::{
    env,
    future::Future,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

use tokio::{task::JoinSet, time::Instant};
use wire::{NewHand, ServerMessage, TournamentResult};

use self::{
    company::{overlay, talker, watcher},
    gauge::{Sample, Taken, Trend, look},
    guests::{Guest, Habits, SLOW, read, sleeper},
    hall::Hall,
    rogues::rogue,
    scene::Scene,
};
pub(crate) use self::{
    follower::{Follower, Return, Sight},
    guests::SLEEP,
};
use crate::{
    deaths::{
        verdict::{id_of, judge_log, log_of},
        wait_for,
    },
    support::{Daemon, Dice, House, PATIENCE, seed},
};

/// How long it takes without anybody who asked for more.
const BRIEF: Duration = Duration::from_secs(12);

/// Hands that stand in the files before: more than a slow client is sent before it is closed.
const PAST: i32 = 1500;

/// Descriptors that the daemon may have more in the end than before the first client came:
/// readers of the log, which it opens when it needs them and keeps.
const KEPT_OPEN: usize = 4;

/// A daemon that gives up on peers within seconds, and keeps little in memory: who dozes is
/// read from the store.
const OPTIONS: &[&str] = &[
    "--heartbeat-interval",
    "2",
    "--write-timeout",
    "2",
    "--handshake-timeout",
    "2",
    "--queue-capacity",
    "64",
];

/// A daemon on this address, with these options. What it logs is kept out of sight.
pub(crate) fn daemon_at(house: &House, address: &str, options: &[&str]) -> Daemon {
    let usual = house.command();
    let binary = env::var_os("RAILBIRD_SOAK_BINARY").map(PathBuf::from);
    let mut command = Command::new(binary.as_deref().unwrap_or(Path::new(usual.get_program())));
    let free = "127.0.0.1:0";
    command.args(usual.get_args().map(|arg| if arg == free { address.as_ref() } else { arg }));
    for (name, value) in usual.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command.args(options).stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    Daemon::start(house.quiet(command))
}

/// What a guest asks for, and which entries that are.
struct Wish {
    name: &'static str,
    query: String,
    habits: Habits,
    hand: fn(&NewHand) -> bool,
    result: fn(&TournamentResult) -> bool,
}

impl Wish {
    /// A guest that wants everything and dies now and then.
    fn all(name: &'static str, query: &str) -> Self {
        let habits = Habits { dies: true, dozes: false, delay: Duration::ZERO };
        Self { name, query: query.to_owned(), habits, hand: |_| true, result: |_| true }
    }

    fn filtered(name: &'static str, filter: &str, hand: fn(&NewHand) -> bool) -> Self {
        Self { hand, ..Self::all(name, &format!("filter={}", encoded(filter))) }
    }

    fn wants(&self, message: &ServerMessage) -> bool {
        match message {
            ServerMessage::NewHand(hand) => (self.hand)(hand),
            ServerMessage::TournamentResult(result) => (self.result)(result),
            _ => false,
        }
    }
}

/// Everybody who must miss nothing.
fn wishes() -> Vec<Wish> {
    let usual = Wish::all("", "").habits;
    let delay = Duration::from_secs(1);
    let hero = dealer::HERO;
    let calm = Habits { dies: false, ..usual };
    let doze = Habits { dozes: true, ..usual };
    vec![
        Wish { habits: calm, ..Wish::all("one who stays", "client_name=stays") },
        Wish::all("one who dies", "client_name=dies"),
        Wish::all("another who dies", "client_name=dies&detail=full"),
        Wish::all("one who dies, deflated", "encoding=deflate"),
        Wish::all("one in several rooms", "room=hands&room=tables&room=chat%3Asoak"),
        Wish { habits: doze, ..Wish::all("one who dozes", "detail=full") },
        Wish { habits: Habits { dies: false, ..doze }, ..Wish::all("another who dozes", "") },
        Wish { habits: doze, ..Wish::all("one who dozes, deflated", "encoding=deflate") },
        Wish {
            result: |result| result.kind == "cash",
            ..Wish::filtered("one for cash", r#"{"kinds":["cash"]}"#, |hand| hand.kind == "cash")
        },
        Wish {
            habits: doze,
            result: |result| result.kind == "expresso",
            ..Wish::filtered("one for Expressos", r#"{"kinds":["expresso"]}"#, |hand| {
                hand.kind == "expresso"
            })
        },
        // What stood in the files is new where it begins.
        Wish {
            habits: Habits { delay, ..usual },
            ..Wish::all(
                "one who lives in the past",
                &format!("backfill=true&filter={}", encoded(r#"{"delay_seconds":1}"#)),
            )
        },
        Wish {
            hand: |hand| {
                let players = &hand.hand.as_ref().expect("hands are read in full").players;
                players.iter().any(|player| player.name == dealer::HERO && player.dealt_in)
            },
            result: |result| result.player.as_deref() == Some(dealer::HERO),
            ..Wish::all("one in the room of a player", &format!("room=player%3A{}", encoded(hero)))
        },
        Wish {
            hand: |_| false,
            result: |_| false,
            ..Wish::all("one in the room of tables", "room=tables")
        },
    ]
}

/// A value of the address of a request.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// How long to soak.
fn time() -> Duration {
    let Ok(minutes) = env::var("RAILBIRD_SOAK_MINUTES") else { return BRIEF };
    Duration::from_secs(60 * minutes.parse::<u64>().expect("RAILBIRD_SOAK_MINUTES is a number"))
}

/// Everybody who is there besides the guests.
fn company(others: &mut JoinSet<()>, scene: &Arc<Scene>, dice: &mut Dice, taken: &Taken) {
    fn bring(others: &mut JoinSet<()>, who: impl Future<Output = ()> + Send + 'static) {
        others.spawn(who);
    }
    let claims = Arc::default();
    let mut die = || Dice::new(dice.below(usize::MAX) as u64);
    for _ in 0..2 {
        bring(others, watcher(Arc::clone(scene), die()));
    }
    for _ in 0..3 {
        bring(others, talker(Arc::clone(scene), die()));
        bring(others, overlay(Arc::clone(scene), die(), Arc::clone(&claims)));
    }
    for _ in 0..4 {
        bring(others, rogue(Arc::clone(scene), die()));
    }
    bring(others, gauge::probe(Arc::clone(scene), Arc::clone(taken)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_in_all_kinds_of_company_loses_nothing_and_keeps_nothing() {
    let seed = seed(301);
    eprintln!("soak with seed {seed} for {:?}", time());
    let mut dice = Dice::new(seed);
    let house = Arc::new(House::new());
    let mut hall = Hall::new(seed);
    let past = hall.write_past(&house, PAST);
    let daemon = daemon_at(&house, "127.0.0.1:0", OPTIONS);
    wait_for(&daemon, past, PATIENCE);
    let before = look(&daemon.address, &daemon.id());

    let scene = Arc::new(Scene::new(&daemon.address, time()));
    let taken = Taken::default();
    let samples = gauge::watch(Arc::clone(&scene), daemon.id(), Arc::clone(&taken));
    let mut others = JoinSet::new();
    company(&mut others, &scene, &mut dice, &taken);
    let mut guests = JoinSet::new();
    for (number, wish) in wishes().into_iter().enumerate() {
        let Wish { name, query, habits, .. } = wish;
        let stay =
            Guest { name, query, habits }.stay(Arc::clone(&scene), Dice::new(seed ^ number as u64));
        guests.spawn(async move { (Some(number), vec![stay.await]) });
    }
    for number in 0..2 {
        let sleep = sleeper(Arc::clone(&scene), Dice::new(!seed ^ number));
        guests.spawn(async move { (None, sleep.await) });
    }
    let tables = hall.open(Arc::clone(&house), Arc::clone(&scene), Dice::new(seed ^ 99));
    let written = tokio::task::spawn_blocking(|| tables.close()).await.unwrap();
    wait_for(&daemon, written.len() as u64, PATIENCE);
    scene.set_goal(daemon.stats().seq);

    let guests = guests.join_all().await;
    others.join_all().await;
    let log = judge(&scene, &guests).await;
    check_the_end(&scene, &daemon, before).await;
    check_the_samples(&scene, &samples.join().unwrap());
    eprintln!("{scene}");
    let slow = daemon.stats().slow_disconnects;
    assert!(0 < slow && scene.counted(SLOW) <= slow, "{slow} were closed because they were slow");
    daemon.kill();
    let stored = log_of(&house.data_dir());
    let told: Vec<Sight> = stored.iter().map(|entry| (entry.seq.0, id_of(entry))).collect();
    assert!(told == log, "the log is told otherwise");
    let verdict = judge_log(&written, &stored);
    assert!(verdict.is_clean(), "seed {seed}: {verdict}");
    assert_eq!(scene.faults(), Vec::<String>::new(), "seed {seed}");
}

/// Holds what each guest was told against the log, and returns that.
async fn judge(scene: &Scene, guests: &[(Option<usize>, Vec<Follower>)]) -> Vec<Sight> {
    let wishes = wishes();
    let (mut log, mut wanted) = (Vec::new(), vec![Vec::new(); wishes.len()]);
    let note = |sight: Sight, message: &ServerMessage| {
        for (wish, wanted) in wishes.iter().zip(&mut wanted) {
            if wish.wants(message) {
                wanted.push(sight.clone());
            }
        }
        log.push(sight);
    };
    read(scene, note).await;
    for (number, lives) in guests {
        let (name, wanted) = match *number {
            Some(number) => (wishes[number].name, &wanted[number]),
            None => ("a sleeper", &log),
        };
        for follower in lives {
            follower.verdict(wanted).iter().for_each(|fault| scene.blame(name, fault));
        }
        let entries: usize = lives.iter().map(|life| life.seen.len()).sum();
        let back: usize = lives.iter().map(|life| life.taken_back).sum();
        eprintln!("{name}: {entries} entries, taken back {back} times by its token");
    }
    log
}

/// When all have left, the daemon has what it had before they came.
async fn check_the_end(scene: &Scene, daemon: &Daemon, before: Sample) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let now = look(&scene.address, &daemon.id());
        if now.clients == 0 && now.descriptors <= before.descriptors + KEPT_OPEN {
            eprintln!("{}\nbefore\n{before}\nafter\n{now}", gauge::HEAD);
            return;
        }
        assert!(Instant::now() < deadline, "{}\n{before}\n{now}", gauge::HEAD);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn check_the_samples(scene: &Scene, samples: &[Sample]) {
    let trend = Trend::of(samples);
    eprintln!("{trend}");
    if !trend.is_flat() {
        scene.blame("the daemon", format!("grows: {trend}"));
    }
}
