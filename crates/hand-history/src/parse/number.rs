//! Numbers, amounts and dates: the words that all lines share.

use chrono::{DateTime, NaiveDate, Utc};
use nom::IResult;

use super::cursor::Cursor;
use crate::Amount;

/// A run of digits, as a number that fits.
pub(super) fn number<T: TryFrom<u64>>(input: &str) -> IResult<&str, T> {
    behind(input, leading_number(input.as_bytes()))
}

/// An amount as Winamax prints it: `120`, `1.50€`, and in a buy-in `1,80€`.
///
/// Decimals follow a point (or a comma) and are two at most; nothing separates thousands.
pub(super) fn amount(input: &str) -> IResult<&str, Amount> {
    behind(input, leading_amount(input.as_bytes()))
}

/// What was read from the start of a text, as nom wants it, with what stands behind.
#[inline]
fn behind<T>(input: &str, read: Option<(T, usize)>) -> IResult<&str, T> {
    let rest_and_value = read.and_then(|(value, length)| Some((input.get(length..)?, value)));
    rest_and_value.ok_or_else(|| no_match(input))
}

/// The number that a text begins with, and its length.
#[inline]
pub(super) fn leading_number<T: TryFrom<u64>>(text: &[u8]) -> Option<(T, usize)> {
    let (number, length) = digits(text)?;
    Some((T::try_from(number).ok()?, length))
}

/// The amount that a text begins with, and its length.
#[inline]
pub(super) fn leading_amount(text: &[u8]) -> Option<(Amount, usize)> {
    let (units, mut length) = digits(text)?;
    if MAX_UNITS < units {
        return None;
    }
    let mut hundredths = i64::try_from(units).ok()? * 100;
    let mut rest = text.get(length..)?;
    if let [b'.' | b',', tenths @ b'0'..=b'9', decimals @ ..] = rest {
        (length, rest) = (length + 2, decimals);
        hundredths += i64::from(tenths - b'0') * 10;
        if let [ones @ b'0'..=b'9', behind @ ..] = rest {
            (length, rest) = (length + 1, behind);
            hundredths += i64::from(ones - b'0');
        }
    }
    if rest.starts_with("€".as_bytes()) {
        length += "€".len();
    }
    Some((Amount::from_hundredths(hundredths), length))
}

/// The most digits of a number: so many always fit into 64 bits.
const MAX_DIGITS: usize = 19;

/// The number that the digits at the start of a text are, and how many they are.
#[inline]
fn digits(text: &[u8]) -> Option<(u64, usize)> {
    if let Some(&start) = text.first_chunk()
        && let (number, length @ ..8) = digits_of_eight(start)
    {
        return (0 < length).then_some((number, length));
    }
    digits_one_by_one(text)
}

#[cold]
fn digits_one_by_one(text: &[u8]) -> Option<(u64, usize)> {
    let mut number = 0_u64;
    let mut length = 0;
    while let Some(byte @ b'0'..=b'9') = text.get(length) {
        number = number.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'));
        length += 1;
    }
    matches!(length, 1..=MAX_DIGITS).then_some((number, length))
}

/// [`digits`] of eight bytes, all at once: how many digits the next number has cannot be
/// foretold, and a loop over them would pay for that with every number.
#[inline]
fn digits_of_eight(text: [u8; 8]) -> (u64, usize) {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // A digit is 0 to 9 now, and anything else is more. What is more than nine gets the
    // highest bit of its byte; what that carries falls on bytes behind it.
    let values = u64::from_le_bytes(text) ^ (EACH * 0x30);
    let others = (values.wrapping_add(EACH * 0x76) | values) & (EACH * 0x80);
    let length = others.trailing_zeros() / 8;
    // The digits move to the last places, and zeros before them: eight digits.
    let digits = values.checked_shl(64 - 8 * length).unwrap_or(0);
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let every_other = |pairs: u64| pairs & 0x0000_00ff_0000_00ff;
    let (left, right) = (every_other(pairs), every_other(pairs >> 16));
    let left = left.wrapping_mul(100 + (1_000_000 << 32));
    let right = right.wrapping_mul(1 + (10_000 << 32));
    (left.wrapping_add(right) >> 32, length as usize)
}

/// The largest amount. The largest that Winamax prints has eight digits; what has twelve is
/// no amount, so that no sum of them comes near the bounds of a number.
const MAX_UNITS: u64 = 100_000_000_000;

