//! Cards in brackets.

use cards::{Card, Cards, Rank, Suit};
use nom::{IResult, Parser, character::complete::char};

use super::number::no_match;

/// Cards in brackets: `[Jc 7d 5d]`.
pub(super) fn cards(input: &str) -> IResult<&str, Cards> {
    match seen_cards(input)? {
        (rest, (cards, true)) => Ok((rest, cards)),
        (_, (_, false)) => Err(no_match(input)),
    }
}

/// Cards in brackets of which some are hidden: `[X X 8h]`. The flag says that none is.
pub(super) fn seen_cards(input: &str) -> IResult<&str, (Cards, bool)> {
    let (mut rest, _) = char('[').parse(input)?;
    let mut list = Cards::EMPTY;
    let mut all_known = true;
    loop {
        let length = match *rest.as_bytes() {
            [b'X', ..] => {
                all_known = false;
                1
            }
            [rank, suit, ..] => {
                let card = card(rank, suit).ok_or_else(|| no_match(rest))?;
                list.push(card).map_err(|_| no_match(rest))?;
                2
            }
            _ => return Err(no_match(rest)),
        };
        let after = rest.get(length..).unwrap_or_default();
        if let Some(after) = after.strip_prefix(']') {
            return Ok((after, (list, all_known)));
        }
        rest = after.strip_prefix(' ').ok_or_else(|| no_match(after))?;
    }
}

/// The card of two letters. It is looked up: nothing foretells the next card, so that a
/// choice between its letters would cost more than all the rest of it.
fn card(rank: u8, suit: u8) -> Option<Card> {
    let rank = RANKS.get(usize::from(rank)).copied().flatten()?;
    let suit = SUITS.get(usize::from(suit)).copied().flatten()?;
    Some(Card::new(rank, suit))
}

/// The rank of every letter.
#[expect(clippy::indexing_slicing, reason = "done by the compiler, which checks it")]
static RANKS: [Option<Rank>; 256] = {
    let mut ranks = [None; 256];
    let mut next = 0;
    while next < Rank::ALL.len() {
        let rank = Rank::ALL[next];
        ranks[rank.letter() as usize] = Some(rank);
        next += 1;
    }
    ranks
};

/// The suit of every letter.
#[expect(clippy::indexing_slicing, reason = "done by the compiler, which checks it")]
static SUITS: [Option<Suit>; 256] = {
    let mut suits = [None; 256];
    let mut next = 0;
    while next < Suit::ALL.len() {
        let suit = Suit::ALL[next];
        suits[suit.letter() as usize] = Some(suit);
        next += 1;
    }
    suits
};
