//! A hero's tournaments, out of what the log has of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use hand_history::{Amount, Currency, parse, parse_summary};
use hud::{
    Fact, Month, PlayedTournament, Scope, SummaryBlock, TournamentHands, played_tournaments,
};
use store::{Range, Reader, Seq, Text};

/// The tournaments of these players that a scope covers, by when they started.
pub(super) fn played(
    reader: &Reader,
    players: &[String],
    scope: &Scope,
) -> Result<Vec<PlayedTournament>, store::Error> {
    let mut blocks = Vec::new();
    for entry in reader.last_summaries(usize::MAX)? {
        let Text::Summary { entry, text } = &entry.text else { continue };
        let Ok(summary) = parse_summary(text) else { continue };
        // The oldest summaries do not say whose they are.
        let is_his = |player: &str| players.iter().any(|name| name == player);
        if summary.player.as_deref().is_none_or(is_his) {
            blocks.push(SummaryBlock { entry: *entry, summary });
        }
    }
    let mut hands = Vec::new();
    for player in players {
        hands.extend(hands_of(reader, player)?);
    }
    let mut rows = played_tournaments(&blocks, &hands);
    rows.retain(|row| is_covered(row, scope));
    Ok(rows)
}

/// What one player's hands tell of each of his tournaments.
fn hands_of(reader: &Reader, player: &str) -> Result<Vec<TournamentHands>, store::Error> {
    let mut by_table: BTreeMap<u64, Vec<Fact>> = BTreeMap::new();
    for fact in reader.facts(player)?.unwrap_or_default() {
        if fact.setting.currency == Currency::Chips {
            by_table.entry(fact.table).or_default().push(fact);
        }
    }
    let mut tournaments = Vec::with_capacity(by_table.len());
    for facts in by_table.values() {
        tournaments.extend(of_facts(reader, player, facts)?);
    }
    Ok(tournaments)
}

/// What the facts of one tournament tell, with what one of its hands says about it.
fn of_facts(
    reader: &Reader,
    player: &str,
    facts: &[Fact],
) -> Result<Option<TournamentHands>, store::Error> {
    let hands = || facts.iter().filter(|fact| fact.is_hand());
    let Some(first) = hands().min_by_key(|fact| (fact.played_at, fact.entry)) else {
        return Ok(None);
    };
    let last_at = hands().map(|fact| fact.played_at).max().unwrap_or(first.played_at);
    let range = Range {
        after: Seq(first.entry.saturating_sub(1)),
        up_to: Seq(first.entry),
        limit: 1,
        live_only: false,
        newest_first: false,
    };
    let entries = reader.entries(range)?;
    // A text that is damaged says nothing; `db check` tells of it.
    let Some(Text::Hand(text)) = entries.first().map(|entry| &entry.text) else { return Ok(None) };
    let Ok(hand) = parse(text) else { return Ok(None) };
    let Some(tournament) = hand.tournament else { return Ok(None) };
    let sum = |of: fn(&Fact) -> Amount| facts.iter().map(of).sum();
    Ok(Some(TournamentHands {
        player: player.into(),
        id: tournament.id,
        name: tournament.name,
        kind: hand.kind,
        buy_in: tournament.buy_in,
        real_money: hand.real_money,
        first_at: first.played_at,
        last_at,
        hands: u32::try_from(hands().count()).unwrap_or(u32::MAX),
        net: sum(|fact| fact.net),
        adjustment: sum(|fact| fact.adjustment),
    }))
}

/// Whether a scope asks for a tournament, by when it started. One of which nobody knows that
/// belongs to no time.
fn is_covered(row: &PlayedTournament, scope: &Scope) -> bool {
    let Scope { kinds, months, from, before, play_money, .. } = scope;
    let is_in_time = |time: DateTime<Utc>| {
        from.is_none_or(|from| from <= time)
            && before.is_none_or(|before| time < before)
            && months.as_ref().is_none_or(|months| months.contains(&Month::of(time)))
    };
    let asks_for_time = from.is_some() || before.is_some() || months.is_some();
    (kinds.is_empty() || kinds.contains(&row.kind))
        && (row.currency != Currency::Play || *play_money)
        && row.started_at.map_or(!asks_for_time, is_in_time)
}
