//! One text to one hand.
//!
//! A [`Cursor`] reads the lines of a hand byte by byte, nom the table line, buy-ins and
//! summaries; which line it is shows in its first bytes, so that no line is tried against more
//! than one shape.
//! The header and the table line must be right; from there on a line that the format does not
//! know becomes a warning, and the hand is still given.

mod body;
mod header;
mod heading;
mod table;

mod summary;

mod action;
mod ledger;
mod roster;

mod card;
mod cursor;
mod number;
mod word;

pub use self::summary::parse_summary;
pub(crate) use self::table::whole_amount;
use self::{
    body::{Body, Total},
    cursor::Cursor,
    header::{Header, HeaderKind, PrintedStakes},
    table::TableLine,
    word::string,
};
use crate::{
    Action, ActionKind, Amount, Currency, Hand, HandId, HandText, Kind, Limit, ParseError, Player,
    Reason, Stakes, Table, Tournament, Warning, text::decode,
};

/// Reads one hand.
///
/// # Errors
/// [`ParseError`] for a text that is no hand: no header, no table line, or no `Total pot`.
pub fn parse(text: &HandText<'_>) -> Result<Hand, ParseError> {
    let (text, every_byte_meant_something) = decode(&text.bytes, text.offset);
    let mut lines = Cursor::new(&text);
    let first = lines.line();
    let header = header::header(first).map_err(|(rest, reason)| {
        let read = first.get(..first.len() - rest.len()).unwrap_or_default();
        ParseError { line: 1, column: one_based(read.chars().count()), reason }
    })?;
    let at_line = |line, reason| ParseError { line, column: 1, reason };
    let table = table::table(lines.line()).map_err(|reason| at_line(2, reason))?;
    let mut body = Body::new(text.len());
    let last_line = body.read(&lines).map_err(|(line, reason)| at_line(line, reason))?;
    if !every_byte_meant_something {
        body.warnings.push(Warning::UndecodableBytes);
    }
    if body.players.is_empty() {
        return Err(at_line(3, Reason::NoSeats));
    }
    let Some(total) = body.total.take() else {
        return Err(at_line(last_line, Reason::NoTotalPot));
    };
    body.finish();
    hand(header, &table, body, total)
}

fn one_based(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1)
}

/// Puts the parts together.
fn hand(
    header: Header<'_>,
    table: &TableLine<'_>,
    mut body: Body<'_>,
    total: Total,
) -> Result<Hand, ParseError> {
    let money = if table.real_money { Currency::Eur } else { Currency::Play };
    let (kind, currency, table_name, number) = match header.kind {
        HeaderKind::Cash => (Kind::Cash, money, table.name, None),
        HeaderKind::Pool(_) => (Kind::Pool, money, table.name, None),
        HeaderKind::Tournament { name, .. } => {
            let reason = Reason::Table("`(<tournament id>)#<table number>` behind the name");
            let (table_name, id, number) = table::tournament_table(table.name)
                .ok_or(ParseError { line: 2, column: 1, reason })?;
            (Kind::of_tournament(name), Currency::Chips, table_name, Some((id, number)))
        }
    };
    check_money(&mut body, &total);
    // Strings are made where they stay: to move one that was just written costs more.
    Ok(Hand {
        id: HandId(string(header.id)),
        played_at: header.played_at,
        kind,
        pool: match header.kind {
            HeaderKind::Pool(word) => Some(string(word)),
            HeaderKind::Cash | HeaderKind::Tournament { .. } => None,
        },
        variant: header.variant,
        limit: header.limit,
        currency,
        real_money: table.real_money,
        stakes: stakes(&header, &body.actions),
        table: Table {
            name: string(table_name),
            number: number.map(|(_, number)| number),
            max_seats: table.max_seats,
            button: table.button,
        },
        tournament: match (header.kind, number) {
            (HeaderKind::Tournament { name, buy_in, level }, Some((id, _))) => {
                Some(Tournament { id: string(id), name: string(name), level, buy_in })
            }
            _ => None,
        },
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
fn stakes(header: &Header<'_>, actions: &[Action]) -> Stakes {
    let PrintedStakes { text, ante, small, big } = header.stakes;
    let mut stakes = Stakes {
        text: if text.is_ascii() { string(text) } else { text.split('€').collect() },
        small_blind: Some(small),
        big_blind: Some(big),
        ante,
        small_bet: None,
        big_bet: None,
        bring_in: None,
    };
    if header.limit == Limit::FixedLimit {
        (stakes.small_bet, stakes.big_bet) = (Some(small), Some(big));
        (stakes.small_blind, stakes.big_blind) = (None, None);
        for action in actions {
            match action.kind {
                ActionKind::SmallBlind(amount) => stakes.small_blind = Some(amount),
                ActionKind::BigBlind(amount) => stakes.big_blind = Some(amount),
                ActionKind::BringIn(amount) => stakes.bring_in = Some(amount),
                _ => {}
            }
        }
    }
    stakes
}

/// Warns where the money of the hand does not balance.
fn check_money(body: &mut Body<'_>, total: &Total) {
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
