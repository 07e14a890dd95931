use std::collections::BTreeMap;

use hand_history::{Amount, Currency, Kind};
use hud::{
    ExpressoSums, Millionths, PlayedTournament, Roi, SummaryBlock, Tally, TournamentHands,
    TournamentSums, played_tournaments,
};

use crate::{
    log::cents,
    tournaments::{block_of, hands},
};

/// Ann's tournaments: one for each of these texts.
fn played(name: &str, lines: &[&str]) -> Vec<PlayedTournament> {
    let block = |(number, lines): (usize, &&str)| -> SummaryBlock {
        block_of(&format!("{name}({number})"), 1, Some("Ann"), lines)
    };
    let blocks: Vec<_> = lines.iter().enumerate().map(block).collect();
    played_tournaments(&blocks, &[])
}

const EVENING: [&str; 8] = [
    "Buy-In : 9€ + 1€\nYou finished in 1st place\nYou won 50€ + Bounty 3€",
    "Buy-In : 9€ + 1€\nYou finished in 2nd place\nYou won Ticket 10€",
    "Buy-In : 9€ + 1€\nYou finished in 3rd place\nYou won Bounty 4€",
    "Buy-In : 9€ + 1€\nYou finished in 4th place",
    "Buy-In : 0€ + 0€\nYou finished in ... place",
    "Buy-In : Ticket uniquement\nYou finished in 1st place\nYou won 20€",
    "Buy-In : 5€ + 1€\nYou finished in 12th place\nYou won Tremplin Winamax Poker Tour",
    "Buy-In : 9 + 1\nYou finished in 1st place\nYou won 500",
];

#[test]
fn what_is_not_known_is_on_neither_side_of_the_return() {
    let mut tournaments = played("Sunday", &EVENING);
    // One more is being played: it has cost something, and may bring something.
    tournaments.extend(played_tournaments(&[], &[hands(20)]));
    let expected = TournamentSums {
        count: 8,
        finished: 7,
        entries: 8,
        cost: cents(5 * 1000 + 600),
        cost_unknown: 1,
        prize: cents(7000),
        ticket_value: cents(1000),
        ticket_value_unknown: 1,
        bounty: cents(700),
        itm: Tally { num: 4, opp: 7 },
        roi: Roi { profit: cents(5300 + 1000 + 400 - 4000), cost: cents(4000) },
        placed: 6,
        podium: [2, 1, 1],
        expresso: ExpressoSums::default(),
    };
    let sums = TournamentSums::of(&tournaments, Currency::Eur);
    assert_eq!(sums, expected);
    assert_eq!(sums.cost_known(), 7);
    let play = TournamentSums::of(&tournaments, Currency::Play);
    assert_eq!((play.count, play.podium), (1, [1, 0, 0]));
    assert_eq!(play.roi, Roi { profit: cents(49_000), cost: cents(1000) });
    assert_eq!(TournamentSums::of(&[], Currency::Eur), TournamentSums::default());
}

#[test]
fn a_return_is_that_of_each_tournament_together() {
    let tournaments = played("Sunday", &EVENING[..7]);
    let profits: Amount = tournaments.iter().filter_map(PlayedTournament::profit).sum();
    assert_eq!(TournamentSums::of(&tournaments, Currency::Eur).roi.profit, profits);
}

#[test]
fn expresso_counts_multipliers_and_chips() {
    let tournaments = played(
        "Expresso Nitro",
        &[
            "Buy-In : 0.93€ + 0.07€\nPrizepool : 2€",
            "Buy-In : 0.93€ + 0.07€\nPrizepool : 2€",
            "Buy-In : 4.65€ + 0.35€\nPrizepool : 10€",
            "Buy-In : 0.23€ + 0.02€\nPrizepool : 2.50€",
            "Buy-In : 0.93€ + 0.07€",
            "Buy-In : 0€ + 0€\nPrizepool : 2€",
        ],
    );
    let twice = Millionths(2_000_000);
    assert_eq!(tournaments[0].multiplier(), Some(twice));
    let game = |id: &str| TournamentHands { id: id.into(), kind: Kind::Expresso, ..hands(5) };
    let mut all = tournaments;
    all.extend(played_tournaments(&[], &[game("91"), game("92")]));
    // No other tournament has a multiplier, or chips that could be compared.
    all.extend(played("Sunday", &["Buy-In : 9€ + 1€\nPrizepool : 20€"]));
    assert_eq!(all.last().and_then(PlayedTournament::multiplier), None);
    all.extend(played_tournaments(&[], &[hands(5)]));
    let expected = ExpressoSums {
        multipliers: BTreeMap::from([(twice, 3), (Millionths(10_000_000), 1)]),
        games: 2,
        net: cents(-40_000),
        adjustment: cents(600),
    };
    let sums = TournamentSums::of(&all, Currency::Eur);
    assert_eq!(sums.expresso, expected);
    assert_eq!(sums.count, 10);
}
