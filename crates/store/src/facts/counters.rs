//! Sums of a player's facts in one month, as bytes.

use std::collections::BTreeMap;

use hand_history::Amount;
use hud::{Dimensions, Millionths, Month, PlayersDealt, Scope, Setting, Stat, Tally, Totals};

use super::{
    codes::{PLAYERS_DEALT, POSITIONS, code, word},
    dictionary::Settings,
    piece::Row,
    varint::{put, put_signed, take, take_signed},
};

/// Up to so many months of a player; those of ten thousand years are fewer.
const MONTH_BITS: u32 = 24;

/// The row of a player's counters of a month.
pub(crate) fn counters_row(player: i64, month: Month) -> i64 {
    (player << MONTH_BITS) | (i64::from(month.year) * 12 + i64::from(month.month) - 1)
}

/// The rows of all months of a player.
pub(crate) const fn counters_of_player(player: i64) -> (i64, i64) {
    (player << MONTH_BITS, (player << MONTH_BITS) | ((1 << MONTH_BITS) - 1))
}

/// The month of a row.
pub(crate) fn month_of(row: i64) -> Month {
    let months = row & ((1 << MONTH_BITS) - 1);
    Month {
        year: i32::try_from(months / 12).unwrap_or_default(),
        month: u8::try_from(months % 12 + 1).unwrap_or_default(),
    }
}

/// What is summed apart within a month: the setting, the position and the number of players,
/// as they are written.
type Place = (i64, u8);

/// The sums of a player in one month, by what is counted apart.
#[derive(Debug, Default)]
pub(crate) struct Counters(BTreeMap<Place, Totals>);

impl Counters {
    /// Adds a fact, of which this is the setting.
    pub(crate) fn add(&mut self, row: Row, setting: &Setting) {
        let players = PlayersDealt::of(row.players_dealt);
        let seats = code(&POSITIONS, &row.position) << 4 | code(&PLAYERS_DEALT, &players);
        self.0.entry((row.setting, seats)).or_default().add(&row.with_setting(setting));
    }

    /// The bytes for the database, together with what was written before: of each sum its place,
    /// its length and the sum, in the order of the places. A sum to which nothing comes is taken
    /// over as it is. `None` if the bytes are not what was written.
    pub(crate) fn added_to(self, mut before: &[u8]) -> Option<Vec<u8>> {
        let (mut bytes, mut sums) =
            (Vec::with_capacity(before.len()), self.0.into_iter().peekable());
        while !before.is_empty() {
            let (place, mut sum) = read_place(&mut before)?;
            while let Some((new, totals)) = sums.next_if(|(new, _)| *new < place) {
                write_place(&mut bytes, new, &totals);
            }
            match sums.next_if(|(new, _)| *new == place) {
                Some((_, mut totals)) => {
                    add(&mut sum, &mut totals)?;
                    write_place(&mut bytes, place, &totals);
                }
                None => write_sum(&mut bytes, place, sum),
            }
        }
        sums.for_each(|(new, totals)| write_place(&mut bytes, new, &totals));
        Some(bytes)
    }
}

/// Adds to `totals` what a scope covers of the counters of a month; false if the bytes are not
/// what was written, or have a setting that nobody knows.
pub(crate) fn add_covered(
    mut bytes: &[u8],
    (month, scope): (Month, &Scope),
    settings: &Settings,
    totals: &mut Totals,
) -> bool {
    while !bytes.is_empty() {
        let Some(((setting, seats), mut sum)) = read_place(&mut bytes) else { return false };
        let words =
            (settings.get(setting), word(&POSITIONS, seats >> 4), word(&PLAYERS_DEALT, seats & 15));
        let (Some(setting), Some(position), Some(players)) = words else { return false };
        let dimensions = Dimensions { setting: setting.clone(), position, players, month };
        if scope.covers(&dimensions) && add(&mut sum, totals).is_none() {
            return false;
        }
    }
    true
}

fn write_place(bytes: &mut Vec<u8>, place: Place, totals: &Totals) {
    let mut sum = Vec::new();
    write(&mut sum, totals);
    write_sum(bytes, place, &sum);
}

fn write_sum(bytes: &mut Vec<u8>, (setting, seats): Place, sum: &[u8]) {
    put(bytes, setting.cast_unsigned());
    bytes.push(seats);
    put(bytes, sum.len() as u64);
    bytes.extend_from_slice(sum);
}

/// Reads where a sum counts, and gives its bytes.
fn read_place<'a>(bytes: &mut &'a [u8]) -> Option<(Place, &'a [u8])> {
    let setting = take(bytes)?.cast_signed();
    let (seats, rest) = bytes.split_first()?;
    *bytes = rest;
    let length = usize::try_from(take(bytes)?).ok()?;
    let (sum, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(((setting, *seats), sum))
}

/// Writes a sum: how many of its tallies are not zero, and of each the distance from the one
/// before, the chances and how many were taken; then the amounts.
fn write(bytes: &mut Vec<u8>, totals: &Totals) {
    let counted = || {
        Stat::all()
            .map(|stat| (stat.index() as u64, totals.tally(stat)))
            .filter(|(_, tally)| *tally != Tally::default())
    };
    put(bytes, counted().count() as u64);
    let mut last = 0;
    for (index, tally) in counted() {
        put(bytes, index - last);
        put(bytes, tally.opp.into());
        put(bytes, tally.num.into());
        last = index;
    }
    put(bytes, totals.hands_bb.into());
    put_signed(bytes, totals.net_bb.0);
    put_signed(bytes, totals.adjustment_bb.0);
    for purse in [&totals.net, &totals.rake_paid, &totals.rake_dealt, &totals.adjustment] {
        for amount in [purse.eur, purse.chips, purse.play] {
            put_signed(bytes, amount.hundredths());
        }
    }
}

/// Adds what [`write`] wrote. A sum that is broken off is added in part.
fn add(bytes: &mut &[u8], totals: &mut Totals) -> Option<()> {
    let mut index = 0;
    for _ in 0..take(bytes)? {
        index += usize::try_from(take(bytes)?).ok()?;
        let opp = u32::try_from(take(bytes)?).ok()?;
        let num = u32::try_from(take(bytes)?).ok()?;
        *totals.tallies.get_mut(index)? += Tally { num, opp };
    }
    totals.hands_bb += u32::try_from(take(bytes)?).ok()?;
    totals.net_bb += Millionths(take_signed(bytes)?);
    totals.adjustment_bb += Millionths(take_signed(bytes)?);
    let Totals { net, rake_paid, rake_dealt, adjustment, .. } = totals;
    for purse in [net, rake_paid, rake_dealt, adjustment] {
        for amount in [&mut purse.eur, &mut purse.chips, &mut purse.play] {
            *amount += Amount::from_hundredths(take_signed(bytes)?);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests;
