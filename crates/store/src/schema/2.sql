-- Names of players, once each.
CREATE TABLE players (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

-- What names an entry. Derived from the texts.
CREATE TABLE keys (
    id TEXT NOT NULL,
    player INTEGER NOT NULL REFERENCES players (id),
    kind INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (id, player, kind, entry)
) STRICT, WITHOUT ROWID;

-- The log as before, without the names, and with `text` packed (see `Packed`).
ALTER TABLE entries RENAME TO unpacked;
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    entry INTEGER NOT NULL,
    origin INTEGER NOT NULL,
    file INTEGER NOT NULL REFERENCES files (id),
    offset INTEGER NOT NULL,
    text BLOB NOT NULL
) STRICT;

-- They are few, and counted at every start.
CREATE INDEX summary_entries ON entries (seq) WHERE kind = 1;

-- Sessions that do not want the past skip it.
CREATE INDEX live_entries ON entries (seq) WHERE origin = 0;

INSERT INTO players (name) SELECT DISTINCT player FROM unpacked;
INSERT INTO keys
    SELECT unpacked.id, players.id, kind, entry, seq
    FROM unpacked JOIN players ON players.name = unpacked.player;
