use std::collections::BTreeMap;

use hand_history::Amount;
use hud::{Millionths, Purse, Stat, Totals};

use super::{
    EPOCH, check, id,
    table::{SEQ, cash_table},
};
use crate::{
    KnownPlayer, Note, PlayerStats, Players, PlayersStats, ServerMessage, Shown, StatValues,
    StateSnapshot, StatsUpdated, encode, stat_catalogue, stat_values::tests::totals,
};

const ALL_KNOWN: Shown = Shown { play_money: false, ev: true };

fn note() -> Note {
    let text = "limps aces\nfolds to 3-bets".to_owned();
    Note { text, label: Some("nit".to_owned()), colour: Some("#ff8800".to_owned()) }
}

/// The totals of a player with cash games, tournaments and play money.
fn of_ann() -> Totals {
    let amount = Amount::from_hundredths;
    let purse = |[eur, chips, play]: [i64; 3]| Purse {
        eur: amount(eur),
        chips: amount(chips),
        play: amount(play),
    };
    Totals {
        hands_bb: 120,
        net_bb: Millionths(15_333_333),
        net: purse([-1_234, 53_000, 250]),
        rake_paid: purse([88, 0, 3]),
        adjustment: purse([1_300, -2_000, 0]),
        adjustment_bb: Millionths(-20_000_000),
        ..totals(&[
            (Stat::Hands, 123, 123),
            (Stat::Vpip, 27, 110),
            (Stat::Pfr, 19, 110),
            (Stat::ThreeBet, 2, 31),
            (Stat::Af, 21, 8),
            (Stat::WSd, 3, 6),
        ])
    }
}

#[test]
fn the_stats_of_players_are_golden() {
    let ann = PlayerStats::new("Ann", &of_ann(), ALL_KNOWN, Some(note()));
    let nobody = PlayerStats::new("Zoé \"z\"", &Totals::default(), ALL_KNOWN, None);
    check("player_stats", &ann);
    check("player_stats_none", &nobody);
    let with_play = Shown { play_money: true, ev: false };
    let items = ["Ann", "Bob"].into_iter().zip([of_ann(), Totals::default()]);
    let items = items.map(|(name, totals)| PlayerStats::new(name, &totals, with_play, None));
    check("players_stats", &PlayersStats { items: items.collect() });
}

#[test]
fn means_of_big_blinds_are_rounded_half_away_from_zero() {
    for (net_bb, hands_bb, expected) in [
        (15_333_333, 120, "12.78"),
        (1_000_000, 3, "33.33"),
        (-2_000_000, 3, "-66.67"),
        (500_000, 10_000, "0.01"),
        (-500_000, 10_000, "-0.01"),
        (499_999, 10_000, "0"),
        (0, 5, "0"),
        (0, 0, "null"),
        (i64::MAX, u32::MAX, "214748.36"),
    ] {
        let totals = Totals { net_bb: Millionths(net_bb), hands_bb, ..of_ann() };
        let stats = PlayerStats::new("Ann", &totals, ALL_KNOWN, None);
        assert_eq!(encode(&stats.net_bb100), expected, "{net_bb} / {hands_bb}");
        // All of it by luck.
        let totals = Totals { net_bb: Millionths(0), adjustment_bb: totals.net_bb, ..totals };
        let stats = PlayerStats::new("Ann", &totals, ALL_KNOWN, None);
        assert_eq!(encode(&stats.ev_bb100), expected, "{net_bb} / {hands_bb}");
    }
}

#[test]
fn a_player_in_a_list_is_golden() {
    let item = |player: &str, note| KnownPlayer { player: player.to_owned(), note };
    check("players", &Players { items: vec![item("Ann", Some(note())), item("Anna", None)] });
    check("note", &note());
    check("stat_catalogue", &stat_catalogue());
}

#[test]
fn stats_at_a_table_are_golden() {
    let wanted = [Stat::Vpip, Stat::ThreeBet, Stat::Af, Stat::Wtsd];
    let mut table = cash_table();
    let name = table.seats[1].name.clone();
    let after = of_ann();
    let mut before = after.clone();
    before.tallies[Stat::Vpip.index()].num -= 1;
    let changed = StatValues::changed(&before, &after, &wanted);
    let updated = StatsUpdated {
        table_key: table.table_key.clone(),
        seq: SEQ,
        players: BTreeMap::from([(name.clone(), changed)]),
    };
    check("stats_updated", &ServerMessage::StatsUpdated(Box::new(updated)));
    table.seats[1].note = Some(note());
    table.stats = Some(BTreeMap::from([(name, StatValues::of(&after, &wanted))]));
    let snapshot = StateSnapshot {
        room: table.table_key.clone(),
        epoch: EPOCH.to_owned(),
        seq: SEQ,
        tables: vec![table],
        members: Vec::new(),
        member_count: 0,
        id: id(),
    };
    check("state_snapshot_stats", &ServerMessage::StateSnapshot(Box::new(snapshot)));
}
