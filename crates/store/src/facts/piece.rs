//! Facts of one player as bytes.

use chrono::DateTime;
use hand_history::Amount;
use hud::{Ending, Fact, Line};

use super::{
    codes::{POSITIONS, STACK_BANDS, code, word},
    varint::{put, put_signed, take, take_signed},
};

/// What a piece has room for, in bytes: with its row, a page of 4 KiB.
const ROOM: usize = 3900;

/// What stands before the facts: the entry and the time of the last one.
const HEAD: usize = 16;

/// Up to so many pieces of a player.
const PIECE_BITS: u32 = 24;

/// So many full pieces are added to the counters at once: the counters of somebody who plays
/// much are many, and are read and written each time. It is a power of two.
const SUMMED_AT_ONCE: i64 = 8;

/// The row of a player's first piece; the others follow it.
pub(crate) const fn first_piece(player: i64) -> i64 {
    player << PIECE_BITS
}

/// The row of the last piece that a player could have.
pub(crate) const fn last_piece(player: i64) -> i64 {
    first_piece(player) | ((1 << PIECE_BITS) - 1)
}

/// The first row that is in no counter yet, when this is the row of the last piece.
pub(crate) const fn first_unsummed(last: i64) -> i64 {
    last & !(SUMMED_AT_ONCE - 1)
}

/// A fact with the number that stands for its setting.
pub(crate) type Row = Fact<i64>;

/// Facts that follow one another, as bytes.
///
/// The head is the entry and the time of the last fact, eight bytes each. A fact begins with a
/// byte of flags and one of the position and the number of players; then come the distances of
/// its entry and time from those before, and, unless they are those before, the numbers of
/// setting and table. An adjustment ends with its amount. Of a hand follow the stats that there
/// was a chance for; whether there was rake, and one bit for each of these chances that was
/// taken; what was done after the flop; and the amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    bytes: Vec<u8>,
    last: Before,
}

/// What a fact is written in relation to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Before {
    entry: u64,
    /// In seconds since 1970.
    played_at: i64,
    /// Setting and table; none before the first fact.
    place: Option<(i64, u64)>,
}

const ADJUSTMENT: u8 = 1;
const SHOWDOWN: u8 = 1 << 1;
const WON: u8 = 1 << 2;
const POSTFLOP: u8 = 1 << 3;
const SAME_PLACE: u8 = 1 << 4;
/// The stack band takes the three bits from here on.
const BAND: u8 = 5;

impl Piece {
    /// An empty one.
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; HEAD], last: Before::default() }
    }

    /// One that was written. The setting and the table of its last fact are not known without
    /// reading it, so that the next one names its own.
    pub(crate) fn of(bytes: Vec<u8>) -> Option<Self> {
        let (head, _) = bytes.split_at_checked(HEAD)?;
        let (entry, time) = head.split_at_checked(8)?;
        let last = Before {
            entry: u64::from_le_bytes(entry.try_into().ok()?),
            played_at: i64::from_le_bytes(time.try_into().ok()?),
            place: None,
        };
        Some(Self { bytes, last })
    }

    /// The bytes for the database.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds a fact; false, and nothing is added, if there is no room for it.
    pub(crate) fn push(&mut self, row: &Row) -> bool {
        let end = self.bytes.len();
        self.write(row);
        if ROOM < self.bytes.len() && HEAD < end {
            self.bytes.truncate(end);
            return false;
        }
        let played_at = row.played_at.timestamp();
        self.last = Before { entry: row.entry, played_at, place: Some((row.setting, row.table)) };
        let head = [row.entry.to_le_bytes(), played_at.to_le_bytes()];
        self.bytes.iter_mut().zip(head.as_flattened()).for_each(|(byte, new)| *byte = *new);
        true
    }

    fn write(&mut self, row: &Row) {
        let bytes = &mut self.bytes;
        let is_same_place = self.last.place == Some((row.setting, row.table));
        let is_hand = row.is_hand();
        let has_postflop = row.line.aggressions | row.line.calls | row.line.folds != 0;
        let flag = |flag: u8, is_set: bool| if is_set { flag } else { 0 };
        bytes.push(
            flag(ADJUSTMENT, !is_hand)
                | flag(SHOWDOWN, row.ending.showdown)
                | flag(WON, row.ending.won)
                | flag(POSTFLOP, has_postflop)
                | flag(SAME_PLACE, is_same_place)
                | code(&STACK_BANDS, &row.stack_band) << BAND,
        );
        bytes.push(code(&POSITIONS, &row.position) << 4 | row.players_dealt.min(15));
        put_signed(bytes, row.entry.wrapping_sub(self.last.entry).cast_signed());
        put_signed(bytes, row.played_at.timestamp().wrapping_sub(self.last.played_at));
        if !is_same_place {
            put(bytes, row.setting.cast_unsigned());
            put(bytes, row.table);
        }
        if !is_hand {
            put_signed(bytes, row.adjustment.hundredths());
            return;
        }
        let has_rake = row.rake_paid != Amount::ZERO || row.rake_dealt != Amount::ZERO;
        // Every hand counts as one, which is the first stat.
        put(bytes, row.line.opp >> 1);
        put(bytes, gathered(row.line.num, row.line.opp) << 1 | u64::from(has_rake));
        if has_postflop {
            put(bytes, row.line.aggressions.into());
            put(bytes, u64::from(row.line.calls) << 1 | u64::from(row.line.folds));
        }
        put_signed(bytes, row.net.hundredths());
        if has_rake {
            put_signed(bytes, row.rake_paid.hundredths());
            put_signed(bytes, row.rake_dealt.hundredths());
        }
    }

    /// Gives the facts in their order; false if the bytes are not what was written.
    pub(crate) fn each(bytes: &[u8], mut give: impl FnMut(Row)) -> bool {
        let Some((_, mut bytes)) = bytes.split_at_checked(HEAD) else { return false };
        let mut last = Before::default();
        while !bytes.is_empty() {
            let Some(row) = read(&mut bytes, &mut last) else { return false };
            give(row);
        }
        true
    }
}

