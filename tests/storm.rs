//! Many who come at once: all are served, sent away with a word when the daemon stops, and
//! taken back by the next one. And one among many who never reads.
//!
//! A thousand of them, or with `RAILBIRD_TEST_LONG=1` as many as the daemon takes.

use std::{
    collections::BTreeMap,
    fs,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use dealer::Delivery;
use tokio::{
    sync::Barrier,
    task::{JoinSet, spawn_blocking},
    time::{sleep, timeout},
};
use wire::{Health, ServerMessage, Status};

use crate::{
    soak::{
        Follower, Return, SLEEP, Sight, daemon_at,
        socket::{Heard, Refused, Socket},
    },
    support::{Daemon, House, PATIENCE, dealt, is_long, skip},
};

/// Those who were there before.
const EARLY: usize = 5;

/// Descriptors that a process needs besides its connections.
const OTHERS: usize = 200;

/// How long the daemon may take to stop, as the protocol says.
const STOP: Duration = Duration::from_secs(10);

/// What a close reason may ask for, in milliseconds.
const PAUSES: std::ops::RangeInclusive<u64> = 500..=30_000;

/// How many hands are written while they come, and while nobody is there.
const MEANWHILE: usize = 20;
const MISSED: usize = 7;

fn crowd() -> usize {
    if is_long() { 10_000 - EARLY } else { 1000 }
}

/// How many descriptors this process, and the daemons that it starts, may have.
fn descriptors() -> usize {
    // Without `unsafe` a process cannot raise its own limit; the command can.
    let id = std::process::id().to_string();
    let limits = || {
        let limits = fs::read_to_string("/proc/self/limits").unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max open files")).unwrap();
        let of = |column: usize| line.split_whitespace().nth(column).unwrap().to_owned();
        (of(3), of(4))
    };
    let (soft, hard) = limits();
    if soft != hard {
        let nofile = format!("--nofile={hard}:{hard}");
        let _raised = Command::new("prlimit").args(["--pid", &id, &nofile]).status();
    }
    limits().0.parse().unwrap_or(usize::MAX)
}

/// A client and its connection.
struct Member {
    follower: Follower,
    socket: Socket,
}

impl Member {
    /// A member that has been greeted.
    async fn join(address: &str, mut follower: Follower, how: Return) -> Self {
        let start = Instant::now();
        loop {
            match follower.join(address, how).await {
                Ok(mut socket) => {
                    let ack = timeout(4 * PATIENCE, socket.hear()).await.expect("no ack came");
                    let Heard::Message(ack) = ack else { panic!("{ack:?} instead of an ack") };
                    assert!(matches!(&*ack, ServerMessage::ConnectionAck(_)), "{ack:?}");
                    follower.note(&ack);
                    return Self { follower, socket };
                }
                // The kernel's queue may be full for a while.
                Err(Refused::Broken) if start.elapsed() < 4 * PATIENCE => {}
                Err(refused) => panic!("{refused:?}"),
            }
        }
    }

    /// Everything up to this entry.
    async fn follow(&mut self, goal: u64) {
        let ending = timeout(4 * PATIENCE, self.follower.follow(&mut self.socket, goal)).await;
        assert!(matches!(ending, Ok(None)), "{ending:?} at {}", self.follower.cursor);
    }

    /// What the daemon says at the end, and what is said before.
    async fn goodbye(mut self) -> (Follower, u16, String) {
        let ending = self.follower.follow(&mut self.socket, u64::MAX);
        match timeout(4 * PATIENCE, ending).await {
            Ok(Some(Heard::Close(code, reason))) => (self.follower, code, reason),
            other => panic!("{other:?} instead of a goodbye"),
        }
    }
}

/// Lets all of them come at the same moment.
async fn storm(address: &str, followers: Vec<Follower>, how: Return) -> Vec<Member> {
    let start = Arc::new(Barrier::new(followers.len()));
    let mut joining = JoinSet::new();
    for follower in followers {
        let (start, address) = (Arc::clone(&start), address.to_owned());
        joining.spawn(async move {
            start.wait().await;
            Member::join(&address, follower, how).await
        });
    }
    joining.join_all().await
}

/// Everything up to this entry, for all of them at the same time.
async fn follow_all(members: Vec<Member>, goal: u64) -> Vec<Member> {
    let mut following = JoinSet::new();
    for mut member in members {
        following.spawn(async move {
            member.follow(goal).await;
            member
        });
    }
    following.join_all().await
}

/// What the daemon says to each of them.
async fn goodbyes(members: Vec<Member>) -> Vec<(Follower, u16, String)> {
    let mut leaving = JoinSet::new();
    members.into_iter().for_each(|member| _ = leaving.spawn(member.goodbye()));
    leaving.join_all().await
}

/// What the log must hold when these were written.
fn log_of(deliveries: &[Delivery]) -> Vec<Sight> {
    (1..).zip(deliveries.iter().map(|delivery| delivery.hand.id.to_string())).collect()
}

/// Nobody may have lost or doubled anything.
fn judge<'a>(followers: impl Iterator<Item = &'a Follower>, log: &[Sight]) {
    for follower in followers {
        assert_eq!(follower.verdict(log), Vec::<String>::new());
        assert_eq!(follower.cursor, log.len() as u64);
    }
}

