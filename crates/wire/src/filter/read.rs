//! Reading a filter, with words for whoever wrote it wrong.

use hand_history::Amount;
use hud::Stat;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use super::{AllStats, Filter, StatsScope, WantedStats};
use crate::{
    DecodeError, Number, decode,
    fields::Fields,
    labels::{KINDS, games},
    nearest::choose,
    room::{check_name, shortened},
    scope_query::MAX_LAST,
};

/// The keys of a filter.
const KEYS: [&str; 12] = [
    "hero_only",
    "kinds",
    "game_types",
    "stakes",
    "tables",
    "players",
    "min_pot_bb",
    "detail",
    "stats",
    "stats_scope",
    "delay_seconds",
    "hide_hole_cards",
];

/// The keys of a scope.
const SCOPE_KEYS: [&str; 4] = ["since", "n", "same_kind", "same_game"];

/// The longest list of a filter: every entry is compared with all of it.
const MAX_VALUES: usize = 256;

/// The longest delay in seconds: the log in memory reaches back so far.
const MAX_DELAY: u16 = 600;

/// The greatest `min_pot_bb`: no pot is larger, and sums stay far away from any bound.
const MAX_POT_BB: i64 = 1_000_000_000;

impl Filter {
    /// Reads a filter as it stands in the address of `/ws`.
    ///
    /// # Errors
    /// [`DecodeError`], which names the key and what is expected of it.
    pub fn decode(text: &str) -> Result<Self, DecodeError> {
        Self::read(decode(text)?)
    }

    pub(crate) fn read(mut fields: Fields) -> Result<Self, DecodeError> {
        let filter = Self {
            hero_only: fields.optional("hero_only")?.unwrap_or_default(),
            kinds: list(&mut fields, "kinds", kind)?,
            game_types: list(&mut fields, "game_types", game_type)?,
            stakes: list(&mut fields, "stakes", name)?,
            tables: list(&mut fields, "tables", name)?,
            players: list(&mut fields, "players", name)?,
            min_pot_bb: least_pot(&mut fields)?,
            detail: fields.optional("detail")?.unwrap_or_default(),
            stats: stats(&mut fields)?,
            stats_scope: scope(&mut fields)?,
            delay_seconds: delay(&mut fields)?,
            hide_hole_cards: fields.optional("hide_hole_cards")?.unwrap_or_default(),
        };
        fields.none_left("key of a filter", &KEYS)?;
        Ok(filter)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Fields::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

fn bad(key: &str, expected: &str, value: &str) -> DecodeError {
    DecodeError::new(format!("field {key:?}: expected {expected}, not {}", shortened(value)))
}

/// A list of texts, each of them checked; the check says what is wrong.
fn list(
    fields: &mut Fields,
    key: &str,
    check: impl Fn(&str) -> Result<String, String>,
) -> Result<Vec<String>, DecodeError> {
    let Some(values) = fields.optional::<Vec<String>>(key)? else { return Ok(Vec::new()) };
    if values.is_empty() {
        return Err(bad(key, "at least one value (leave the key out for all)", "[]"));
    }
    if MAX_VALUES < values.len() {
        let expected = format!("at most {MAX_VALUES} values");
        return Err(bad(key, &expected, &values.len().to_string()));
    }
    let checked = |value: &String| {
        check(value).map_err(|wrong| DecodeError::new(format!("field {key:?}: {wrong}")))
    };
    values.iter().map(checked).collect()
}

fn name(text: &str) -> Result<String, String> {
    check_name(text).map_err(|expected| format!("expected {expected}, not {:?}", shortened(text)))
}

fn kind(word: &str) -> Result<String, String> {
    choose("kind", word, KINDS.map(|kind| (kind, kind))).map(str::to_owned)
}

fn game_type(name: &str) -> Result<String, String> {
    choose("game type", name, games()).map(|_| name.to_owned())
}

fn stat(id: &str) -> Result<String, String> {
    choose("stat", id, Stat::all().map(|stat| (stat.id(), stat))).map(|_| id.to_owned())
}

fn least_pot(fields: &mut Fields) -> Result<Option<Number>, DecodeError> {
    let key = "min_pot_bb";
    let Some(value) = fields.optional::<Value>(key)? else { return Ok(None) };
    let expected = "a number of big blinds, not negative, with two decimals at most";
    hundredths(&value).map(Some).ok_or_else(|| bad(key, expected, &value.to_string()))
}

/// The hundredths of a JSON number, from its digits: nothing is rounded.
fn hundredths(value: &Value) -> Option<Number> {
    let number = value.as_number()?;
    let text = match number.as_u64() {
        Some(whole) => whole.to_string(),
        // A number with decimals prints the shortest digits that stand for it, never an exponent.
        None => number.as_f64()?.to_string(),
    };
    let (units, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let units = units.parse().ok().filter(|units| (0..=MAX_POT_BB).contains(units))?;
    if 2 < decimals.len() || text.starts_with('-') {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    Some(Number(Amount::from_hundredths(units * 100 + decimals)))
}

fn stats(fields: &mut Fields) -> Result<Option<WantedStats>, DecodeError> {
    let key = "stats";
    match fields.optional::<Value>(key)? {
        None => Ok(None),
        Some(Value::String(word)) if word == "all" => Ok(Some(WantedStats::All(AllStats::All))),
        Some(Value::Array(ids)) => {
            let mut ids = Fields::one(key, Value::Array(ids));
            list(&mut ids, key, stat).map(|ids| Some(WantedStats::Some(ids)))
        }
        Some(other) => Err(bad(key, "\"all\" or a list of ids", &other.to_string())),
    }
}

fn scope(fields: &mut Fields) -> Result<StatsScope, DecodeError> {
    let key = "stats_scope";
    let Some(mut fields) = fields.optional::<Fields>(key)? else {
        return Ok(StatsScope::default());
    };
    let usual = StatsScope::default();
    let scope = StatsScope {
        since: fields.optional("since")?.unwrap_or(usual.since),
        n: fields.optional("n")?,
        same_kind: fields.optional("same_kind")?.unwrap_or(usual.same_kind),
        same_game: fields.optional("same_game")?.unwrap_or(usual.same_game),
    };
    fields.none_left("key of a stats_scope", &SCOPE_KEYS)?;
    let is_last_n = scope.since == super::StatsSince::LastN;
    let fits = match scope.n {
        Some(n) => is_last_n && (1..=MAX_LAST).contains(&n),
        None => !is_last_n,
    };
    let expected = format!("\"n\" from 1 to {MAX_LAST} with \"last_n\", and only with it");
    if fits { Ok(scope) } else { Err(bad(key, &expected, &crate::encode(&scope))) }
}

fn delay(fields: &mut Fields) -> Result<u16, DecodeError> {
    let key = "delay_seconds";
    let Some(value) = fields.optional::<Value>(key)? else { return Ok(0) };
    let seconds = value.as_u64().and_then(|seconds| u16::try_from(seconds).ok());
    let expected = format!("whole seconds from 0 to {MAX_DELAY}");
    seconds
        .filter(|seconds| *seconds <= MAX_DELAY)
        .ok_or_else(|| bad(key, &expected, &value.to_string()))
}
