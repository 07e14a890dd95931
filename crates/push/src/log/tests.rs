use std::sync::Arc;

use chrono::DateTime;
use dealer::Casino;
use store::{Epoch, Seq};
use wire::Facts;

use super::{Ahead, Edge, Item, Log, OutOfOrder, PastError, PastPage, PastQuery, Position};
use crate::{Form, Frame, Publication, Timing, View};

fn publication(seq: u64) -> Publication {
    let hand = Casino::new(1, 1).deal(DateTime::UNIX_EPOCH).hand;
    let facts = Arc::new(Facts::of_hand(&hand));
    let frame = Frame::new(move |_| format!("hand {seq}"));
    Publication { seq: Seq(seq), facts, frame, derived: Vec::new(), timing: Timing::now() }
}

fn log(top: u64, capacity: usize, answer: Result<u64, &'static str>) -> Log {
    let past = move |_| match answer {
        Ok(read_to) => Ok(PastPage { frames: Vec::new(), read_to: Seq(read_to) }),
        Err(reason) => Err(PastError(reason.to_owned())),
    };
    let epoch = Epoch("e".to_owned());
    Log::new(epoch, Seq(top), View::default(), capacity, Arc::new(past))
}

fn announce(log: &Log, seqs: &[u64]) -> Result<(), OutOfOrder> {
    log.announce(seqs.iter().copied().map(publication).collect(), View::default())
}

/// What is read from memory after a position, in words: `12 ~ |4 20` are entry 12 and a change,
/// then place 4 and cursor 20, with a `+` where more is left.
fn read(log: &Log, (at, cursor): (u64, u64), edge: &Edge, limit: usize, live_only: bool) -> String {
    let position = Position { at, cursor: Seq(cursor) };
    match log.read_after(position, edge, limit, live_only) {
        Ahead::Behind => "behind".to_owned(),
        Ahead::Backfill(up_to) => format!("backfill {up_to}"),
        Ahead::Items(items, Position { at, cursor }, is_all) => {
            let word = |item: &Item| match item {
                Item::Entry(publication) => format!("{} ", publication.seq),
                Item::Change(_) => "~ ".to_owned(),
                Item::Backfill { .. } => "backfill ".to_owned(),
            };
            let words: String = items.iter().map(word).collect();
            format!("{words}|{at} {cursor}{}", if is_all { "" } else { "+" })
        }
    }
}

/// After seq 10: 11 and 12 live, a change, 13 to 19 backfill, 20 live.
fn mixed(capacity: usize) -> Log {
    let log = log(10, capacity, Ok(0));
    announce(&log, &[11, 12]).unwrap();
    log.announce_change(Vec::new(), View::default());
    log.announce_backfill(Seq(15));
    log.announce_backfill(Seq(19));
    announce(&log, &[20]).unwrap();
    log
}

fn now(log: &Log) -> Edge {
    log.edge(std::time::Duration::ZERO).0
}

#[test]
fn an_announcement_with_a_hole_changes_nothing() {
    let log = log(10, 3, Ok(0));
    for (seqs, expected, got) in [(&[12][..], 11, 12), (&[10], 11, 10), (&[11, 13], 12, 13)] {
        let error = OutOfOrder { expected: Seq(expected), got: Seq(got) };
        assert_eq!(announce(&log, seqs), Err(error));
        assert_eq!((log.top(), now(&log).end), (Seq(10), 0));
    }
    assert_eq!(announce(&log, &[]), Ok(()));
}

#[test]
fn what_is_in_memory_is_read_from_a_place_on() {
    let log = mixed(9);
    let edge = now(&log);
    assert_eq!((edge.top, edge.end), (Seq(20), 5));
    for (at, cursor, limit, live_only, expected) in [
        (0, 10, 9, true, "11 12 ~ 20 |5 20"),
        (0, 10, 2, true, "11 12 |2 12+"),
        (0, 10, 9, false, "11 12 ~ |3 12+"),
        (3, 12, 9, false, "backfill 19"),
        (3, 15, 9, false, "backfill 19"),
        (3, 19, 9, false, "20 |5 20"),
        (5, 20, 9, false, "|5 20"),
    ] {
        assert_eq!(read(&log, (at, cursor), &edge, limit, live_only), expected, "{at} {cursor}");
    }
}

#[test]
fn the_newest_backfill_may_grow_behind_whoever_has_read_it() {
    let log = log(10, 9, Ok(0));
    log.announce_backfill(Seq(15));
    let before = now(&log);
    assert_eq!(read(&log, (0, 10), &before, 9, true), "|0 15");
    assert_eq!(read(&log, (0, 15), &before, 9, false), "|0 15");
    log.announce_backfill(Seq(17));
    assert_eq!(read(&log, (0, 15), &now(&log), 9, false), "backfill 17");
    let place = log.locate(Seq(17), &now(&log));
    assert_eq!(place, Some(Position { at: 0, cursor: Seq(17) }));
    announce(&log, &[18]).unwrap();
    // An edge of the time before: what came later is not read.
    assert_eq!(read(&log, (0, 10), &before, 9, true), "|0 15");
    assert_eq!(read(&log, (0, 15), &now(&log), 9, true), "18 |2 18");
}

#[test]
fn what_was_forgotten_is_behind_and_a_cursor_finds_its_place_again() {
    let log = mixed(3);
    let edge = now(&log);
    assert_eq!(read(&log, (1, 11), &edge, 9, true), "behind");
    let place = |cursor| log.locate(Seq(cursor), &edge).map(|position| position.at);
    // In memory are the change, the backfill and the last entry.
    assert_eq!([10, 11].map(place), [None; 2]);
    assert_eq!([12, 13, 18].map(place), [Some(3); 3]);
    assert_eq!(place(19), Some(4));
    assert_eq!(place(20), Some(5));
    assert_eq!(place(21), None);
}

#[test]
fn backfill_moves_the_top_and_never_back() {
    let log = log(10, 3, Ok(0));
    log.announce_backfill(Seq(30));
    log.announce_backfill(Seq(20));
    assert_eq!(log.top(), Seq(30));
    announce(&log, &[31]).unwrap();
    assert_eq!(log.top(), Seq(31));
}

#[tokio::test]
async fn a_page_that_does_not_move_on_or_reads_too_far_is_an_error() {
    let query = |newest_first| PastQuery {
        after: Seq(2),
        up_to: Seq(5),
        limit: 9,
        newest_first,
        selection: Arc::default(),
        live_only: false,
        played_since: None,
        reader: None,
        form: Form::default(),
        replayed: true,
    };
    for (newest_first, read_to, fine) in [
        (false, 2, false),
        (false, 3, true),
        (false, 5, true),
        (false, 6, false),
        (true, 1, false),
        (true, 2, true),
        (true, 4, true),
        (true, 5, false),
    ] {
        let page = log(9, 3, Ok(read_to)).read_past(query(newest_first)).await;
        assert_eq!(page.is_ok(), fine, "{newest_first} {read_to}");
    }
    let error = log(9, 3, Err("disk gone")).read_past(query(false)).await.unwrap_err();
    assert_eq!(error.to_string(), "disk gone");
}
