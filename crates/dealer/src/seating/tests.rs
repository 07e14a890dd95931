use hand_history::{Amount, SeatNo};

use super::{Blinds, Guest, Lineup, Seating};

const BIG: Blinds = Blinds { small: false, big: true };
const BOTH: Blinds = Blinds { small: true, big: true };

/// Guests in all of so many chairs. The first hand has its button on the first of them.
fn table(seats: usize) -> Seating {
    let guest = |seat: usize| Some(Guest::new(seat.to_string().into(), Amount::from_units(100)));
    Seating { chairs: (1..=seats).map(guest).collect(), small: 0, big: 1 }
}

fn guest(seating: &mut Seating, seat: usize) -> &mut Guest {
    seating.chairs[seat - 1].as_mut().unwrap()
}

/// The next hand in words, by seat: button, blinds, who is dealt in, who posts late.
fn next(seating: &mut Seating) -> String {
    let names: Vec<String> = seating.guests().map(|(_, guest)| guest.name.to_string()).collect();
    let Lineup { button: SeatNo(button), dealt, small, big, late } = seating.advance();
    let small = small.map_or("-", |small| &names[small]);
    let dealt: Vec<&str> = dealt.into_iter().map(|player| names[player].as_str()).collect();
    let mut text = format!("button {button}, blinds {small} {}: {}", names[big], dealt.join(" "));
    for (player, owes) in late {
        let what = match (owes.small, owes.big) {
            (true, true) => "both",
            (true, false) => "small",
            _ => "big",
        };
        text += &format!(", {} posts {what}", names[player]);
    }
    text
}

#[test]
fn the_blinds_go_round() {
    let mut seating = table(3);
    assert_eq!(next(&mut seating), "button 1, blinds 2 3: 2 3 1");
    assert_eq!(next(&mut seating), "button 2, blinds 3 1: 3 1 2");
    assert_eq!(next(&mut seating), "button 3, blinds 1 2: 1 2 3");
}

#[test]
fn heads_up_the_button_posts_the_small_blind() {
    let mut seating = table(2);
    assert_eq!(next(&mut seating), "button 2, blinds 2 1: 1 2");
    assert_eq!(next(&mut seating), "button 1, blinds 1 2: 2 1");
}

#[test]
fn a_big_blind_who_leaves_makes_a_missing_small_blind_and_then_a_dead_button() {
    let mut seating = table(4);
    assert_eq!(next(&mut seating), "button 1, blinds 2 3: 2 3 4 1");
    seating.chairs[2] = None;
    assert_eq!(next(&mut seating), "button 2, blinds - 4: 4 1 2");
    assert_eq!(next(&mut seating), "button 3, blinds 4 1: 4 1 2");
}

#[test]
fn who_was_passed_by_both_blinds_posts_both_or_waits() {
    for (eager, hand) in [
        (true, "button 3, blinds 4 5: 4 5 1 2 3, 1 posts both"),
        (false, "button 3, blinds 4 5: 4 5 2 3"),
    ] {
        let mut seating = table(5);
        guest(&mut seating, 1).owes = BOTH;
        guest(&mut seating, 1).eager = eager;
        (seating.small, seating.big) = (2, 3);
        assert_eq!(next(&mut seating), hand);
    }
}

#[test]
fn who_goes_away_owes_what_passes_him() {
    let mut seating = table(5);
    guest(&mut seating, 3).away = true;
    assert_eq!(next(&mut seating), "button 1, blinds 2 4: 2 4 5 1");
    assert_eq!(guest(&mut seating, 3).owes, BOTH);
    guest(&mut seating, 4).away = true;
    assert_eq!(next(&mut seating), "button 2, blinds - 5: 5 1 2");
    assert_eq!(guest(&mut seating, 4).owes, Blinds { small: true, big: false });
}

#[test]
fn a_big_blind_in_turn_pays_all_debts() {
    let mut seating = table(3);
    guest(&mut seating, 3).owes = BOTH;
    assert_eq!(next(&mut seating), "button 1, blinds 2 3: 2 3 1");
    assert_eq!(guest(&mut seating, 3).owes, Blinds::NONE);
}

#[test]
fn a_newcomer_waits_between_button_and_big_blind() {
    let mut seating = table(5);
    (seating.small, seating.big) = (0, 2);
    let newcomer = guest(&mut seating, 2);
    (newcomer.owes, newcomer.eager) = (BIG, true);
    assert_eq!(next(&mut seating), "button 1, blinds 3 4: 3 4 5 1");
    assert_eq!(next(&mut seating), "button 3, blinds 4 5: 4 5 1 2 3, 2 posts big");
}

#[test]
fn the_game_starts_anew_when_debts_leave_one_player() {
    let mut seating = table(3);
    guest(&mut seating, 1).away = true;
    guest(&mut seating, 2).owes = BIG;
    assert_eq!(next(&mut seating), "button 3, blinds 3 2: 2 3");
}

#[test]
fn chips_are_needed_to_play() {
    let mut seating = table(3);
    guest(&mut seating, 2).stack = Amount::ZERO;
    assert_eq!(seating.players(), 2);
    assert_eq!(next(&mut seating), "button 1, blinds 1 3: 3 1");
}
