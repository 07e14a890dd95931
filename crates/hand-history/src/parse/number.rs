//! Numbers, amounts and dates: the words that all lines share.

use chrono::{DateTime, NaiveDate, Utc};
use nom::{IResult, Parser, character::complete::char};

use super::word::word;
use crate::Amount;

/// A run of digits, as a number that fits.
pub(super) fn number<T: TryFrom<u64>>(input: &str) -> IResult<&str, T> {
    let (length, number) = digits(input.as_bytes());
    match (T::try_from(number), input.get(length..)) {
        (Ok(number), Some(rest)) if matches!(length, 1..=MAX_DIGITS) => Ok((rest, number)),
        _ => Err(no_match(input)),
    }
}

/// The most digits of a number: so many always fit into 64 bits.
const MAX_DIGITS: usize = 19;

/// How many digits a text begins with, and the number that they are if they are not too many.
#[inline]
fn digits(text: &[u8]) -> (usize, u64) {
    let mut number = 0_u64;
    let mut length = 0;
    while let Some(byte @ b'0'..=b'9') = text.get(length) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        length += 1;
    }
    (length, number)
}

/// An amount as Winamax prints it: `120`, `1.50€`, and in a buy-in `1,80€`.
///
/// Decimals follow a point (or a comma) and are two at most; nothing separates thousands.
pub(super) fn amount(input: &str) -> IResult<&str, Amount> {
    let text = input.as_bytes();
    let (mut length, units) = digits(text);
    if !matches!(length, 1..=MAX_DIGITS) || MAX_UNITS < units {
        return Err(no_match(input));
    }
    let hundredths = match text.get(length..) {
        Some(&[b'.' | b',', tenths @ b'0'..=b'9', ones @ b'0'..=b'9', ..]) => {
            length += 3;
            (tenths - b'0') * 10 + (ones - b'0')
        }
        Some(&[b'.' | b',', tenths @ b'0'..=b'9', ..]) => {
            length += 2;
            (tenths - b'0') * 10
        }
        _ => 0,
    };
    if text.get(length..).is_some_and(|rest| rest.starts_with("€".as_bytes())) {
        length += "€".len();
    }
    match (i64::try_from(units * 100 + u64::from(hundredths)), input.get(length..)) {
        (Ok(hundredths), Some(rest)) => Ok((rest, Amount::from_hundredths(hundredths))),
        _ => Err(no_match(input)),
    }
}

/// The largest amount. The largest that Winamax prints has eight digits; what has twelve is
/// no amount, so that no sum of them comes near the bounds of a number.
const MAX_UNITS: u64 = 100_000_000_000;

/// `2015/03/09 22:20:44 UTC`. The inner `None` is a date that does not exist.
pub(super) fn date(input: &str) -> IResult<&str, Option<DateTime<Utc>>> {
    let (input, (year, _, month, _, day)) =
        (number, char('/'), number, char('/'), number).parse(input)?;
    let (input, (_, hour, _, minute, _, second)) =
        (char(' '), number, char(':'), number, char(':'), number).parse(input)?;
    let (input, _) = word(" UTC").parse(input)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)
        .and_then(|date| date.and_hms_opt(hour, minute, second));
    Ok((input, date.map(|date| date.and_utc())))
}

/// The failure of a parser that does not match here.
pub(super) fn no_match(input: &str) -> nom::Err<nom::error::Error<&str>> {
    nom::Err::Error(nom::error::make_error(input, nom::error::ErrorKind::Verify))
}
