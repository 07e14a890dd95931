use rusqlite::Connection;

use super::{STEPS, Step, migrate};
use crate::packed::unpack;

/// A log as the first version wrote it.
fn first_version() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    let Step::Sql(first) = STEPS[0] else { panic!("the first step makes tables") };
    connection.execute_batch(first).unwrap();
    let content = "
        UPDATE facts SET value = 'abc' WHERE name = 'epoch';
        INSERT INTO files VALUES (1, 'a.txt', 700, -3), (2, 'b.txt', 9, 8);
        INSERT INTO entries VALUES
            (1, 0, '5-1-1', 'ana', 1, 0, 1, 0, CAST('one' AS BLOB)),
            (2, 0, '5-2-1', '', 1, 1, 1, 350, x'00ff'),
            (3, 1, '77', 'ana', 2, 1, 2, 0, CAST('three' AS BLOB));
        INSERT INTO quarantine VALUES (1, 2, 5, 'odd', x'01');
        PRAGMA user_version = 1";
    connection.execute_batch(content).unwrap();
    connection
}

#[test]
fn a_log_of_the_first_version_keeps_everything() {
    let mut connection = first_version();
    migrate(&mut connection).unwrap();
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    assert_eq!(version, Ok(STEPS.len()));
    let entries = "SELECT seq, kind, keys.id, name, keys.entry, origin, file, offset, text
                   FROM entries JOIN keys USING (seq, kind, entry)
                   JOIN players ON players.id = player ORDER BY seq";
    let mut entries = connection.prepare(entries).unwrap();
    let rows = entries.query_map((), |row| {
        let numbers =
            [row.get(0)?, row.get(1)?, row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
        let text = unpack(row.get_ref(8)?.as_blob().unwrap()).unwrap();
        Ok((numbers, row.get::<_, String>(2)?, row.get::<_, String>(3)?, text))
    });
    let entry = |numbers: [i64; 6], id: &str, player: &str, text: &[u8]| {
        (numbers, id.to_owned(), player.to_owned(), text.to_vec())
    };
    assert_eq!(
        rows.unwrap().map(Result::unwrap).collect::<Vec<_>>(),
        [
            entry([1, 0, 1, 0, 1, 0], "5-1-1", "ana", b"one"),
            entry([2, 0, 1, 1, 1, 350], "5-2-1", "", b"\0\xff"),
            entry([3, 1, 2, 1, 2, 0], "77", "ana", b"three"),
        ]
    );
    let rest = "SELECT (SELECT value FROM facts WHERE name = 'epoch'),
                       (SELECT group_concat(path || offset || fingerprint) FROM files),
                       (SELECT file || offset || reason || hex(text) FROM quarantine)";
    let rest = connection
        .query_row(rest, (), |row| Ok::<[String; 3], _>([row.get(0)?, row.get(1)?, row.get(2)?]));
    assert_eq!(rest.unwrap(), ["abc", "a.txt700-3,b.txt98", "25odd01"]);
}

#[test]
fn an_old_log_has_the_tables_of_a_new_one() {
    let mut old = first_version();
    let mut new = Connection::open_in_memory().unwrap();
    migrate(&mut old).unwrap();
    migrate(&mut new).unwrap();
    let tables = |connection: &Connection| {
        let mut select = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
        let rows = select.query_map((), |row| row.get::<_, Option<String>>(0)).unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(tables(&old), tables(&new));
}

#[test]
fn a_step_that_fails_leaves_the_old_log() {
    let mut connection = first_version();
    // A table of the next version is in the way.
    connection.execute_batch("CREATE TABLE keys (odd)").unwrap();
    migrate(&mut connection).unwrap_err();
    let version = connection.pragma_query_value(None, "user_version", |row| row.get(0));
    assert_eq!(version, Ok(1));
    let entries = connection.query_row("SELECT count(id) FROM entries", (), |row| row.get(0));
    assert_eq!(entries, Ok(3));
}
