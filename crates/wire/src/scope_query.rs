//! A question about statistics, as pairs of names and values: parameters of an address, or
//! flags of a command.
//!
//! Names are and-ed, the values of a name that is repeated are or-ed. Nothing is passed over:
//! a number for other hands than those that were meant is worse than none.

mod span;

use hand_history::{Kind, Position};
use hud::{PlayersDealt, Scope, StackBand, TableKey};

use self::span::Span;
use crate::{
    DecodeError, Room,
    labels::{self, games},
    nearest::choose,
    room::{check_name, shortened},
};

/// Which hands are asked for, as far as a question can say it by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeQuery {
    /// The hands. [`Scope::table`] is not set, which is a number that only the log knows.
    pub scope: Scope,
    /// Those of this table, pool or tournament. The name may have a `@` and a hero behind it,
    /// as the key of a table that two heroes share.
    pub table: Option<TableKey>,
    /// Those of the hero's current session.
    pub session: bool,
}

/// The most hands of `last`.
pub(crate) const MAX_LAST: u32 = 1_000_000;

/// The most pairs of a question: every hand is compared with all of them.
const MAX_PAIRS: usize = 256;

/// The names that stand once.
const SINGLE: [&str; 6] = ["from", "to", "last", "session", "table", "play"];

impl ScopeQuery {
    /// The names of a question.
    pub const NAMES: [&'static str; 13] = [
        "kind",
        "game_type",
        "stakes",
        "position",
        "players",
        "stack",
        "month",
        "from",
        "to",
        "last",
        "session",
        "table",
        "play",
    ];

    /// Reads a question. The caller has taken out the pairs that are not about hands, like the
    /// names of players.
    ///
    /// # Errors
    /// [`DecodeError`], which names what is not understood, and what is near or expected.
    pub fn read(pairs: &[(String, String)]) -> Result<Self, DecodeError> {
        let mut query = Self::default();
        let mut span = Span::default();
        if MAX_PAIRS < pairs.len() {
            return Err(DecodeError::new(format!("at most {MAX_PAIRS} values can be asked for")));
        }
        for (index, (name, value)) in pairs.iter().enumerate() {
            let again = pairs.iter().take(index).any(|(earlier, _)| earlier == name);
            if again && SINGLE.contains(&name.as_str()) {
                return Err(DecodeError::new(format!("{name} is given twice")));
            }
            query.set(&mut span, name, value).map_err(DecodeError::new)?;
        }
        span.set(&mut query.scope).map_err(DecodeError::new)?;
        Ok(query)
    }

    fn set(&mut self, span: &mut Span, name: &str, value: &str) -> Result<(), String> {
        let scope = &mut self.scope;
        match name {
            "kind" => add(&mut scope.kinds, choose(name, value, kinds())?),
            "game_type" => add(&mut scope.games, choose("game_type", value, games())?),
            "stakes" => {
                let stakes = check_name(value).map_err(|expected| bad(name, &expected, value))?;
                add(&mut scope.stakes, stakes.into());
            }
            "position" => {
                add(&mut scope.positions, choose(name, &plus(value), positions())?);
            }
            "players" => add(&mut scope.players, choose(name, &plus(value), players())?),
            "stack" => add(&mut scope.stack_bands, choose(name, &plus(value), stacks())?),
            "month" => span.add_month(value)?,
            "from" => span.set_from(value)?,
            "to" => span.set_to(value)?,
            "last" => scope.last = Some(last(value)?),
            "session" => self.session = choose(name, value, BOOLEANS)?,
            "table" => self.table = Some(table(value)?),
            "play" => scope.play_money = choose(name, value, BOOLEANS)?,
            other => choose("parameter", other, Self::NAMES.map(|name| (name, ())))?,
        }
        Ok(())
    }
}

const BOOLEANS: [(&str, bool); 2] = [("true", true), ("false", false)];

pub(crate) fn kinds() -> [(&'static str, Kind); 4] {
    [Kind::Cash, Kind::Pool, Kind::Tournament, Kind::Expresso]
        .map(|kind| (labels::kind(kind), kind))
}

pub(crate) fn positions() -> [(&'static str, Position); 10] {
    [
        Position::Utg,
        Position::Utg1,
        Position::Utg2,
        Position::Mp,
        Position::Mp1,
        Position::Hj,
        Position::Co,
        Position::Btn,
        Position::Sb,
        Position::Bb,
    ]
    .map(|position| (position.name(), position))
}

pub(crate) const fn players() -> [(&'static str, PlayersDealt); 4] {
    [
        ("2", PlayersDealt::Two),
        ("3", PlayersDealt::Three),
        ("4-6", PlayersDealt::FourToSix),
        ("7+", PlayersDealt::SevenUp),
    ]
}

pub(crate) const fn stacks() -> [(&'static str, StackBand); 6] {
    [
        ("below-10", StackBand::Below10),
        ("10-20", StackBand::From10),
        ("20-40", StackBand::From20),
        ("40-80", StackBand::From40),
        ("80-150", StackBand::From80),
        ("150+", StackBand::From150),
    ]
}

/// Adds a value, once.
fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

/// A plus that was not escaped in an address comes as a space, which no name has here.
fn plus(value: &str) -> String {
    value.replace(' ', "+")
}

fn last(value: &str) -> Result<u32, String> {
    let expected = format!("a number of hands from 1 to {MAX_LAST}");
    let number = value.parse().ok().filter(|number| (1..=MAX_LAST).contains(number));
    number.ok_or_else(|| bad("last", &expected, value))
}

fn table(value: &str) -> Result<TableKey, String> {
    match Room::parse(value) {
        Ok(Room::Table(name)) => Ok(TableKey::Table(name.into())),
        Ok(Room::Tournament(id)) => Ok(TableKey::Tournament(id.into())),
        Ok(Room::Hands | Room::Tables | Room::Player(_) | Room::Chat(_)) | Err(_) => {
            Err(bad("table", "table:<name> or tournament:<id>", value))
        }
    }
}

fn bad(name: &str, expected: &str, value: &str) -> String {
    format!("{name}: expected {expected}, not {:?}", shortened(value))
}

#[cfg(test)]
mod tests;
