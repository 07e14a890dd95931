//! Clients that look at tables, talk to each other and claim tables.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::time::{Instant, sleep, timeout};
use wire::{ServerMessage, TableJson};

use super::{
    scene::Scene,
    socket::{Heard, Socket},
};
use crate::support::{Dice, PATIENCE};

/// The longest time between two deaths, in milliseconds.
const LIFE: usize = 6000;

/// How long a member of a room may know less than the server does, and how often it asks.
const COALESCED: Duration = Duration::from_millis(300);

/// A connection that must come about.
async fn join(scene: &Scene, who: &str, query: &str) -> Socket {
    loop {
        match Socket::open(&scene.address, query).await {
            Ok(socket) => return socket,
            Err(refused) => {
                scene.blame(who, format!("refused: {refused:?}"));
                sleep(Duration::from_secs(1)).await;
            }
        }
    }
}

/// The next message within this time; `Err` when the connection is over.
async fn next(
    scene: &Scene,
    who: &str,
    socket: &mut Socket,
    within: Duration,
) -> Result<Option<ServerMessage>, ()> {
    match timeout(within, socket.hear()).await {
        Ok(Heard::Message(message)) => Ok(Some(*message)),
        Ok(Heard::Close(code @ (4001 | 4002), _)) => {
            scene.count(format!("{who}: {code}"));
            Err(())
        }
        Ok(ending) => {
            scene.blame(who, format!("{ending:?}"));
            Err(())
        }
        Err(_) => Ok(None),
    }
}

/// Keeps a picture of all tables, and holds it against what the server shows when asked.
pub(crate) async fn watcher(scene: Arc<Scene>, mut dice: Dice) {
    let mut is_last = false;
    while !is_last {
        is_last = scene.is_late();
        let mut socket = join(&scene, WATCHER, "room=hands&room=tables").await;
        sleep(Duration::from_millis(dice.below(50) as u64)).await;
        let end = Instant::now() + Duration::from_millis(dice.below(LIFE) as u64);
        look_around(&scene, &mut socket, end).await;
    }
}

const WATCHER: &str = "a watcher of tables";

