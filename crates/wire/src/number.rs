//! Amounts as JSON numbers.

use std::borrow::Cow;

use hand_history::Amount;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount in the unit of its hand, with two decimals at most: `5.5`, `120`.
///
/// It holds hundredths; the floating-point number exists only while JSON is written or read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(pub Amount);

impl Number {
    /// A quotient, rounded half away from zero to two decimals; `None` of nothing, and where it
    /// would be greater than any number that is shown.
    pub(crate) fn quotient(numerator: i128, denominator: i128) -> Option<Self> {
        if denominator <= 0 {
            return None;
        }
        let half = if numerator < 0 { -denominator } else { denominator };
        let hundredths = (numerator.checked_mul(200)? + half) / (2 * denominator);
        i64::try_from(hundredths).ok().map(|hundredths| Self(Amount::from_hundredths(hundredths)))
    }
}

impl From<Amount> for Number {
    fn from(amount: Amount) -> Self {
        Self(amount)
    }
}

impl JsonSchema for Number {
    fn schema_name() -> Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "number",
            "description": "An amount in the unit of its hand, with two decimals at most.",
        })
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hundredths = self.0.hundredths();
        if hundredths % 100 == 0 {
            return serializer.serialize_i64(hundredths / 100);
        }
        // The nearest double of a quotient by 100 prints as its two decimals up to 2^53
        // hundredths, which is more than all chips of all tournaments.
        #[expect(
            clippy::cast_precision_loss,
            clippy::float_arithmetic,
            reason = "only to print the decimals"
        )]
        serializer.serialize_f64(hundredths as f64 / 100.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::float_arithmetic,
            reason = "the number has two decimals at most, and rounding finds them"
        )]
        let hundredths = (number * 100.0).round() as i64;
        Ok(Self(Amount::from_hundredths(hundredths)))
    }
}

#[cfg(test)]
mod tests {
    use hand_history::Amount;

    use super::Number;
    use crate::{decode, encode};

    #[test]
    fn quotients_are_rounded_half_away_from_zero() {
        for (numerator, denominator, text) in [
            (1, 3, "0.33"),
            (-2, 3, "-0.67"),
            (1, 200, "0.01"),
            (-1, 200, "-0.01"),
            (1, 201, "0"),
            (-1, 201, "0"),
            (5, 2, "2.5"),
            (0, 7, "0"),
            (1, 0, "null"),
            (1, -1, "null"),
            (i128::MAX, 1, "null"),
        ] {
            assert_eq!(encode(&Number::quotient(numerator, denominator)), text);
        }
    }

    #[test]
    fn amounts_are_numbers_with_two_decimals_at_most() {
        for (hundredths, text) in [
            (550, "5.5"),
            (12_000, "120"),
            (0, "0"),
            (7, "0.07"),
            (-610, "-6.1"),
            (29, "0.29"),
            (1_058_160_001, "10581600.01"),
            (900_719_925_474_099, "9007199254740.99"),
        ] {
            let number = Number(Amount::from_hundredths(hundredths));
            assert_eq!(encode(&number), text);
            assert_eq!(decode::<Number>(text), Ok(number));
        }
    }
}
