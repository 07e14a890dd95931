//! Two readings of the definition, over many hands.

use hand_history::Hand;
use hud::{Stat, contributions};

use crate::{book::Book, hands};

/// Holds all that is counted in a hand against the definition by the book.
fn compare(hand: &Hand) {
    let book = Book::new(hand);
    let all = contributions(hand);
    let dealt = hand.players.iter().filter(|player| player.dealt_in).count();
    assert_eq!(all.len(), dealt, "{}", hand.id);
    for part in &all {
        let p = usize::from(part.player.0);
        let name = &hand.players[p].name;
        for stat in Stat::all() {
            let ours = part.line.tally(stat);
            assert_eq!(ours, book.tally(p, stat), "{} of {name} in {}", stat.id(), hand.id);
        }
        let ending = (part.net.hundredths(), part.ending.showdown, part.ending.won);
        let expected = (book.net(p), book.showdown(p), book.won(p));
        assert_eq!(ending, expected, "{name} in {}", hand.id);
    }
}

#[test]
fn dealt_hands_of_every_game_are_read_alike() {
    hands::dealt(compare);
}

#[test]
fn the_fixtures_are_read_alike() {
    assert!(0 < hands::of_folder("../../fixtures", compare));
}

#[test]
fn real_hands_are_read_alike() {
    match hands::of_folder("../../../shared/corpus", compare) {
        0 => eprintln!("skipped: there is no corpus of real hands beside the project"),
        count => assert!(30_000 < count, "{count} hands"),
    }
}
