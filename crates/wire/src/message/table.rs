//! Messages about open tables and who sits there.

use std::collections::BTreeMap;

use hand_history::Amount;
use hud::{Seat, TableState, Viewpoint};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Note, Number, Room, StatValues,
    labels::{self, KINDS},
};

/// An open table, as its last hand left it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableJson {
    /// The room of the table, with `@` and the hero behind it when two heroes share it.
    pub table_key: String,
    /// As of this entry of the log.
    pub seq: u64,
    /// `cash`, `pool`, `tournament` or `expresso`.
    #[schemars(extend("enum" = KINDS))]
    pub kind: String,
    /// The name of the table; in a tournament that of the tournament.
    pub name: String,
    /// Winamax's id of the tournament, if it is one.
    pub tournament_id: Option<String>,
    /// The number of the table in its tournament.
    pub table_number: Option<u32>,
    /// How many seats the table has.
    pub max_seats: u8,
    /// As printed, without a currency sign.
    pub stakes: String,
    /// What the amounts count: `EUR`, `CHIPS` or `PLAY`.
    #[schemars(extend("enum" = ["EUR", "CHIPS", "PLAY"]))]
    pub currency: String,
    /// The level of a tournament, where it is known.
    pub level: Option<u16>,
    /// Where the button was; the seat can be empty.
    pub button_seat: Option<u8>,
    /// Whose client shows the table; `null` until a hand was dealt to him.
    pub hero: Option<String>,
    /// Who sits there, by seat.
    pub seats: Vec<SeatJson>,
    /// The titles that the window of the table may have.
    pub window_titles: Vec<String>,
    /// The last hand.
    pub last_hand_id: String,
    /// In a `state_snapshot`, for a session whose filter names `stats`: the numbers of who sits
    /// there, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stats: Option<BTreeMap<String, StatValues>>,
}

/// A player in his seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SeatJson {
    /// Which seat.
    pub seat: u8,
    /// Who sits there.
    pub name: String,
    /// His chips after the last hand.
    pub stack: Number,
    /// The same in big blinds, rounded to the hundredth; `null` in games without one.
    pub stack_bb: Option<Number>,
    /// The most that he could lose, in big blinds: his own stack or the greatest of the others
    /// who were dealt in; `null` when he was not, and in games without a big blind.
    #[serde(default)]
    pub eff_stack_bb: Option<Number>,
    /// In a tournament, how many rounds of blinds and antes his stack would last, rounded to the
    /// hundredth.
    #[serde(default)]
    pub m_ratio: Option<Number>,
    /// His position in the last hand; `null` when he was not dealt in.
    pub position: Option<String>,
    /// Whether it is the player whose client shows the table.
    pub is_hero: bool,
    /// Whether he was not dealt in.
    pub sitting_out: bool,
    /// In a `state_snapshot`: what is noted about him, where there is something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
}

/// A table that is closed, as it was last seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableClosed {
    /// The table.
    #[serde(flatten)]
    pub table: TableJson,
    /// Why.
    pub reason: CloseReason,
}

/// Why a table is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// Nobody heard of it for a while.
    Idle,
    /// The hero sits at another table of the same key, which is opened.
    Moved,
    /// The hero's tournament is over.
    Finished,
}

/// Somebody is new in a seat, or no longer in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlayerMoved {
    /// The table.
    pub table_key: String,
    /// As of this entry of the log.
    pub seq: u64,
    /// His seat.
    pub seat: u8,
    /// His name.
    pub name: String,
    /// His chips after the last hand that lists him.
    pub stack: Number,
}

impl TableJson {
    /// The table, as of this entry of the log.
    #[must_use]
    pub fn new(state: &TableState, seq: u64) -> Self {
        Self {
            table_key: state.key.to_string(),
            seq,
            kind: labels::kind(state.kind).to_owned(),
            name: state.name.to_string(),
            tournament_id: state.tournament_id.as_ref().map(ToString::to_string),
            table_number: state.table_number,
            max_seats: state.max_seats,
            stakes: state.stakes.text.to_string(),
            currency: labels::currency(state.currency).to_owned(),
            level: state.level,
            button_seat: state.button_seat.map(|seat| seat.0),
            hero: state.hero.as_ref().map(ToString::to_string),
            seats: state.seats.iter().map(|seat| SeatJson::new(seat, state)).collect(),
            window_titles: state.window_titles(),
            last_hand_id: state.last_hand_id.to_string(),
            stats: None,
        }
    }

