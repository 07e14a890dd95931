//! How the client names its files.

use chrono::NaiveDate;
use hand_history::{Limit, Variant};

use crate::game::Game;

/// `20260314_Nice 06_real_holdem_no-limit.txt`; `name` is the table, or the tournament with
/// its id in brackets.
pub(crate) fn history(day: NaiveDate, name: &str, real_money: bool, game: Game) -> String {
    format!("{}.txt", stem(day, name, real_money, game))
}

/// The name of the summary beside the history of the same tournament.
pub(crate) fn summary(day: NaiveDate, name: &str, real_money: bool, game: Game) -> String {
    format!("{}_summary.txt", stem(day, name, real_money, game))
}

/// `holdem_no-limit`. Files of `holdem`, `omaha` and `omaha5` were seen; those of the other
/// games are given the short names that Winamax uses elsewhere.
pub(crate) fn game(game: Game) -> String {
    let variant = match game.variant {
        Variant::Holdem => "holdem",
        Variant::Omaha => "omaha",
        Variant::Omaha5 => "omaha5",
        Variant::OmahaHiLo => "omaha8",
        Variant::Omaha5HiLo => "omaha58",
        Variant::Stud => "stud",
        Variant::StudHiLo => "stud8",
        Variant::Razz => "razz",
        Variant::TripleDraw27 => "lowball27",
    };
    let limit = match game.limit {
        Limit::NoLimit => "no-limit",
        Limit::PotLimit => "pot-limit",
        Limit::FixedLimit => "fixed-limit",
    };
    format!("{variant}_{limit}")
}

fn stem(day: NaiveDate, name: &str, real_money: bool, played: Game) -> String {
    let money = if real_money { "real" } else { "play" };
    format!("{}_{}_{money}_{}", day.format("%Y%m%d"), allowed(name), game(played))
}

/// The name with what file systems refuse replaced; colons disappear.
fn allowed(name: &str) -> String {
    let kept = name.chars().filter(|&letter| letter != ':');
    kept.map(|letter| if r#"/\?*"<>|"#.contains(letter) { '_' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use hand_history::{Limit, Variant};

    use super::{history, summary};
    use crate::game::Game;

    #[test]
    fn names_hold_day_table_money_and_game() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 4).unwrap();
        let omaha5 = Game::new(Variant::Omaha5, Limit::PotLimit);
        assert_eq!(
            history(day, "Cluny 06", true, Game::HOLDEM),
            "20260304_Cluny 06_real_holdem_no-limit.txt"
        );
        assert_eq!(
            history(day, "Cluny 06", false, omaha5),
            "20260304_Cluny 06_play_omaha5_pot-limit.txt"
        );
        assert_eq!(
            summary(day, "Défi: l'As ou Rien ?(12)", true, Game::HOLDEM),
            "20260304_Défi l'As ou Rien _(12)_real_holdem_no-limit_summary.txt"
        );
    }
}
