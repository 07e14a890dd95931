//! One block of a summary file.
//!
//! Lines are known by their first words, in whatever order they stand: it changed three
//! times since 2011.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_until},
    character::complete::char,
    combinator::{all_consuming, map, opt, recognize, value},
    multi::many1,
    sequence::{delimited, preceded, terminated},
};

use super::{
    cursor::Cursor,
    header::{buy_in, game_of_slug},
    number::{amount, date, number},
};
use crate::{
    Amount, BuyIn, BuyInKind, Currency, Gain, Level, ParseError, Reason, SummaryText, Ticket,
    TournamentSummary, Warning, text::decode,
};

/// Reads one block of a tournament summary.
///
/// # Errors
/// [`ParseError`] for a text whose first line is no header of a summary, or that has no
/// `Buy-In`.
pub fn parse_summary(text: &SummaryText<'_>) -> Result<TournamentSummary, ParseError> {
    let (text, every_byte_meant_something) = decode(&text.bytes, text.offset);
    let mut lines = text.lines().map(str::trim_ascii_end);
    let first = lines.next().unwrap_or_default();
    let at_line = |line, part| ParseError { line, column: 1, reason: Reason::Summary(part) };
    let header = "`Winamax Poker - Tournament summary : `, a name and an id";
    let (name, id, late_registration) = header_line(first).ok_or(at_line(1, header))?;
    let euros = text.contains('€');
    let mut summary = TournamentSummary {
        id: id.into(),
        name: name.into(),
        late_registration,
        player: None,
        currency: if euros { Currency::Eur } else { Currency::Play },
        buy_in: BuyIn { kind: BuyInKind::Free, prize: None, bounty: None, fee: None },
        rebuy_cost: None,
        addon_cost: None,
        rebuys: 0,
        addons: 0,
        entrants: None,
        total_rebuys: None,
        total_addons: None,
        prizepool: None,
        mode: None,
        format: None,
        speed: None,
        flight: None,
        levels: Vec::new(),
        started_at: None,
        played_seconds: None,
        place: None,
        gain: Gain::default(),
        warnings: Vec::new(),
    };
    let mut has_buy_in = false;
    for line in lines.filter(|line| !line.is_empty()) {
        has_buy_in |= line.starts_with("Buy-In : ");
        if fact(&mut summary, line).is_none() {
            summary.warnings.push(Warning::UnknownLine(line.to_owned()));
        }
    }
    if !has_buy_in {
        return Err(at_line(1, "a `Buy-In` below the header"));
    }
    if !every_byte_meant_something {
        summary.warnings.push(Warning::UndecodableBytes);
    }
    Ok(summary)
}

/// `<name>(<id>)`, cut at the last bracket, and whether late registration was open.
fn header_line(line: &str) -> Option<(&str, &str, bool)> {
    let title = line.strip_prefix("Winamax Poker - Tournament summary : ")?;
    let closed = [" - Late registration", " - Late Registration"];
    let without = closed.iter().find_map(|end| title.strip_suffix(end));
    let (name, id) = without.unwrap_or(title).strip_suffix(')')?.rsplit_once('(')?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some((name, id, without.is_some()))
}

/// Notes what a line says; `None` if the format does not know it.
fn fact(summary: &mut TournamentSummary, line: &str) -> Option<()> {
    if let Some(gain_text) = line.strip_prefix("You won ") {
        summary.gain = gain(gain_text);
    } else if let Some(place) = line.strip_prefix("You finished in ") {
        summary.place = whole(place_of, place)?;
    } else if let Some(time) = line.strip_prefix("You played ") {
        summary.played_seconds = Some(whole(played, time)?);
    } else if let Some(time) = line.strip_prefix("Tournament started ") {
        let mut time = Cursor::new(time);
        let started_at = date(&mut time)??;
        time.rest().is_empty().then_some(())?;
        summary.started_at = Some(started_at);
    } else {
        let (key, value) = line.split_once(" : ")?;
        named_fact(summary, key, value)?;
    }
    Some(())
}