    /// Its key without the hero that may stand behind it.
    #[must_use]
    pub fn plain_key(&self) -> &str {
        // The name may hold any character, so that the end of the key is counted, not searched.
        let length = match &self.tournament_id {
            Some(id) => "tournament:".len() + id.len(),
            None => "table:".len() + self.name.len(),
        };
        self.table_key.get(..length).unwrap_or(&self.table_key)
    }

    /// Whether the room is that of the table, or of its hero's viewpoint.
    #[must_use]
    pub fn is_of(&self, room: &Room) -> bool {
        room.is_of(self.plain_key(), self.hero.as_deref())
    }
}

impl SeatJson {
    fn new(seat: &Seat, state: &TableState) -> Self {
        let big_blind = state.stakes.big_blind;
        let in_bb = |stack: Amount| big_blind.and_then(|big_blind| in_big_blinds(stack, big_blind));
        let orbit = state.orbit().filter(|_| state.tournament_id.is_some());
        Self {
            seat: seat.no.0,
            name: seat.name.to_string(),
            stack: Number(seat.stack),
            stack_bb: in_bb(seat.stack),
            eff_stack_bb: state.effective_stack(seat).and_then(in_bb),
            m_ratio: orbit.and_then(|orbit| in_big_blinds(seat.stack, orbit)),
            position: seat.position.map(|position| position.name().to_owned()),
            is_hero: seat.is_hero,
            sitting_out: seat.sitting_out,
            note: None,
        }
    }
}

impl TableClosed {
    /// The table as it was last seen, as of this entry of the log.
    #[must_use]
    pub fn new(state: &TableState, reason: hud::CloseReason, seq: u64) -> Self {
        let reason = match reason {
            hud::CloseReason::Idle => CloseReason::Idle,
            hud::CloseReason::Moved => CloseReason::Moved,
            hud::CloseReason::Finished => CloseReason::Finished,
        };
        Self { table: TableJson::new(state, seq), reason }
    }
}

impl PlayerMoved {
    /// A player and the seat that he took or left, as of this entry of the log.
    #[must_use]
    pub fn new(table: &Viewpoint, seat: &Seat, seq: u64) -> Self {
        Self {
            table_key: table.to_string(),
            seq,
            seat: seat.no.0,
            name: seat.name.to_string(),
            stack: Number(seat.stack),
        }
    }
}

/// A stack in big blinds, or in rounds of them, to the hundredth; half of one is rounded up.
fn in_big_blinds(stack: Amount, big_blind: Amount) -> Option<Number> {
    let [stack, big_blind] = [stack, big_blind].map(|amount| i128::from(amount.hundredths()));
    if big_blind <= 0 {
        return None;
    }
    let hundredths = (200 * stack + big_blind).div_euclid(2 * big_blind);
    i64::try_from(hundredths).ok().map(|hundredths| Number(Amount::from_hundredths(hundredths)))
}

#[cfg(test)]
mod tests {
    use hand_history::Amount;

    use super::in_big_blinds;
    use crate::Number;

    #[test]
    fn stacks_are_in_hundredths_of_a_big_blind_rounded_half_up() {
        for (stack, big_blind, expected) in [
            (200, 2, Some(10_000)),
            (1, 3, Some(33)),
            (2, 3, Some(67)),
            (1, 200, Some(1)),
            (1, 201, Some(0)),
            (0, 2, Some(0)),
            (-1, 200, Some(0)),
            (5, 0, None),
            (i64::MAX, 1, None),
        ] {
            let expected = expected.map(|bb| Number(Amount::from_hundredths(bb)));
            let [stack, big_blind] = [stack, big_blind].map(Amount::from_hundredths);
            assert_eq!(in_big_blinds(stack, big_blind), expected, "{stack:?} / {big_blind:?}");
        }
    }
}