/// `2015/03/09 22:20:44 UTC`. The inner `None` is a date that does not exist.
pub(super) fn date(cursor: &mut Cursor<'_>) -> Option<Option<DateTime<Utc>>> {
    if let Some(parts) = cursor.left().first_chunk().and_then(full_date) {
        cursor.skip(FULL_DATE);
        return Some(existing(parts));
    }
    let year = cursor.number()?;
    let [month, day] = [cursor.number_behind("/")?, cursor.number_behind("/")?];
    let hour = cursor.number_behind(" ")?;
    let [minute, second] = [cursor.number_behind(":")?, cursor.number_behind(":")?];
    cursor.word(" UTC")?;
    Some(existing([year, month, day, hour, minute, second]))
}

/// How long a date is that has all its digits.
const FULL_DATE: usize = "2015/03/09 22:20:44 UTC".len();

/// The parts of a date that has all its digits.
fn full_date(text: &[u8; FULL_DATE]) -> Option<[u32; 6]> {
    let [
        y1,
        y2,
        y3,
        y4,
        b'/',
        n1,
        n2,
        b'/',
        d1,
        d2,
        b' ',
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        b' ',
        b'U',
        b'T',
        b'C',
    ] = *text
    else {
        return None;
    };
    let pairs = [[y1, y2], [y3, y4], [n1, n2], [d1, d2], [h1, h2], [m1, m2], [s1, s2]];
    let are_digits = pairs.as_flattened().iter().all(u8::is_ascii_digit);
    let number = |[tens, ones]: [u8; 2]| u32::from(tens & 15) * 10 + u32::from(ones & 15);
    let [century, year, parts @ ..] = pairs.map(number);
    let [month, day, hour, minute, second] = parts;
    are_digits.then_some([century * 100 + year, month, day, hour, minute, second])
}

/// The date of these parts, if there is one.
fn existing([year, month, day, hour, minute, second]: [u32; 6]) -> Option<DateTime<Utc>> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(date.and_hms_opt(hour, minute, second)?.and_utc())
}

/// The failure of a parser that does not match here.
pub(super) fn no_match(input: &str) -> nom::Err<nom::error::Error<&str>> {
    nom::Err::Error(nom::error::make_error(input, nom::error::ErrorKind::Verify))
}

#[cfg(test)]
mod tests {
    use super::{Amount, Cursor, date, leading_amount, leading_number};

    #[test]
    fn dates_are_read_with_and_without_all_their_digits() {
        for (text, seconds) in [
            ("2015/03/09 22:20:44 UTC", Some(1_425_939_644)),
            ("2015/3/9 22:20:44 UTC", Some(1_425_939_644)),
            ("2024/02/29 00:00:00 UTC", Some(1_709_164_800)),
            ("2023/02/29 00:00:00 UTC", None),
            ("2015/13/09 22:20:44 UTC", None),
            ("2015/03/09 24:20:44 UTC", None),
        ] {
            let mut cursor = Cursor::new(text);
            let read = date(&mut cursor).unwrap();
            assert_eq!((read.map(|date| date.timestamp()), cursor.rest()), (seconds, ""), "{text}");
        }
        for text in ["2015/03/09 22:20:44", "2015/03/0a 22:20:44 UTC", "2015/03/09 22:20:4: UTC"] {
            assert_eq!(date(&mut Cursor::new(text)), None, "{text}");
        }
    }

    #[test]
    fn numbers_of_all_lengths_are_read_wherever_the_text_ends() {
        for digits in 1..=19 {
            let text = &"9081726354433251870"[..digits];
            for behind in ["", "/", ":", " and more", "€", "\u{7f}", "é"] {
                let number = leading_number(format!("{text}{behind}").as_bytes());
                assert_eq!(number, Some((text.parse::<u64>().unwrap(), digits)), "{text}{behind}");
            }
        }
        for text in ["", "a", " 1234567", "-12345678", "€", "12345678901234567890"] {
            assert_eq!(leading_number::<u64>(text.as_bytes()), None, "{text}");
        }
        assert_eq!(leading_number::<u8>(b"256"), None);
    }

    #[test]
    fn amounts_have_two_decimals_at_most() {
        for (text, hundredths, length) in [
            ("120", 12_000, 3),
            ("1.5", 150, 3),
            ("1.50€ more", 150, 7),
            ("1,80€", 180, 7),
            ("12345678.999", 1_234_567_899, 11),
            ("7.", 700, 1),
            ("7.€", 700, 1),
            ("100000000000", 10_000_000_000_000, 12),
        ] {
            let amount = Some((Amount::from_hundredths(hundredths), length));
            assert_eq!(leading_amount(text.as_bytes()), amount, "{text}");
        }
        for text in ["", ".5", "€5", "100000000001"] {
            assert_eq!(leading_amount(text.as_bytes()), None, "{text}");
        }
    }
}