/// Reads a fact, and moves on behind it.
fn read(bytes: &mut &[u8], last: &mut Before) -> Option<Row> {
    let ([flags, seats], rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    let has = |flag: u8| flags & flag != 0;
    last.entry = last.entry.wrapping_add(take_signed(bytes)?.cast_unsigned());
    last.played_at = last.played_at.wrapping_add(take_signed(bytes)?);
    if !has(SAME_PLACE) {
        last.place = Some((take(bytes)?.cast_signed(), take(bytes)?));
    }
    let (setting, table) = last.place?;
    let mut row = Row {
        entry: last.entry,
        played_at: DateTime::from_timestamp(last.played_at, 0)?,
        setting,
        table,
        position: word(&POSITIONS, seats >> 4)?,
        players_dealt: seats & 15,
        stack_band: word(&STACK_BANDS, flags >> BAND)?,
        line: Line::default(),
        net: Amount::ZERO,
        rake_paid: Amount::ZERO,
        rake_dealt: Amount::ZERO,
        ending: Ending { showdown: has(SHOWDOWN), won: has(WON) },
        adjustment: Amount::ZERO,
    };
    if has(ADJUSTMENT) {
        row.adjustment = Amount::from_hundredths(take_signed(bytes)?);
        return Some(row);
    }
    row.line.opp = take(bytes)? << 1 | 1;
    let taken = take(bytes)?;
    row.line.num = scattered(taken >> 1, row.line.opp);
    if has(POSTFLOP) {
        row.line.aggressions = u8::try_from(take(bytes)?).ok()?;
        let rest = take(bytes)?;
        row.line.calls = u8::try_from(rest >> 1).ok()?;
        row.line.folds = u8::from(rest & 1 != 0);
    }
    row.net = Amount::from_hundredths(take_signed(bytes)?);
    if taken & 1 != 0 {
        row.rake_paid = Amount::from_hundredths(take_signed(bytes)?);
        row.rake_dealt = Amount::from_hundredths(take_signed(bytes)?);
    }
    Some(row)
}

/// The bits of a set that are members of another one, side by side.
fn gathered(set: u64, of: u64) -> u64 {
    let (mut left, mut gathered, mut place) = (of, 0, 0);
    while left != 0 {
        let bit = left & left.wrapping_neg();
        gathered |= u64::from(set & bit != 0) << place;
        left &= left - 1;
        place += 1;
    }
    gathered
}

/// The set whose members of another one are these bits side by side.
fn scattered(gathered: u64, of: u64) -> u64 {
    let (mut left, mut set, mut gathered) = (of, 0, gathered);
    while left != 0 {
        let bit = left & left.wrapping_neg();
        set |= bit * (gathered & 1);
        gathered >>= 1;
        left &= left - 1;
    }
    set
}

#[cfg(test)]
mod tests;
