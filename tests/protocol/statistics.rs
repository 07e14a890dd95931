//! What is counted of players, and what is noted about them, over a running daemon.

use std::{
    collections::{BTreeMap, HashMap},
    time::Instant,
};

use hand_history::Hand;
use hud::{Stat, Tally, contributions};
use push::client::Subscription;
use wire::{
    Note, PlaySessions, PlayerStats, Players, Problem, ServerMessage, StatCatalogue, StatValue,
    TableJson, TotalsByCurrency, Tournaments,
};

use super::{encoded, operating::ask, snapshot, tables::play, up_to_now};
use crate::{
    statistics::{house_with_a_log, house_with_fixtures, out},
    support::{Daemon, House, PATIENCE, dealt_now},
};

/// The answer to a request that works.
fn answer<T: serde::de::DeserializeOwned>(daemon: &Daemon, path: &str) -> T {
    let (status, body) = daemon.get(path);
    assert_eq!(status, 200, "{path}: {body}");
    wire::decode(&body).unwrap()
}

#[test]
fn requests_are_answered_as_the_command_line_answers() {
    let house = house_with_a_log();
    let daemon = house.daemon();
    for (query, options) in [
        ("", &[][..]),
        (
            "?kind=cash&kind=pool&position=BTN",
            &["--kind", "cash", "--kind", "pool", "--position", "BTN"],
        ),
        (
            "?from=2026-01-01T00:05:00Z&players=4-6",
            &["--from", "2026-01-01T00:05:00Z", "--players", "4-6"],
        ),
        ("?last=20&play=true", &["--last", "20", "--play"]),
        ("?session=true&stack=20-40", &["--session", "--stack", "20-40"]),
    ] {
        let (status, body) = daemon.get(&format!("/api/players/{}/stats{query}", dealer::HERO));
        assert_eq!(status, 200, "{body}");
        let line = out(&house, &[&["stats", "--json", dealer::HERO], options].concat());
        assert_eq!(body, line.trim_end(), "{query}");
    }
    let lines = |command: &str| {
        let lines: Vec<String> =
            out(&house, &[command, "--json"]).lines().map(str::to_owned).collect();
        lines
    };
    let sessions: PlaySessions = answer(&daemon, "/api/sessions");
    assert!(sessions.items.iter().rev().map(wire::encode).eq(lines("sessions")));
    let tournaments: Tournaments = answer(&daemon, "/api/tournaments");
    assert!(tournaments.items.iter().rev().map(wire::encode).eq(lines("tournaments")));
    let totals: TotalsByCurrency =
        wire::decode(&out(&house, &["tournaments", "--json", "--totals"])).unwrap();
    assert_eq!(tournaments.totals, totals);

    let catalogue: StatCatalogue = answer(&daemon, "/api/stats");
    assert!(catalogue.items.iter().map(|entry| entry.id.as_str()).eq(Stat::all().map(Stat::id)));
    let players: Players = answer(&daemon, "/api/players?prefix=railbird");
    assert!(players.items.iter().any(|known| known.player == dealer::HERO), "{players:?}");
}

#[test]
fn a_question_that_cannot_be_answered_says_what_may_be_meant() {
    let house = house_with_fixtures();
    let daemon = house.daemon();
    for (path, status, expected) in [
        ("/api/players/ann/stats", 404, "did you mean Ann?"),
        ("/api/players/Zebedee/stats", 404, "unknown player"),
        ("/api/sessions?hero=Dan", 404, "did you mean Dan.O"),
        ("/api/players/Ann/stats?position=BNT", 400, "did you mean BTN?"),
        ("/api/players/Ann/stats?kinds=cash", 400, "did you mean kind?"),
        ("/api/players/Ann/stats?last=0", 400, "last: expected a number of hands"),
        ("/api/players/stats", 400, "name"),
        ("/api/tournaments?kind=expreso", 400, "did you mean expresso?"),
        ("/api/graph?points=1", 400, "points: expected a number"),
    ] {
        let (found, body) = daemon.get(path);
        let problem: Problem = wire::decode(&body).unwrap();
        assert_eq!((found, problem.status), (status, status), "{path}: {body}");
        assert!(body.contains(expected), "{path}: {body}");
    }
}

/// Sets a note.
fn put(daemon: &Daemon, player: &str, body: &str) -> (u16, String) {
    let headers =
        format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    ask(daemon, &format!("PUT /api/players/{}/note", encoded(player)), headers.trim_end())
}

