//! From when to when, as calendars say it, in UTC.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Timelike as _, Utc};
use hud::{Month, Scope};

use super::{bad, plus};

/// What a question says about time.
#[derive(Debug, Default)]
pub(super) struct Span {
    months: Vec<Month>,
    from: Option<DateTime<Utc>>,
    before: Option<DateTime<Utc>>,
}

/// Where there is no beginning, and no end: no log reaches as far as either.
const FIRST: Month = Month { year: 0, month: 1 };
const LAST: Month = Month { year: 9999, month: 12 };

impl Span {
    pub(super) fn add_month(&mut self, value: &str) -> Result<(), String> {
        let first = day(&format!("{value}-01"));
        let first = first.ok_or_else(|| bad("month", "a month like 2026-10", value))?;
        self.months.push(Month::of(start(first)));
        Ok(())
    }

    pub(super) fn set_from(&mut self, value: &str) -> Result<(), String> {
        let from = day(value).map(start).or_else(|| time(value));
        self.from = Some(from.ok_or_else(|| bad("from", DAY_OR_TIME, value))?);
        Ok(())
    }

    /// The last day, or the last second: it belongs to the span. Hands are played at whole
    /// seconds.
    pub(super) fn set_to(&mut self, value: &str) -> Result<(), String> {
        let next_day = |day: NaiveDate| day.checked_add_days(Days::new(1)).map(start);
        let next_second =
            |time: DateTime<Utc>| time.with_nanosecond(0)?.checked_add_signed(ONE_SECOND);
        let before = match day(value) {
            Some(day) => next_day(day),
            None => time(value).and_then(next_second),
        };
        self.before = Some(before.ok_or_else(|| bad("to", DAY_OR_TIME, value))?);
        Ok(())
    }

    /// Sets what was read. Whole months are asked for as such: they are counted already.
    pub(super) fn set(self, scope: &mut Scope) -> Result<(), String> {
        let Self { mut months, from, before } = self;
        if let (Some(from), Some(before)) = (from, before)
            && before <= from
        {
            let to = before - ONE_SECOND;
            return Err(format!("from {from:?} is later than to {to:?}: no time is between them"));
        }
        months.sort_unstable();
        months.dedup();
        match (months.first(), months.last()) {
            (Some(first), Some(last)) => {
                if number(*last) - number(*first) + 1 != i64::try_from(months.len()).unwrap_or(0) {
                    return Err("month: expected months that follow each other, or one at a time"
                        .to_owned());
                }
                scope.months = Some(*first..=*last);
                (scope.from, scope.before) = (from, before);
            }
            (None, _) | (_, None) => {
                let is_whole = |time: &Option<DateTime<Utc>>| time.is_none_or(begins_a_month);
                if is_whole(&from) && is_whole(&before) && from.or(before).is_some() {
                    let last = before.map(|before| Month::of(before - ONE_SECOND));
                    scope.months = Some(from.map_or(FIRST, Month::of)..=last.unwrap_or(LAST));
                } else {
                    (scope.from, scope.before) = (from, before);
                }
            }
        }
        Ok(())
    }
}

const DAY_OR_TIME: &str = "a day like 2026-10-31, or a time like 2026-10-31T20:00:00Z";

const ONE_SECOND: TimeDelta = TimeDelta::seconds(1);

/// A day that is written out in full.
fn day(text: &str) -> Option<NaiveDate> {
    let day: NaiveDate = text.parse().ok()?;
    // A sign or a missing zero would be read as well.
    (day.to_string() == text && (0..=LAST.year).contains(&day.year())).then_some(day)
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    let read = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    read(text).or_else(|| read(&plus(text))).map(|time| time.to_utc())
}

fn start(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

fn begins_a_month(time: DateTime<Utc>) -> bool {
    time.day() == 1 && time.time() == NaiveTime::MIN
}

/// The how manieth month it is.
fn number(month: Month) -> i64 {
    i64::from(month.year) * 12 + i64::from(month.month)
}
