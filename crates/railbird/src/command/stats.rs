//! `railbird stats`: how players play.

use hud::{Measure, Stat};
use wire::{Note, PlayerStats, StatValue};

use super::{
    figures::{FEW, NOTHING, amount, signed, signed_or_nothing, stat, won},
    print, readable, say,
    text_table::{Content, Labelled, TextTable, labelled, printable, width, widths},
};
use crate::{
    cli::StatsOptions,
    statistics::{Refusal, Statistics},
};

/// The columns of several players, and which of them are left out first on a narrow terminal.
const MAIN: [(Stat, &str, usize); 10] = [
    (Stat::Hands, "Hands", 0),
    (Stat::Vpip, "VPIP", 0),
    (Stat::Pfr, "PFR", 0),
    (Stat::ThreeBet, "3Bet", 2),
    (Stat::Steal, "Steal", 5),
    (Stat::CbetFlop, "CBet", 6),
    (Stat::FoldToCbetFlop, "F CBet", 8),
    (Stat::Af, "AF", 7),
    (Stat::Wtsd, "WTSD", 3),
    (Stat::WSd, "W$SD", 4),
];

/// Where the stats of one player are parted, and what each part is called.
const PARTS: [(Stat, &str); 3] =
    [(Stat::Vpip, "Before the flop"), (Stat::CbetFlop, "After the flop"), (Stat::Wtsd, "Showdown")];

const FEW_CHANCES: &str = "~ too few chances to say much about a player";

pub(super) fn run(options: StatsOptions) -> anyhow::Result<()> {
    let StatsOptions { names, mut stats, json, hands, shown } = options;
    stats.sort_unstable();
    stats.dedup();
    let statistics = readable(shown)?;
    let mut players = of_players(&statistics, names, &hands.pairs())?;
    let lines = match players.as_mut_slice() {
        [] => {
            say("the log has no hands of a hero yet");
            return Ok(());
        }
        players if json => {
            for player in &mut *players {
                player.stats.0.retain(|stat, _| stats.is_empty() || stats.contains(stat));
            }
            players.iter().map(wire::encode).collect()
        }
        [player] => of_one(player, &stats),
        players => of_many(players, &stats),
    };
    print(&lines.join("\n"))?;
    Ok(())
}

/// The statistics of these players, or of all heroes.
fn of_players(
    statistics: &Statistics,
    mut names: Vec<String>,
    pairs: &[(String, String)],
) -> Result<Vec<PlayerStats>, Refusal> {
    let scope = statistics.scope(pairs)?;
    for name in &names {
        statistics.known(name)?;
    }
    if names.is_empty() {
        names = statistics.heroes()?;
    }
    names.iter().map(|name| statistics.of_player(name, &scope)).collect()
}

