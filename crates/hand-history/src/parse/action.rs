//! What stands behind a player's name on a line of a street.

use std::iter::once_with;

use cards::Cards;
use smol_str::SmolStr;

use super::{
    body::Body,
    card::{cards, seen_cards},
    cursor::Cursor,
};
use crate::{Action, ActionKind, Amount, Half, PlayerIndex, PotName};

impl Body<'_> {
    /// Reads what stands behind the name of this player and a space, to the end of the line,
    /// and notes it. `None` is no action, and nothing is noted.
    #[inline]
    pub(super) fn act(&mut self, player: PlayerIndex, line: &mut Cursor<'_>) -> Option<()> {
        match Verb::of(line.left()) {
            Verb::Fold => {
                line.word("folds")?;
                self.note(player, end(line)?, || ActionKind::Fold)?;
            }
            Verb::Check => {
                line.word("checks")?;
                self.note(player, end(line)?, || ActionKind::Check)?;
            }
            Verb::Call => {
                let amount = amount_behind(line, "calls ")?;
                self.note(player, end(line)?, || ActionKind::Call(amount))?;
                self.ledger.bet(player, amount);
            }
            Verb::Bet => {
                let amount = amount_behind(line, "bets ")?;
                self.note(player, end(line)?, || ActionKind::Bet(amount))?;
                self.ledger.bet(player, amount);
            }
            Verb::Raise => {
                let (to, added) = raise(line, self.ledger.printed(player))?;
                self.note(player, end(line)?, || ActionKind::Raise { to, added })?;
                self.ledger.bet(player, added);
            }
            Verb::Post => self.post(player, line)?,
            Verb::Collect => {
                let (amount, pot, half) = collect(line)?;
                self.note(player, end(line)?, || ActionKind::Collect { amount, pot, half })?;
                self.ledger.collect(player, amount);
            }
            Verb::Other => self.act_rarely(player, line)?,
        }
        Some(())
    }

    /// `posts ante 5`, `posts small blind 10`, `posts big blind 20 out of position`
    #[inline]
    fn post(&mut self, player: PlayerIndex, line: &mut Cursor<'_>) -> Option<()> {
        line.word("posts ")?;
        if line.has("ante ") {
            let amount = line.amount()?;
            self.note(player, end(line)?, || ActionKind::Ante(amount))?;
            self.ledger.ante(player, amount);
        } else if line.has("small blind ") {
            let amount = line.amount()?;
            if line.has(" out of position") {
                self.note(player, end(line)?, || ActionKind::DeadSmallBlind(amount))?;
                self.ledger.dead_post(player, amount);
            } else {
                self.note(player, end(line)?, || ActionKind::SmallBlind(amount))?;
                self.ledger.bet(player, amount);
            }
        } else {
            let amount = amount_behind(line, "big blind ")?;
            let kind = match line.has(" out of position") {
                false => ActionKind::BigBlind(amount),
                true => ActionKind::LiveBigBlind(amount),
            };
            self.note(player, end(line)?, || kind)?;
            self.ledger.bet(player, amount);
        }
        Some(())
    }

    /// What only some games and the ends of hands have.
    fn act_rarely(&mut self, player: PlayerIndex, line: &mut Cursor<'_>) -> Option<()> {
        match line.left() {
            [b's', b'h', ..] => {
                let (cards, description) = show(line)?;
                self.note(player, end(line)?, || ActionKind::Show { cards, description })?;
                self.players.get_mut(usize::from(player.0))?.cards = cards;
            }
            [b'b', ..] => {
                let amount = bring_in(line)?;
                self.note(player, end(line)?, || ActionKind::BringIn(amount))?;
                self.ledger.bet(player, amount);
            }
            [b's', ..] => {
                let kept = stand_pat(line)?;
                self.note(player, end(line)?, || ActionKind::StandPat(kept))?;
            }
            [b'd', b'e', ..] => {
                denial(line)?;
                let (kind, all_in) = (ActionKind::DenyBlind, end(line)?);
                self.actions.push(Action { player, kind, all_in });
            }
            [b'd', ..] => {
                let count = discard(line)?;
                self.note(player, end(line)?, || ActionKind::Discard { count })?;
            }
            _ => return None,
        }
        Some(())
    }

    /// Notes an action of a player, who takes part in the hand with it.
    ///
    /// Room is made first and what he does is put together there: to move it as soon as its
    /// parts are written costs as much as the rest of its line.
    #[inline]
    fn note(
        &mut self,
        player: PlayerIndex,
        all_in: bool,
        kind: impl FnOnce() -> ActionKind,
    ) -> Option<()> {
        self.players.get_mut(usize::from(player.0))?.dealt_in = true;
        self.actions.extend(once_with(|| Action { player, kind: kind(), all_in }));
        Some(())
    }
}

/// What stands behind a name, as far as two letters tell.
#[derive(Clone, Copy, Debug)]
enum Verb {
    Fold,
    Check,
    Call,
    Bet,
    Raise,
    Post,
    Collect,
    Other,
}

