//! One text to one hand.
//!
//! nom reads the words of a line; which line it is shows in its first bytes, so that no
//! line is tried against more than one shape. The header and the table line must be right;
//! from there on a line that the format does not know becomes a warning, and the hand is
//! still given.

mod body;
mod header;
mod table;

mod action;
mod ledger;
mod number;

use self::{
    body::{Body, Total},
    header::{Header, HeaderKind},
    table::TableLine,
};
use crate::{
    ActionKind, Amount, Currency, Hand, HandText, Kind, Limit, ParseError, Player, Reason, Stakes,
    Table, Tournament, Warning, text::decode,
};

/// Reads one hand.
///
/// # Errors
/// [`ParseError`] for a text that is no hand: no header, no table line, or no `Total pot`.
pub fn parse(text: &HandText) -> Result<Hand, ParseError> {
    let (text, every_byte_meant_something) = decode(&text.bytes);
    let mut lines = text.lines().map(|line| line.trim_ascii_end());
    let first = lines.next().unwrap_or_default();
    let header = header::header(first).map_err(|(rest, reason)| {
        let read = first.get(..first.len() - rest.len()).unwrap_or_default();
        ParseError { line: 1, column: one_based(read.chars().count()), reason }
    })?;
    let at_line = |line, reason| ParseError { line, column: 1, reason };
    let table_line = lines.next().unwrap_or_default();
    let table = table::table(table_line).map_err(|reason| at_line(2, reason))?;
    let mut body = Body::default();
    let mut line_number: u32 = 2;
    for line in lines {
        line_number += 1;
        body.line(line).map_err(|reason| at_line(line_number, reason))?;
    }
    if !every_byte_meant_something {
        body.warnings.push(Warning::UndecodableBytes);
    }
    if body.players.is_empty() {
        return Err(at_line(3, Reason::NoSeats));
    }
    let Some(total) = body.total.take() else {
        return Err(at_line(line_number, Reason::NoTotalPot));
    };
    body.finish();
    hand(header, &table, body, total).map_err(|reason| at_line(2, reason))
}

fn one_based(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}

/// Puts the parts together.
fn hand(
    header: Header<'_>,
    table: &TableLine<'_>,
    mut body: Body,
    total: Total,
) -> Result<Hand, Reason> {
    let whole_name = Table {
        name: table.name.into(),
        number: None,
        max_seats: table.max_seats,
        button: table.button,
    };
    let money = if table.real_money { Currency::Eur } else { Currency::Play };
    let (kind, currency, table_name, tournament) = match header.kind {
        HeaderKind::Cash => (Kind::Cash, money, whole_name, None),
        HeaderKind::Pool(_) => (Kind::Pool, money, whole_name, None),
        HeaderKind::Tournament { name, buy_in, level } => {
            let (table_name, id, number) = table::tournament_table(table.name)
                .ok_or(Reason::Table("`(<tournament id>)#<table number>` behind the name"))?;
            let kind = match name.starts_with("Expresso") {
                true => Kind::Expresso,
                false => Kind::Tournament,
            };
            let numbered = Table { name: table_name.into(), number: Some(number), ..whole_name };
            let tournament = Tournament { id, name: name.into(), level, buy_in };
            (kind, Currency::Chips, numbered, Some(tournament))
        }
    };
    let pool = match header.kind {
        HeaderKind::Pool(word) => Some(word.into()),
        HeaderKind::Cash | HeaderKind::Tournament { .. } => None,
    };
    let stakes = stakes(&header, &body)?;
    check_money(&mut body, &total);
    Ok(Hand {
        id: header.id,
        played_at: header.played_at,
        kind,
        pool,
        variant: header.variant,
        limit: header.limit,
        currency,
        real_money: table.real_money,
        stakes,
        table: table_name,
        tournament,
        hero: body.hero,
        players: body.players,
        streets: body.streets,
        actions: body.actions,
        board: body.board,
        total_pot: total.pot,
        rake: total.rake,
        added_to_pot: body.added_to_pot,
        warnings: body.warnings,
    })
}

/// What the amounts of the header mean. Fixed limit prints the bets of the streets, so that
/// the blinds are what was posted.
fn stakes(header: &Header<'_>, body: &Body) -> Result<Stakes, Reason> {
    let (ante, small, big) = match *header.stakes.as_slice() {
        [small, big] => (None, small, big),
        [ante, small, big] => (Some(ante), small, big),
        _ => return Err(Reason::Header("two or three amounts as stakes")),
    };
    let posted = |blind: fn(&ActionKind) -> Option<Amount>| {
        body.actions.iter().find_map(|action| blind(&action.kind))
    };
    let text = header.stakes_text.clone();
    Ok(match header.limit {
        Limit::NoLimit | Limit::PotLimit => Stakes {
            text,
            small_blind: Some(small),
            big_blind: Some(big),
            ante,
            small_bet: None,
            big_bet: None,
            bring_in: None,
        },
        Limit::FixedLimit => Stakes {
            text,
            small_blind: posted(|kind| match kind {
                ActionKind::SmallBlind(amount) => Some(*amount),
                _ => None,
            }),
            big_blind: posted(|kind| match kind {
                ActionKind::BigBlind(amount) => Some(*amount),
                _ => None,
            }),
            ante,
            small_bet: Some(small),
            big_bet: Some(big),
            bring_in: None,
        },
    })
}

/// Warns where the money of the hand does not balance.
fn check_money(body: &mut Body, total: &Total) {
    let sum = |part: fn(&Player) -> Amount| body.players.iter().map(part).sum::<Amount>();
    let collected = sum(|player| player.collected);
    let put_in = sum(|player| player.contributed) + body.added_to_pot;
    let more_out_than_in = collected + total.rake - put_in;
    if more_out_than_in != Amount::ZERO {
        body.warnings.push(Warning::LedgerOffBy(more_out_than_in));
    }
    let more_printed = total.pot - collected;
    if more_printed.max(-more_printed) > total.rounding {
        body.warnings.push(Warning::TotalPotOffBy(more_printed));
    }
}

#[cfg(test)]
mod tests;