/// A player, line by line.
fn of_one(player: &PlayerStats, stats: &[Stat]) -> Vec<String> {
    let hands = match player.hands {
        0 => "no hands".to_owned(),
        1 => "1 hand".to_owned(),
        hands => format!("{hands} hands"),
    };
    let mut lines = vec![format!("{}: {hands}", printable(&player.player))];
    lines.extend(player.note.iter().flat_map(note));
    let of_all = |wanted: &dyn Fn(Stat) -> bool| {
        let values = player.stats.0.iter().filter(|(stat, _)| wanted(**stat));
        values.map(|(stat, value)| line(*stat, *value)).collect::<Vec<_>>()
    };
    let parts: Vec<(&str, Vec<Labelled>)> = if stats.is_empty() {
        let had_a_chance =
            |stat: Stat| player.stats.0.get(&stat).is_some_and(|value| 0 < value.opp);
        let part = |(index, (first, title)): (usize, &(Stat, &'static str))| {
            let next = PARTS.get(index + 1).map(|(next, _)| *next);
            let is_here = |stat: Stat| *first <= stat && next.is_none_or(|next| stat < next);
            (*title, of_all(&|stat| is_here(stat) && had_a_chance(stat)))
        };
        [("Money", money(player))]
            .into_iter()
            .chain(PARTS.iter().enumerate().map(part))
            .filter(|(_, part)| !part.is_empty())
            .collect()
    } else {
        vec![("", of_all(&|stat| stats.contains(&stat)))]
    };
    let widths = widths(parts.iter().flat_map(|(_, part)| part));
    for (title, part) in &parts {
        if !title.is_empty() {
            lines.extend([String::new(), (*title).to_owned()]);
        }
        lines.extend(labelled(part, widths));
    }
    if parts.iter().flat_map(|(_, part)| part).any(|(_, number, _)| number.starts_with(FEW)) {
        lines.extend([String::new(), FEW_CHANCES.to_owned()]);
    }
    lines
}

/// What is noted about a player, with its line breaks.
fn note(note: &Note) -> Vec<String> {
    let lines = note.label.iter().map(String::as_str).chain(note.text.lines());
    lines.map(|line| format!("  {}", printable(line))).collect()
}

/// A stat of a player, with the counts that it is made of.
fn line(of: Stat, value: StatValue) -> Labelled {
    let entry = of.entry();
    let number = stat(of, value);
    let (unit, counts) = match entry.measure {
        Measure::Count => ("", String::new()),
        Measure::Percentage if number == NOTHING => ("", String::new()),
        Measure::Percentage => ("%", format!("({}/{})", value.num, value.opp)),
        Measure::Ratio => ("", format!("({}/{})", value.num, value.opp)),
    };
    (entry.label.to_owned(), format!("{number}{unit}"), counts)
}

/// What a player won, by what was played for.
fn money(player: &PlayerStats) -> Vec<Labelled> {
    let PlayerStats { net, ev_net, rake_paid, .. } = player;
    let mut lines = Vec::new();
    let mut line = |label: &str, number: String| {
        lines.push((label.to_owned(), number, String::new()));
    };
    for (currency, unit, net, ev, rake) in [
        ("EUR", "", net.eur, ev_net.eur, rake_paid.eur),
        ("CHIPS", " chips", net.chips, ev_net.chips, rake_paid.chips),
        (
            "PLAY",
            " play money",
            net.play.flatten(),
            ev_net.play.flatten(),
            rake_paid.play.flatten(),
        ),
    ] {
        // Who never played for it has nothing of it at all.
        if [net, ev, rake].iter().flatten().all(|number| number.0.hundredths() == 0) {
            continue;
        }
        for (label, number) in [("Won", net), ("All-in EV", ev)] {
            if let Some(number) = number {
                line(&format!("{label}{unit}"), won(number, currency));
            }
        }
        if let Some(rake) = rake.filter(|rake| rake.0.is_positive()) {
            line(&format!("Rake{unit}"), amount(rake, currency));
        }
    }
    if let Some(bb100) = player.net_bb100 {
        line("bb/100", signed(bb100));
    }
    if let Some(bb100) = player.ev_bb100 {
        line("EV bb/100", signed(bb100));
    }
    lines
}

/// Players below each other, with the stats that fit, or with these.
fn of_many(players: &[PlayerStats], stats: &[Stat]) -> Vec<String> {
    let mut table = TextTable::default();
    let names = players.iter().map(|player| player.player.clone());
    table.add("Player", (Content::Names, 0), names);
    let mut add = |of: Stat, heading: &str, rank: usize| {
        let value = |player: &PlayerStats| {
            player.stats.0.get(&of).map_or_else(String::new, |value| stat(of, *value))
        };
        table.add(heading, (Content::Numbers, rank), players.iter().map(value));
    };
    for of in stats {
        add(*of, of.entry().label, 0);
    }
    if stats.is_empty() {
        MAIN.iter().for_each(|(of, heading, rank)| add(*of, heading, *rank));
        let bb100 = players.iter().map(|player| signed_or_nothing(player.net_bb100));
        table.add("bb/100", (Content::Numbers, 1), bb100);
        if players.iter().any(|player| player.net.eur.is_some_and(|net| net.0.hundredths() != 0)) {
            let euros = |player: &PlayerStats| {
                player.net.eur.map_or_else(|| NOTHING.to_owned(), |net| won(net, "EUR"))
            };
            table.add("Won", (Content::Numbers, 9), players.iter().map(euros));
        }
    }
    let mut lines = table.lines(width());
    // A name may have a wave too.
    if lines.iter().any(|line| line.contains(&format!(" {FEW}"))) {
        lines.push(FEW_CHANCES.to_owned());
    }
    lines
}
