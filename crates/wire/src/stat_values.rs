//! The numbers of a HUD as clients get them: the counts, and the value that they make.

use std::{borrow::Cow, collections::BTreeMap};

use hud::{Measure, Stat, Tally, Totals};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Number, quotient::percentage};

/// One number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatValue {
    /// How often it was done.
    pub num: u32,
    /// How often it could have been done; of `af` how often the player called.
    pub opp: u32,
    /// The percentage, of `af` the ratio and of `hands` the count, rounded half away from zero
    /// to two decimals; `null` without a chance.
    pub value: Option<Number>,
}

/// Numbers of one player by their stats, in the order of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatValues(pub BTreeMap<Stat, StatValue>);

impl StatValue {
    /// What the counts of a stat make.
    #[must_use]
    pub fn new(stat: Stat, Tally { num, opp }: Tally) -> Self {
        let value = match stat.entry().measure {
            Measure::Count if num == 0 => None,
            Measure::Count => Number::quotient(num.into(), 1),
            Measure::Percentage => percentage(num, opp),
            Measure::Ratio => Number::quotient(num.into(), opp.into()),
        };
        Self { num, opp, value }
    }
}

impl StatValues {
    /// The wanted numbers of a player.
    #[must_use]
    pub fn of(totals: &Totals, wanted: &[Stat]) -> Self {
        let value = |stat: &Stat| (*stat, StatValue::new(*stat, totals.tally(*stat)));
        Self(wanted.iter().map(value).collect())
    }

    /// Those of the wanted numbers that have changed since.
    #[must_use]
    pub fn changed(before: &Totals, totals: &Totals, wanted: &[Stat]) -> Self {
        let has_changed = |stat: &Stat| before.tally(*stat) != totals.tally(*stat);
        let changed: Vec<Stat> = wanted.iter().copied().filter(has_changed).collect();
        Self::of(totals, &changed)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl JsonSchema for StatValues {
    fn schema_name() -> Cow<'static, str> {
        "StatValues".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Numbers of one player by the ids of their stats.",
            "additionalProperties": generator.subschema_for::<StatValue>(),
        })
    }
}

impl Serialize for StatValues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(stat, value)| (stat.id(), value)))
    }
}

impl<'de> Deserialize<'de> for StatValues {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values: BTreeMap<String, StatValue> = BTreeMap::deserialize(deserializer)?;
        // A newer server may know more stats.
        let known = |(id, value): (String, StatValue)| Some((Stat::from_id(&id)?, value));
        Ok(Self(values.into_iter().filter_map(known).collect()))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use hud::{Stat, Tally, Totals};

    use super::{StatValue, StatValues};
    use crate::{decode, encode};

    /// Totals with these counts.
    pub(crate) fn totals(tallies: &[(Stat, u32, u32)]) -> Totals {
        let mut totals = Totals::default();
        for (stat, num, opp) in tallies {
            totals.tallies[stat.index()] = Tally { num: *num, opp: *opp };
        }
        totals
    }

    #[test]
    fn a_value_is_a_percentage_but_of_hands_and_af() {
        for (stat, num, opp, text) in [
            (Stat::Vpip, 1, 3, r#"{"num":1,"opp":3,"value":33.33}"#),
            (Stat::Vpip, 2, 3, r#"{"num":2,"opp":3,"value":66.67}"#),
            (Stat::Vpip, 1, 800, r#"{"num":1,"opp":800,"value":0.13}"#),
            (Stat::Vpip, 1, 20_000, r#"{"num":1,"opp":20000,"value":0.01}"#),
            (Stat::Vpip, 1, 20_001, r#"{"num":1,"opp":20001,"value":0}"#),
            (Stat::Vpip, 0, 3, r#"{"num":0,"opp":3,"value":0}"#),
            (Stat::Vpip, 0, 0, r#"{"num":0,"opp":0,"value":null}"#),
            (Stat::Wwsf, u32::MAX, u32::MAX, r#"{"num":4294967295,"opp":4294967295,"value":100}"#),
            (Stat::Af, 5, 2, r#"{"num":5,"opp":2,"value":2.5}"#),
            (Stat::Af, 1, 200, r#"{"num":1,"opp":200,"value":0.01}"#),
            (Stat::Af, 5, 0, r#"{"num":5,"opp":0,"value":null}"#),
            (Stat::Hands, 120, 120, r#"{"num":120,"opp":120,"value":120}"#),
            (Stat::Hands, 0, 0, r#"{"num":0,"opp":0,"value":null}"#),
        ] {
            let value = StatValue::new(stat, Tally { num, opp });
            assert_eq!(encode(&value), text);
            assert_eq!(decode(text), Ok(value));
        }
    }

    #[test]
    fn only_what_is_wanted_and_has_changed_is_told() {
        let before = totals(&[(Stat::Hands, 7, 7), (Stat::Vpip, 1, 6), (Stat::Af, 1, 2)]);
        let after = totals(&[(Stat::Hands, 8, 8), (Stat::Vpip, 1, 7), (Stat::Af, 1, 2)]);
        let stats = |values: &StatValues| values.0.keys().map(|stat| stat.id()).collect::<Vec<_>>();
        let wanted = [Stat::Af, Stat::Vpip];
        assert_eq!(stats(&StatValues::of(&after, &wanted)), ["vpip", "af"]);
        let changed = StatValues::changed(&before, &after, &wanted);
        assert_eq!(encode(&changed), r#"{"vpip":{"num":1,"opp":7,"value":14.29}}"#);
        let all: Vec<Stat> = Stat::all().collect();
        assert_eq!(stats(&StatValues::changed(&before, &after, &all)), ["hands", "vpip"]);
        assert!(StatValues::changed(&after, &after, &all).is_empty());
        assert_eq!(StatValues::of(&after, &all).0.len(), Stat::COUNT);
    }

    #[test]
    fn stats_of_a_newer_server_are_passed_over() {
        let text = r#"{"tilt":{"num":1,"opp":1,"value":100},"vpip":{"num":1,"opp":4,"value":25}}"#;
        let read: StatValues = decode(text).unwrap();
        assert_eq!(encode(&read), r#"{"vpip":{"num":1,"opp":4,"value":25}}"#);
    }
}
