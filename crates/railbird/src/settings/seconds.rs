//! A time in whole seconds, as people write it.

use std::{str::FromStr, time::Duration};

use serde::{Deserialize, Deserializer};

/// At least one second: `30`, `30s`, `10min`, `1h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seconds(u32);

impl Seconds {
    pub(crate) const fn duration(self) -> Duration {
        Duration::from_secs(self.0 as u64)
    }
}

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no time: write seconds, such as 30, 30s or 10min");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let seconds_a_unit = match text.strip_prefix(digits) {
            Some("" | "s") => 1,
            Some("m" | "min") => 60,
            Some("h") => 3600,
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

/// A number of seconds, or a text.
impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
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
}

#[cfg(test)]
mod tests {
    use super::Seconds;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, seconds) in [("30", 30), ("30s", 30), ("10min", 600), ("2m", 120), ("1h", 3600)]
        {
            assert_eq!(text.parse::<Seconds>().unwrap().duration().as_secs(), seconds);
        }
        for text in ["", "s", "0", "0s", "-1", "1.5", "30 s", "1d", "99999999h"] {
            assert!(text.parse::<Seconds>().is_err(), "{text}");
        }
    }
}
