//! Numbers as players read them.

use hud::{Measure, Stat};
use wire::{Number, StatValue};

/// What stands where there is nothing to say.
pub(super) const NOTHING: &str = "-";

/// With two decimals, as money is written.
pub(super) fn decimals(number: Number) -> String {
    let hundredths = number.0.hundredths();
    let sign = if hundredths < 0 { "-" } else { "" };
    let (units, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    format!("{sign}{units}.{rest:02}")
}

/// The same with a sign, for what was won or lost.
pub(super) fn signed(number: Number) -> String {
    format!("{}{}", plus(number), decimals(number))
}

/// An amount of a currency.
pub(super) fn amount(number: Number, currency: &str) -> String {
    match currency {
        "EUR" => format!("{}€", decimals(number)),
        _ => number.0.to_string(),
    }
}

/// An amount that was won, or lost.
pub(super) fn won(number: Number, currency: &str) -> String {
    format!("{}{}", plus(number), amount(number, currency))
}

fn plus(number: Number) -> &'static str {
    if number.0.is_positive() { "+" } else { "" }
}

/// A number with its sign, or that there is none.
pub(super) fn signed_or_nothing(number: Option<Number>) -> String {
    number.map_or_else(|| NOTHING.to_owned(), signed)
}

/// How many of a hundred, rounded half away from zero to one decimal. It is counted out again
/// because a number that was rounded to two cannot be rounded to one.
pub(super) fn percentage(num: u32, opp: u32) -> Option<String> {
    let (num, opp) = (u64::from(num), u64::from(opp));
    let tenths = (num * 2000 + opp).checked_div(2 * opp)?;
    Some(format!("{}.{}", tenths / 10, tenths % 10))
}

/// The number of a stat, without a unit. A wave before it says that the chances are too few to
/// say something about a player.
pub(super) fn stat(stat: Stat, StatValue { num, opp, value }: StatValue) -> String {
    let entry = stat.entry();
    let number = match entry.measure {
        Measure::Count => return num.to_string(),
        Measure::Percentage => percentage(num, opp),
        Measure::Ratio => value.map(decimals),
    };
    let Some(number) = number else { return NOTHING.to_owned() };
    let few = if opp < entry.min_sample { FEW } else { "" };
    format!("{few}{number}")
}

/// What stands before a number of few chances.
pub(super) const FEW: &str = "~";

/// A time as people write it, without the seconds.
pub(super) fn time(rfc3339: &str) -> String {
    rfc3339.get(..16).unwrap_or(rfc3339).replace('T', " ")
}

/// Hours and minutes.
pub(super) fn hours(seconds: u64) -> String {
    format!("{}h{:02}", seconds / 3600, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use hand_history::Amount;
    use hud::{Stat, Tally};
    use wire::{Number, StatValue};

    use super::{amount, hours, percentage, stat, time, won};

    #[test]
    fn percentages_are_rounded_once_and_half_away_from_zero() {
        for (num, opp, expected) in [
            (1, 3, Some("33.3")),
            (2, 3, Some("66.7")),
            (1, 2000, Some("0.1")),
            (1, 2001, Some("0.0")),
            // 23.447: by way of two decimals it would be 23.5.
            (5491, 23_419, Some("23.4")),
            (0, 4, Some("0.0")),
            (u32::MAX, u32::MAX, Some("100.0")),
            (0, 0, None),
        ] {
            assert_eq!(percentage(num, opp).as_deref(), expected, "{num}/{opp}");
        }
    }

    #[test]
    fn numbers_of_few_chances_are_marked() {
        for (of, num, opp, expected) in [
            (Stat::Vpip, 5, 20, "25.0"),
            (Stat::Vpip, 5, 19, "~26.3"),
            (Stat::Vpip, 0, 0, "-"),
            (Stat::Hands, 3, 3, "3"),
            (Stat::Hands, 0, 0, "0"),
            (Stat::Af, 25, 10, "2.50"),
            (Stat::Af, 1, 3, "~0.33"),
            (Stat::Af, 5, 0, "-"),
        ] {
            assert_eq!(stat(of, StatValue::new(of, Tally { num, opp })), expected, "{of:?}");
        }
    }

    #[test]
    fn amounts_have_the_unit_and_the_decimals_of_their_currency() {
        for (hundredths, currency, plain, with_sign) in [
            (1250, "EUR", "12.50€", "+12.50€"),
            (-5, "EUR", "-0.05€", "-0.05€"),
            (0, "EUR", "0.00€", "0.00€"),
            (150_000, "CHIPS", "1500", "+1500"),
            (-150_050, "PLAY", "-1500.50", "-1500.50"),
        ] {
            let number = Number(Amount::from_hundredths(hundredths));
            assert_eq!(amount(number, currency), plain);
            assert_eq!(won(number, currency), with_sign);
        }
    }

    #[test]
    fn times_have_no_seconds() {
        assert_eq!(time("2026-10-31T20:05:59Z"), "2026-10-31 20:05");
        assert_eq!(time("later"), "later");
        assert_eq!(
            (hours(59), hours(7_260), hours(360_000)),
            ("0h00".into(), "2h01".into(), "100h00".into())
        );
    }
}
