//! The first line of a hand.
//!
//! `Winamax Poker - <kind> - HandId: #<id> - <game> (<stakes>) - <date>`

use chrono::{DateTime, Utc};
use nom::{
    IResult, Parser,
    branch::alt,
    character::complete::char,
    combinator::{map, opt, value},
    sequence::preceded,
};

use super::{
    cursor::Cursor,
    number::{amount, date},
    word::word,
};
use crate::{Amount, BuyIn, BuyInKind, Limit, Reason, Variant};

/// What the header line says.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) kind: HeaderKind<'a>,
    pub(super) id: &'a str,
    pub(super) variant: Variant,
    pub(super) limit: Limit,
    pub(super) stakes: PrintedStakes<'a>,
    pub(super) played_at: DateTime<Utc>,
}

/// The amounts in the brackets behind the game.
#[derive(Debug)]
pub(super) struct PrintedStakes<'a> {
    /// As printed.
    pub(super) text: &'a str,
    pub(super) ante: Option<Amount>,
    /// The blinds; in fixed limit the bets of the streets.
    pub(super) small: Amount,
    pub(super) big: Amount,
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
    let mut cursor = Cursor::new(line);
    let kind = expect(kind, &mut cursor, "`Winamax Poker - ` and the kind of game")?;
    let id = expect(id, &mut cursor, "` - HandId: #` and an id")?;
    let at_game = cursor;
    let (variant, limit) = if cursor.has("Holdem no limit") && cursor.left().starts_with(b" (") {
        (Variant::Holdem, Limit::NoLimit)
    } else {
        cursor = at_game;
        let text = expect(|c| c.before(b" ("), &mut cursor, "the game and its stakes")?;
        game(text).ok_or_else(|| (at_game.rest(), Reason::Game(text.to_owned())))?
    };
    let at_stakes = cursor;
    let stakes_text = expect(in_brackets, &mut cursor, "the stakes in brackets")?;
    let Some(stakes) = stakes(stakes_text) else {
        let expected = "two or three amounts as stakes, such as `(0.01€/0.02€)`";
        return Err((at_stakes.rest(), Reason::Header(expected)));
    };
    expect(|c| c.word(" - "), &mut cursor, "` - ` and the date")?;
    let at_date = cursor.rest();
    let date = expect(date, &mut cursor, "a date such as `2015/03/09 22:20:44 UTC`")?;
    let Some(played_at) = date else {
        return Err((at_date, Reason::Date(at_date.to_owned())));
    };
    if !cursor.rest().is_empty() {
        return Err((cursor.rest(), Reason::Header("the end of the line")));
    }
    Ok(Header { kind, id, variant, limit, stakes, played_at })
}

/// Reads a part, or says what was expected where it begins.
#[inline]
fn expect<'a, T>(
    read: impl FnOnce(&mut Cursor<'a>) -> Option<T>,
    cursor: &mut Cursor<'a>,
    expected: &'static str,
) -> Result<T, Failure<'a>> {
    let start = *cursor;
    read(cursor).ok_or((start.rest(), Reason::Header(expected)))
}

fn kind<'a>(line: &mut Cursor<'a>) -> Option<HeaderKind<'a>> {
    line.word("Winamax Poker - ")?;
    match line.left().first()? {
        b'T' => tournament(line),
        b'C' => line.word("CashGame").map(|()| HeaderKind::Cash),
        _ => {
            let pool = line.before(b" \"")?;
            // The name of a pool, which the table line repeats.
            line.word(" \"")?;
            line.before(b"\"")?;
            line.word("\"")?;
            Some(HeaderKind::Pool(pool))
        }
    }
}

/// `Tournament "<name>" buyIn: <buy-in> level: <level>`
fn tournament<'a>(line: &mut Cursor<'a>) -> Option<HeaderKind<'a>> {
    line.word("Tournament \"")?;
    let name = line.before(b"\" buyIn: ")?;
    line.word("\" buyIn: ")?;
    let (rest, buy_in) = buy_in(line.rest()).ok()?;
    *line = Cursor::new(rest);
    line.word(" level: ")?;
    let level = line.before(b" - ")?;
    let level = level.parse().ok().filter(|level| *level <= 999);
    Some(HeaderKind::Tournament { name, buy_in, level })
}

