//! The summary of a tournament, as the client writes it when the hero is done.

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::Amount;

use crate::{
    file_name,
    names::HERO,
    tournament::{Finish, Tournament},
};

/// The text of the summary file, in the layout of 2017 and later.
pub(crate) fn summary(
    tournament: &Tournament,
    finish: Finish,
    started: DateTime<Utc>,
    ended: DateTime<Utc>,
) -> String {
    let event = tournament.event;
    let [mode, kind, speed] = event.words;
    let sign = if event.real_money { "€" } else { "" };
    let game = file_name::game(event.game).replace('_', "-");
    let cents = |cents: i64| format!("{}{sign}", Amount::from_hundredths(cents));
    let bounty = if event.bounty == 0 { String::new() } else { cents(event.bounty) + " + " };
    let level = |level: &crate::event::Level| {
        let seconds = event.seconds_per_level;
        format!("{}-{}:{}:{seconds}:{game}", level.small, level.big, level.ante)
    };
    let levels: Vec<String> = event.levels.iter().map(level).collect();
    let mut lines = vec![
        format!("Winamax Poker - Tournament summary : {}", tournament.full_name()),
        format!("Player : {HERO}"),
        format!("Buy-In : {} + {bounty}{}", cents(event.prize), cents(event.fee)),
        format!("Registered players : {}", event.seats),
        format!("Mode : {mode}"),
        format!("Type : {kind}"),
        format!("Speed : {speed}"),
        "Flight ID : 0".to_owned(),
        format!("Levels : Levels : [{}]", levels.join(",")),
        format!("Prizepool : {}{sign}", tournament.prize_pool),
        format!("Tournament started {}", started.format("%Y/%m/%d %H:%M:%S UTC")),
        format!("You played {} ", duration(ended - started)),
        format!("You finished in {} place", ordinal(finish.place)),
    ];
    lines.extend(gain(finish, sign));
    lines.join("\n") + "\n\n"
}

/// `1h 0min 54s`; the hours are left out below one, and so are the minutes.
fn duration(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(1);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}s"),
        (0, _) => format!("{minutes}min {seconds}s"),
        _ => format!("{hours}h {minutes}min {seconds}s"),
    }
}

/// Winamax writes `23th` and `22th` as well.
fn ordinal(place: usize) -> String {
    match place {
        1 => "1st".to_owned(),
        2 => "2nd".to_owned(),
        3 => "3rd".to_owned(),
        place => format!("{place}th"),
    }
}

fn gain(finish: Finish, sign: &str) -> Option<String> {
    let Finish { prize, bounties, .. } = finish;
    match (prize.is_positive(), bounties.is_positive()) {
        (true, true) => Some(format!("You won {prize}{sign} + Bounty {bounties}{sign}")),
        (true, false) => Some(format!("You won {prize}{sign}")),
        (false, true) => Some(format!("You won Bounty {bounties}{sign}")),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use hand_history::Amount;

    use super::{Finish, duration, gain, ordinal};

    #[test]
    fn times_leave_out_what_is_not_reached() {
        for (seconds, text) in
            [(0, "1s"), (59, "59s"), (60, "1min 0s"), (3599, "59min 59s"), (7254, "2h 0min 54s")]
        {
            assert_eq!(duration(TimeDelta::seconds(seconds)), text);
        }
    }

    #[test]
    fn only_the_first_three_places_have_an_ordinal_of_their_own() {
        let places: Vec<String> = [1, 2, 3, 4, 22].into_iter().map(ordinal).collect();
        assert_eq!(places, ["1st", "2nd", "3rd", "4th", "22th"]);
    }

    #[test]
    fn a_gain_is_prize_and_bounties() {
        let gain = |prize, bounties| {
            let [prize, bounties] = [prize, bounties].map(Amount::from_hundredths);
            gain(Finish { place: 1, prize, bounties }, "€")
        };
        assert_eq!(gain(0, 0), None);
        assert_eq!(gain(400, 0).unwrap(), "You won 4€");
        assert_eq!(gain(0, 50).unwrap(), "You won Bounty 0.50€");
        assert_eq!(gain(400, 150).unwrap(), "You won 4€ + Bounty 1.50€");
    }
}