impl Verb {
    /// Looks it up: nothing foretells the next verb, so that only one choice should be made.
    #[inline]
    fn of(line: &[u8]) -> Self {
        let letters = line.first_chunk().copied().unwrap_or_default();
        VERBS.get(place_of(letters)).copied().unwrap_or(Self::Other)
    }
}

/// A place of its own for the first letters of each verb; others may fall there too.
const fn place_of([first, second]: [u8; 2]) -> usize {
    (first.wrapping_add(second) % 64) as usize
}

/// The verbs by [`place_of`] their first letters.
#[expect(clippy::indexing_slicing, reason = "done by the compiler, which checks it")]
static VERBS: [Verb; 64] = {
    let mut verbs = [Verb::Other; 64];
    verbs[place_of(*b"fo")] = Verb::Fold;
    verbs[place_of(*b"ch")] = Verb::Check;
    verbs[place_of(*b"ca")] = Verb::Call;
    verbs[place_of(*b"be")] = Verb::Bet;
    verbs[place_of(*b"ra")] = Verb::Raise;
    verbs[place_of(*b"po")] = Verb::Post;
    verbs[place_of(*b"co")] = Verb::Collect;
    verbs
};

/// Reads the end of a line of a street, and whether it took the last chip of its player.
#[inline]
fn end(line: &mut Cursor<'_>) -> Option<bool> {
    if line.has("\n") {
        return Some(false);
    }
    let all_in = line.has(" and is all-in");
    line.line_end()?;
    Some(all_in)
}

#[inline]
fn amount_behind(line: &mut Cursor<'_>, word: &str) -> Option<Amount> {
    line.word(word)?;
    line.amount()
}

/// In stud `brings in 10€` or `bring-in 0.02`.
fn bring_in(line: &mut Cursor<'_>) -> Option<Amount> {
    if !line.has("brings in ") {
        line.word("bring-in ")?;
    }
    line.amount()
}

/// `raises <by> to <total>`: what it is raised by is printed from different starting points
/// over the years, so only the total counts. The one exception is a short all-in in stud,
/// `raises -6.10€ to 18.90€`: by less than nothing, to what the player had left.
///
/// Gives the total and what is added to reach it from what the player had put in before.
#[inline]
fn raise(line: &mut Cursor<'_>, before: Amount) -> Option<(Amount, Amount)> {
    line.word("raises ")?;
    let by_less_than_nothing = line.has("-");
    line.amount()?;
    let to = amount_behind(line, " to ")?;
    let added = if by_less_than_nothing { to } else { to - before };
    Some((to, added))
}

/// `denies big blind`, and `deny BB 0€` in 2010.
fn denial(line: &mut Cursor<'_>) -> Option<()> {
    if !line.has("denies big blind") && !line.has("denies small blind") {
        line.word("deny ")?;
        if !line.has("BB ") {
            line.word("SB ")?;
        }
        line.amount()?;
    }
    Some(())
}

/// `shows [Ah Kd] (One pair : Aces)`
#[inline]
fn show(line: &mut Cursor<'_>) -> Option<(Cards, Option<SmolStr>)> {
    line.word("shows ")?;
    let cards = cards(line)?;
    let description = match line.has(" (") {
        true => Some(line.rest_of_line().strip_suffix(')')?.into()),
        false => None,
    };
    Some((cards, description))
}

/// `stands pat`, for the hero with his cards: `stands pat [2h Td 8c 7c 8s]`
fn stand_pat(line: &mut Cursor<'_>) -> Option<Cards> {
    line.word("stands pat")?;
    let mut behind = *line;
    let kept = behind.word(" ").and_then(|()| cards(&mut behind));
    if kept.is_some() {
        *line = behind;
    }
    Some(kept.unwrap_or_default())
}

/// `discard 2 cards`, `discard 0 card`
fn discard(line: &mut Cursor<'_>) -> Option<u8> {
    line.word("discard")?;
    line.has("s");
    line.word(" ")?;
    let count = line.number()?;
    line.word(" card")?;
    line.has("s");
    Some(count)
}

/// `collected 5€ from pot`, `… from main pot`, `… from side pot 2`, `… from pot(HI)`
#[inline]
fn collect(line: &mut Cursor<'_>) -> Option<(Amount, PotName, Option<Half>)> {
    let amount = amount_behind(line, "collected ")?;
    line.word(" from ")?;
    let pot = if line.has("pot") || line.has("main pot") {
        PotName::Main
    } else {
        line.word("side pot ")?;
        PotName::Side(line.number()?)
    };
    Some((amount, pot, half(line)))
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

#[cfg(test)]
mod tests {
    use super::place_of;

    #[test]
    fn every_verb_has_a_place_of_its_own() {
        let verbs = ["fo", "ch", "ca", "be", "ra", "po", "co", "sh", "st", "br", "de", "di"];
        let mut places = verbs.map(|verb| place_of(*verb.as_bytes().first_chunk().unwrap()));
        places.sort_unstable();
        assert!(places.windows(2).all(|pair| pair[0] != pair[1]), "{places:?}");
    }
}
