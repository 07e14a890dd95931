//! What stands behind a player's name on a line of a street.

use cards::Cards;

use super::{
    card::{cards, seen_cards},
    cursor::Cursor,
};
use crate::{ActionKind, Amount, Half, PotName};

/// Reads what stands behind the name and a space, to the end of the line. The flag says
/// that it took the last chip.
///
/// A raise is told by its total, so that it takes what the player has on the street before.
#[inline]
pub(super) fn verb(line: &mut Cursor<'_>, before: Amount) -> Option<(ActionKind, bool)> {
    Some(match line.left() {
        [b'f', ..] => {
            line.word("folds")?;
            (ActionKind::Fold, end(line)?)
        }
        [b'c', b'h', ..] => {
            line.word("checks")?;
            (ActionKind::Check, end(line)?)
        }
        [b'c', b'a', ..] => {
            let amount = amount_behind(line, "calls ")?;
            (ActionKind::Call(amount), end(line)?)
        }
        [b'b', b'e', ..] => {
            let amount = amount_behind(line, "bets ")?;
            (ActionKind::Bet(amount), end(line)?)
        }
        [b'p', ..] => (post(line)?, end(line)?),
        [b'r', ..] => (raise(line, before)?, end(line)?),
        [b'c', ..] => (collect(line)?, end(line)?),
        _ => (other(line)?, end(line)?),
    })
}

/// Reads the end of a line of a street, and whether it took the last chip of its player.
#[inline]
fn end(line: &mut Cursor<'_>) -> Option<bool> {
    let all_in = line.has(" and is all-in");
    line.line_end()?;
    Some(all_in)
}

/// What only some games and the ends of hands have.
fn other(line: &mut Cursor<'_>) -> Option<ActionKind> {
    match line.left() {
        [b'b', ..] => bring_in(line),
        [b's', b'h', ..] => show(line),
        [b's', ..] => stand_pat(line),
        [b'd', b'e', ..] => denial(line),
        [b'd', ..] => discard(line),
        _ => None,
    }
}

#[inline]
fn amount_behind(line: &mut Cursor<'_>, word: &str) -> Option<Amount> {
    line.word(word)?;
    line.amount()
}

/// In stud `brings in 10€` or `bring-in 0.02`.
fn bring_in(line: &mut Cursor<'_>) -> Option<ActionKind> {
    if !line.has("brings in ") {
        line.word("bring-in ")?;
    }
    line.amount().map(ActionKind::BringIn)
}

/// `raises <by> to <total>`: what it is raised by is printed from different starting points
/// over the years, so only the total counts. The one exception is a short all-in in stud,
/// `raises -6.10€ to 18.90€`: by less than nothing, to what the player had left.
#[inline]
fn raise(line: &mut Cursor<'_>, before: Amount) -> Option<ActionKind> {
    line.word("raises ")?;
    let by_less_than_nothing = line.has("-");
    line.amount()?;
    let to = amount_behind(line, " to ")?;
    let added = if by_less_than_nothing { to } else { to - before };
    Some(ActionKind::Raise { to, added })
}

/// `posts ante 5`, `posts small blind 10`, `posts big blind 20 out of position`
#[inline]
fn post(line: &mut Cursor<'_>) -> Option<ActionKind> {
    line.word("posts ")?;
    if line.has("ante ") {
        return line.amount().map(ActionKind::Ante);
    }
    let is_small = line.has("small blind ");
    if !is_small {
        line.word("big blind ")?;
    }
    let amount = line.amount()?;
    Some(match (is_small, line.has(" out of position")) {
        (true, false) => ActionKind::SmallBlind(amount),
        (true, true) => ActionKind::DeadSmallBlind(amount),
        (false, false) => ActionKind::BigBlind(amount),
        (false, true) => ActionKind::LiveBigBlind(amount),
    })
}

/// `denies big blind`, and `deny BB 0€` in 2010.
fn denial(line: &mut Cursor<'_>) -> Option<ActionKind> {
    if !line.has("denies big blind") && !line.has("denies small blind") {
        line.word("deny ")?;
        if !line.has("BB ") {
            line.word("SB ")?;
        }
        line.amount()?;
    }
    Some(ActionKind::DenyBlind)
}

/// `shows [Ah Kd] (One pair : Aces)`
#[inline]
fn show(line: &mut Cursor<'_>) -> Option<ActionKind> {
    line.word("shows ")?;
    let cards = cards(line)?;
    let description = match line.has(" (") {
        true => Some(line.rest_of_line().strip_suffix(')')?.into()),
        false => None,
    };
    Some(ActionKind::Show { cards, description })
}

/// `stands pat`, for the hero with his cards: `stands pat [2h Td 8c 7c 8s]`
fn stand_pat(line: &mut Cursor<'_>) -> Option<ActionKind> {
    line.word("stands pat")?;
    let mut behind = *line;
    let kept = behind.word(" ").and_then(|()| cards(&mut behind));
    if kept.is_some() {
        *line = behind;
    }
    Some(ActionKind::StandPat(kept.unwrap_or_default()))
}

/// `discard 2 cards`, `discard 0 card`
fn discard(line: &mut Cursor<'_>) -> Option<ActionKind> {
    line.word("discard")?;
    line.has("s");
    line.word(" ")?;
    let count = line.number()?;
    line.word(" card")?;
    line.has("s");
    Some(ActionKind::Discard { count })
}

/// `collected 5€ from pot`, `… from main pot`, `… from side pot 2`, `… from pot(HI)`
#[inline]
fn collect(line: &mut Cursor<'_>) -> Option<ActionKind> {
    let amount = amount_behind(line, "collected ")?;
    line.word(" from ")?;
    let pot = if line.has("pot") || line.has("main pot") {
        PotName::Main
    } else {
        line.word("side pot ")?;
        PotName::Side(line.number()?)
    };
    Some(ActionKind::Collect { amount, pot, half: half(line) })
}

/// `(HI)` or ` (LO)`, in games of high and low.
#[inline]
fn half(line: &mut Cursor<'_>) -> Option<Half> {
    if line.has("(HI)") || line.has(" (HI)") {
        Some(Half::Hi)
    } else if line.has("(LO)") || line.has(" (LO)") {
        Some(Half::Lo)
    } else {
        None
    }
}

/// Reads the cards of a deal, `[Kd 3s 9h] [5c]`, to the end of the line, and whether none of
/// them is hidden.
#[inline]
pub(super) fn deal(line: &mut Cursor<'_>) -> Option<(Cards, bool)> {
    let (mut all, mut all_known) = seen_cards(line)?;
    while line.left().starts_with(b" [") {
        line.skip(1);
        let (cards, known) = seen_cards(line)?;
        for &card in &*cards {
            all.push(card).ok()?;
        }
        all_known &= known;
    }
    line.line_end()?;
    Some((all, all_known))
}