fn is_well(daemon: &Daemon) {
    let (status, body) = daemon.get("/health");
    let health: Health = wire::decode(&body).unwrap();
    assert_eq!((status, health.status), (200, Status::Ok), "{body}");
}

/// The pause that a goodbye asks for.
fn pause_of(code: u16, reason: &str) -> u64 {
    assert_eq!(code, 1001, "{reason}");
    let pause = reason.strip_prefix("shutting down; reconnect_after_ms=");
    pause.and_then(|pause| pause.parse().ok()).unwrap_or_else(|| panic!("{reason:?}"))
}

/// They must not come back all at once.
fn check_the_pauses(pauses: &[u64]) {
    let (mut same, mut spread) = (BTreeMap::<u64, usize>::new(), BTreeMap::<u64, usize>::new());
    for pause in pauses {
        *same.entry(*pause).or_default() += 1;
        *spread.entry(pause / 1000).or_default() += 1;
    }
    let (least, most) = (pauses.iter().min().unwrap(), pauses.iter().max().unwrap());
    eprintln!("pauses of {least} to {most} ms; by the second: {spread:?}");
    assert!(pauses.iter().all(|pause| PAUSES.contains(pause)), "{least} to {most} ms");
    let together = same.values().max().unwrap();
    assert!(*together <= pauses.len() / 20, "{together} are to come in the same millisecond");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_come_at_once_are_served_sent_away_and_taken_back() {
    let crowd = crowd();
    if descriptors() < crowd + EARLY + OTHERS {
        return skip(&format!("{} descriptors are too few for {crowd} clients", descriptors()));
    }
    let places = (crowd + EARLY).to_string();
    // Nobody answers pings while all the others are waited for.
    let options = ["--max-connections", &places, "--heartbeat-interval", "100"];
    let house = Arc::new(House::new());
    let daemon = daemon_at(&house, "127.0.0.1:0", &options);
    let address = daemon.address.clone();
    let hands = Arc::new(dealt(401, MEANWHILE + 1 + MISSED + 1));
    let log = log_of(&hands);
    let write = |range: std::ops::Range<usize>| {
        hands[range].iter().for_each(|hand| house.append("one.txt", hand.text.as_bytes()));
    };

    let mut members = Vec::new();
    for _ in 0..EARLY {
        members.push(Member::join(&address, Follower::new(""), Return::Cursor).await);
    }
    let start = Instant::now();
    let followers = (0..crowd).map(|_| Follower::new("")).collect();
    let coming = tokio::spawn({
        let address = address.clone();
        async move { storm(&address, followers, Return::Cursor).await }
    });
    for hand in 0..MEANWHILE {
        write(hand..hand + 1);
        is_well(&daemon);
        sleep(Duration::from_millis(20)).await;
    }
    members.extend(coming.await.unwrap());
    eprintln!("{crowd} are there after {:?}", start.elapsed());
    assert_eq!(daemon.stats().active_connections, crowd + EARLY);
    is_well(&daemon);
    one_too_many(&address).await;
    write(MEANWHILE..MEANWHILE + 1);
    let members = follow_all(members, MEANWHILE as u64 + 1).await;
    eprintln!("all have the hand after {:?}", start.elapsed());
    let undisturbed = |member: &&Member| member.follower.seen.len() == MEANWHILE + 1;
    assert!(EARLY <= members.iter().filter(undisturbed).count());

    let start = Instant::now();
    let stopping = spawn_blocking(move || (daemon.terminate(), start.elapsed()));
    let ended = goodbyes(members).await;
    let (code, took) = stopping.await.unwrap();
    eprintln!("stopped after {took:?}");
    assert_eq!(code, Some(0));
    assert!(took < STOP, "{took:?}");
    let pauses: Vec<u64> = ended.iter().map(|(_, code, why)| pause_of(*code, why)).collect();

    write(MEANWHILE + 1..log.len() - 1);
    let start = Instant::now();
    let daemon = daemon_at(&house, &address, &options);
    let followers = ended.into_iter().map(|(follower, ..)| follower).collect();
    let members = storm(&address, followers, Return::Token).await;
    eprintln!("all are back after {:?}", start.elapsed());
    let members = follow_all(members, log.len() as u64 - 1).await;
    write(log.len() - 1..log.len());
    let members = follow_all(members, log.len() as u64).await;
    judge(members.iter().map(|member| &member.follower), &log);
    let taken_back = members.iter().filter(|member| member.follower.taken_back == 1).count();
    assert_eq!(taken_back, crowd + EARLY, "some tokens were not known");
    is_well(&daemon);
    // Behind everything else, so that a spread that is missing hides nothing.
    check_the_pauses(&pauses);
}

/// For one more there is no place, and it hears when to try again.
async fn one_too_many(address: &str) {
    let Err(Refused::Http(head)) = Socket::open(address, "").await else {
        panic!("there is a place beyond max_connections");
    };
    assert!(head.starts_with("HTTP/1.1 503 "), "{head}");
    let head = head.to_ascii_lowercase();
    let seconds = head.lines().find_map(|line| line.strip_prefix("retry-after: "));
    assert!(seconds.is_some_and(|seconds| 0 < seconds.parse::<u32>().unwrap()), "{head}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_who_never_reads_costs_the_others_nothing_and_comes_back_for_everything() {
    let house = House::new();
    let daemon = daemon_at(&house, "127.0.0.1:0", &["--write-timeout", "2"]);
    let address = daemon.address.clone();
    let hands = dealt(402, 400);
    let log = log_of(&hands);
    let (first, last) = hands.split_at(hands.len() - MEANWHILE);
    let others = (0..100).map(|_| Follower::new("")).collect();
    let mut others = storm(&address, others, Return::Cursor).await;
    let mut written = 0;
    // Never more at once than the kernel holds for each: on a busy machine the others are slow
    // as well, and would be closed for it.
    for hands in first.chunks(MEANWHILE) {
        hands.iter().for_each(|hand| house.append("one.txt", hand.text.as_bytes()));
        written += hands.len() as u64;
        others = follow_all(others, written).await;
    }

    let others = tokio::spawn(follow_all(others, log.len() as u64));
    let mut sleeper = sleep_until_closed(&address).await;
    assert!(sleeper.cursor < first.len() as u64, "it was not slow");
    for hand in last {
        house.append("one.txt", hand.text.as_bytes());
    }
    judge(others.await.unwrap().iter().map(|member| &member.follower), &log);
    sleeper.wake();
    let mut sleeper = Member::join(&address, sleeper, Return::Token).await;
    sleeper.follow(log.len() as u64).await;
    judge([&sleeper.follower].into_iter(), &log);
    let deadline = Instant::now() + PATIENCE;
    while daemon.stats().slow_disconnects == 0 {
        assert!(Instant::now() < deadline, "nobody counted as slow");
        sleep(Duration::from_millis(50)).await;
    }
}

/// One who asks for everything, and reads nothing until the daemon has said why it closes.
/// On a busy machine that may take more than one try: the daemon does not wait for ever until
/// its goodbye is read, nor is it in a hurry.
async fn sleep_until_closed(address: &str) -> Follower {
    for _ in 0..8 {
        let everything = Follower::of_everything("detail=full");
        let Member { mut follower, mut socket } =
            Member::join(address, everything, Return::Cursor).await;
        sleep(SLEEP).await;
        let rest = follower.follow(&mut socket, u64::MAX);
        if let Ok(Some(Heard::Close(code, reason))) = timeout(SLEEP, rest).await {
            assert_eq!(code, 4001, "{reason}");
            return follower;
        }
    }
    panic!("nobody was told to be slow");
}