/// Follows the tables, and asks for their state from this moment on until it was held against
/// the picture.
async fn look_around(scene: &Scene, socket: &mut Socket, end: Instant) {
    let deadline = end + 2 * PATIENCE;
    let mut known: Option<Picture> = None;
    // Whether the state was asked for, and whether nothing happened since.
    let (mut has_asked, mut is_quiet) = (false, false);
    while Instant::now() < deadline {
        if !has_asked && end <= Instant::now() {
            socket.ask(r#"{"type":"state_request","id":1,"room":"tables"}"#).await;
            (has_asked, is_quiet) = (true, true);
        }
        let Ok(message) = next(scene, WATCHER, socket, COALESCED).await else { return };
        match message {
            None => {}
            // What follows for its table may be in the snapshot alone.
            Some(ServerMessage::NewHand(_) | ServerMessage::TournamentResult(_)) => {
                is_quiet = false;
            }
            Some(ServerMessage::StateSnapshot(state)) => {
                let is_answer = state.id.is_some();
                let tables: Picture = state.tables.into_iter().map(entry).collect();
                if is_answer && is_quiet {
                    scene.count("a picture of the tables that was held against theirs");
                    return compare(scene, known, &tables);
                }
                has_asked &= !is_answer;
                known = Some(tables);
            }
            Some(message) => learn(scene, WATCHER, &mut known, message),
        }
    }
    scene.blame(WATCHER, "asked for the state again and again");
}

fn compare(scene: &Scene, known: Option<Picture>, tables: &Picture) {
    let mut known = known.unwrap_or_default();
    // A table may have been closed between the question and the answer, after ten minutes.
    known.retain(|key, table| tables.contains_key(key) || !is_idle(table));
    for (key, table) in tables {
        if known.get(key) != Some(table) {
            scene.blame(WATCHER, format!("knows {:?}, which is {table:?}", known.get(key)));
        }
    }
    for key in known.keys().filter(|key| !tables.contains_key(*key)) {
        scene.blame(WATCHER, format!("knows {key}, which is closed"));
    }
}

/// Whether there was no hand for nearly as long as a table stays open without.
fn is_idle(table: &TableJson) -> bool {
    let played = table.last_hand_id.rsplit('-').next().and_then(|time| time.parse().ok());
    let now = chrono::Utc::now().timestamp();
    played.is_none_or(|played: i64| played + 590 < now)
}

/// The tables by their keys. When they were told is no part of the picture.
type Picture = BTreeMap<String, TableJson>;

fn entry(table: TableJson) -> (String, TableJson) {
    (table.table_key.clone(), TableJson { seq: 0, ..table })
}

fn learn(scene: &Scene, who: &str, known: &mut Option<Picture>, message: ServerMessage) {
    let (table, was_open, is_open) = match message {
        ServerMessage::TableOpened(table) => (*table, false, true),
        ServerMessage::TableUpdated(table) => (*table, true, true),
        ServerMessage::TableClosed(closed) => (closed.table, true, false),
        _ => return,
    };
    let (key, table) = entry(table);
    let Some(known) = known else {
        return scene.blame(who, format!("{key} before the snapshot"));
    };
    let before = if is_open { known.insert(key.clone(), table) } else { known.remove(&key) };
    if before.is_some() != was_open {
        scene.blame(who, format!("{key} is told of and open before: {}", before.is_some()));
    }
}

/// Talks in a room, hears everybody, and knows who is there.
pub(crate) async fn talker(scene: Arc<Scene>, mut dice: Dice) {
    const WHO: &str = "a talker";
    loop {
        let mut socket = join(&scene, WHO, "room=chat%3Asoak&client_name=talker").await;
        let end = Instant::now() + Duration::from_millis(1000 + dice.below(LIFE) as u64);
        let mut talk = Talk::default();
        let deadline = Instant::now() + 2 * PATIENCE;
        let is_over = loop {
            let is_late = scene.is_late();
            if (is_late && talk.is_settled) || deadline < Instant::now() {
                break is_late;
            }
            if !is_late && end <= Instant::now() {
                break false;
            }
            // While others come and go, the picture is behind: it counts when all is quiet.
            let request = match is_late {
                true => r#"{"type":"state_request","id":1,"room":"chat:soak"}"#.to_owned(),
                false => talk.next_request(),
            };
            socket.ask(&request).await;
            let pause = Instant::now() + COALESCED;
            while let Some(left) = pause.checked_duration_since(Instant::now()) {
                match next(&scene, WHO, &mut socket, left).await {
                    Ok(Some(message)) => talk.hear(&scene, WHO, message),
                    Ok(None) => break,
                    Err(()) => break,
                }
            }
        };
        if is_over {
            if !talk.is_settled {
                scene.blame(WHO, format!("never knew who is there: {:?}", talk.members));
            }
            return;
        }
        scene.count("a talk");
    }
}

/// What a talker knows.
#[derive(Default)]
struct Talk {
    said: u64,
    /// The last number that each was heard to say.
    heard: BTreeMap<String, u64>,
    members: BTreeSet<String>,
    /// Whether the server knows the same members.
    is_settled: bool,
}

impl Talk {
    /// Numbers are said one after the other.
    fn next_request(&mut self) -> String {
        self.said += 1;
        format!(r#"{{"type":"publish","room":"chat:soak","body":{}}}"#, self.said)
    }

    fn hear(&mut self, scene: &Scene, who: &str, message: ServerMessage) {
        match message {
            ServerMessage::Message(message) => {
                let said = message.body.as_u64().unwrap();
                let before = self.heard.insert(message.from.client_id, said);
                if before.is_some_and(|before| before + 1 != said) {
                    scene.blame(who, format!("heard {said} after {before:?}"));
                }
                scene.count("a number that was heard");
            }
            ServerMessage::Presence(presence) => {
                for event in presence.events {
                    match event.event.as_str() {
                        "joined" => _ = self.members.insert(event.client_id),
                        "left" => _ = self.members.remove(&event.client_id),
                        other => scene.blame(who, format!("presence {other:?}")),
                    }
                }
            }
            ServerMessage::StateSnapshot(state) => {
                let members: BTreeSet<String> =
                    state.members.into_iter().map(|member| member.client_id).collect();
                self.is_settled = state.id.is_some() && members == self.members;
                // Only what is asked for is held against what is known.
                if state.id.is_none() {
                    self.members = members;
                }
            }
            ServerMessage::Error(error) => scene.blame(who, format!("{error:?}")),
            _ => {}
        }
    }
}

/// The tables that overlays have in the end.
pub(crate) type Claims = Arc<Mutex<BTreeMap<String, String>>>;

/// Wants a table of its own, also when it comes back.
pub(crate) async fn overlay(scene: Arc<Scene>, mut dice: Dice, claims: Claims) {
    const WHO: &str = "an overlay";
    let mut token: Option<String> = None;
    loop {
        let mut socket = join(&scene, WHO, "room=tables&client_name=overlay").await;
        let taken = token.iter().map(|token| format!(r#","claim_token":"{token}""#));
        let taken: String = taken.collect();
        socket.ask(&format!(r#"{{"type":"claim_table"{taken}}}"#)).await;
        let end = Instant::now() + Duration::from_millis(dice.below(LIFE) as u64);
        // Nothing is opened or closed any more when the goal is known.
        let is_over = || scene.goal() != u64::MAX;
        let mut has_asked = false;
        let deadline = Instant::now() + 3 * PATIENCE;
        while (is_over() || Instant::now() < end || scene.is_late()) && Instant::now() < deadline {
            if is_over() && !has_asked {
                has_asked = true;
                socket.ask(r#"{"type":"claim_table","id":"end"}"#).await;
            }
            match next(&scene, WHO, &mut socket, COALESCED).await {
                Err(()) => break,
                Ok(Some(ServerMessage::TableClaimed(claimed))) => {
                    scene.count("a claim");
                    token = Some(claimed.claim_token.clone());
                    if claimed.id.is_some() && has_asked {
                        let mut claims = claims.lock().unwrap();
                        let other = claims.insert(claimed.table_key.clone(), claimed.claim_token);
                        if other.is_some() {
                            scene.blame(WHO, format!("{} has two", claimed.table_key));
                        }
                        return;
                    }
                }
                Ok(Some(ServerMessage::ClaimQueued(queued))) if queued.id.is_some() => return,
                Ok(Some(ServerMessage::ClaimReleased(_))) => {
                    token = None;
                    socket.ask(r#"{"type":"claim_table"}"#).await;
                }
                Ok(Some(ServerMessage::Error(error))) => scene.blame(WHO, format!("{error:?}")),
                Ok(_) => {}
            }
        }
    }
}