/// What a seat costs. It was written in a dozen ways since 2010; the separators are `+`
/// and, in 2012, `-`.
pub(super) fn buy_in(input: &str) -> IResult<&str, BuyIn> {
    let unpriced = |kind| BuyIn { kind, prize: None, bounty: None, fee: None };
    match input.as_bytes().first() {
        Some(b'F') => value(unpriced(BuyInKind::Free), word("Free")).parse(input),
        Some(b'G') => value(unpriced(BuyInKind::Free), word("Gratuit")).parse(input),
        Some(b'T') => {
            let ticket = alt((word("Ticket only"), word("Ticket")));
            value(unpriced(BuyInKind::Ticket), ticket).parse(input)
        }
        _ => {
            let next = || opt(preceded(alt((word(" + "), word("-"))), price));
            map((price, next(), next()), priced).parse(input)
        }
    }
}

/// A price, with the currency sign on either side.
fn price(input: &str) -> IResult<&str, Amount> {
    preceded(opt(char('€')), amount).parse(input)
}

/// The meaning of the parts of a price.
fn priced((prize, second, third): (Amount, Option<Amount>, Option<Amount>)) -> BuyIn {
    let (bounty, fee) = if third.is_some() { (second, third) } else { (None, second) };
    let parts = [Some(prize), bounty, fee];
    let free = !parts.iter().flatten().any(|part| part.is_positive());
    let kind = if free { BuyInKind::Free } else { BuyInKind::Paid };
    BuyIn { kind, prize: Some(prize), bounty, fee }
}

fn id<'a>(line: &mut Cursor<'a>) -> Option<&'a str> {
    line.word(" - HandId: #")?;
    let id = line.before(b" - ")?;
    line.word(" - ")?;
    let part_of_id = |byte: u8| byte.is_ascii_digit() | (byte == b'-');
    let is_id = id.bytes().fold(!id.is_empty(), |all, byte| all & part_of_id(byte));
    is_id.then_some(id)
}

/// What stands in the brackets behind the game.
fn in_brackets<'a>(line: &mut Cursor<'a>) -> Option<&'a str> {
    line.word(" (")?;
    let text = line.before(b")")?;
    line.word(")")?;
    Some(text)
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
        "5 Card Omaha Hi/Lo" | "Omaha5 Hi/Lo" => Variant::Omaha5HiLo,
        "7-Card Stud" | "7stud" => Variant::Stud,
        "7-Card Stud Hi/Lo" | "7stud8" => Variant::StudHiLo,
        "Razz" => Variant::Razz,
        "2-7 Triple Draw" | "Lowball27" => Variant::TripleDraw27,
        _ => return None,
    };
    Some((variant, limit))
}

/// The game as schedules of tournaments spell it: `holdem-no-limit`.
pub(super) fn game_of_slug(slug: &str) -> Option<(Variant, Limit)> {
    let (limit, name) = None
        .or_else(|| Some((Limit::NoLimit, slug.strip_suffix("-no-limit")?)))
        .or_else(|| Some((Limit::PotLimit, slug.strip_suffix("-pot-limit")?)))
        .or_else(|| Some((Limit::FixedLimit, slug.strip_suffix("-fixed-limit")?)))?;
    let variant = match name {
        "holdem" => Variant::Holdem,
        "omaha" => Variant::Omaha,
        "omaha5" => Variant::Omaha5,
        "omaha8" => Variant::OmahaHiLo,
        _ => return None,
    };
    Some((variant, limit))
}

/// `0.01€/0.02€`, or with an ante in front `25/50/100`.
fn stakes(text: &str) -> Option<PrintedStakes<'_>> {
    let mut amounts = Cursor::new(text);
    let first = amounts.amount()?;
    amounts.word("/")?;
    let second = amounts.amount()?;
    let (ante, small, big) = match amounts.has("/") {
        false => (None, first, second),
        true => (Some(first), second, amounts.amount()?),
    };
    amounts.rest().is_empty().then_some(PrintedStakes { text, ante, small, big })
}
