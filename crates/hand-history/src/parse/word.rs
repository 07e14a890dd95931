//! The words that every line is made of, found without a search being prepared.
//!
//! What nom and `str` bring compares byte by byte or sets up a search of long texts, which
//! costs more than a line takes to read.

use memchr::memrchr_iter;
use nom::IResult;
use smol_str::SmolStr;

use super::number::no_match;

/// A text as a string of its own. A short one is put together where it is asked for:
/// [`SmolStr::new`] does so elsewhere and moves it, which costs as much again.
#[inline(always)]
pub(super) fn string(text: &str) -> SmolStr {
    if text.len() <= SmolStr::INLINE_CAP { SmolStr::new_inline(text) } else { SmolStr::new(text) }
}

/// Reads this word, as nom's `tag` does.
pub(super) fn word<'a>(word: &'static str) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input| match input.strip_prefix(word) {
        Some(rest) => Ok((rest, word)),
        None => Err(no_match(input)),
    }
}

/// Where the first of these bytes stands.
///
/// Sixteen bytes are compared at once: how long a name is cannot be foretold, and a loop over
/// its bytes would pay for that with every name.
#[inline]
pub(super) fn find<const N: usize>(text: &[u8], wanted: [u8; N]) -> Option<usize> {
    let mut rest = text;
    while let Some((chunk, behind)) = rest.split_first_chunk() {
        let chunk = u128::from_le_bytes(*chunk);
        let found = wanted.into_iter().fold(0, |found, byte| found | places_of(byte, chunk));
        if found != 0 {
            let before = text.len() - rest.len();
            return Some(before + found.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    let place = rest.iter().position(|byte| wanted.contains(byte))?;
    Some(text.len() - rest.len() + place)
}

/// Sixteen bytes of which those that are this one have their highest bit set. Bytes behind
/// the first of them may have it too.
#[inline]
fn places_of(byte: u8, bytes: u128) -> u128 {
    const EACH: u128 = u128::MAX / 0xff;
    let zero_there = bytes ^ (EACH * u128::from(byte));
    zero_there.wrapping_sub(EACH) & !zero_there & (EACH << 7)
}

/// What stands on the two sides of the first such mark, as `split_once` gives it.
#[inline]
pub(super) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let first = *mark.as_bytes().first()?;
    let mut at = 0;
    loop {
        at += find(text.as_bytes().get(at..)?, [first])?;
        if let Some(sides) = sides(text, at, mark) {
            return Some(sides);
        }
        at += 1;
    }
}

/// What stands on the two sides of the last such mark, as `rsplit_once` gives it.
pub(super) fn cut_last<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let first = *mark.as_bytes().first()?;
    memrchr_iter(first, text.as_bytes()).find_map(|at| sides(text, at, mark))
}

#[inline]
fn sides<'a>(text: &'a str, at: usize, mark: &str) -> Option<(&'a str, &'a str)> {
    let (left, right) = text.split_at_checked(at)?;
    Some((left, right.strip_prefix(mark)?))
}

#[cfg(test)]
mod tests {
    use super::{cut, find};

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        // Bytes one above and one below what is looked for are what the arithmetic could
        // take for it.
        for (length, filler) in (0..40).flat_map(|length| [b')', b'\'', 0xa8].map(|f| (length, f)))
        {
            let mut text = vec![filler; length];
            assert_eq!(find(&text, [b'(', b'\n']), None);
            for place in (0..length).rev() {
                text[place] = if place % 2 == 0 { b'(' } else { b'\n' };
                assert_eq!(find(&text, [b'(', b'\n']), Some(place), "{text:?}");
            }
        }
    }

    #[test]
    fn a_text_is_cut_at_the_first_whole_mark() {
        let text = "a long  - name, with - dashes-and (brackets) - HandId: #1 - 2";
        for mark in [" - ", ", ", " (", ": ", "a", " - HandId", "2", "3", " -- "] {
            assert_eq!(cut(text, mark), text.split_once(mark), "{mark}");
        }
    }
}
