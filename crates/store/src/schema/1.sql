-- Single facts: the epoch.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- How far each history file has been read: the end of its last complete hand, and the
-- hash of the bytes before it, by which the file is known again.
CREATE TABLE files (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    offset INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL
) STRICT;

-- The log. A hand (kind 0) is named by Winamax's id and the hero, empty where he was not
-- dealt in; a block of a tournament summary (kind 1) by the id of the tournament, the
-- player, and which of his entries it is. `origin` is 0 for live and 1 for backfill;
-- `text` holds the bytes as the client wrote them.
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    player TEXT NOT NULL,
    entry INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    file INTEGER NOT NULL REFERENCES files (id),
    offset INTEGER NOT NULL,
    text BLOB NOT NULL,
    UNIQUE (id, player, kind, entry)
) STRICT;

-- Texts that are neither, with the reason in words.
CREATE TABLE quarantine (
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL REFERENCES files (id),
    offset INTEGER NOT NULL,
    reason TEXT NOT NULL,
    text BLOB NOT NULL
) STRICT;
CREATE INDEX quarantine_place ON quarantine (file, offset);

INSERT INTO facts VALUES ('epoch', lower(hex(randomblob(8))));
