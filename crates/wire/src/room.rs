//! What a session can be in: a room, by its name.

use std::{borrow::Cow, fmt, str::FromStr};

use hud::TableKey;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::Facts;

/// A part of the log, or a place to talk. A session gets what one of its rooms holds.
///
/// Names are exact. What stands behind the prefix is kept here: `Room::Table("Nice 05")` is
/// the room `table:Nice 05`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Room {
    /// `hands`: all entries of the log.
    Hands,
    /// `tables`: what happens at all tables.
    Tables,
    /// `table:<name>`: a cash table or a pool.
    Table(String),
    /// `tournament:<id>`: a tournament, by Winamax's id.
    Tournament(String),
    /// `player:<name>`: the entries that this player was dealt into.
    Player(String),
    /// `chat:<name>`: messages of clients.
    Chat(String),
}

const HANDS: &str = "hands";
const TABLES: &str = "tables";
const TABLE: &str = "table:";
const TOURNAMENT: &str = "tournament:";
const PLAYER: &str = "player:";
const CHAT: &str = "chat:";

/// The longest name of a table, a tournament or a player, in characters: several times the
/// longest one that Winamax has, with a hero behind it.
const MAX_NAME: usize = 200;

/// The longest name of a chat, in characters.
const MAX_CHAT_NAME: usize = 64;

impl Room {
    /// What names of rooms begin with. Those that end in a colon go on.
    pub const KINDS: [&str; 6] = [HANDS, TABLES, TABLE, TOURNAMENT, PLAYER, CHAT];

    /// The room with this name.
    ///
    /// # Errors
    /// [`BadRoom`], which says what is expected.
    pub fn parse(name: &str) -> Result<Self, BadRoom> {
        let bad = |expected: &str| BadRoom { name: shortened(name), expected: expected.to_owned() };
        let named = |rest: &str| check_name(rest).map_err(|expected| bad(&expected));
        if name == HANDS {
            Ok(Self::Hands)
        } else if name == TABLES {
            Ok(Self::Tables)
        } else if let Some(rest) = name.strip_prefix(TABLE) {
            named(rest).map(Self::Table)
        } else if let Some(rest) = name.strip_prefix(TOURNAMENT) {
            named(rest).map(Self::Tournament)
        } else if let Some(rest) = name.strip_prefix(PLAYER) {
            named(rest).map(Self::Player)
        } else if let Some(rest) = name.strip_prefix(CHAT) {
            check_chat_name(rest).map(Self::Chat).map_err(|expected| bad(&expected))
        } else {
            Err(bad("hands, tables, table:<name>, tournament:<id>, player:<name> or chat:<name>"))
        }
    }

    /// Whether joining it brings a `state_snapshot`.
    #[must_use]
    pub const fn has_snapshot(&self) -> bool {
        match self {
            Self::Tables | Self::Table(_) | Self::Tournament(_) | Self::Chat(_) => true,
            Self::Hands | Self::Player(_) => false,
        }
    }

    /// Whether its members are told of each other.
    #[must_use]
    pub const fn has_presence(&self) -> bool {
        match self {
            Self::Table(_) | Self::Tournament(_) | Self::Chat(_) => true,
            Self::Hands | Self::Tables | Self::Player(_) => false,
        }
    }

    /// Whether it is the room of this table, or of this hero's viewpoint of it: two heroes
    /// can share a table, and then a room may name one of them behind it.
    ///
    /// `table_key` is the key without a hero: `table:Nice 05`.
    #[must_use]
    pub fn is_of(&self, table_key: &str, hero: Option<&str>) -> bool {
        match self {
            Self::Table(name) => {
                table_key.strip_prefix(TABLE).is_some_and(|table| is_seen(name, table, hero))
            }
            Self::Tournament(name) => {
                table_key.strip_prefix(TOURNAMENT).is_some_and(|id| is_seen(name, id, hero))
            }
            Self::Hands | Self::Tables | Self::Player(_) | Self::Chat(_) => false,
        }
    }

    /// Whether an entry of the log is sent to the room.
    #[must_use]
    pub fn holds(&self, facts: &Facts) -> bool {
        let hero = facts.hero.as_deref();
        match (self, &facts.table_key) {
            (Self::Hands, _) => true,
            (Self::Table(name), TableKey::Table(table)) => is_seen(name, table, hero),
            (Self::Tournament(name), TableKey::Tournament(id)) => is_seen(name, id, hero),
            (Self::Player(name), _) => facts.players.iter().any(|player| player == name),
            (
                Self::Tables | Self::Chat(_) | Self::Table(_) | Self::Tournament(_),
                TableKey::Table(_) | TableKey::Tournament(_),
            ) => false,
        }
    }
}

/// Whether a room of this name is that of the table, or of the hero's viewpoint of it.
fn is_seen(room: &str, table: &str, hero: Option<&str>) -> bool {
    room.strip_prefix(table).is_some_and(|rest| {
        rest.is_empty() || hero.is_some_and(|hero| rest.strip_prefix('@') == Some(hero))
    })
}

/// A name that can stand behind a prefix; else what is expected there.
pub(crate) fn check_name(name: &str) -> Result<String, String> {
    if name.is_empty() || MAX_NAME < name.chars().count() || name.chars().any(char::is_control) {
        return Err(format!("a name of 1 to {MAX_NAME} characters without control characters"));
    }
    Ok(name.to_owned())
}

