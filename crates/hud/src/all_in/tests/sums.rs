//! What all players of a hand expect together, over many hands.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cards::{Cards, Runout};
use chrono::{DateTime, TimeDelta};
use dealer::{Casino, Game, Layout, deal_one};
use hand_history::{Amount, Block, Currency, Hand, HandText, Player, Splitter, parse};

use super::{super::game, AllIn, ev_nets};

/// More boards than come after a flop: to count them takes long without optimisation.
const MANY_BOARDS: u64 = 2_000;

/// Holds that the players of a hand expect together what they won together.
fn check(hand: &Hand) {
    let expected: Amount = ev_nets(hand).into_iter().sum();
    let won: Amount = hand.players.iter().map(Player::net).sum();
    assert_eq!(expected, won, "hand {}", hand.id);
}

/// Holds that who knows the whole board expects what is won: but for odd chips, and for rake,
/// which need not be taken from every pot alike.
fn check_whole_board(all_in: AllIn<'_>) {
    let hand = all_in.hand;
    let cards: Vec<Cards> = all_in.players.iter().map(|index| hand.players[*index].cards).collect();
    let runout = Runout::new(game(hand).unwrap().0, &cards, &hand.board).unwrap();
    assert_eq!(runout.boards(), 1);
    let unit = if hand.currency == Currency::Chips { 100 } else { 1 };
    let odd_chips = unit * 2 * i64::try_from(all_in.pots.len()).unwrap();
    let tolerance = Amount::from_hundredths(odd_chips) + hand.rake;
    let nets = AllIn { runout, ..all_in }.ev_nets().unwrap();
    for (player, net) in hand.players.iter().zip(nets) {
        let off = (net - player.net()).max(player.net() - net);
        assert!(
            off <= tolerance,
            "{} of {} expects {net}, not {}",
            player.name,
            hand.id,
            player.net()
        );
    }
}

/// Checks a hand, but of those with many boards only one in so many; and counts by the cards of
/// the board: before the flop, on the flop, on the turn.
fn check_some(hand: &Hand, one_in: usize, counts: &mut [usize; 3]) {
    let Some(all_in) = AllIn::of(hand) else { return check(hand) };
    let street = match all_in.boards() {
        MANY_BOARDS.. => 0,
        100.. => 1,
        _ => 2,
    };
    counts[street] += 1;
    check_whole_board(all_in);
    if street != 0 || counts[0] % one_in == 1 {
        check(hand);
    }
}

#[test]
fn dealt_hands_of_every_game_are_expected_to_pay_what_they_pay() {
    let mut counts = [0; 3];
    for game in Game::ALL {
        for seed in 0..60 {
            check_some(&deal_one(game, Layout::Client, seed), 25, &mut counts);
        }
    }
    let mut casino = Casino::new(5, 12);
    let opened = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
    for number in 0..1000 {
        let text = casino.deal(opened + TimeDelta::seconds(number * 5)).text;
        let bytes = text.trim_end().as_bytes().into();
        check_some(&parse(&HandText { offset: 0, bytes }).unwrap(), 25, &mut counts);
    }
    assert!(counts.into_iter().all(|count| 10 < count), "{counts:?}");
}

#[test]
fn real_hands_are_expected_to_pay_what_they_pay() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let files = files(&corpus);
    if files.is_empty() {
        eprintln!("skipped: there is no corpus of real hands beside the project");
        return;
    }
    let mut counts = [0; 3];
    for file in files {
        let bytes = fs::read(file).unwrap();
        let mut splitter = Splitter::new(0, &bytes);
        while let Some(block) = splitter.next().or_else(|| splitter.rest()) {
            if let Block::Hand(text) = block
                && let Ok(hand) = parse(&text)
            {
                check_some(&hand, 400, &mut counts);
            }
        }
    }
    let [before, flop, turn] = counts;
    assert!(8_000 < before && 900 < flop && 400 < turn, "{counts:?}");
}

/// The files below a folder; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
