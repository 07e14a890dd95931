//! What stands behind the first stars of a heading: `FLOP *** [Jc 7d 5d]`.

use cards::Cards;

use super::{card::cards, cursor::Cursor};
use crate::Street;

/// Reads the name of a street and the stars behind it.
pub(super) fn street(line: &mut Cursor<'_>) -> Option<Street> {
    match line.left() {
        [b'A', ..] => line.word("ANTE/BLINDS ***").map(|()| Street::Blinds),
        [b'P', ..] => line.word("PRE-FLOP ***").map(|()| Street::Preflop),
        [b'F', b'L', ..] => line.word("FLOP ***").map(|()| Street::Flop),
        [b'T', b'U', ..] => line.word("TURN ***").map(|()| Street::Turn),
        [b'R', ..] => line.word("RIVER ***").map(|()| Street::River),
        [b'S', b'H', ..] => line.word("SHOW DOWN ***").map(|()| Street::Showdown),
        _ => rare_street(line),
    }
}

/// The streets of stud and draw games, in the words of either layout.
fn rare_street(line: &mut Cursor<'_>) -> Option<Street> {
    let mut behind = *line;
    let (name, _) = behind.rest_of_line().split_once(" ***")?;
    let street = match name {
        "3rd STREET" | "THIRD" => Street::Third,
        "4th STREET" | "FOURTH" => Street::Fourth,
        "5th STREET" | "FIFTH" => Street::Fifth,
        "6th STREET" | "SIXTH" => Street::Sixth,
        "7th STREET" | "SEVENTH" => Street::Seventh,
        "FIRST-BET" => Street::FirstBet,
        "FIRST-DRAW" => Street::FirstDraw,
        "SECOND-BET" => Street::SecondBet,
        "SECOND-DRAW" => Street::SecondDraw,
        "THIRD-BET" => Street::ThirdBet,
        "THIRD-DRAW" => Street::ThirdDraw,
        "FOURTH-BET" => Street::FourthBet,
        _ => return None,
    };
    line.skip(name.len() + " ***".len());
    Some(street)
}

/// Reads the rest of a heading: the cards in its last brackets, which are the new ones, or no
/// cards. What is no card there is `None`.
pub(super) fn new_cards(line: &mut Cursor<'_>) -> Option<Cards> {
    let start = *line;
    if let Some(cards) = nothing_but_cards(line) {
        return Some(cards);
    }
    *line = start;
    let rest = line.line();
    let Some((_, last)) = rest.rsplit_once('[') else { return Some(Cards::EMPTY) };
    let mut last = Cursor::new(rest.get(rest.len() - last.len() - 1..)?);
    let cards = cards(&mut last)?;
    last.left().is_empty().then_some(cards)
}

/// Reads a space and brackets, to the end of the line.
fn nothing_but_cards(line: &mut Cursor<'_>) -> Option<Cards> {
    let mut last = Cards::EMPTY;
    line.has(" ");
    while line.left().starts_with(b"[") {
        last = cards(line)?;
    }
    line.line_end()?;
    Some(last)
}
