//! Cards in brackets.

use cards::{Card, Cards, Rank, Suit};

use super::cursor::Cursor;

/// Cards in brackets: `[Jc 7d 5d]`.
#[inline]
pub(super) fn cards(cursor: &mut Cursor<'_>) -> Option<Cards> {
    let (cards, all_known) = seen_cards(cursor)?;
    all_known.then_some(cards)
}

/// Cards in brackets of which some are hidden: `[X X 8h]`. The flag says that none is.
#[inline]
pub(super) fn seen_cards(cursor: &mut Cursor<'_>) -> Option<(Cards, bool)> {
    cursor.word("[")?;
    let mut list = Cards::EMPTY;
    let mut all_known = true;
    loop {
        match *cursor.left() {
            [b'X', ..] => {
                all_known = false;
                cursor.skip(1);
            }
            [rank, suit, ..] => {
                list.push(card(rank, suit)?).ok()?;
                cursor.skip(2);
            }
            _ => return None,
        }
        if cursor.has("]") {
            return Some((list, all_known));
        }
        cursor.word(" ")?;
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
