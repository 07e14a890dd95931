//! The table line and the seats below it.

use nom::{
    IResult, Parser,
    branch::alt,
    character::complete::char,
    combinator::{map, opt, value},
    sequence::{preceded, terminated},
};

use super::{
    cursor::Cursor,
    number::{leading_amount, number},
    roster::Name,
    word::{cut, cut_last, find, word},
};
use crate::{Amount, Reason, SeatNo};

/// What the table line says.
#[derive(Debug)]
pub(super) struct TableLine<'a> {
    /// Everything between the quotes.
    pub(super) name: &'a str,
    pub(super) max_seats: u8,
    pub(super) real_money: bool,
    pub(super) button: Option<SeatNo>,
}

/// Reads `Table: '<name>' <n>-max (real money) Seat #<k> is the button`.
///
/// # Errors
/// What was expected.
pub(super) fn table(line: &str) -> Result<TableLine<'_>, Reason> {
    let (quoted, _) = opened(line).map_err(|_| Reason::Table("`Table: '` and its name"))?;
    let (name, seats) = split_name(quoted).ok_or(Reason::Table("`'` and a number of seats"))?;
    let rest = (terminated(number, word("-max ")), money, opt(button));
    let Ok((_, (max_seats, real_money, button))) = { rest }.parse(seats) else {
        return Err(Reason::Table("a number of seats, then `(real money)` or `(play money)`"));
    };
    Ok(TableLine { name, max_seats, real_money, button: button.filter(|seat| seat.0 > 0) })
}

fn opened(input: &str) -> IResult<&str, &str> {
    alt((word("Table: '"), word("Table '"))).parse(input)
}

/// Cuts at the last `' ` that a number of seats follows: nothing in a name is escaped.
fn split_name(quoted: &str) -> Option<(&str, &str)> {
    let mut name = quoted;
    loop {
        (name, _) = cut_last(name, "' ")?;
        let seats = quoted.get(name.len() + 2..)?;
        let digits = seats.trim_start_matches(|c: char| c.is_ascii_digit());
        if digits.len() < seats.len() && digits.starts_with("-max") {
            return Some((name, seats));
        }
    }
}

fn money(input: &str) -> IResult<&str, bool> {
    alt((value(true, word("(real money)")), value(false, word("(play money)")))).parse(input)
}

fn button(input: &str) -> IResult<&str, SeatNo> {
    let seat = preceded((word(" Seat "), opt(char('#'))), number);
    map(terminated(seat, word(" is the button")), SeatNo).parse(input)
}

/// `<tournament>(<id>)#<table>`, cut at the last bracket: names hold brackets too.
pub(super) fn tournament_table(name: &str) -> Option<(&str, &str, u32)> {
    let (rest, number) = cut_last(name, ")#")?;
    let (name, id) = cut_last(rest, "(")?;
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    is_id.then_some((name, id, number.parse().ok()?))
}

/// A seat line; there is no stack where the brackets hold no amount.
#[derive(Debug)]
pub(super) struct Seat<'a> {
    pub(super) number: SeatNo,
    pub(super) name: Name<'a>,
    pub(super) stack: Option<Amount>,
    pub(super) bounty: Option<Amount>,
}

/// Reads `Seat 3: <name> (<stack>)` or `Seat 3: <name> (<stack>, <bounty>€ bounty)`, cut at
/// the last bracket: names could hold some.
#[inline]
pub(super) fn seat<'a>(line: &mut Cursor<'a>) -> Option<Seat<'a>> {
    line.word("Seat ")?;
    let number = SeatNo(line.number()?);
    line.word(": ")?;
    let start = *line;
    let (length, stack, bounty) = match chips_in_brackets(line) {
        Some((length, chips)) => (length, Some(chips.stack), chips.bounty),
        None => {
            *line = start;
            let (length, bounty) = no_chips_in_brackets(line.line())?;
            (length, None, bounty)
        }
    };
    let name = Name::new(start, length);
    (0 < length).then_some(Seat { number, name, stack, bounty })
}

/// What stands in the brackets of a seat line.
struct Chips {
    stack: Amount,
    bounty: Option<Amount>,
}

/// How long the name of a seat line is, and the chips behind it. Between chips and the end of
/// the line there is no bracket, so that the first ones found are in the last.
#[inline]
fn chips_in_brackets(line: &mut Cursor<'_>) -> Option<(usize, Chips)> {
    let text = line.left();
    let mut length = 0;
    loop {
        length += find(text.get(length..)?, [b'(', b'\n'])?;
        let mut brackets = *line;
        brackets.skip(length);
        brackets.word("(")?;
        let is_behind_space = length.checked_sub(1).and_then(|at| text.get(at)) == Some(&b' ');
        if let (true, Some(chips)) = (is_behind_space, chips(&mut brackets)) {
            *line = brackets;
            return Some((length - 1, chips));
        }
        length += 1;
    }
}

/// `<stack>)` or `<stack>, <bounty>€ bounty)`, to the end of the line.
#[inline(always)]
fn chips(line: &mut Cursor<'_>) -> Option<Chips> {
    let stack = line.amount()?;
    let bounty = match line.has(", ") {
        true => Some(line.amount()?),
        false => None,
    };
    if bounty.is_some() {
        line.word(" bounty")?;
    }
    line.word(")")?;
    line.line_end()?;
    Some(Chips { stack, bounty })
}

/// How long the name of a seat line without a stack is, and the bounty.
#[cold]
fn no_chips_in_brackets(name_and_brackets: &str) -> Option<(usize, Option<Amount>)> {
    let (name, brackets) = cut_last(name_and_brackets.strip_suffix(')')?, " (")?;
    let bounty = match cut(brackets, ", ") {
        None => None,
        Some((_, bounty)) => Some(whole_amount(bounty.strip_suffix(" bounty")?)?),
    };
    Some((name.len(), bounty))
}

/// An amount that is the whole text.
pub(crate) fn whole_amount(text: &str) -> Option<Amount> {
    let (amount, length) = leading_amount(text.as_bytes())?;
    (length == text.len()).then_some(amount)
}

/// Reads house money in the pot: `Hold-up to Pot: total 2.50€`. The pools of other years
/// name it after themselves.
pub(super) fn added_to_pot(line: &str) -> Option<Amount> {
    let products = ["Hold-up", "Splash", "Escape", "Drop"];
    let is_one = products.iter().any(|product| line.starts_with(product));
    let (_, total) = if is_one { cut(line, ": total ")? } else { return None };
    whole_amount(total)
}
