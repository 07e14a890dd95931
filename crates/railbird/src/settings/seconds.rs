//! A time in whole seconds, as people write it.

use std::{str::FromStr, time::Duration};

use push::token::MAX_LEEWAY;
use serde::{Deserialize, Deserializer};

/// At least one second: `30`, `30s`, `10min`, `12h`, `7d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seconds(u32);

impl Seconds {
    pub(crate) const fn duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }

    /// The same where a number alone is more likely a slip than a number of seconds.
    pub(crate) fn with_unit(text: &str) -> Result<Self, String> {
        let seconds: Self = text.parse()?;
        match text.ends_with(|last: char| last.is_ascii_digit()) {
            true => {
                Err(format!("{text:?} has no unit: write {text}s, {text}min, {text}h or {text}d"))
            }
            false => Ok(seconds),
        }
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is no time: write seconds, such as 30, 30s, 10min, 12h or 7d");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let seconds_a_unit = match text.strip_prefix(digits) {
            Some("" | "s") => 1,
            Some("m" | "min") => 60,
            Some("h") => 3600,
            Some("d") => 24 * 3600,
            _ => return Err(wrong()),
        };
        let count: u32 = digits.parse().map_err(|_| wrong())?;
        match count.checked_mul(seconds_a_unit) {
            Some(0) => Err(format!("{text:?} is too short: one second is the least")),
            Some(seconds) => Ok(Self(seconds)),
            None => Err(format!("{text:?} is too long")),
        }
    }
}

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

/// How far two clocks may differ: from no time to [`MAX_LEEWAY`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Leeway(Duration);

impl Leeway {
    pub(crate) const fn duration(self) -> Duration {
        self.0
    }
}

impl FromStr for Leeway {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let leeway = match text {
            "0" | "0s" => Duration::ZERO,
            _ => text.parse::<Seconds>()?.duration(),
        };
        if MAX_LEEWAY < leeway {
            return Err(format!("{text:?} is too long: {}s is the most", MAX_LEEWAY.as_secs()));
        }
        Ok(Self(leeway))
    }
}

impl<'de> Deserialize<'de> for Leeway {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

/// Reads a number of seconds, or a text.
fn read<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = String>,
    D: Deserializer<'de>,
{
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u32),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Number(seconds) => seconds.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::{Leeway, Seconds};

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, seconds) in
            [("30", 30), ("30s", 30), ("10min", 600), ("2m", 120), ("12h", 43_200), ("7d", 604_800)]
        {
            assert_eq!(text.parse::<Seconds>().unwrap().duration().as_secs(), seconds);
        }
        for text in ["", "s", "0", "0s", "-1", "1.5", "30 s", "1w", "99999999h", "99999d"] {
            assert!(text.parse::<Seconds>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_leeway_may_be_nothing_and_is_a_minute_at_most() {
        for (text, seconds) in [
            ("0", Some(0)),
            ("0s", Some(0)),
            ("5", Some(5)),
            ("1m", Some(60)),
            ("61s", None),
            ("2m", None),
        ] {
            let leeway: Option<Leeway> = text.parse().ok();
            assert_eq!(leeway.map(|leeway| leeway.duration().as_secs()), seconds, "{text}");
        }
    }
}
