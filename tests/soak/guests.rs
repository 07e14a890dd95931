//! Clients that want every entry once, and make it hard for themselves: they die, doze, sleep.

use std::{sync::Arc, time::Duration};

use tokio::time::{Instant, sleep, timeout, timeout_at};
use wire::ServerMessage;

use super::{
    follower::{Follower, Outcome, Return, Sight, is_early},
    scene::Scene,
    socket::{Heard, Socket},
};
use crate::{
    frames::peer::{FIN, TEXT, claim, close},
    support::{Dice, PATIENCE},
};

/// What a guest does besides reading.
#[derive(Clone, Copy)]
pub(crate) struct Habits {
    /// It is cut off now and then, and comes back.
    pub(crate) dies: bool,
    /// It stops reading now and then, sometimes for longer than the server waits.
    pub(crate) dozes: bool,
    /// Its filter delays hands.
    pub(crate) delay: Duration,
}

/// The longest time between two deaths, between two dozes, and of a doze, in milliseconds.
const LIFE: usize = 3000;
const WATCH: usize = 2000;
const DOZE: usize = 4000;

/// How long the server may take to do what takes it two seconds, so that its goodbye is
/// still there: it waits as long again for somebody who reads it.
pub(crate) const SLEEP: Duration = Duration::from_millis(3000);

/// A client that wants what its query says, from now on to the end.
pub(crate) struct Guest {
    pub(crate) name: &'static str,
    pub(crate) query: String,
    pub(crate) habits: Habits,
}

impl Guest {
    /// Follows the log to its goal.
    pub(crate) async fn stay(self, scene: Arc<Scene>, mut dice: Dice) -> Follower {
        let mut follower = Follower::new(&self.query);
        let until = || scene.goal();
        let mut end = None;
        while follower.cursor < until() {
            // From the last call on there is so much time to finish.
            if scene.is_late() && *end.get_or_insert(Instant::now() + PATIENCE) < Instant::now() {
                scene.blame(self.name, format!("ends at {} of {}", follower.cursor, until()));
                break;
            }
            let how = [Return::Cursor, Return::Token, Return::Request][dice.below(3)];
            match timeout(PATIENCE, follower.join(&scene.address, how)).await {
                Ok(Ok(mut socket)) => {
                    self.listen(&mut follower, &mut socket, &scene, &mut dice).await;
                }
                Ok(Err(refused)) => scene.blame(self.name, format!("refused: {refused:?}")),
                Err(_) => scene.blame(self.name, "no answer"),
            }
        }
        follower
    }

    /// Reads until it dies, is cut off, or has everything.
    async fn listen(
        &self,
        follower: &mut Follower,
        socket: &mut Socket,
        scene: &Scene,
        dice: &mut Dice,
    ) {
        let death = Instant::now() + milliseconds(dice, LIFE);
        let mut doze = Instant::now() + milliseconds(dice, WATCH);
        while follower.cursor < scene.goal() {
            let now = Instant::now();
            if self.habits.dies && !scene.is_late() && death <= now {
                return die(socket, scene, dice).await;
            }
            if self.habits.dozes && !scene.is_late() && doze <= now {
                sleep(milliseconds(dice, DOZE)).await;
                doze = Instant::now() + milliseconds(dice, WATCH);
            }
            let Ok(heard) = timeout_at(now + Duration::from_millis(50), socket.hear()).await else {
                continue;
            };
            match heard {
                Heard::Message(message) => {
                    let early = is_early(&message, &scene.times, self.habits.delay);
                    early.into_iter().for_each(|early| scene.blame(self.name, early));
                    if follower.note(&message) == Outcome::Leave {
                        return scene.count("a request for a session that is unknown");
                    }
                }
                Heard::Close(code, reason) => return self.closed(scene, code, &reason),
                // There may be no place for a goodbye before one who does not read.
                Heard::End if self.habits.dozes => {
                    return scene.count(format!("{}: cut off", self.name));
                }
                Heard::End => return scene.blame(self.name, "cut off without a word"),
            }
        }
    }