fn check_chat_name(name: &str) -> Result<String, String> {
    let fits = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-');
    if name.is_empty() || MAX_CHAT_NAME < name.len() || !name.bytes().all(fits) {
        return Err(format!(
            "chat: and 1 to {MAX_CHAT_NAME} characters of a-z, 0-9, '.', '_', '-'"
        ));
    }
    Ok(name.to_owned())
}

/// A wrong text, short enough to stand in a message.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 80;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The name of the room.
impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Hands => f.write_str(HANDS),
            Self::Tables => f.write_str(TABLES),
            Self::Table(name) => write!(f, "{TABLE}{name}"),
            Self::Tournament(id) => write!(f, "{TOURNAMENT}{id}"),
            Self::Player(name) => write!(f, "{PLAYER}{name}"),
            Self::Chat(name) => write!(f, "{CHAT}{name}"),
        }
    }
}

impl FromStr for Room {
    type Err = BadRoom;

    fn from_str(name: &str) -> Result<Self, BadRoom> {
        Self::parse(name)
    }
}

impl JsonSchema for Room {
    fn schema_name() -> Cow<'static, str> {
        "Room".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let name = format!(r"[^\u0000-\u001f\u007f-\u009f]{{1,{MAX_NAME}}}");
        let chat = format!("[a-z0-9._-]{{1,{MAX_CHAT_NAME}}}");
        json_schema!({
            "type": "string",
            "pattern": format!("^(hands|tables|(table|tournament|player):{name}|chat:{chat})$"),
            "description": "The name of a room: hands, tables, table:<name>, tournament:<id>, \
                            player:<name> or chat:<name>.",
        })
    }
}

impl Serialize for Room {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Room {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// A name that no room has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRoom {
    name: String,
    expected: String,
}

impl fmt::Display for BadRoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no room: expected {}", self.name, self.expected)
    }
}

impl std::error::Error for BadRoom {}

#[cfg(test)]
mod tests {
    use super::Room;
    use crate::{decode, encode};

    fn room(name: &str) -> Room {
        Room::parse(name).unwrap()
    }

    #[test]
    fn a_room_is_its_name() {
        for (name, expected) in [
            ("hands", Room::Hands),
            ("tables", Room::Tables),
            ("table:Nice 05", Room::Table("Nice 05".to_owned())),
            ("table:table:a@b", Room::Table("table:a@b".to_owned())),
            ("tournament:812751290", Room::Tournament("812751290".to_owned())),
            ("player:Zoé \"z\"", Room::Player("Zoé \"z\"".to_owned())),
            ("chat:team.1_a-b", Room::Chat("team.1_a-b".to_owned())),
        ] {
            assert_eq!(name.parse(), Ok(expected.clone()));
            assert_eq!(expected.to_string(), name);
            assert_eq!(decode::<Room>(&encode(&expected)), Ok(expected));
        }
        assert!(Room::parse(&format!("player:{}", "é".repeat(200))).is_ok());
        assert!(Room::parse(&format!("chat:{}", "a".repeat(64))).is_ok());
    }

    #[test]
    fn a_bad_room_says_what_is_expected() {
        let [long, long_chat] = [("table:", 201), ("chat:", 65)]
            .map(|(prefix, length)| prefix.to_owned() + &"a".repeat(length));
        for (name, expected) in [
            ("", "table:<name>"),
            ("Hands", "hands, tables"),
            ("tabel:A", "player:<name>"),
            ("hands ", "hands, tables"),
            ("table:", "1 to 200 characters"),
            (&long, "1 to 200 characters"),
            ("player:a\nb", "without control characters"),
            ("chat:", "1 to 64 characters"),
            ("chat:Team", "a-z"),
            (&long_chat, "1 to 64 characters"),
        ] {
            let error = Room::parse(name).unwrap_err().to_string();
            assert!(error.contains(expected), "{name}: {error}");
            assert!(error.chars().count() < 250, "{error}");
        }
        let error = decode::<Vec<Room>>(r#"["hands","x"]"#).unwrap_err().to_string();
        assert!(error.contains("\"x\" is no room"), "{error}");
    }

    #[test]
    fn a_room_is_of_a_table_or_of_one_viewpoint_of_it() {
        for (name, key, hero, expected) in [
            ("table:Nice", "table:Nice", None, true),
            ("table:Nice", "table:Nice", Some("Ann"), true),
            ("table:Nice@Ann", "table:Nice", Some("Ann"), true),
            ("table:Nice@Ann", "table:Nice", Some("Bob"), false),
            ("table:Nice@Ann", "table:Nice", None, false),
            ("table:Nice@", "table:Nice", Some(""), true),
            ("table:Nice@Ann", "table:Nice@Ann", None, true),
            ("table:Nice 2", "table:Nice", Some(" 2"), false),
            ("table:NiceAnn", "table:Nice", Some("Ann"), false),
            ("table:7", "tournament:7", None, false),
            ("tournament:7", "tournament:7", None, true),
            ("tournament:7@Ann", "tournament:7", Some("Ann"), true),
            ("hands", "table:hands", None, false),
            ("tables", "table:Nice", None, false),
            ("player:Ann", "table:Nice", Some("Ann"), false),
        ] {
            assert_eq!(room(name).is_of(key, hero), expected, "{name} {key} {hero:?}");
        }
    }

    #[test]
    fn tables_and_chats_have_snapshots_and_members() {
        for (name, snapshot, presence) in [
            ("hands", false, false),
            ("tables", true, false),
            ("table:A", true, true),
            ("tournament:1", true, true),
            ("player:A", false, false),
            ("chat:a", true, true),
        ] {
            assert_eq!(
                (room(name).has_snapshot(), room(name).has_presence()),
                (snapshot, presence)
            );
        }
    }
}
