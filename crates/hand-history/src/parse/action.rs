//! What stands behind a player's name on a line of a street.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::tag,
    character::complete::char,
    combinator::{all_consuming, map, opt, rest, value},
    sequence::{delimited, preceded},
};

use super::number::{all_in, amount, cards, no_match, number};
use crate::{ActionKind, Amount, Half, PotName};

/// An action as its line tells it. A raise is not complete without what the player has on
/// the street, which only the ledger knows.
#[derive(Debug)]
pub(super) enum Verb {
    /// Complete as it stands.
    Plain(ActionKind),
    /// A raise to this total on the street.
    RaiseTo(Amount),
}

/// Reads what stands behind the name and a space, to the end of the line. The flag says
/// that it took the last chip.
pub(super) fn verb(input: &str) -> Option<(Verb, bool)> {
    let verb = match input.as_bytes().first()? {
        b'f' => plain(tag("folds"), |_| ActionKind::Fold).parse(input),
        b'c' => check_call_or_collect(input),
        b'b' => plain(preceded(tag("bets "), amount), ActionKind::Bet).parse(input),
        b'r' => map(raise, Verb::RaiseTo).parse(input),
        b'p' => map(preceded(tag("posts "), post), Verb::Plain).parse(input),
        b's' => map(show, Verb::Plain).parse(input),
        b'd' => map(denial, Verb::Plain).parse(input),
        _ => return None,
    };
    let (rest, verb) = verb.ok()?;
    let (_, all_in) = all_consuming(all_in).parse(rest).ok()?;
    Some((verb, all_in))
}

/// An action of one parser and what it means.
fn plain<'a, O>(
    parser: impl Parser<&'a str, Output = O, Error = nom::error::Error<&'a str>>,
    kind: impl Fn(O) -> ActionKind,
) -> impl Parser<&'a str, Output = Verb, Error = nom::error::Error<&'a str>> {
    map(parser, move |output| Verb::Plain(kind(output)))
}

fn check_call_or_collect(input: &str) -> IResult<&str, Verb> {
    match input.as_bytes().get(1) {
        Some(b'h') => plain(tag("checks"), |_| ActionKind::Check).parse(input),
        Some(b'a') => plain(preceded(tag("calls "), amount), ActionKind::Call).parse(input),
        _ => map(collect, Verb::Plain).parse(input),
    }
}

/// `raises <by> to <total>`: what it is raised by is printed from different starting points
/// over the years, so only the total counts.
fn raise(input: &str) -> IResult<&str, Amount> {
    let by = (opt(char('-')), amount);
    preceded((tag("raises "), by, tag(" to ")), amount).parse(input)
}

/// What stands behind `posts `.
fn post(input: &str) -> IResult<&str, ActionKind> {
    match input.as_bytes().first() {
        Some(b'a') => map(preceded(tag("ante "), amount), ActionKind::Ante).parse(input),
        Some(b's') => {
            let (input, amount) = preceded(tag("small blind "), amount).parse(input)?;
            let (input, dead) = out_of_position(input)?;
            let kind = if dead { ActionKind::DeadSmallBlind } else { ActionKind::SmallBlind };
            Ok((input, kind(amount)))
        }
        _ => {
            let (input, amount) = preceded(tag("big blind "), amount).parse(input)?;
            let (input, late) = out_of_position(input)?;
            let kind = if late { ActionKind::LiveBigBlind } else { ActionKind::BigBlind };
            Ok((input, kind(amount)))
        }
    }
}

fn out_of_position(input: &str) -> IResult<&str, bool> {
    map(opt(tag(" out of position")), |found| found.is_some()).parse(input)
}

/// `denies big blind`, and `deny BB 0€` in 2010.
fn denial(input: &str) -> IResult<&str, ActionKind> {
    let now = alt((tag("denies big blind"), tag("denies small blind")));
    let then = map((tag("deny "), alt((tag("BB "), tag("SB "))), amount), |_| "");
    value(ActionKind::DenyBlind, alt((now, then))).parse(input)
}

/// `shows [Ah Kd] (One pair : Aces)`
fn show(input: &str) -> IResult<&str, ActionKind> {
    let (input, cards) = preceded(tag("shows "), cards).parse(input)?;
    let (input, description) = opt(preceded(tag(" ("), rest)).parse(input)?;
    let description = match description.map(|text: &str| text.strip_suffix(')')) {
        None => None,
        Some(Some(text)) => Some(text.into()),
        Some(None) => return Err(no_match(input)),
    };
    Ok((input, ActionKind::Show { cards, description }))
}

/// `collected 5€ from pot`, `… from main pot`, `… from side pot 2`, `… from pot(HI)`
fn collect(input: &str) -> IResult<&str, ActionKind> {
    let (input, amount) = delimited(tag("collected "), amount, tag(" from ")).parse(input)?;
    let main = value(PotName::Main, alt((tag("pot"), tag("main pot"))));
    let side = map(preceded(tag("side pot "), number), PotName::Side);
    let (input, pot) = alt((main, side)).parse(input)?;
    let half = alt((value(Half::Hi, tag("(HI)")), value(Half::Lo, tag("(LO)"))));
    let (input, half) = opt(preceded(opt(char(' ')), half)).parse(input)?;
    Ok((input, ActionKind::Collect { amount, pot, half }))
}

/// Reads `Dealt to <name> [Jc 7h]`, cut at the last bracket.
pub(super) fn deal(line: &str) -> Option<(&str, ::cards::Cards)> {
    let (name, _) = line.strip_prefix("Dealt to ")?.rsplit_once(" [")?;
    let (rest, cards) = cards(line.get("Dealt to ".len() + name.len() + 1..)?).ok()?;
    rest.is_empty().then_some((name, cards))
}
