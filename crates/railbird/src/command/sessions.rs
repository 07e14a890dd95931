//! `railbird sessions`: when a hero played, and what was won.
//!
//! The oldest session comes first, in both forms: the end of the output is what stands above
//! the prompt, where a player looks for the session that is just over, and its sum.

use hud::Totals;
use wire::{PlaySessionJson, PlayerStats, Shown};

use super::{
    figures::{hours, signed_or_nothing, time, won},
    print, readable, say,
    text_table::{Content, TextTable, width},
};
use crate::{
    cli::{ResultsOptions, SessionsOptions},
    statistics::{Refusal, Statistics},
};

pub(super) fn run(options: SessionsOptions) -> anyhow::Result<()> {
    let SessionsOptions { json, results, shown } = options;
    let statistics = readable(shown)?;
    let mut sessions = statistics.sessions(results.hero.as_deref(), &results.pairs())?.items;
    sessions.reverse();
    let lines = if json {
        sessions.iter().map(wire::encode).collect()
    } else {
        table(&sessions, &total(&statistics, &results)?).lines(width())
    };
    if sessions.is_empty() {
        say("no session fits");
        return Ok(());
    }
    print(&lines.join("\n"))?;
    Ok(())
}

/// What the heroes won in all their sessions: the mean of the sessions would not be exact.
fn total(statistics: &Statistics, results: &ResultsOptions) -> Result<PlayerStats, Refusal> {
    let scope = statistics.scope(&results.pairs())?;
    let heroes = match &results.hero {
        Some(hero) => vec![hero.clone()],
        None => statistics.heroes()?,
    };
    let mut totals = Totals::default();
    for hero in &heroes {
        totals.merge(&statistics.totals(hero, &scope)?);
    }
    let shown = Shown { play_money: scope.play_money, ev: false };
    Ok(PlayerStats::new("", &totals, shown, None))
}

fn table(sessions: &[PlaySessionJson], total: &PlayerStats) -> TextTable {
    use Content::{Numbers, Words};

    let mut table = TextTable::default();
    let mut column =
        |heading: &str, kind, cell: &dyn Fn(&PlaySessionJson) -> String, sum: String| {
            table.add(heading, kind, sessions.iter().map(cell).chain([sum]));
        };
    let count = match sessions.len() {
        1 => "1 session".to_owned(),
        count => format!("{count} sessions"),
    };
    let seconds = sessions.iter().map(|session| session.seconds).sum();
    column("Started (UTC)", (Words, 0), &|session| time(&session.started_at), count);
    column("Length", (Numbers, 3), &|session| hours(session.seconds), hours(seconds));
    column("Hands", (Numbers, 0), &|session| session.hands.to_string(), total.hands.to_string());
    column("Tables", (Numbers, 4), &|session| session.tables.to_string(), String::new());
    column("Kinds", (Words, 5), &|session| session.kinds.join(", "), String::new());
    let sums = [
        ("Won", "EUR", total.net.eur),
        ("Chips", "CHIPS", total.net.chips),
        ("Play money", "PLAY", total.net.play.flatten()),
    ];
    for (heading, currency, sum) in sums {
        if sessions.iter().any(|session| session.net.contains_key(currency)) {
            let cell = |session: &PlaySessionJson| {
                session.net.get(currency).map_or_else(String::new, |net| won(*net, currency))
            };
            let sum = sum.map_or_else(String::new, |sum| won(sum, currency));
            column(heading, (Numbers, usize::from(currency != "EUR")), &cell, sum);
        }
    }
    let bb100 = |session: &PlaySessionJson| signed_or_nothing(session.net_bb100);
    column("bb/100", (Numbers, 2), &bb100, signed_or_nothing(total.net_bb100));
    table
}