/// Notes a line of the form `<key> : <value>`.
fn named_fact(summary: &mut TournamentSummary, key: &str, value: &str) -> Option<()> {
    match key {
        "Player" => summary.player = Some(value.into()),
        "Buy-In" => summary.buy_in = whole(price, value)?,
        "Rebuy cost" => summary.rebuy_cost = Some(whole(price, value)?),
        "Addon cost" => summary.addon_cost = Some(whole(price, value)?),
        "Your rebuys" => summary.rebuys = whole(number, value)?,
        "Your addons" => summary.addons = whole(number, value)?,
        "Registered players" => summary.entrants = Some(whole(number, value)?),
        "Total rebuys" => summary.total_rebuys = Some(whole(number, value)?),
        "Total addons" => summary.total_addons = Some(whole(number, value)?),
        "Prizepool" => summary.prizepool = Some(whole(amount, value)?),
        "Mode" => {
            // From 2012 to 2017 two lines are glued: `Mode : sngType : sitngo`.
            let (mode, format) =
                value.split_once("Type : ").map_or((value, None), |(m, f)| (m, Some(f)));
            summary.mode = Some(mode.into());
            summary.format = format.map(Into::into).or(summary.format.take());
        }
        "Type" => summary.format = Some(value.into()),
        "Speed" => summary.speed = Some(value.into()),
        "Flight ID" => summary.flight = Some(whole(number, value)?),
        "Levels" => summary.levels = whole(levels, value)?,
        _ => return None,
    }
    Some(())
}

/// What a parser makes of all of a text.
fn whole<'a, O>(
    parser: impl Parser<&'a str, Output = O, Error = nom::error::Error<&'a str>>,
    text: &'a str,
) -> Option<O> {
    let (_, output) = all_consuming(parser).parse(text).ok()?;
    Some(output)
}

/// A buy-in as summaries print it: in French where it is a ticket.
fn price(input: &str) -> IResult<&str, BuyIn> {
    let ticket = BuyIn { kind: BuyInKind::Ticket, prize: None, bounty: None, fee: None };
    alt((map(tag("Ticket uniquement"), move |_| ticket), buy_in)).parse(input)
}

/// `3rd place`, `23th place`, `... place`: only the digits count.
fn place_of(input: &str) -> IResult<&str, Option<u32>> {
    let known = map(terminated(number, take_until(" place")), Some);
    let unknown = map(tag("..."), |_| None);
    terminated(alt((known, unknown)), tag(" place")).parse(input)
}

/// `1h 43min 28s`, in seconds.
fn played(input: &str) -> IResult<&str, u32> {
    let hours = opt(terminated(number::<u32>, (char('h'), opt(char(' ')))));
    let minutes = opt(terminated(number::<u32>, (tag("min"), opt(char(' ')))));
    let seconds = opt(terminated(number::<u32>, char('s')));
    map((hours, minutes, seconds), |(hours, minutes, seconds)| {
        let minutes = hours.unwrap_or(0).saturating_mul(60).saturating_add(minutes.unwrap_or(0));
        minutes.saturating_mul(60).saturating_add(seconds.unwrap_or(0))
    })
    .parse(input)
}

/// `[10-20:0:60:holdem-no-limit,15-30:0:60:holdem-no-limit]`, in some years behind a second
/// `Levels : `, and in some without the commas.
fn levels(input: &str) -> IResult<&str, Vec<Level>> {
    let list = delimited(char('['), many1(terminated(level, opt(char(',')))), char(']'));
    preceded(opt(tag("Levels : ")), list).parse(input)
}

fn level(input: &str) -> IResult<&str, Level> {
    let (input, small_blind) = terminated(chips, char('-')).parse(input)?;
    let (input, big_blind) = terminated(chips, char(':')).parse(input)?;
    let (input, ante) = terminated(chips, char(':')).parse(input)?;
    let (input, seconds) = terminated(number, char(':')).parse(input)?;
    let slug = recognize((take_until("-limit"), tag("-limit")));
    let (input, game) = map(slug, game_of_slug).parse(input)?;
    Ok((input, Level { small_blind, big_blind, ante, seconds, game }))
}

/// An amount of chips; late levels print theirs in thousands and millions: `6k`, `1,35M`.
fn chips(input: &str) -> IResult<&str, Amount> {
    let (input, chips) = amount(input)?;
    let unit = alt((value(1000, char('k')), value(1_000_000, char('M'))));
    let (input, unit) = map(opt(unit), |unit| unit.unwrap_or(1)).parse(input)?;
    Ok((input, Amount::from_hundredths(chips.hundredths().saturating_mul(unit))))
}

/// `3€`, `Bounty 22.50€`, `1795.18€ + Ticket 125€ + Bounty 480.20€`, or the name of another
/// tournament.
fn gain(text: &str) -> Gain {
    let mut gain = Gain::default();
    for part in text.split(" + ") {
        if let Some(prize) = whole(amount, part) {
            gain.prize += prize;
        } else if let Some(bounty) = whole(preceded(tag("Bounty "), amount), part) {
            gain.bounty += bounty;
        } else {
            let value = whole(preceded(tag("Ticket "), amount), part);
            gain.ticket = Some(Ticket { name: part.into(), value });
        }
    }
    gain
}

#[cfg(test)]
mod tests;
