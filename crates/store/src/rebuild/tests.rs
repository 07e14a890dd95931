use std::path::Path;

use super::{Derived, Rebuilt};
use crate::{
    Content, Entry, Outcome, Store,
    fixture::{everything, hand, item, live, log_of, new},
};

fn derive(entries: &[Entry]) -> Vec<Derived> {
    entries.iter().map(|entry| Derived::of(&entry.text)).collect()
}

fn keys(store: &Store) -> Vec<(String, String, u64)> {
    let select = "SELECT keys.id, name, seq FROM keys JOIN players ON players.id = player
                  ORDER BY seq";
    let mut select = store.connection.prepare(select).unwrap();
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn lost_keys_come_back_and_nothing_else_changes() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=3);
    let (entries, named, epoch) = (everything(&store), keys(&store), store.epoch().clone());
    store.connection.execute_batch("DELETE FROM keys WHERE seq = 2").unwrap();
    assert_ne!(keys(&store), named);
    let rebuilt = store.rebuild(derive, |_| {}).unwrap();
    assert_eq!(rebuilt, Rebuilt { entries: 3, unreadable: 0 });
    assert_eq!((everything(&store), keys(&store)), (entries, named));
    drop(store);
    let mut store = Store::open(directory.path()).unwrap();
    assert_eq!(*store.epoch(), epoch);
    let again = store.append(&[item(&hand(2, "ana"), "a.txt")], &[]).unwrap();
    assert_eq!(again, [Outcome::Duplicate]);
}

#[test]
fn what_cannot_be_read_is_counted_and_kept() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=3);
    store.connection.execute_batch("UPDATE entries SET text = x'00' WHERE seq = 1").unwrap();
    let rebuilt = store.rebuild(derive, |_| {}).unwrap();
    assert_eq!(rebuilt, Rebuilt { entries: 3, unreadable: 1 });
    assert_eq!((everything(&store).len(), keys(&store).len()), (3, 2));
}

#[test]
fn a_rebuild_reports_how_far_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=3);
    let mut told = Vec::new();
    store.rebuild(derive, |seq| told.push(seq.0)).unwrap();
    assert_eq!(told, [3]);
}

#[test]
fn texts_leave_the_quarantine_by_their_numbers() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=1);
    let stray = |offset| live("b.txt", offset, Content::Stray { bytes: b"x", reason: "no" });
    store.append(&[stray(0), stray(5), stray(9)], &[]).unwrap();
    let reader = store.reader().unwrap();
    let page = reader.quarantine(0, 2).unwrap();
    assert_eq!(page.iter().map(|text| text.offset).collect::<Vec<_>>(), [0, 5]);
    assert_eq!(Path::new(&page[0].file), Path::new("b.txt"));
    store.release(&[page[0].number, page[1].number]).unwrap();
    let rest = reader.quarantine(0, 9).unwrap();
    assert_eq!((rest.len(), rest[0].offset, store.totals().quarantined), (1, 9, 1));
    assert_eq!(store.append(&[item(&hand(7, "ana"), "b.txt")], &[]).unwrap(), [new(2)]);
}

#[test]
fn the_version_of_the_parser_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=1);
    assert_eq!(store.derived_by().unwrap(), None);
    store.set_derived_by("7").unwrap();
    store.set_derived_by("8").unwrap();
    drop(store);
    let store = Store::open(directory.path()).unwrap();
    assert_eq!(store.derived_by().unwrap().as_deref(), Some("8"));
    assert_eq!(store.reader().unwrap().derived_by().unwrap().as_deref(), Some("8"));
    store.suspect_damage().unwrap();
    assert_eq!(store.derived_by().unwrap(), None);
}
