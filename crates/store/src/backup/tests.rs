use std::path::Path;

use crate::{
    ErrorKind, Outcome, Seq, Store, backup,
    fixture::{everything, hand, item, log_of, new},
    restore,
};

#[test]
fn a_backup_is_the_log_of_that_moment_and_comes_back_under_a_new_epoch() {
    let (directory, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = copies.path().join("copy");
    let mut store = log_of(directory.path(), "a.txt", 1..=3);
    let (epoch, then) = (store.epoch().clone(), everything(&store));
    backup(directory.path(), &copy).unwrap();
    store.append(&[item(&hand(4, "ana"), "a.txt")], &[]).unwrap();

    let error = restore(directory.path(), &copy).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Held { .. }), "{error}");
    drop(store);
    let restored = restore(directory.path(), &copy).unwrap();
    assert_eq!(restored.top, Seq(3));
    let mut store = Store::open(directory.path()).unwrap();
    assert_eq!(everything(&store), then);
    assert_ne!(*store.epoch(), epoch);
    let items = [hand(3, "ana"), hand(5, "ana")];
    let items: Vec<_> = items.iter().map(|hand| item(hand, "a.txt")).collect();
    assert_eq!(store.append(&items, &[]).unwrap(), [Outcome::Duplicate, new(4)]);

    // The log that was there is kept, and can be brought back the same way.
    let kept = restored.kept.unwrap();
    drop(store);
    assert_eq!(restore(directory.path(), &kept).unwrap().top, Seq(4));
}

#[test]
fn a_backup_takes_no_name_that_is_taken_and_leaves_nothing_when_it_fails() {
    let directory = tempfile::tempdir().unwrap();
    let _store = log_of(directory.path(), "a.txt", 1..=3);
    let taken = directory.path().join("taken");
    std::fs::write(&taken, "mine").unwrap();
    let error = backup(directory.path(), &taken).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Exists(_)), "{error}");
    backup(directory.path(), &directory.path().join("no folder/copy")).unwrap_err();
    assert_eq!(std::fs::read(&taken).unwrap(), b"mine");
    backup(Path::new("/no such folder"), &directory.path().join("copy")).unwrap_err();
    assert!(!directory.path().join("copy").exists());
}

#[test]
fn what_is_no_whole_log_is_not_restored() {
    let (directory, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = log_of(directory.path(), "a.txt", 1..=300);
    let then = everything(&store);
    let copy = copies.path().join("copy");
    backup(directory.path(), &copy).unwrap();
    drop(store);
    let mut bytes = std::fs::read(&copy).unwrap();
    let cut = bytes.len() / 2;
    bytes.truncate(cut);
    for damaged in [bytes, vec![1; 5000]] {
        std::fs::write(&copy, damaged).unwrap();
        let error = restore(directory.path(), &copy).unwrap_err();
        assert!(error.is_damage(), "{error}");
        assert_eq!(everything(&Store::open(directory.path()).unwrap()), then);
    }
    restore(directory.path(), &copies.path().join("none")).unwrap_err();
    let names = std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(names, 2, "database and lock");
}
