//! Equity as a player would count it: deal each board, show all hands, part the pot.

use super::super::{BoardGame, Contenders, Equity, Runout};
use crate::{
    AceToFive, Card, Cards, HandRank, OmahaBoard,
    by_the_book::{self, choices, is_eight_or_better, omaha_choices},
};

/// The shares of each pot, every hand being looked at as a player does.
pub(super) fn equities(runout: &Runout, pots: &[Contenders]) -> Vec<Equity> {
    let fives = |hand: &Cards, board: &[Card]| match runout.game {
        BoardGame::Holdem => choices(&[hand, board].concat(), 5),
        BoardGame::Omaha | BoardGame::OmahaHiLo => omaha_choices(hand, board),
    };
    let high = |hand: &Cards, board: &[Card]| {
        fives(hand, board).iter().map(|five| by_the_book::high(five)).max()
    };
    let low = |hand: &Cards, board: &[Card]| {
        let lows = fives(hand, board).into_iter().filter(|five| is_eight_or_better(five));
        lows.map(|five| by_the_book::ace_to_five(&five)).max()
    };
    count(runout, pots, high, low)
}

/// The same by the ranks of this crate.
pub(super) fn equities_by_rank(runout: &Runout, pots: &[Contenders]) -> Vec<Equity> {
    let high = |hand: &Cards, board: &[Card]| match runout.game {
        BoardGame::Holdem => Some(HandRank::of([hand[0], hand[1]], board)),
        BoardGame::Omaha | BoardGame::OmahaHiLo => Some(OmahaBoard::new(board).high(hand)),
    };
    let low =
        |hand: &Cards, board: &[Card]| -> Option<AceToFive> { OmahaBoard::new(board).low(hand) };
    count(runout, pots, high, low)
}

fn count<High: Ord, Low: Ord>(
    runout: &Runout,
    pots: &[Contenders],
    high: impl Fn(&Cards, &[Card]) -> Option<High>,
    low: impl Fn(&Cards, &[Card]) -> Option<Low>,
) -> Vec<Equity> {
    let hands = &runout.hands;
    let nothing = Equity { boards: 0, shares: vec![0; hands.len()] };
    let mut equities = vec![nothing; pots.len()];
    let known: Vec<Card> = runout.known().copied().collect();
    let left: Vec<Card> = Card::deck().filter(|card| !known.contains(card)).collect();
    each_choice(&mut runout.board.to_vec(), &left, &mut |board| {
        let highs: Vec<Option<High>> = hands.iter().map(|hand| high(hand, board)).collect();
        let lows: Vec<Option<Low>> = match runout.game {
            BoardGame::OmahaHiLo => hands.iter().map(|hand| low(hand, board)).collect(),
            BoardGame::Holdem | BoardGame::Omaha => hands.iter().map(|_| None).collect(),
        };
        for (pot, equity) in pots.iter().zip(&mut equities) {
            equity.boards += 1;
            let low_winners = winners(*pot, &lows);
            let whole = if low_winners.is_empty() { 5040 } else { 2520 };
            pay(&mut equity.shares, 2520, &low_winners);
            pay(&mut equity.shares, whole, &winners(*pot, &highs));
        }
    });
    equities
}

fn each_choice(board: &mut Vec<Card>, left: &[Card], see: &mut impl FnMut(&[Card])) {
    if board.len() == 5 {
        return see(board);
    }
    for (i, card) in left.iter().enumerate() {
        board.push(*card);
        each_choice(board, &left[i + 1..], see);
        board.pop();
    }
}

fn winners<Worth: Ord>(pot: Contenders, worths: &[Option<Worth>]) -> Vec<usize> {
    let contends =
        |(player, worth): &(usize, &Option<Worth>)| pot.contains(*player) && worth.is_some();
    let best = worths.iter().enumerate().filter(contends).map(|(_, worth)| worth).max();
    let wins = |(_, worth): &(usize, &Option<Worth>)| Some(*worth) == best;
    worths.iter().enumerate().filter(contends).filter(wins).map(|(player, _)| player).collect()
}

fn pay(shares: &mut [u64], whole: u64, winners: &[usize]) {
    for winner in winners {
        shares[*winner] += whole / winners.len() as u64;
    }
}
