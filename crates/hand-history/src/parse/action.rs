//! What stands behind a player's name on a line of a street.

use nom::{
    IResult, Parser,
    branch::alt,
    character::complete::char,
    combinator::{all_consuming, map, opt, rest, value},
    multi::separated_list1,
    sequence::{delimited, preceded, terminated},
};

use cards::Cards;

use super::{
    card::{cards, seen_cards},
    number::{amount, no_match, number},
    word::word,
};
use crate::{ActionKind, Amount, Half, PotName};

/// Reads what stands behind the name and a space, to the end of the line. The flag says
/// that it took the last chip.
///
/// A raise is told by its total, so that it takes what the player has on the street before.
pub(super) fn verb(input: &str, before: Amount) -> Option<(ActionKind, bool)> {
    let read = match input.as_bytes().first()? {
        b'f' => value(ActionKind::Fold, word("folds")).parse(input),
        b'c' => check_call_or_collect(input),
        b'b' => bet_or_bring_in(input),
        b'r' => raise(input, before),
        b'p' => preceded(word("posts "), post).parse(input),
        b's' => alt((show, stand_pat)).parse(input),
        b'd' => alt((denial, discard)).parse(input),
        _ => return None,
    };
    match read.ok()? {
        ("", kind) => Some((kind, false)),
        (" and is all-in", kind) => Some((kind, true)),
        _ => None,
    }
}

fn check_call_or_collect(input: &str) -> IResult<&str, ActionKind> {
    match input.as_bytes().get(1) {
        Some(b'h') => value(ActionKind::Check, word("checks")).parse(input),
        Some(b'a') => map(preceded(word("calls "), amount), ActionKind::Call).parse(input),
        _ => collect(input),
    }
}

/// `bets 2€`, and in stud `brings in 10€` or `bring-in 0.02`.
fn bet_or_bring_in(input: &str) -> IResult<&str, ActionKind> {
    match input.as_bytes().get(1) {
        Some(b'e') => map(preceded(word("bets "), amount), ActionKind::Bet).parse(input),
        _ => {
            let words = alt((word("brings in "), word("bring-in ")));
            map(preceded(words, amount), ActionKind::BringIn).parse(input)
        }
    }
}

/// `raises <by> to <total>`: what it is raised by is printed from different starting points
/// over the years, so only the total counts. The one exception is a short all-in in stud,
/// `raises -6.10€ to 18.90€`: by less than nothing, to what the player had left.
fn raise(input: &str, before: Amount) -> IResult<&str, ActionKind> {
    let (input, less) = preceded(word("raises "), opt(char('-'))).parse(input)?;
    let (input, to) = preceded((amount, word(" to ")), amount).parse(input)?;
    let added = if less.is_some() { to } else { to - before };
    Ok((input, ActionKind::Raise { to, added }))
}

/// What stands behind `posts `.
fn post(input: &str) -> IResult<&str, ActionKind> {
    match input.as_bytes().first() {
        Some(b'a') => map(preceded(word("ante "), amount), ActionKind::Ante).parse(input),
        Some(b's') => {
            let (input, amount) = preceded(word("small blind "), amount).parse(input)?;
            let (input, dead) = out_of_position(input)?;
            let kind = if dead { ActionKind::DeadSmallBlind } else { ActionKind::SmallBlind };
            Ok((input, kind(amount)))
        }
        _ => {
            let (input, amount) = preceded(word("big blind "), amount).parse(input)?;
            let (input, late) = out_of_position(input)?;
            let kind = if late { ActionKind::LiveBigBlind } else { ActionKind::BigBlind };
            Ok((input, kind(amount)))
        }
    }
}

fn out_of_position(input: &str) -> IResult<&str, bool> {
    map(opt(word(" out of position")), |found| found.is_some()).parse(input)
}

/// `denies big blind`, and `deny BB 0€` in 2010.
fn denial(input: &str) -> IResult<&str, ActionKind> {
    let now = alt((word("denies big blind"), word("denies small blind")));
    let then = map((word("deny "), alt((word("BB "), word("SB "))), amount), |_| "");
    value(ActionKind::DenyBlind, alt((now, then))).parse(input)
}

/// `shows [Ah Kd] (One pair : Aces)`
fn show(input: &str) -> IResult<&str, ActionKind> {
    let (input, cards) = preceded(word("shows "), cards).parse(input)?;
    let (input, description) = opt(preceded(word(" ("), rest)).parse(input)?;
    let description = match description.map(|text: &str| text.strip_suffix(')')) {
        None => None,
        Some(Some(text)) => Some(text.into()),
        Some(None) => return Err(no_match(input)),
    };
    Ok((input, ActionKind::Show { cards, description }))
}

/// `stands pat`, for the hero with his cards: `stands pat [2h Td 8c 7c 8s]`
fn stand_pat(input: &str) -> IResult<&str, ActionKind> {
    let cards = opt(preceded(char(' '), cards));
    map(preceded(word("stands pat"), cards), |cards| {
        ActionKind::StandPat(cards.unwrap_or_default())
    })
    .parse(input)
}

/// `discard 2 cards`, `discard 0 card`
fn discard(input: &str) -> IResult<&str, ActionKind> {
    let (input, _) = alt((word("discards "), word("discard "))).parse(input)?;
    let (input, count) = terminated(number, alt((word(" cards"), word(" card")))).parse(input)?;
    Ok((input, ActionKind::Discard { count }))
}

/// `collected 5€ from pot`, `… from main pot`, `… from side pot 2`, `… from pot(HI)`
fn collect(input: &str) -> IResult<&str, ActionKind> {
    let (input, amount) = delimited(word("collected "), amount, word(" from ")).parse(input)?;
    let main = value(PotName::Main, alt((word("pot"), word("main pot"))));
    let side = map(preceded(word("side pot "), number), PotName::Side);
    let (input, pot) = alt((main, side)).parse(input)?;
    let half = alt((value(Half::Hi, word("(HI)")), value(Half::Lo, word("(LO)"))));
    let (input, half) = opt(preceded(opt(char(' ')), half)).parse(input)?;
    Ok((input, ActionKind::Collect { amount, pot, half }))
}

/// Reads the cards of a deal, `[Kd 3s 9h] [5c]`, to the end of the line, and whether none of
/// them is hidden.
pub(super) fn deal(input: &str) -> Option<(Cards, bool)> {
    let groups = separated_list1(char(' '), seen_cards);
    let (_, groups) = all_consuming(groups).parse(input).ok()?;
    let mut all = Cards::EMPTY;
    for card in groups.iter().flat_map(|(cards, _)| cards.iter()) {
        all.push(*card).ok()?;
    }
    Some((all, groups.iter().all(|(_, known)| *known)))
}
