mod known;
mod naive;

use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert_eq, proptest};

use super::{BoardGame, Contenders, Equity, Runout};
use crate::{Card, Cards, Suit, by_the_book::cards};

const GAMES: [(BoardGame, usize); 5] = [
    (BoardGame::Holdem, 2),
    (BoardGame::Omaha, 4),
    (BoardGame::Omaha, 5),
    (BoardGame::OmahaHiLo, 4),
    (BoardGame::OmahaHiLo, 5),
];

fn hand(text: &str) -> Cards {
    Cards::from_slice(&cards(text)).unwrap()
}

fn runout(game: BoardGame, hands: &[&str], board: &str) -> Runout {
    let hands: Vec<Cards> = hands.iter().map(|text| hand(text)).collect();
    let board = if board.is_empty() { Vec::new() } else { cards(board) };
    Runout::new(game, &hands, &board).unwrap()
}

/// The equity of the pot for which all contend.
fn equity(runout: &Runout) -> Equity {
    let everybody = (0..runout.hands.len()).collect();
    let equity = runout.equities(&[everybody]).remove(0);
    assert_eq!(equity.boards, runout.boards());
    assert_eq!(equity.shares.iter().sum::<u64>(), equity.boards * Equity::SHARES);
    equity
}

/// So many hands, and a board that lacks so many cards, from the front of a deck.
fn dealt(
    deck: &[Card],
    (game, size): (BoardGame, usize),
    players: usize,
    missing: usize,
) -> Runout {
    let (board, rest) = deck.split_at(5 - missing);
    let hands = rest.chunks(size).take(players);
    let hands: Vec<Cards> = hands.map(|hand| Cards::from_slice(hand).unwrap()).collect();
    Runout::new(game, &hands, board).unwrap()
}

/// A shuffled deck, of which red cards come first in every other case: flushes are frequent
/// then, and straight flushes come up at all.
fn decks() -> impl Strategy<Value = Vec<Card>> {
    let deck = Just(Card::deck().collect::<Vec<Card>>()).prop_shuffle();
    (deck, 0..2).prop_map(|(mut deck, red_first)| {
        if red_first == 1 {
            deck.sort_by_key(|card| matches!(card.suit(), Suit::Clubs | Suit::Spades));
        }
        deck
    })
}

/// All players, the first two, and the others.
fn pots(players: usize) -> Vec<Contenders> {
    vec![(0..players).collect(), (0..2).collect(), (2..players).collect()]
}

