//! Numbers, amounts, dates and cards: the words that all lines share.

use cards::{Card, Cards};
use chrono::{DateTime, NaiveDate, Utc};
use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take, take_while_m_n, take_while1},
    character::complete::char,
    combinator::{map_opt, map_res, opt, value},
    sequence::{delimited, preceded},
};

use crate::Amount;

/// A run of digits, as a number that fits.
pub(super) fn number<T: std::str::FromStr>(input: &str) -> IResult<&str, T> {
    map_res(take_while1(|c: char| c.is_ascii_digit()), str::parse).parse(input)
}

/// An amount as Winamax prints it: `120`, `1.50€`, and in a buy-in `1,80€`.
///
/// Decimals follow a point (or a comma) and are two at most; nothing separates thousands.
pub(super) fn amount(input: &str) -> IResult<&str, Amount> {
    let (input, units) = number::<i64>(input)?;
    let (input, hundredths) = opt(preceded(alt((char('.'), char(','))), decimals)).parse(input)?;
    let (input, _) = opt(char('€')).parse(input)?;
    let total = units.checked_mul(100).and_then(|h| h.checked_add(hundredths.unwrap_or(0)));
    match total {
        Some(total) => Ok((input, Amount::from_hundredths(total))),
        None => Err(no_match(input)),
    }
}

/// One or two decimals, in hundredths.
fn decimals(input: &str) -> IResult<&str, i64> {
    let digits = take_while_m_n(1, 2, |c: char| c.is_ascii_digit());
    map_opt(digits, |digits: &str| {
        let number: i64 = digits.parse().ok()?;
        Some(if digits.len() == 1 { number * 10 } else { number })
    })
    .parse(input)
}

/// `2015/03/09 22:20:44 UTC`. The inner `None` is a date that does not exist.
pub(super) fn date(input: &str) -> IResult<&str, Option<DateTime<Utc>>> {
    let (input, (year, _, month, _, day)) =
        (number, char('/'), number, char('/'), number).parse(input)?;
    let (input, (_, hour, _, minute, _, second)) =
        (char(' '), number, char(':'), number, char(':'), number).parse(input)?;
    let (input, _) = tag(" UTC")(input)?;
    let date = NaiveDate::from_ymd_opt(year, month, day)
        .and_then(|date| date.and_hms_opt(hour, minute, second));
    Ok((input, date.map(|date| date.and_utc())))
}

/// One card, `Ah`.
fn card(input: &str) -> IResult<&str, Card> {
    map_opt(take(2_usize), |two: &str| match two.as_bytes() {
        [rank, suit] => Card::parse(*rank, *suit),
        _ => None,
    })
    .parse(input)
}

/// Cards in brackets: `[Jc 7d 5d]`.
pub(super) fn cards(input: &str) -> IResult<&str, Cards> {
    delimited(char('['), card_list, char(']')).parse(input)
}

/// Cards with a space between them.
fn card_list(input: &str) -> IResult<&str, Cards> {
    let mut list = Cards::EMPTY;
    let mut rest = input;
    loop {
        let (after, card) = card(rest)?;
        if list.push(card).is_err() {
            return Err(no_match(rest));
        }
        match after.strip_prefix(' ') {
            Some(next) => rest = next,
            None => return Ok((after, list)),
        }
    }
}

/// Whether the line says that the action took the last chip.
pub(super) fn all_in(input: &str) -> IResult<&str, bool> {
    let (input, found) = opt(value(true, tag(" and is all-in"))).parse(input)?;
    Ok((input, found.unwrap_or(false)))
}

/// The failure of a parser that does not match here.
pub(super) fn no_match(input: &str) -> nom::Err<nom::error::Error<&str>> {
    nom::Err::Error(nom::error::make_error(input, nom::error::ErrorKind::Verify))
}
