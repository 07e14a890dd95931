//! The words that every line is made of, found without a search being prepared.
//!
//! What nom and `str` bring compares byte by byte or sets up a search of long texts, which
//! costs more than a line takes to read.

use memchr::memrchr_iter;
use nom::IResult;

use super::number::no_match;

/// Reads this word, as nom's `tag` does.
pub(super) fn word<'a>(word: &'static str) -> impl Fn(&'a str) -> IResult<&'a str, &'a str> {
    move |input| match input.strip_prefix(word) {
        Some(rest) => Ok((rest, word)),
        None => Err(no_match(input)),
    }
}

/// What stands on the two sides of the first such mark, as `split_once` gives it.
#[inline]
pub(super) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let first = mark.as_bytes().first();
    let mut places = text.bytes().enumerate().filter(|(_, byte)| Some(byte) == first);
    places.find_map(|(at, _)| sides(text, at, mark))
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
