use std::{fs, path::Path};

use crate::{
    Note, Outcome, Seq, Store, check_pages,
    fixture::{everything, hand, item, log_of},
};

const HANDS: u32 = 600;

/// The texts of a log, whatever their order.
fn texts(store: &Store) -> Vec<String> {
    let mut texts: Vec<String> = everything(store).into_iter().map(|(_, text)| text).collect();
    texts.sort();
    texts
}

/// A log that was closed, its database and its texts.
fn closed_log(directory: &Path) -> (Vec<u8>, Vec<String>) {
    let store = log_of(directory, "a.txt", 1..=HANDS);
    let texts = texts(&store);
    drop(store);
    // As a process leaves it that was killed.
    fs::write(directory.join("railbird.holder"), "process 1").unwrap();
    (fs::read(directory.join("railbird.db")).unwrap(), texts)
}

/// How many of the texts are left when the database looks like this.
fn left(damaged: &[u8]) -> (usize, Store) {
    let directory = tempfile::tempdir().unwrap();
    let (_, before) = closed_log(directory.path());
    fs::write(directory.path().join("railbird.db"), damaged).unwrap();
    let store = Store::open(directory.path()).unwrap();
    let recovery = store.recovery().unwrap().clone();
    assert_eq!(fs::read(&recovery.kept).unwrap(), damaged);
    let after = texts(&store);
    assert_eq!(recovery.salvaged, after.len() as u64);
    assert_eq!(store.totals().top, Seq(after.len() as u64));
    assert!(after.iter().all(|text| before.binary_search(text).is_ok()));
    (after.len(), store)
}

#[test]
fn a_damaged_page_costs_no_more_than_its_entries() {
    let directory = tempfile::tempdir().unwrap();
    let (whole, _) = closed_log(directory.path());
    let pages = whole.len() / 4096;
    assert!(30 < pages, "{pages}");
    for page in (0..pages).step_by(3) {
        let mut damaged = whole.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0x5a);
        if page == 0 {
            // Without its first page it is no database any more: all is found by its bytes.
            assert_eq!(left(&damaged).0, HANDS as usize);
            continue;
        }
        let directory = tempfile::tempdir().unwrap();
        closed_log(directory.path());
        fs::write(directory.path().join("railbird.db"), &damaged).unwrap();
        let Ok(store) = Store::open(directory.path()) else { panic!("page {page}") };
        let left = everything(&store).len();
        assert!(HANDS as usize - 40 <= left, "page {page}: {left} are left");
    }
}

#[test]
fn a_database_that_was_cut_gives_what_is_left_of_it() {
    let directory = tempfile::tempdir().unwrap();
    let (whole, _) = closed_log(directory.path());
    let (half, _) = left(&whole[..whole.len() / 8192 * 4096]);
    assert!((HANDS as usize / 5..HANDS as usize).contains(&half), "{half}");
    assert_eq!(
        left(
            b"no database at all, but longer than its header would be: 100 bytes and \
                      some more, so that it is looked at"
        )
        .0,
        0
    );
}

#[test]
fn what_was_salvaged_has_a_new_epoch_and_its_files_are_read_again() {
    let directory = tempfile::tempdir().unwrap();
    let (mut damaged, _) = closed_log(directory.path());
    let epoch = Store::open(directory.path()).unwrap().epoch().clone();
    // The page of an entry in the middle.
    let text = hand(HANDS / 2, "ana").1;
    let text = text.as_bytes();
    let at = damaged.windows(text.len()).position(|bytes| bytes == text).unwrap();
    let page = at / 4096 * 4096;
    damaged[page..page + 4096].fill(0x5a);
    let (left, mut store) = left(&damaged);
    assert!(left < HANDS as usize && HANDS as usize - 40 < left, "{left}");
    assert_ne!(*store.epoch(), epoch);
    assert!(store.checkpoints().unwrap().values().all(|checkpoint| checkpoint.offset == 0));

    // The history file brings what is missing, once.
    let hands: Vec<_> = (1..=HANDS).map(|number| hand(number, "ana")).collect();
    let items: Vec<_> = hands.iter().map(|hand| item(hand, "a.txt")).collect();
    let outcomes = store.append(&items, &[]).unwrap();
    let known = outcomes.iter().filter(|outcome| **outcome == Outcome::Duplicate).count();
    assert_eq!((known, store.totals().top), (left, Seq(u64::from(HANDS))));
}

#[test]
fn damage_is_looked_for_after_a_kill_or_when_it_was_noticed() {
    for noticed in [false, true] {
        let directory = tempfile::tempdir().unwrap();
        let (mut damaged, _) = closed_log(directory.path());
        let middle = damaged.len() / 8192 * 4096;
        damaged[middle..middle + 4096].fill(0x5a);
        fs::remove_file(directory.path().join("railbird.holder")).unwrap();
        fs::write(directory.path().join("railbird.db"), &damaged).unwrap();
        let store = Store::open(directory.path()).unwrap();
        assert_eq!(store.recovery(), None, "a log that was closed is opened at once");
        if noticed {
            assert!(!check_pages(directory.path()).unwrap().is_empty());
        }
        drop(store);
        let store = Store::open(directory.path()).unwrap();
        assert_eq!(store.recovery().is_some(), noticed);
    }
}

#[test]
fn notes_of_a_damaged_log_are_kept() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=HANDS);
    let note = Note { text: "calls".to_owned(), label: Some("fish".to_owned()), colour: None };
    store.set_note("bob", Some(&note)).unwrap();
    let damaged_page: usize = store
        .connection
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'keys'", (), |row| row.get(0))
        .unwrap();
    drop(store);
    let database = directory.path().join("railbird.db");
    let mut bytes = fs::read(&database).unwrap();
    bytes[(damaged_page - 1) * 4096..damaged_page * 4096].fill(0x5a);
    fs::write(&database, bytes).unwrap();
    fs::write(directory.path().join("railbird.holder"), "process 1").unwrap();
    let store = Store::open(directory.path()).unwrap();
    assert_eq!(store.recovery().unwrap().salvaged, u64::from(HANDS));
    let reader = store.reader().unwrap();
    assert_eq!(reader.note("bob").unwrap(), Some(note));
}
