use crate::{check, fixture::log_of};

/// What is found in a log of three hands after these statements.
#[track_caller]
fn found(damage: &str, expected: &[&str]) {
    let directory = tempfile::tempdir().unwrap();
    let store = log_of(directory.path(), "a.txt", 1..=3);
    store.connection.execute_batch(damage).unwrap();
    // Beside the writer.
    let findings = check(directory.path()).unwrap();
    assert_eq!(findings.problems.len(), expected.len(), "{findings:?}");
    for (problem, expected) in findings.problems.iter().zip(expected) {
        assert!(problem.contains(expected), "{findings:?}");
    }
}

#[test]
fn a_log_without_damage_has_no_problems() {
    found("", &[]);
    let directory = tempfile::tempdir().unwrap();
    let _store = log_of(directory.path(), "a.txt", 1..=3);
    let findings = check(directory.path()).unwrap();
    assert_eq!((findings.entries, findings.text_bytes / 3), (3, 444));
}

#[test]
fn damaged_texts_holes_and_lost_keys_are_found() {
    found("UPDATE entries SET text = x'28b52ffd00' WHERE seq = 2", &["text of entry 2"]);
    found(
        "DELETE FROM entries WHERE seq IN (1, 2); DELETE FROM keys WHERE seq < 3",
        &["entries 1 to 2 are missing"],
    );
    found("DELETE FROM keys WHERE seq = 3", &["1 entries have no key"]);
    found("DELETE FROM players WHERE name = 'ana'", &["3 rows of `keys` name something"]);
    found("DELETE FROM files", &["3 rows of `entries` name something"]);
}

#[test]
fn a_file_that_is_no_database_is_a_finding_and_none_an_error() {
    let directory = tempfile::tempdir().unwrap();
    check(directory.path()).unwrap_err();
    std::fs::write(directory.path().join("railbird.db"), [7; 9000]).unwrap();
    let problems = check(directory.path()).unwrap().problems;
    assert!(problems[0].contains("not a database"), "{problems:?}");
}
