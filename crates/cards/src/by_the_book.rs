//! What hands are worth by the book: every choice of five cards, each looked at as a player
//! does. The tests hold the rankings against it.

use std::cmp::Reverse;

use proptest::prelude::{Just, Strategy};

use crate::{Card, Category, Rank};

/// Five cards as a player compares them: the category, worst first, then the ranks by how
/// often they occur and how high they are.
pub(crate) type Worth<R> = (usize, Vec<(usize, R)>);

/// Cards of a text, `Ah Kd`.
pub(crate) fn cards(text: &str) -> Vec<Card> {
    let card = |word: &str| Card::parse(word.as_bytes()[0], word.as_bytes()[1]).unwrap();
    text.split(' ').map(card).collect()
}

/// So many cards of a shuffled deck.
pub(crate) fn dealt(count: usize) -> impl Strategy<Value = Vec<Card>> {
    let deck = Just(Card::deck().collect::<Vec<Card>>()).prop_shuffle();
    deck.prop_map(move |deck| deck[..count].to_vec())
}

/// Every choice of so many of the cards.
pub(crate) fn choices(cards: &[Card], count: usize) -> Vec<Vec<Card>> {
    let Some((first, rest)) = cards.split_first() else {
        return if count == 0 { vec![Vec::new()] } else { Vec::new() };
    };
    let mut all = choices(rest, count);
    if let Some(fewer) = count.checked_sub(1) {
        let with = |others: Vec<Card>| [vec![*first], others].concat();
        all.extend(choices(rest, fewer).into_iter().map(with));
    }
    all
}

/// Every hand of Omaha's rule.
pub(crate) fn omaha_choices(hole: &[Card], board: &[Card]) -> Vec<Vec<Card>> {
    let threes = choices(board, 3);
    let with_board = |two: Vec<Card>| threes.iter().map(move |three| [&two[..], three].concat());
    choices(hole, 2).into_iter().flat_map(with_board).collect()
}

/// The worth of five cards where the highest wins.
pub(crate) fn high(five: &[Card]) -> Worth<Rank> {
    let mut groups = groups(five, |rank| rank);
    let ranks: Vec<usize> = groups.iter().map(|group| group.1 as usize).collect();
    let wheel = ranks == [12, 3, 2, 1, 0];
    if wheel {
        groups.rotate_left(1);
    }
    let straight = wheel || (ranks.len() == 5 && ranks[0] - ranks[4] == 4);
    let flush = five.iter().all(|card| card.suit() == five[0].suit());
    let category = match (pairing(&groups), straight, flush) {
        (0, true, true) => 8,
        (0, false, true) => 5,
        (0, true, false) => 4,
        (pairing, ..) => pairing,
    };
    (category, groups)
}

/// The worth of five cards in deuce-to-seven, where the lesser one wins.
pub(crate) fn deuce_to_seven(five: &[Card]) -> Reverse<Worth<Rank>> {
    let (category, mut groups) = high(five);
    let wheel = groups.last().map(|group| group.1) == Some(Rank::Ace);
    if wheel && groups.len() == 5 {
        groups.rotate_right(1);
        return Reverse((if category == 8 { 5 } else { 0 }, groups));
    }
    Reverse((category, groups))
}

/// The worth of five cards in ace-to-five, where the lesser one wins.
pub(crate) fn ace_to_five(five: &[Card]) -> Reverse<Worth<usize>> {
    let groups = groups(five, ace_low);
    Reverse((pairing(&groups), groups))
}

/// Whether five cards are a low that hi/lo games pay.
pub(crate) fn is_eight_or_better(five: &[Card]) -> bool {
    let groups = groups(five, ace_low);
    groups.len() == 5 && groups.iter().all(|&(_, rank)| rank <= ace_low(Rank::Eight))
}

/// The number of a category, worst first.
pub(crate) fn strength(category: Category) -> usize {
    match category {
        Category::HighCard(_) => 0,
        Category::OnePair(_) => 1,
        Category::TwoPairs { .. } => 2,
        Category::Trips(_) => 3,
        Category::Straight(_) => 4,
        Category::Flush(_) => 5,
        Category::FullHouse { .. } => 6,
        Category::Quads(_) => 7,
        Category::StraightFlush(_) => 8,
    }
}

fn ace_low(rank: Rank) -> usize {
    (rank as usize + 1) % 13
}

/// The ranks of the cards, with how often they occur, the most frequent and highest first.
fn groups<R: Ord + Copy>(cards: &[Card], value: fn(Rank) -> R) -> Vec<(usize, R)> {
    let count = |rank: Rank| cards.iter().filter(|card| card.rank() == rank).count();
    let mut groups: Vec<(usize, R)> =
        cards.iter().map(|card| (count(card.rank()), value(card.rank()))).collect();
    groups.sort();
    groups.dedup();
    groups.reverse();
    groups
}

/// The category of cards whose suits and order do not matter.
fn pairing<R>(groups: &[(usize, R)]) -> usize {
    match (groups[0].0, groups.len()) {
        (4, _) => 7,
        (3, 2) => 6,
        (3, _) => 3,
        (2, 3) => 2,
        (2, _) => 1,
        _ => 0,
    }
}
