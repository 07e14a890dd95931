use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    ErrorKind, Reader, Seq, Store,
    fixture::{hand, item, log_of},
};

/// The files of a directory, with what is in them.
fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap());
    let file = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    entries.map(file).collect()
}

#[test]
fn a_log_is_read_beside_its_writer_and_without_one_and_nothing_is_left_behind() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = log_of(directory.path(), "a.txt", 1..=3);
    let reader = Reader::of_directory(directory.path()).unwrap();
    assert_eq!(reader.hands("1-3-1700000000").unwrap().len(), 1);
    let next = hand(4, "ana");
    store.append(&[item(&next, "a.txt")], &[]).unwrap();
    assert_eq!(reader.hands("1-4-1700000000").unwrap()[0].seq, Seq(4));
    drop(reader);
    drop(store);

    let before = files(directory.path());
    assert!(!before.keys().any(|name| name.ends_with("-wal")), "{:?}", before.keys());
    let reader = Reader::of_directory(directory.path()).unwrap();
    assert!(reader.knows("ana").unwrap());
    let written = reader.lock().connection.execute("DELETE FROM entries", ());
    assert!(written.unwrap_err().to_string().contains("readonly"));
    drop(reader);
    assert!(files(directory.path()) == before, "{:?}", files(directory.path()).keys());
}

/// A daemon may be started while somebody reads.
#[test]
fn a_writer_that_comes_later_is_not_in_the_way_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    drop(log_of(directory.path(), "a.txt", 1..=3));
    let reader = Reader::of_directory(directory.path()).unwrap();
    assert!(reader.knows("ana").unwrap());
    let mut store = Store::open(directory.path()).unwrap();
    let next = hand(4, "ana");
    store.append(&[item(&next, "a.txt")], &[]).unwrap();
    assert_eq!(reader.hands("1-4-1700000000").unwrap()[0].seq, Seq(4));
    drop(reader);
    assert_eq!(store.reader().unwrap().hands("1-4-1700000000").unwrap().len(), 1);
    drop(store);
    assert_eq!(Store::open(directory.path()).unwrap().totals().top, Seq(4));
}

#[test]
fn what_is_no_log_of_this_version_is_not_read_and_not_changed() {
    let directory = tempfile::tempdir().unwrap();
    let nowhere = directory.path().join("nowhere");
    for missing in [directory.path(), &nowhere] {
        let error = Reader::of_directory(missing).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Missing(path) if path == missing), "{error:?}");
    }
    assert!(files(directory.path()).is_empty());

    for version in [0, 3, 99] {
        let store = log_of(directory.path(), "a.txt", 1..=3);
        store.connection.pragma_update(None, "user_version", version).unwrap();
        drop(store);
        let before = files(directory.path());
        let error = Reader::of_directory(directory.path()).unwrap_err();
        let found = match error.kind() {
            ErrorKind::TooOld { found, known: 4 } if version < 4 => *found,
            ErrorKind::TooNew { found, known: 4 } if 4 < version => *found,
            _ => panic!("{error:?}"),
        };
        assert_eq!(found, version);
        assert!(files(directory.path()) == before);
        fs::remove_file(directory.path().join("railbird.db")).unwrap();
    }
}
