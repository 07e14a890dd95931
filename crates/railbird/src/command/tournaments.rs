//! `railbird tournaments`: what they cost and brought.
//!
//! The oldest comes first, as with sessions, so that the newest ones and the sums stand above
//! the prompt.

use hand_history::Amount;
use wire::{Number, PlayedTournamentJson, Share, TournamentTotals};

use super::{
    figures::{NOTHING, amount, percentage, signed, time, won},
    print, readable, say,
    text_table::{Content, Labelled, TextTable, labelled, width, widths},
};
use crate::cli::TournamentsOptions;

pub(super) fn run(options: TournamentsOptions) -> anyhow::Result<()> {
    let TournamentsOptions { totals, json, results, shown } = options;
    let found = readable(shown)?.tournaments(results.hero.as_deref(), &results.pairs())?;
    let (mut items, sums) = (found.items, found.totals);
    items.reverse();
    if json && totals {
        print(&wire::encode(&sums))?;
        return Ok(());
    }
    if items.is_empty() {
        say("no tournament fits");
        return Ok(());
    }
    if json {
        let lines: Vec<String> = items.iter().map(wire::encode).collect();
        print(&lines.join("\n"))?;
        return Ok(());
    }
    let mut lines = if totals { Vec::new() } else { table(&items).lines(width()) };
    for (currency, sums) in [("EUR", &sums.eur), ("PLAY", &sums.play)] {
        if 0 < sums.count {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            lines.extend(in_words(sums, currency));
        }
    }
    print(&lines.join("\n"))?;
    Ok(())
}

fn table(items: &[PlayedTournamentJson]) -> TextTable {
    use Content::{Names, Numbers, Words};

    let mut table = TextTable::default();
    let mut column =
        |heading: &str, kind, cell: &dyn Fn(&PlayedTournamentJson) -> Option<String>| {
            let cell = |item| cell(item).unwrap_or_else(|| NOTHING.to_owned());
            table.add(heading, kind, items.iter().map(cell));
        };
    column("Started (UTC)", (Words, 0), &|item| item.started_at.as_deref().map(time));
    let players: Vec<_> = items.iter().filter_map(|item| item.player.as_ref()).collect();
    if players.windows(2).any(|players| players.first() != players.last()) {
        column("Player", (Names, 3), &|item| item.player.clone());
    }
    column("Tournament", (Names, 0), &|item| Some(item.name.clone()));
    if items.iter().any(|item| item.multiplier.is_some()) {
        column("Mult", (Numbers, 2), &|item| Some(format!("x{}", item.multiplier?.0)));
    }
    column("Cost", (Numbers, 0), &|item| Some(amount(item.cost?, &item.currency)));
    column("Won", (Numbers, 0), &|item| Some(amount(received(item)?, &item.currency)));
    column("Place", (Numbers, 1), &place);
    column("Profit", (Numbers, 0), &|item| Some(won(item.profit?, &item.currency)));
    table
}

/// Prize, tickets and bounties, as far as they are known.
fn received(item: &PlayedTournamentJson) -> Option<Number> {
    let tickets = item.ticket_value.map_or(Amount::ZERO, |value| value.0);
    Some(Number(item.prize?.0 + tickets + item.bounty?.0))
}

/// The place, and of how many.
fn place(item: &PlayedTournamentJson) -> Option<String> {
    let place = item.place?;
    Some(match item.entrants {
        Some(entrants) => format!("{place}/{entrants}"),
        None => place.to_string(),
    })
}

/// What tournaments come to, line by line.
fn in_words(sums: &TournamentTotals, currency: &str) -> Vec<String> {
    let money = |number: Number| amount(number, currency);
    let one_or = |count, one: &str, more: &str| {
        if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
    };
    let mut lines = vec![format!(
        "{}{}, {} finished, {}",
        one_or(sums.count, "tournament", "tournaments"),
        if currency == "PLAY" { " for play money" } else { "" },
        sums.finished,
        one_or(sums.entries, "entry", "entries"),
    )];
    let unknown = |count: u32| match count {
        0 => String::new(),
        count => format!("(of {count} not known)"),
    };
    let mut values: Vec<Labelled> = Vec::new();
    let mut line = |label: &str, value: String, remark: String| {
        values.push((label.to_owned(), value, remark));
    };
    line("Cost", money(sums.cost), unknown(sums.cost_unknown));
    line("Prizes", money(sums.prize), String::new());
    if 0 < sums.ticket_value_unknown || sums.ticket_value.0.is_positive() {
        line("Tickets", money(sums.ticket_value), unknown(sums.ticket_value_unknown));
    }
    if sums.bounty.0.is_positive() {
        line("Bounties", money(sums.bounty), String::new());
    }
    line("Profit", won(sums.roi.profit, currency), String::new());
    if let Some(roi) = sums.roi.value {
        line("ROI", format!("{}%", signed(roi)), String::new());
    }
    if let Some(abi) = sums.abi.value {
        line("ABI", money(abi), String::new());
    }
    for (label, share) in
        [("ITM", sums.itm), ("First", sums.first), ("Second", sums.second), ("Third", sums.third)]
    {
        let Share { num, opp, .. } = share;
        if let Some(value) = percentage(num, opp) {
            line(label, format!("{value}%"), format!("({num}/{opp})"));
        }
    }
    for multiplier in &sums.expresso.multipliers {
        line(
            &format!("Expresso x{}", multiplier.multiplier.0),
            multiplier.count.to_string(),
            String::new(),
        );
    }
    for (label, mean) in [
        ("Chips a game", Some(sums.expresso.net_chips)),
        ("EV chips a game", sums.expresso.ev_chips),
    ] {
        if let Some(mean) = mean.and_then(|mean| mean.value) {
            line(label, signed(mean), String::new());
        }
    }
    let widths = widths(&values);
    lines.extend(labelled(&values, widths));
    lines
}
