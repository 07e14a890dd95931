//! Which of the messages of its rooms a session wants, and in which form.

mod read;

use std::time::Duration;

use hand_history::{Kind, Limit, Variant};
use hud::{Scope, Stat, TableKey};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Facts, Number, facts::HandFacts, labels::KINDS};

/// What `subscribe` sets as a whole. Keys are and-ed, the values of a key or-ed; without keys
/// everything passes.
// What stands in it was checked when it was read: a typo must not mean "no filter".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// Only hands that the hero was dealt into.
    #[serde(skip_serializing_if = "is_false")]
    hero_only: bool,
    /// `cash`, `pool`, `tournament`, `expresso`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 256), extend("items" = { "type": "string", "enum": KINDS }))]
    kinds: Vec<String>,
    /// Short names of games: `NLH`, `PLO`. No result of a tournament has one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 256))]
    game_types: Vec<String>,
    /// As hands print them: `0.01/0.02`. No result of a tournament has any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 256))]
    stakes: Vec<String>,
    /// Names of tables or tournaments, or their `table_key` without a hero behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 256))]
    tables: Vec<String>,
    /// Players of whom one was dealt in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(min = 1, max = 256))]
    players: Vec<String>,
    /// The smallest pot in big blinds, with two decimals at most. No result of a tournament
    /// has a pot, and no game without a big blind.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(extend("minimum" = 0))]
    min_pot_bb: Option<Number>,
    /// With `full`, `new_hand` carries the whole hand.
    #[serde(skip_serializing_if = "Detail::is_summary")]
    detail: Detail,
    /// Which statistics are sent; without the key, none.
    #[serde(skip_serializing_if = "Option::is_none")]
    stats: Option<WantedStats>,
    /// From which hands the statistics are counted.
    #[serde(skip_serializing_if = "StatsScope::is_default")]
    stats_scope: StatsScope,
    /// Everything about hands is sent so many seconds late, at most 600.
    #[serde(skip_serializing_if = "is_zero")]
    #[schemars(range(max = 600))]
    delay_seconds: u16,
    /// No hole card of anybody is sent.
    #[serde(skip_serializing_if = "is_false")]
    hide_hole_cards: bool,
}

/// How much of a hand `new_hand` carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Detail {
    /// What most clients want.
    #[default]
    Summary,
    /// All of it, in the field `hand`.
    Full,
}

/// Which statistics a session gets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum WantedStats {
    /// All of them: `"all"`.
    All(AllStats),
    /// Those with these ids.
    Some(
        #[schemars(length(min = 1, max = 256), extend("items" = {
            "type": "string",
            "enum": Stat::all().map(Stat::id).collect::<Vec<_>>(),
        }))]
        Vec<String>,
    ),
}

/// The word for all statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AllStats {
    /// `all`
    All,
}

/// From which hands statistics are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StatsScope {
    /// From when on.
    #[serde(skip_serializing_if = "StatsSince::is_lifetime")]
    pub since: StatsSince,
    /// With `last_n`: how many hands, from 1 to 1000000.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000_000))]
    pub n: Option<u32>,
    /// Only hands of the table's kind.
    #[serde(skip_serializing_if = "is_true")]
    pub same_kind: bool,
    /// Only hands of the table's game.
    #[serde(skip_serializing_if = "is_true")]
    pub same_game: bool,
}

/// From when on hands are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatsSince {
    /// All hands of the log.
    #[default]
    Lifetime,
    /// Those of the hero's session.
    Session,
    /// The last `n` hands.
    LastN,
}

impl Default for StatsScope {
    fn default() -> Self {
        Self { since: StatsSince::default(), n: None, same_kind: true, same_game: true }
    }
}

impl WantedStats {
    /// Those that are meant, each of them once and in the order of the catalogue: two lists
    /// that name the same ones are the same.
    #[must_use]
    pub fn stats(&self) -> Vec<Stat> {
        let is_wanted = |stat: &Stat| match self {
            Self::All(AllStats::All) => true,
            Self::Some(ids) => ids.iter().any(|id| id == stat.id()),
        };
        Stat::all().filter(is_wanted).collect()
    }
}