#[tokio::test]
async fn a_note_is_shown_wherever_the_player_is_until_it_is_taken_away() {
    let house = house_with_fixtures();
    let daemon = house.daemon();
    let noted = |daemon: &Daemon, player: &str| {
        let stats: PlayerStats = answer(daemon, &format!("/api/players/{}/stats", encoded(player)));
        stats.note
    };
    assert_eq!(noted(&daemon, "Ann B"), None);
    let text = r##"{"text":"limps\naces","label":"nit","colour":"#FF8800"}"##;
    let (status, kept) = put(&daemon, "Ann B", text);
    assert_eq!(status, 200, "{kept}");
    let kept: Note = wire::decode(&kept).unwrap();
    assert_eq!((kept.label.as_deref(), kept.colour.as_deref()), (Some("nit"), Some("#ff8800")));
    assert_eq!(noted(&daemon, "Ann B"), Some(kept.clone()));
    let shown = out(&house, &["stats", "Ann B"]);
    assert!(shown.starts_with("Ann B: 1 hand\n  nit\n  limps\n  aces\n"), "{shown:?}");
    let (status, body) = put(&daemon, "Ann B", r#"{"colour":"red"}"#);
    assert!(status == 400 && body.contains("#rrggbb"), "{body}");

    drop(daemon);
    out(&house, &["rebuild"]);
    let daemon = house.daemon();
    assert_eq!(noted(&daemon, "Ann B"), Some(kept));
    let (status, body) = ask(&daemon, "DELETE /api/players/Ann%20B/note", "");
    assert_eq!((status, body.as_str()), (204, ""));
    assert_eq!(noted(&daemon, "Ann B"), None);
}

/// A player at a table.
type Seated = (String, String);

/// What was told of each player at each table.
type Known = HashMap<Seated, BTreeMap<Stat, StatValue>>;

/// What a hand changed, put to what was known before. How many players were told only some of
/// the numbers that somebody wants.
fn learn(known: &mut Known, wanted: usize, message: ServerMessage) -> usize {
    let mut partial = 0;
    match message {
        ServerMessage::StatsUpdated(update) => {
            for (player, values) in update.players {
                assert!(!values.is_empty(), "nothing has changed of {player}");
                partial += usize::from(values.0.len() < wanted);
                let seated = (update.table_key.clone(), player);
                known.entry(seated).or_default().extend(values.0);
            }
        }
        ServerMessage::TableClosed(closed) => {
            known.retain(|(table, _), _| *table != closed.table.table_key);
        }
        _ => {}
    }
    partial
}

/// What a player has done in hands of this kind and game.
fn counted(hands: &[Hand], like: &Hand, name: &str, stat: Stat) -> Tally {
    let mut sum = Tally::default();
    for hand in hands {
        let is_like =
            (hand.kind, hand.variant, hand.limit) == (like.kind, like.variant, like.limit);
        if is_like && (hand.real_money || !like.real_money) {
            for contribution in contributions(hand) {
                if hand.player(contribution.player).unwrap().name == name {
                    sum += contribution.line.tally(stat);
                }
            }
        }
    }
    sum
}

/// What whoever follows these tables has to know, given all hands. What the tables are shown
/// with is compared at once.
fn expected(
    hands: &[Hand],
    tables: &[TableJson],
    wanted: &[Stat],
) -> Vec<(Seated, Stat, StatValue)> {
    let mut expected = Vec::new();
    for table in tables {
        let last = hands.iter().position(|hand| hand.id.to_string() == table.last_hand_id).unwrap();
        let shown = table.stats.as_ref().unwrap();
        assert_eq!(shown.len(), table.seats.len());
        for (name, values) in shown {
            for stat in wanted {
                let value =
                    |of: &[Hand]| StatValue::new(*stat, counted(of, &hands[last], name, *stat));
                assert_eq!(values.0[stat], value(hands), "{name} {stat:?}");
                // Updates come with the hands of the table, and snapshots know those of others.
                let seated = (table.table_key.clone(), name.clone());
                expected.push((seated, *stat, value(&hands[..=last])));
            }
        }
    }
    expected
}

#[tokio::test]
async fn whoever_asks_for_statistics_is_told_what_each_hand_changes() {
    let wanted = [Stat::Hands, Stat::Vpip, Stat::Af];
    let house = House::new();
    let daemon = house.daemon();
    let (mut witness, _) = daemon.client(Subscription::default()).await;
    let filter = encoded(r#"{"stats":["af","hands","vpip"]}"#);
    let (mut follower, _) = daemon.joined(&format!("room=tables&filter={filter}")).await;
    let (mut other, _) = daemon.joined("room=tables").await;
    assert!(snapshot(&mut follower).await.tables.is_empty());
    let deliveries = dealt_now(37, 120);
    let (mut known, mut hands) = (Known::new(), Vec::new());
    let (mut compared, mut partial) = (0, 0);
    for some in deliveries.chunks(12) {
        play(&house, &mut witness, some).await;
        hands.extend(some.iter().map(|delivery| delivery.hand.clone()));
        let (mut newcomer, _) = daemon.joined(&format!("room=tables&filter={filter}")).await;
        let shown = snapshot(&mut newcomer).await.tables;
        let expected = expected(&hands, &shown, &wanted);
        compared += expected.len();
        // What a hand changes is counted when the hand itself has been sent. To ask for a
        // snapshot meanwhile would take the place of what it holds.
        let deadline = Instant::now() + PATIENCE;
        loop {
            let told = |(seated, stat, value): &(Seated, Stat, StatValue)| {
                known.get(seated).and_then(|values| values.get(stat)) == Some(value)
            };
            let missing: Vec<_> = expected.iter().filter(|expected| !told(expected)).collect();
            if missing.is_empty() {
                break;
            }
            assert!(Instant::now() < deadline, "{missing:?}");
            partial += learn(&mut known, wanted.len(), follower.next().await);
        }
    }
    assert!(300 < compared && 100 < partial, "{compared}, {partial}");
    let (messages, _) = up_to_now(&mut other, "tables").await;
    let is_update = |message: &ServerMessage| matches!(message, ServerMessage::StatsUpdated(_));
    assert!(!messages.iter().any(is_update), "nobody asked for them");
}
