-- What is counted of the players. All of it but the notes is derived from the texts.

-- Stakes and the like, once each: see `hud::Setting`. A big blind of 0 is none.
CREATE TABLE settings (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    variant INTEGER NOT NULL,
    betting INTEGER NOT NULL,
    stakes TEXT NOT NULL,
    currency INTEGER NOT NULL,
    real_money INTEGER NOT NULL,
    big_blind INTEGER NOT NULL,
    UNIQUE (kind, variant, betting, stakes, currency, real_money, big_blind)
) STRICT;

-- Names of tables and pools (kind 0), and ids of tournaments (kind 1), once each.
CREATE TABLE tables (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (kind, name)
) STRICT;

-- Whose client wrote hands that he was dealt into.
CREATE TABLE heroes (player INTEGER PRIMARY KEY) STRICT;

-- Hands that were written by the client of somebody who only watched, by their ids.
CREATE TABLE watched (hand TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

-- What each player did, hand by hand, in the order of the log, in pieces that fit a page. The
-- id is the player's, shifted left by 24 bits, and the number of the piece. See `Piece`.
CREATE TABLE pieces (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

-- Sums over the pieces of a player, as many times eight of them as are full. The id is the
-- player's, shifted left by 24 bits, and the number of the month since the year 0. See `Counters`.
CREATE TABLE counters (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

-- What the user has written about players.
CREATE TABLE notes (
    player TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    label TEXT,
    colour TEXT
) STRICT, WITHOUT ROWID;

-- What everything was derived by has another name now, under which it counts players too.
DELETE FROM facts WHERE name = 'parser';
