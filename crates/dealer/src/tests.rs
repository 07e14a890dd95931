mod features;
mod games;
mod texts;

mod referee;

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use hand_history::{Amount, Block, Hand, Kind, Limit, Player, Splitter, Stakes, Variant, parse};
use smol_str::SmolStr;

use crate::{Casino, Delivery, HERO};

/// So many hands of a casino with six tables, a few seconds apart.
fn hands(seed: u64, count: i64) -> Vec<Delivery> {
    let mut casino = Casino::new(seed, 6);
    let time = |number| DateTime::from_timestamp(1_780_000_000 + 7 * number, 0).unwrap();
    (0..count).map(|number| casino.deal(time(number))).collect()
}

/// Hands of several seeds.
fn many_hands() -> impl Iterator<Item = Delivery> {
    (0..4).flat_map(|seed| hands(seed, 1500))
}

#[test]
fn the_same_seed_deals_the_same_hands() {
    assert_eq!(hands(5, 300), hands(5, 300));
    assert_ne!(hands(5, 1), hands(6, 1));
}

#[test]
fn every_hand_keeps_the_rules() {
    for delivery in many_hands() {
        referee::check(&delivery.hand).unwrap_or_else(|foul| panic!("{foul}\n{}", delivery.text));
    }
}

#[test]
fn the_parser_reads_every_hand_as_it_was_played() {
    for delivery in many_hands() {
        let mut splitter = Splitter::new(0, delivery.text.as_bytes());
        let Some(Block::Hand(text)) = splitter.next() else { panic!("{}", delivery.text) };
        assert_eq!(parse(&text).unwrap(), delivery.hand, "{}", delivery.text);
        assert_eq!(splitter.next(), None, "nothing is left but empty lines");
    }
}

#[test]
fn stacks_go_on_from_hand_to_hand() {
    let mut stacks: BTreeMap<(String, SmolStr), Amount> = BTreeMap::new();
    let deliveries = hands(3, 2000).into_iter();
    // In a pool everybody but the hero is somebody else in the next hand.
    for Delivery { file_name, hand, text, .. } in deliveries.filter(|d| d.hand.kind != Kind::Pool) {
        for player in &hand.players {
            let after = player.stack + player.net();
            let Some(before) = stacks.insert((file_name.clone(), player.name.clone()), after)
            else {
                continue;
            };
            // At a cash table he may have bought chips, or have left and sat down again.
            let bought = hand.kind == Kind::Cash && some_chips(&hand.stakes) <= player.stack;
            assert!(player.stack == before || bought, "{}: {text}", player.name);
        }
    }
}

/// The least that anybody buys.
fn some_chips(stakes: &Stakes) -> Amount {
    match (stakes.small_bet, stakes.big_blind) {
        (Some(small_bet), _) => Amount::from_hundredths(small_bet.hundredths() * 9),
        (None, big_blind) => Amount::from_hundredths(big_blind.unwrap().hundredths() * 40),
    }
}

#[test]
fn a_tournament_keeps_its_chips() {
    let mut chips: BTreeMap<String, Amount> = BTreeMap::new();
    for Delivery { file_name, hand, .. } in hands(3, 2000) {
        if hand.tournament.is_some() {
            let now: Amount = hand.players.iter().map(|player| player.stack).sum();
            assert_eq!(*chips.entry(file_name).or_insert(now), now);
        }
    }
}

#[test]
fn files_are_named_after_the_day_and_table_of_their_first_hand() {
    let mut tables: BTreeMap<String, Vec<Hand>> = BTreeMap::new();
    for Delivery { file_name, hand, .. } in hands(2, 1000) {
        tables.entry(file_name).or_default().push(hand);
    }
    for (file_name, hands) in tables {
        let day = hands[0].played_at.format("%Y%m%d_").to_string();
        assert!(file_name.starts_with(&day), "{file_name}");
        let money = if hands[0].real_money { "_real_" } else { "_play_" };
        assert!(file_name.contains(money), "{file_name}");
        assert!(file_name.ends_with(game_of_file(&hands[0])), "{file_name}");
        assert!(hands.iter().all(|hand| hand.table.name == hands[0].table.name), "{file_name}");
        let number = |hand: &Hand| hand.id.0.split('-').nth(1)?.parse::<usize>().ok();
        let numbers: Vec<usize> = hands.iter().map(|hand| number(hand).unwrap()).collect();
        assert!(numbers.is_sorted_by(|one, other| one < other), "{file_name}");
        let alone = hands[0].kind != Kind::Pool;
        assert!(!alone || numbers.last() == Some(&hands.len()), "{file_name}");
    }
}

fn game_of_file(hand: &Hand) -> &'static str {
    match (hand.variant, hand.limit) {
        (Variant::Holdem, Limit::NoLimit) => "_holdem_no-limit.txt",
        (Variant::Omaha, Limit::PotLimit) => "_omaha_pot-limit.txt",
        (Variant::Omaha5, Limit::PotLimit) => "_omaha5_pot-limit.txt",
        (_, Limit::NoLimit) => "_no-limit.txt",
        (_, Limit::PotLimit) => "_pot-limit.txt",
        (_, Limit::FixedLimit) => "_fixed-limit.txt",
    }
}

#[test]
fn a_summary_closes_each_tournament() {
    let mut closed = BTreeSet::new();
    for Delivery { file_name, hand, summary, .. } in hands(4, 3000) {
        assert!(!closed.contains(&file_name), "a hand after the last one of {file_name}");
        let left = |player: &&Player| (player.stack + player.net()).is_positive();
        let players_left = hand.players.iter().filter(left).count();
        let hero_is_left = hand.players.iter().filter(left).any(|player| player.name == HERO);
        let over = hand.tournament.is_some() && (players_left == 1 || !hero_is_left);
        assert_eq!(summary.is_some(), over, "{file_name}");
        let Some((summary_name, text)) = summary else { continue };
        assert_eq!(summary_name, file_name.replace(".txt", "_summary.txt"));
        let finished = text.lines().find_map(|line| line.strip_prefix("You finished in ")).unwrap();
        let place: usize =
            finished.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        let busted = hand.players.len() - players_left;
        let places = if hero_is_left { 1..=1 } else { players_left + 1..=players_left + busted };
        assert!(places.contains(&place), "{text}");
        closed.insert(file_name);
    }
    assert!(10 < closed.len(), "few tournaments ended");
}
