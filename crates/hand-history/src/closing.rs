//! Whether the last text of a file is whole, though no empty line closes it yet.
//!
//! A file can be read in the middle of a write. What follows `Total pot` repeats what the
//! streets told: every winner with what he won and every hand that was shown. Only when all
//! of it is there can nothing be missing.

use crate::{
    ActionKind, Amount, Block, Currency, Hand, HandText, Player, Street,
    parse::{parse, whole_amount},
    text::decode,
};

impl Block<'_> {
    /// Whether nothing can be missing at the end of this text. A hand repeats in its closing
    /// section who won what; a summary has no such sign but the end of its last line.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Self::Hand(text) => parse(text).is_ok_and(|hand| closes(text, &hand)),
            Self::Summary(text) => text.bytes.ends_with(b"\n"),
            Self::Stray(_) => false,
        }
    }
}

/// Whether the closing section of a text repeats all that the hand tells.
fn closes(text: &HandText<'_>, hand: &Hand) -> bool {
    let (text, _) = decode(&text.bytes, text.offset);
    let Some((_, closing)) = text.split_once("*** SUMMARY ***") else { return false };
    let last_line_ended = closing.ends_with('\n');
    let lines = || closing.lines().map(str::trim_ascii_end);
    let Some(last) = lines().rfind(|line| line.starts_with("Seat ")) else { return false };
    hand.players.iter().enumerate().all(|(index, player)| {
        let start = format!("Seat {}: ", player.seat.0);
        let own = || lines().filter(|line| line.starts_with(&start));
        let won: Amount = own().filter_map(won).sum();
        let shown = descriptions(hand, index);
        let all_shown = shown.len() <= own().count();
        let is_last = own().any(|line| std::ptr::eq(line, last));
        let ended = !is_last || last_line_ended || ends(last, &winnings(hand, player), &shown);
        won == player.collected && all_shown && ended
    })
}

/// What a line of the closing section says that its player won.
fn won(line: &str) -> Option<Amount> {
    let (_, after) = line.rsplit_once(" won ")?;
    let amount = after.split(' ').next().unwrap_or(after);
    whole_amount(amount)
}

/// What the hands that a player showed down are called.
fn descriptions(hand: &Hand, index: usize) -> Vec<&str> {
    let showdown = hand.streets.iter().filter(|log| log.street == Street::Showdown);
    let actions = showdown.flat_map(|log| hand.actions_of(log));
    let own = actions.filter(|action| usize::from(action.player.0) == index);
    own.filter_map(|action| match &action.kind {
        ActionKind::Show { description, .. } => description.as_deref(),
        _ => None,
    })
    .collect()
}

/// What a player won, as the last line prints it.
fn winnings(hand: &Hand, player: &Player) -> String {
    let sign = if hand.currency == Currency::Eur { "€" } else { "" };
    format!(" won {}{sign}", player.collected)
}

/// Whether a line without a line end is all of it: it ends with the name of a hand that was
/// shown, or with what was won.
fn ends(line: &str, winnings: &str, shown: &[&str]) -> bool {
    match shown {
        [] => line.ends_with(winnings),
        _ => shown.iter().any(|description| line.ends_with(description)),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Block, HandText, Splitter};

    fn fixtures() -> impl Iterator<Item = (String, String)> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let folders = ["cash", "pool", "tournament", "expresso", "omaha", "stud", "draw"];
        let files =
            folders.into_iter().flat_map(move |name| std::fs::read_dir(folder.join(name)).unwrap());
        let texts = files
            .map(|file| file.unwrap().path())
            .filter(|path| path.extension().unwrap() == "txt");
        texts.map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.display().to_string(), text.trim_end().to_owned())
        })
    }

    #[test]
    fn a_hand_is_whole_with_its_last_character_and_not_before() {
        for (name, text) in fixtures() {
            let whole = |end: usize| {
                let bytes = &text.as_bytes()[..end];
                Block::Hand(HandText { offset: 0, bytes: bytes.into() }).is_whole()
            };
            assert!(whole(text.len()), "{name}");
            for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
                assert!(
                    !whole(cut),
                    "{name} cut at {cut}: {:?}",
                    &text[cut.saturating_sub(30)..cut]
                );
            }
        }
    }

    #[test]
    fn a_summary_is_whole_at_the_end_of_a_line() {
        let text = b"Winamax Poker - Tournament summary : A(1)\nYou finished in 2nd pl";
        let mut splitter = Splitter::new(0, text);
        assert!(!splitter.finish().unwrap().is_whole());
    }
}