impl StatsScope {
    /// The hands that are counted for a player at a table of this kind with this game, but for
    /// the hero's session, which only the log knows: of [`StatsSince::Session`] its beginning
    /// is still to be set.
    #[must_use]
    pub fn scope(self, kind: Kind, game: (Variant, Limit)) -> Scope {
        Scope {
            kinds: self.same_kind.then_some(kind).into_iter().collect(),
            games: self.same_game.then_some(game).into_iter().collect(),
            last: self.n,
            ..Scope::default()
        }
    }

    fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl StatsSince {
    const fn is_lifetime(&self) -> bool {
        matches!(self, Self::Lifetime)
    }
}

impl Detail {
    const fn is_summary(&self) -> bool {
        matches!(self, Self::Summary)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_true(value: &bool) -> bool {
    *value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields by reference")]
const fn is_zero(value: &u16) -> bool {
    *value == 0
}

impl Filter {
    /// Whether an entry of the log is wanted.
    #[must_use]
    pub fn selects(&self, facts: &Facts) -> bool {
        let is_here = |value: &String| *value == facts.table || is_key(value, &facts.table_key);
        is_in(&self.kinds, facts.kind)
            && (self.tables.is_empty() || self.tables.iter().any(is_here))
            && (self.players.is_empty() || self.is_with_one_of(facts))
            && self.selects_as_hand(facts)
    }

    /// Whether the messages about this table are wanted: only what cannot change while a
    /// table is open counts for them. `table_key` is the key without a hero.
    #[must_use]
    pub fn selects_table(&self, kind: &str, name: &str, table_key: &str) -> bool {
        let is_here = |value: &String| value == name || value == table_key;
        is_in(&self.kinds, kind) && (self.tables.is_empty() || self.tables.iter().any(is_here))
    }

    /// Whether `new_hand` carries the whole hand.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        !self.detail.is_summary()
    }

    /// What the parameter `detail` of the address sets.
    pub const fn set_full(&mut self, is_full: bool) {
        self.detail = if is_full { Detail::Full } else { Detail::Summary };
    }

    /// How late everything about hands is sent.
    #[must_use]
    pub fn delay(&self) -> Duration {
        Duration::from_secs(self.delay_seconds.into())
    }

    /// Whether no hole card of anybody is sent.
    #[must_use]
    pub const fn hides_hole_cards(&self) -> bool {
        self.hide_hole_cards
    }

    /// Whether any statistics are sent.
    #[must_use]
    pub const fn wants_stats(&self) -> bool {
        self.stats.is_some()
    }

    /// Which statistics are sent.
    #[must_use]
    pub const fn stats(&self) -> Option<&WantedStats> {
        self.stats.as_ref()
    }

    /// From which hands they are counted.
    #[must_use]
    pub const fn stats_scope(&self) -> StatsScope {
        self.stats_scope
    }

    fn is_with_one_of(&self, facts: &Facts) -> bool {
        facts.players.iter().any(|player| self.players.iter().any(|wanted| wanted == player))
    }

    /// The keys that are about hands.
    fn selects_as_hand(&self, facts: &Facts) -> bool {
        let asks = self.hero_only
            || !self.game_types.is_empty()
            || !self.stakes.is_empty()
            || self.min_pot_bb.is_some();
        let Some(hand) = &facts.hand else { return !asks };
        (!self.hero_only || facts.hero.is_some())
            && is_in(&self.game_types, hand.game_type)
            && is_in(&self.stakes, &hand.stakes)
            && self.min_pot_bb.is_none_or(|least| is_pot_of(hand, least))
    }
}

/// Whether one of the wanted values is this one; no wanted values are all.
fn is_in(wanted: &[String], value: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == value)
}

/// Whether the text is this key, without writing the key down for each hand.
fn is_key(text: &str, key: &TableKey) -> bool {
    match key {
        TableKey::Table(name) => text.strip_prefix("table:") == Some(name),
        TableKey::Tournament(id) => text.strip_prefix("tournament:") == Some(id),
    }
}

/// Whether the pot has at least so many big blinds. All three are hundredths, and nothing is
/// divided.
fn is_pot_of(hand: &HandFacts, least: Number) -> bool {
    let wide = |hundredths: i64| i128::from(hundredths);
    let pot = wide(hand.total_pot.hundredths());
    hand.big_blind.filter(|big_blind| big_blind.is_positive()).is_some_and(|big_blind| {
        wide(least.0.hundredths()) * wide(big_blind.hundredths()) <= pot * 100
    })
}

#[cfg(test)]
mod tests;