    /// Who reads and answers may be told to go for being late, which a busy machine makes
    /// anybody, and for nothing else.
    fn closed(&self, scene: &Scene, code: u16, reason: &str) {
        match code {
            4001 | 4002 => scene.count(format!("{}: {code}", self.name)),
            _ => scene.blame(self.name, format!("closed with {code} {reason}")),
        }
    }
}

/// Ends a connection as programs and cables do.
async fn die(socket: &mut Socket, scene: &Scene, dice: &mut Dice) {
    match dice.below(4) {
        0 => scene.count("a death without a word"),
        1 => {
            socket.send(&[&claim(FIN | TEXT, 100)[..], b"half of it"].concat()).await;
            scene.count("a death inside a frame of its own");
        }
        2 => {
            let _dead =
                timeout(Duration::from_millis(100), socket.swallow(1 + dice.below(300))).await;
            scene.count("a death inside a frame of the server");
        }
        _ => {
            socket.send(&close(1000, b"bye")).await;
            scene.count("a goodbye");
        }
    }
}

/// A client that wants all of the log in full and reads nothing, again and again: it must be
/// closed, come back for the rest, and have no hole in what it got.
pub(crate) async fn sleeper(scene: Arc<Scene>, mut dice: Dice) -> Vec<Follower> {
    let mut lives = Vec::new();
    while !scene.is_late() {
        let mut follower = Follower::of_everything("detail=full");
        for _ in 0..1 + dice.below(3) {
            if scene.is_late() {
                break;
            }
            let how = if dice.below(2) == 0 { Return::Cursor } else { Return::Token };
            let Ok(mut socket) = follower.join(&scene.address, how).await else {
                scene.blame("a sleeper", "refused");
                continue;
            };
            sleep(SLEEP).await;
            let rest = timeout(SLEEP, follower.follow(&mut socket, scene.goal())).await;
            scene.count(match rest {
                Ok(Some(Heard::Close(4001, _))) => SLOW.to_owned(),
                Ok(Some(Heard::Close(code, _))) => format!("a sleeper: {code}"),
                Ok(_) => "a sleeper: gone before it woke".to_owned(),
                Err(_) => "a sleeper: served all the same".to_owned(),
            });
        }
        lives.push(follower);
    }
    // The last one stays until it has everything.
    if let Some(last) = lives.last_mut() {
        finish(&scene, last).await;
    }
    lives
}

/// What is counted when a sleeper is told why it is closed.
pub(crate) const SLOW: &str = "a sleeper: closed with 4001";

/// Reads on without sleep, when it is known how far.
async fn finish(scene: &Scene, follower: &mut Follower) {
    while scene.goal() == u64::MAX {
        sleep(Duration::from_millis(50)).await;
    }
    follower.wake();
    let all = async {
        while follower.cursor < scene.goal() {
            if let Ok(mut socket) = follower.join(&scene.address, Return::Cursor).await {
                let _ending = follower.follow(&mut socket, scene.goal()).await;
            }
        }
    };
    if timeout(2 * PATIENCE, all).await.is_err() {
        scene.blame("a sleeper", "did not finish");
    }
}

/// Reads all of the log as a client is told of it that asks for everything in the end.
pub(crate) async fn read(scene: &Scene, mut note: impl FnMut(Sight, &ServerMessage)) {
    let mut socket = Socket::open(&scene.address, "since=0&detail=full").await.unwrap();
    loop {
        match timeout(PATIENCE, socket.hear()).await.expect("the log does not go on") {
            Heard::Message(message) => match &*message {
                ServerMessage::NewHand(hand) => note((hand.seq, hand.hand_id.clone()), &message),
                ServerMessage::TournamentResult(result) => {
                    note((result.seq, result.tournament_id.clone()), &message);
                }
                ServerMessage::ResyncComplete(_) => return,
                _ => {}
            },
            ending => panic!("{ending:?} before the end of the log"),
        }
    }
}

fn milliseconds(dice: &mut Dice, most: usize) -> Duration {
    Duration::from_millis(dice.below(most) as u64)
}
