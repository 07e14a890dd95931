//! The first line of a hand.
//!
//! `Winamax Poker - <kind> - HandId: #<id> - <game> (<stakes>) - <date>`

use chrono::{DateTime, Utc};
use nom::{
    IResult, Parser,
    branch::alt,
    character::complete::char,
    combinator::{all_consuming, map, opt, value},
    sequence::{delimited, preceded, terminated},
};
use smol_str::SmolStr;

use super::{
    number::{amount, date, no_match},
    word::{before, cut, word},
};
use crate::{Amount, BuyIn, BuyInKind, HandId, Limit, Reason, Variant};

/// What the header line says.
#[derive(Debug)]
pub(super) struct Header<'a> {
    pub(super) kind: HeaderKind<'a>,
    pub(super) id: HandId,
    pub(super) variant: Variant,
    pub(super) limit: Limit,
    pub(super) stakes: PrintedStakes,
    pub(super) played_at: DateTime<Utc>,
}

/// The amounts in the brackets behind the game.
#[derive(Debug)]
pub(super) struct PrintedStakes {
    /// As printed, without currency signs.
    pub(super) text: SmolStr,
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
    let (rest, kind) = expect(kind, line, "`Winamax Poker - ` and the kind of game")?;
    let (rest, id) = expect(id, rest, "` - HandId: #` and an id")?;
    let (after, game_text) = expect(before(" ("), rest, "the game and its stakes")?;
    let Some((variant, limit)) = game(game_text) else {
        return Err((rest, Reason::Game(game_text.to_owned())));
    };
    let brackets = delimited(word(" ("), before(")"), char(')'));
    let (rest, stakes_text) = expect(brackets, after, "the stakes in brackets")?;
    let Ok((_, stakes)) = all_consuming(stakes).parse(stakes_text) else {
        let expected = "two or three amounts as stakes, such as `(0.01€/0.02€)`";
        return Err((after, Reason::Header(expected)));
    };
    let (before_date, _) = expect(word(" - "), rest, "` - ` and the date")?;
    let (rest, played_at) = expect(date, before_date, "a date such as `2015/03/09 22:20:44 UTC`")?;
    let Some(played_at) = played_at else {
        return Err((before_date, Reason::Date(before_date.to_owned())));
    };
    if !rest.is_empty() {
        return Err((rest, Reason::Header("the end of the line")));
    }
    Ok(Header { kind, id, variant, limit, stakes, played_at })
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
    let (input, _) = word("Winamax Poker - ")(input)?;
    match input.as_bytes().first() {
        Some(b'T') => tournament(input),
        Some(b'C') => value(HeaderKind::Cash, word("CashGame")).parse(input),
        _ => map((before(" \""), quoted), |(word, _)| HeaderKind::Pool(word)).parse(input),
    }
}

/// The name of a pool, which the table line repeats.
fn quoted(input: &str) -> IResult<&str, &str> {
    delimited(word(" \""), before("\""), char('"')).parse(input)
}

/// `Tournament "<name>" buyIn: <buy-in> level: <level>`
fn tournament(input: &str) -> IResult<&str, HeaderKind<'_>> {
    let (input, name) =
        delimited(word("Tournament \""), before("\" buyIn: "), word("\" buyIn: ")).parse(input)?;
    let (input, buy_in) = terminated(buy_in, word(" level: ")).parse(input)?;
    let (input, level) = before(" - ")(input)?;
    let level = level.parse().ok().filter(|level| *level <= 999);
    Ok((input, HeaderKind::Tournament { name, buy_in, level }))
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

fn id(input: &str) -> IResult<&str, HandId> {
    let (input, _) = word(" - HandId: #")(input)?;
    let (id, rest) = cut(input, " - ").ok_or_else(|| no_match(input))?;
    // All bytes are looked at, as the compiler can then look at many of them at once.
    let only_digits =
        id.bytes().fold(true, |so_far, byte| so_far & (byte.is_ascii_digit() | (byte == b'-')));
    if id.is_empty() || !only_digits {
        return Err(no_match(input));
    }
    Ok((rest, HandId(id.into())))
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
fn stakes(input: &str) -> IResult<&str, PrintedStakes> {
    let after_slash = || preceded(char('/'), amount);
    let (rest, (first, second, third)) =
        (amount, after_slash(), opt(after_slash())).parse(input)?;
    let (ante, small, big) = match third {
        None => (None, first, second),
        Some(third) => (Some(first), second, third),
    };
    let has_sign = cut(input, "€").is_some();
    let text = if has_sign { input.split('€').collect() } else { input.into() };
    Ok((rest, PrintedStakes { text, ante, small, big }))
}