/// Holds the shares of every pot against those that dealing each board gives.
fn agrees(runout: &Runout) -> Result<(), proptest::test_runner::TestCaseError> {
    let pots = pots(runout.hands.len());
    prop_assert_eq!(runout.equities(&pots), naive::equities(runout, &pots));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn shares_are_those_of_dealing_each_last_card(
        deck in decks(), game in 0..5_usize, players in 2..5_usize,
    ) {
        agrees(&dealt(&deck, GAMES[game], players, 1))?;
    }

    #[test]
    fn a_whole_board_is_one_board(deck in decks(), game in 0..5_usize, players in 2..9_usize) {
        agrees(&dealt(&deck, GAMES[game], players, 0))?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn shares_are_those_of_dealing_each_turn_and_river(
        deck in decks(), game in 0..5_usize, players in 2..4_usize,
    ) {
        agrees(&dealt(&deck, GAMES[game], players, 2))?;
    }

    #[test]
    fn neither_suits_nor_the_order_of_players_matter(
        deck in decks(), game in 0..5_usize, suits in Just(Suit::ALL).prop_shuffle(),
    ) {
        let one = dealt(&deck, GAMES[game], 3, 5);
        let turned = |card: &Card| Card::new(card.rank(), suits[card.suit() as usize]);
        let deck: Vec<Card> = deck.iter().map(turned).collect();
        let mut other = dealt(&deck, GAMES[game], 3, 5);
        other.hands.reverse();
        let mut shares = equity(&other).shares;
        shares.reverse();
        prop_assert_eq!(shares, equity(&one).shares);
    }
}

#[test]
fn shares_are_those_of_dealing_more_than_two_cards() {
    for (game, hands, board) in [
        (BoardGame::Holdem, ["Ah Kh", "9h 9c"], "2h 3d"),
        (BoardGame::Omaha, ["Ah Kh 5d 5c", "9h 8h 7d 6d"], "Th 3d"),
        (BoardGame::OmahaHiLo, ["Ah 2h 5d Kc", "As 3h 7d 6d"], "4h 4d"),
    ] {
        let (runout, pots) = (runout(game, &hands, board), pots(2));
        // There are too many boards to look at each as a player does.
        assert_eq!(runout.equities(&pots), naive::equities_by_rank(&runout, &pots));
    }
}

#[test]
fn hands_that_mirror_each_other_have_the_same_equity() {
    for (game, hands, board) in [
        (BoardGame::Holdem, ["Ah Kd", "Ad Kh"], ""),
        (BoardGame::Holdem, ["9h 8h", "9d 8d"], "Ac Kc 2s"),
        (BoardGame::Omaha, ["Ah Ad 7c 6s", "Ac As 7h 6d"], ""),
        (BoardGame::OmahaHiLo, ["Ah 2h 3c Kd", "Ad 2d 3s Kh"], "7c 8s Qc"),
    ] {
        let Equity { shares, .. } = equity(&runout(game, &hands, board));
        assert_eq!(shares[0], shares[1], "{hands:?}");
    }
}

#[test]
fn a_board_that_nobody_beats_is_shared_by_all() {
    let hands =
        ["2h 2d", "3h 3d", "4h 4d", "5h 5d", "6h 6d", "7h 7d", "8h 8d", "9h 9d", "2c 2s", "3c 3s"];
    for players in 2..=10 {
        let pot = runout(BoardGame::Holdem, &hands[..players], "Ac Kc Qc Jc Tc");
        let shares = equity(&pot).shares;
        assert!(shares.iter().all(|share| *share == 5040 / players as u64), "{shares:?}");
    }
}

#[test]
fn halves_go_to_the_best_high_and_to_the_best_low() {
    let hands = ["As 2s Qd Jc", "Ah 2h Qs Jd", "Kc Kh Ts 6h"];
    // What each hand wins, in hundredths of the pot.
    for (board, shares) in [
        // The third has trips, the others the same low.
        ("7h 5s Kd 8c 9h", [25, 25, 50]),
        // The third low card does not come: the full house takes all.
        ("7h 5s Kd 9c 9h", [0, 0, 100]),
        // A flush, and a quarter for the low that the second has as well.
        ("7s 5s Kd 8s 9h", [75, 25, 0]),
        // The first two have the same straight, too.
        ("3h 4s 5d Kd Qc", [50, 50, 0]),
    ] {
        let found = equity(&runout(BoardGame::OmahaHiLo, &hands, board)).shares;
        assert_eq!(found, shares.map(|share| share * Equity::SHARES / 100), "{board}");
    }
}

#[test]
fn who_does_not_contend_has_no_share_but_his_cards_are_dead() {
    // The third hand holds a king: of the last card, one king helps the second, not two.
    let hands = ["Ah Ad", "Kh Kd", "Ks 2c"];
    let three = runout(BoardGame::Holdem, &hands, "Qc Jd 7h 3s");
    let two = runout(BoardGame::Holdem, &hands[..2], "Qc Jd 7h 3s");
    let pot: Contenders = (0..2).collect();
    let share = Equity::SHARES;
    assert_eq!(two.equities(&[pot])[0], Equity { boards: 44, shares: vec![42 * share, 2 * share] });
    let side = Equity { boards: 42, shares: vec![41 * share, share, 0] };
    let nobody = Equity { boards: 42, shares: vec![0; 3] };
    let alone = Equity { boards: 42, shares: vec![0, 0, 42 * share] };
    let pots = [pot, Contenders::default(), [2].into_iter().collect(), [10].into_iter().collect()];
    assert_eq!(three.equities(&pots), [side, nobody.clone(), alone, nobody]);
}

#[test]
fn the_number_of_boards_is_the_choice_of_the_missing_cards() {
    for (game, hands, board, boards) in [
        (BoardGame::Holdem, &["Ah Ad", "Kh Kd"][..], "", 1_712_304),
        (BoardGame::Holdem, &["Ah Ad", "Kh Kd", "Qh Qd"], "", 1_370_754),
        (BoardGame::Holdem, &["Ah Ad", "Kh Kd"], "2c 3c 4c", 990),
        (BoardGame::Holdem, &["Ah Ad", "Kh Kd"], "2c 3c 4c 5c", 44),
        (BoardGame::Holdem, &["Ah Ad", "Kh Kd"], "2c 3c 4c 5c 6c", 1),
        (BoardGame::Omaha, &["Ah Ad 2c 3c", "Kh Kd 2s 3s"], "", 1_086_008),
    ] {
        assert_eq!(equity(&runout(game, hands, board)).boards, boards);
    }
}

#[test]
fn what_cannot_be_dealt_is_none() {
    let deck: Vec<Card> = Card::deck().collect();
    let hands = |size: usize, players: usize| -> Vec<Cards> {
        deck.chunks(size).take(players).map(|hand| Cards::from_slice(hand).unwrap()).collect()
    };
    let board = &deck[49..];
    let refused = |game, hands: &[Cards], board: &[Card]| {
        assert_eq!(Runout::new(game, hands, board), None, "{hands:?} {board:?}");
    };
    assert!(Runout::new(BoardGame::Holdem, &hands(2, 2), board).is_some());
    assert!(Runout::new(BoardGame::Omaha, &hands(5, 9), board).is_some());
    for (game, size, players) in [
        (BoardGame::Holdem, 2, 0),
        (BoardGame::Holdem, 2, 1),
        (BoardGame::Holdem, 2, 11),
        (BoardGame::Holdem, 3, 2),
        (BoardGame::Omaha, 2, 2),
        (BoardGame::OmahaHiLo, 3, 2),
        (BoardGame::Omaha, 6, 2),
    ] {
        refused(game, &hands(size, players), board);
    }
    refused(BoardGame::Holdem, &hands(2, 2), &deck[46..]);
    refused(BoardGame::Holdem, &hands(2, 2), &deck[..3]);
    refused(BoardGame::Holdem, &[hands(2, 1), hands(2, 1)].concat(), board);
    refused(BoardGame::Omaha, &[hands(4, 1), hands(5, 2)[1..].to_vec()].concat(), board);
    // Ten hands of five cards leave two for a board.
    refused(BoardGame::Omaha, &hands(5, 10), &[]);
}
