//! What somebody meant who wrote a word that means nothing.

use crate::room::shortened;

/// The most words that are offered.
const MOST: usize = 3;

/// The longest word that is compared, in bytes: none that means something is half as long.
const LONGEST: usize = 64;

/// Those of the candidates that the word may stand for, the nearest first; at most three, and
/// none where nothing is near.
///
/// What differs in letter case or punctuation only is meant for certain. Next come those that
/// begin with the word, then those that differ in a letter of each three.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    if LONGEST < word.len() {
        return Vec::new();
    }
    let word = letters(word);
    let near = |candidate| Some((distance(&word, &letters(candidate))?, candidate));
    let mut near: Vec<(usize, &str)> = candidates.into_iter().filter_map(near).collect();
    near.sort_by_key(|(distance, _)| *distance);
    if near.first().is_some_and(|(distance, _)| *distance == 0) {
        near.truncate(1);
    }
    near.into_iter().take(MOST).map(|(_, candidate)| candidate).collect()
}

/// What stands under this name.
///
/// # Errors
/// That there is no such thing, and what there is instead: the nearest names, or else all.
pub(crate) fn choose<'a, T>(
    what: &str,
    word: &str,
    all: impl IntoIterator<Item = (&'a str, T)>,
) -> Result<T, String> {
    let mut names = Vec::new();
    for (name, value) in all {
        if name == word {
            return Ok(value);
        }
        names.push(name);
    }
    let near = nearest(word, names.iter().copied());
    let word = shortened(word);
    Err(match near.as_slice() {
        [] => format!("unknown {what} {word:?}: expected {}", names.join(", ")),
        [one] => format!("unknown {what} {word:?}: did you mean {one}?"),
        [others @ .., last] => {
            format!("unknown {what} {word:?}: did you mean {} or {last}?", others.join(", "))
        }
    })
}

/// How far two words are apart, if that is near.
fn distance(word: &str, candidate: &str) -> Option<usize> {
    if word == candidate {
        return Some(0);
    }
    // Another number is no slip of the pen.
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // A single letter begins too much.
    if 2 <= word.len() && candidate.starts_with(word) {
        return Some(1);
    }
    // Words of two letters are all near to each other.
    let longest = word.chars().count().max(candidate.chars().count()) / 3;
    let edits = strsim::osa_distance(word, candidate);
    (edits <= longest).then_some(1 + edits)
}

/// The letters and digits of a word, in lower case.
fn letters(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use hud::Stat;

    use super::{choose, nearest};

    const POSITIONS: [&str; 6] = ["UTG", "UTG+1", "CO", "BTN", "SB", "BB"];

    #[test]
    fn slips_of_the_pen_are_understood() {
        for (word, expected) in [
            ("BNT", &["BTN"][..]),
            ("btn", &["BTN"]),
            ("utg", &["UTG"]),
            ("UTG 1", &["UTG+1"]),
            ("UTG2", &["UTG", "UTG+1"]),
            ("XB", &[]),
            ("B", &[]),
            ("", &[]),
            ("button", &[]),
            ("1", &[]),
        ] {
            assert_eq!(nearest(word, POSITIONS), expected, "{word}");
        }
        for (word, expected) in [
            ("vipp", &["vpip"][..]),
            ("3-Bet", &["3bet"]),
            ("cbet", &["cbet_flop", "cbet_turn", "cbet_river"]),
            ("fold3bet", &["fold_to_3bet", "cold_4bet", "fold_to_4bet"]),
            ("fold_to_4bt", &["fold_to_4bet", "fold_to_3bet"]),
            ("w$sd", &["w_sd"]),
            ("m_ratio", &[]),
            ("3b", &["3bet", "3bet_steal"]),
            ("33", &[]),
        ] {
            assert_eq!(nearest(word, Stat::all().map(Stat::id)), expected, "{word}");
        }
        let long = "a".repeat(65);
        assert!(nearest(&long, [long.as_str()]).is_empty());
    }

    #[test]
    fn what_is_not_understood_is_answered_with_what_there_is() {
        let choose = |word| choose("position", word, POSITIONS.map(|name| (name, name.len())));
        assert_eq!(choose("UTG+1"), Ok(5));
        for (word, expected) in [
            ("BNT", "unknown position \"BNT\": did you mean BTN?"),
            ("UTG2", "unknown position \"UTG2\": did you mean UTG or UTG+1?"),
            ("", "unknown position \"\": expected UTG, UTG+1, CO, BTN, SB, BB"),
        ] {
            assert_eq!(choose(word), Err(expected.to_owned()));
        }
        let long = choose(&"é".repeat(5000)).unwrap_err();
        assert!(long.chars().count() < 150, "{long}");
    }
}
