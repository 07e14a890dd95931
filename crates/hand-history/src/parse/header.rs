//! The first line of a hand.
//!
//! `Winamax Poker - <kind> - HandId: #<id> - <game> (<stakes>) - <date>`

use chrono::{DateTime, Utc};
use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_until, take_while1},
    character::complete::char,
    combinator::{map, map_opt, opt, value},
    multi::separated_list1,
    sequence::{delimited, preceded, terminated},
};
use smol_str::SmolStr;

use super::number::{amount, date};
use crate::{Amount, BuyIn, BuyInKind, HandId, Limit, Reason, Variant};

/// What the header line says.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) kind: HeaderKind<'a>,
    pub(super) id: HandId,
    pub(super) variant: Variant,
    pub(super) limit: Limit,
    /// Two or three amounts, and their text without currency signs.
    pub(super) stakes: Vec<Amount>,
    pub(super) stakes_text: SmolStr,
    pub(super) played_at: DateTime<Utc>,
}

/// What stands before the id.
#[derive(Clone, Debug)]
pub(super) enum HeaderKind<'a> {
    Cash,
    /// The product word of a fast-fold pool.
    Pool(&'a str),
    Tournament {
        name: &'a str,
        buy_in: BuyIn,
        level: Option<u16>,
    },
}

/// A part that could not be read: what is left of the line there, and what is wrong.
type Failure<'a> = (&'a str, Reason);

/// Reads the header line.
///
/// # Errors
/// The rest of the line where it stops being a header, and what was expected there.
pub(super) fn header(line: &str) -> Result<Header<'_>, Failure<'_>> {
    let (rest, kind) = expect(kind, line, "`Winamax Poker - ` and the kind of game")?;
    let (rest, id) = expect(id, rest, "` - HandId: #` and an id")?;
    let (after, game_text) = expect(take_until(" ("), rest, "the game and its stakes")?;
    let Some((variant, limit)) = game(game_text) else {
        return Err((rest, Reason::Game(game_text.to_owned())));
    };
    let (rest, stakes_text) = expect(stakes_text, after, "the stakes in brackets")?;
    let Ok(("", stakes)) = separated_list1(char('/'), amount).parse(stakes_text) else {
        return Err((after, Reason::Header("stakes such as `(0.01€/0.02€)`")));
    };
    let (before_date, _) = expect(tag(" - "), rest, "` - ` and the date")?;
    let (rest, played_at) = expect(date, before_date, "a date such as `2015/03/09 22:20:44 UTC`")?;
    let Some(played_at) = played_at else {
        return Err((before_date, Reason::Date(before_date.to_owned())));
    };
    if !rest.is_empty() {
        return Err((rest, Reason::Header("the end of the line")));
    }
    let stakes_text = stakes_text.replace('€', "").into();
    Ok(Header { kind, id, variant, limit, stakes, stakes_text, played_at })
}

/// Runs a parser, and says what was expected where it fails.
fn expect<'a, O>(
    mut parser: impl Parser<&'a str, Output = O, Error = nom::error::Error<&'a str>>,
    input: &'a str,
    expected: &'static str,
) -> Result<(&'a str, O), Failure<'a>> {
    parser.parse(input).map_err(|_| (input, Reason::Header(expected)))
}

fn kind(input: &str) -> IResult<&str, HeaderKind<'_>> {
    let (input, _) = tag("Winamax Poker - ")(input)?;
    match input.as_bytes().first() {
        Some(b'T') => tournament(input),
        Some(b'C') => value(HeaderKind::Cash, tag("CashGame")).parse(input),
        _ => map((take_until(" \""), quoted), |(word, _)| HeaderKind::Pool(word)).parse(input),
    }
}

/// The name of a pool, which the table line repeats.
fn quoted(input: &str) -> IResult<&str, &str> {
    delimited(tag(" \""), take_until("\""), char('"')).parse(input)
}

/// `Tournament "<name>" buyIn: <buy-in> level: <level>`
fn tournament(input: &str) -> IResult<&str, HeaderKind<'_>> {
    let (input, name) =
        delimited(tag("Tournament \""), take_until("\" buyIn: "), tag("\" buyIn: "))
            .parse(input)?;
    let (input, buy_in) = terminated(buy_in, tag(" level: ")).parse(input)?;
    let (input, level) = take_until(" - ")(input)?;
    let level = level.parse().ok().filter(|level| *level <= 999);
    Ok((input, HeaderKind::Tournament { name, buy_in, level }))
}

/// What a seat costs. It was written in a dozen ways since 2010; the separators are `+`
/// and, in 2012, `-`.
fn buy_in(input: &str) -> IResult<&str, BuyIn> {
    let unpriced = |kind| BuyIn { kind, prize: None, bounty: None, fee: None };
    match input.as_bytes().first() {
        Some(b'F') => value(unpriced(BuyInKind::Free), tag("Free")).parse(input),
        Some(b'G') => value(unpriced(BuyInKind::Free), tag("Gratuit")).parse(input),
        Some(b'T') => {
            let ticket = alt((tag("Ticket only"), tag("Ticket")));
            value(unpriced(BuyInKind::Ticket), ticket).parse(input)
        }
        _ => map_opt(separated_list1(alt((tag(" + "), tag("-"))), price), |parts| priced(&parts))
            .parse(input),
    }
}

/// A price, with the currency sign on either side.
fn price(input: &str) -> IResult<&str, Amount> {
    preceded(opt(char('€')), amount).parse(input)
}

/// The meaning of the parts of a price.
fn priced(parts: &[Amount]) -> Option<BuyIn> {
    let free = !parts.iter().any(|part| part.is_positive());
    let kind = if free { BuyInKind::Free } else { BuyInKind::Paid };
    let (prize, bounty, fee) = match *parts {
        [prize] => (prize, None, None),
        [prize, fee] => (prize, None, Some(fee)),
        [prize, bounty, fee] => (prize, Some(bounty), Some(fee)),
        _ => return None,
    };
    Some(BuyIn { kind, prize: Some(prize), bounty, fee })
}

fn id(input: &str) -> IResult<&str, HandId> {
    let digits = take_while1(|c: char| c.is_ascii_digit() || c == '-');
    map(delimited(tag(" - HandId: #"), digits, tag(" - ")), |id: &str| HandId(id.into()))
        .parse(input)
}

/// The game as either layout of the client spells it.
fn game(text: &str) -> Option<(Variant, Limit)> {
    let (limit, name) = None
        .or_else(|| Some((Limit::NoLimit, text.strip_suffix(" no limit")?)))
        .or_else(|| Some((Limit::PotLimit, text.strip_suffix(" pot limit")?)))
        .or_else(|| Some((Limit::FixedLimit, text.strip_suffix(" fixed limit")?)))?;
    let variant = match name {
        "Holdem" => Variant::Holdem,
        "Omaha" => Variant::Omaha,
        "5 Card Omaha" | "Omaha5" => Variant::Omaha5,
        "Omaha Hi/Lo" | "Omaha8" => Variant::OmahaHiLo,
        "5 Card Omaha Hi/Lo" => Variant::Omaha5HiLo,
        _ => return None,
    };
    Some((variant, limit))
}

/// What stands in the brackets behind the game.
fn stakes_text(input: &str) -> IResult<&str, &str> {
    delimited(tag(" ("), take_until(")"), char(')')).parse(input)
}
