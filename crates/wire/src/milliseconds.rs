//! Durations as JSON numbers.

use std::{borrow::Cow, time::Duration};

use hand_history::Amount;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Number;

/// A duration in milliseconds, with two decimals at most: `0.52`, `1200`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Milliseconds(Number);

impl From<Duration> for Milliseconds {
    /// The nearest number with two decimals.
    fn from(duration: Duration) -> Self {
        let hundredths = (duration.as_micros() + 5) / 10;
        let hundredths = i64::try_from(hundredths).unwrap_or(i64::MAX);
        Self(Number(Amount::from_hundredths(hundredths)))
    }
}

impl JsonSchema for Milliseconds {
    fn schema_name() -> Cow<'static, str> {
        "Milliseconds".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "number",
            "minimum": 0,
            "description": "A duration in milliseconds, with two decimals at most.",
        })
    }
}

impl Serialize for Milliseconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Milliseconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Number::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Milliseconds;
    use crate::{decode, encode};

    #[test]
    fn durations_are_milliseconds_with_two_decimals_at_most() {
        for (micros, text) in
            [(0, "0"), (4, "0"), (5, "0.01"), (520, "0.52"), (1_200_000, "1200"), (1_500, "1.5")]
        {
            let milliseconds = Milliseconds::from(Duration::from_micros(micros));
            assert_eq!(encode(&milliseconds), text, "{micros}");
            assert_eq!(decode(text), Ok(milliseconds));
        }
    }
}
