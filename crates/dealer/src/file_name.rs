//! How the client names its files.

use chrono::NaiveDate;

/// `20260314_Nice 06_real_holdem_no-limit.txt`; `name` is the table, or the tournament with
/// its id in brackets.
pub(crate) fn history(day: NaiveDate, name: &str) -> String {
    format!("{}.txt", stem(day, name))
}

/// The name of the summary beside the history of the same tournament.
pub(crate) fn summary(day: NaiveDate, name: &str) -> String {
    format!("{}_summary.txt", stem(day, name))
}

fn stem(day: NaiveDate, name: &str) -> String {
    format!("{}_{}_real_holdem_no-limit", day.format("%Y%m%d"), allowed(name))
}

/// The name with what file systems refuse replaced; colons disappear.
fn allowed(name: &str) -> String {
    let kept = name.chars().filter(|&letter| letter != ':');
    kept.map(|letter| if r#"/\?*"<>|"#.contains(letter) { '_' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{history, summary};

    #[test]
    fn names_hold_day_table_and_game() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        assert_eq!(history(day, "Cluny 06"), "20260304_Cluny 06_real_holdem_no-limit.txt");
        assert_eq!(
            summary(day, "Défi: l'As ou Rien ?(12)"),
            "20260304_Défi l'As ou Rien _(12)_real_holdem_no-limit_summary.txt"
        );
    }
}
