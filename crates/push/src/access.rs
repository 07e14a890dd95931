//! What a connection may do.

use chrono::{DateTime, Utc};

/// The room of all entries of the log.
const ALL_ENTRIES: &str = "hands";

/// What a connection may do: which rooms it may join, and whether it may speak and administer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The `sub` of its token; none where no token is needed.
    pub(crate) user: Option<String>,
    /// When its token ends, with the leeway.
    pub(crate) expires_at: Option<DateTime<Utc>>,
    /// The rooms that it may join. Empty: none.
    pub(crate) patterns: Vec<String>,
    pub(crate) publish: bool,
    pub(crate) admin: bool,
}

impl Access {
    /// The access of everybody where no token is needed: all rooms are open, but only who is at
    /// this machine may speak and administer.
    #[must_use]
    pub fn open(peer_is_loopback: bool) -> Self {
        Self {
            user: None,
            expires_at: None,
            patterns: every_room(),
            publish: peer_is_loopback,
            admin: peer_is_loopback,
        }
    }

    /// Whom the token names.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// When the access ends, if it does.
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.expires_at
    }

    /// Whether messages may be published.
    #[must_use]
    pub fn may_publish(&self) -> bool {
        self.publish
    }

    /// Whether other connections may be seen and closed.
    #[must_use]
    pub fn may_administer(&self) -> bool {
        self.admin
    }

    /// Whether the room with this name may be joined.
    #[must_use]
    pub fn may_join(&self, room: &str) -> bool {
        self.patterns.iter().any(|pattern| matches(pattern, room))
    }

    /// The rooms that may be joined: names in which `*` stands for any run of characters.
    #[must_use]
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether any table may be seen: all entries, all tables, or each by its room.
    #[must_use]
    pub fn sees_all_tables(&self) -> bool {
        // A pattern of all tables matches itself.
        self.sees_all()
            || self.may_join("tables")
            || (self.may_join("table:*") && self.may_join("tournament:*"))
    }

    /// Whether all that a player did may be seen: every entry, or those of his room.
    #[must_use]
    pub fn shows_player(&self, name: &str) -> bool {
        self.sees_all() || self.may_join(&format!("player:{name}"))
    }

    /// Whether every entry of the log may be seen.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.may_join(ALL_ENTRIES)
    }
}

/// The patterns of a token that names none.
pub(crate) fn every_room() -> Vec<String> {
    vec!["*".to_owned()]
}

/// Whether a name is as the pattern says. Names compare exactly; `*` is any run of characters.
/// Each star is tried only from where the last one stands, so that no pattern is slow.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let Some((middle, last)) = rest.rsplit_once('*') else { return name.ends_with(rest) };
    for part in middle.split('*') {
        let Some((_, behind)) = name.split_once(part) else { return false };
        name = behind;
    }
    name.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::{Access, matches};

    #[test]
    fn a_star_is_any_run_and_all_else_is_exact() {
        for (pattern, name, fine) in [
            ("hands", "hands", true),
            ("hands", "Hands", false),
            ("hands", "hands2", false),
            ("hand", "hands", false),
            ("", "", true),
            ("", "hands", false),
            ("*", "", true),
            ("*", "chat:any.thing", true),
            ("**", "tables", true),
            ("table:*", "table:", true),
            ("table:*", "table:Nice 05", true),
            ("table:*", "tables", false),
            ("table:*", "a table:Nice", false),
            ("*:general", "chat:general", true),
            ("*:general", "chat:general2", false),
            ("player:*a*b*", "player:xaxxbx", true),
            ("player:*a*b*", "player:xbxa", false),
            ("player:*a*b", "player:abab", true),
            ("player:*ab*ab", "player:ab", false),
            ("player:ab*ab", "player:ab", false),
            ("player:ab*ab", "player:abab", true),
            ("player:*é", "player:André", true),
            ("chat:[a-z]", "chat:b", false),
            ("chat:?", "chat:b", false),
            ("chat:.*", "chat:b", false),
            ("player:a*", "player:a*", true),
        ] {
            assert_eq!(matches(pattern, name), fine, "{pattern:?} {name:?}");
        }
    }

    #[test]
    fn a_pattern_of_many_stars_is_not_slow() {
        let pattern = "*a".repeat(5000) + "b";
        assert!(!matches(&pattern, &"a".repeat(10_000)));
    }

    #[test]
    fn without_a_token_all_rooms_are_open_and_only_this_machine_may_speak() {
        let here = Access::open(true);
        let away = Access::open(false);
        for access in [&here, &away] {
            assert_eq!((access.user(), access.expires_at()), (None, None));
            assert!(access.sees_all() && access.may_join("table:Nice"));
        }
        assert!(here.may_publish() && here.may_administer());
        assert!(!away.may_publish() && !away.may_administer());
    }

    #[test]
    fn who_may_join_some_rooms_does_not_see_all() {
        let mut access = Access::open(false);
        for (patterns, all) in [
            (&["table:*", "tables"][..], false),
            (&["hands"], true),
            (&["table:*", "h*"], true),
            (&[], false),
        ] {
            access.patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            assert_eq!(access.sees_all(), all, "{patterns:?}");
        }
        assert!(!access.may_join("tables") && access.patterns().is_empty());
    }

    #[test]
    fn who_may_join_each_table_sees_all_of_them() {
        let mut access = Access::open(false);
        for (patterns, all) in [
            (&["hands"][..], true),
            (&["tables"], true),
            (&["t*"], true),
            (&["table:*", "tournament:*"], true),
            (&["table:*"], false),
            (&["table:Nice", "tournament:*"], false),
            (&["chat:*"], false),
        ] {
            access.patterns = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
            assert_eq!(access.sees_all_tables(), all, "{patterns:?}");
        }
    }
}
