use std::collections::BTreeMap;

use super::{EPOCH, check, hand};
use crate::{
    HandsPage, Health, Listening, NewHand, Origin, Part, Place, Problem, Quarantine,
    QuarantinedText, ServerMessage, Stats, Status, Tables, decode, encode, hands_page,
};

#[test]
fn the_answers_of_http_are_golden() {
    let stats = Stats {
        active_connections: 3,
        heartbeat_interval: 30,
        heartbeat_active: true,
        broadcast_worker_active: true,
        queue_size: 0,
        seq: 1204,
        epoch: EPOCH.to_owned(),
        uptime_seconds: 3600,
        slow_disconnects: 0,
        hands_total: 1204,
        quarantined: 2,
        watching: 17,
    };
    check("stats", &stats);
    let fine = Part { status: Status::Ok, detail: String::new() };
    let missing =
        Part { status: Status::Degraded, detail: "/home/ana/history does not exist".to_owned() };
    let parts = BTreeMap::from([("store".to_owned(), fine), ("history".to_owned(), missing)]);
    check("health", &Health::of(parts));
    let detail = "since: \"soon\" is not a seq".to_owned();
    check("problem", &Problem::new(400, "Bad Request", detail));
    let address = "127.0.0.1:8000".to_owned();
    check("listening", &Listening { addresses: vec![address.clone()], address });
}

#[test]
fn pages_are_golden() {
    let message = |fixture, seq| {
        let place = Place { seq, origin: Origin::Live, replayed: true };
        ServerMessage::NewHand(Box::new(NewHand::new(&hand(fixture).0, place, None)))
    };
    let items = vec![message("cash/split-pot.txt", 1204), message("omaha/pot-limit.txt", 1203)];
    let page = HandsPage { items, next: Some(1203) };
    check("hands_page", &page);
    let texts: Vec<String> = page.items.iter().map(encode).collect();
    assert_eq!(decode(&hands_page(&texts, page.next)), Ok(page));
    let empty = HandsPage { items: Vec::new(), next: None };
    assert_eq!(hands_page(&[""; 0], None), encode(&empty));
    check("tables", &Tables { items: vec![super::table::cash_table()] });
    let text = QuarantinedText {
        number: 3,
        file: "/home/ana/history/20230102_Nice 05_real_holdem_no-limit.txt".to_owned(),
        offset: 4096,
        reason: "no line says what is in the pot".to_owned(),
        text: "Winamax Poker - CashGame\n".to_owned(),
    };
    check("quarantine", &Quarantine { items: vec![text], next: None });
}
