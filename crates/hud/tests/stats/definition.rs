//! The vectors of the definition, word for word.

use crate::notation::check;

#[test]
fn a_walk_asks_nothing_of_the_big_blind() {
    check(
        "3 BTN f SB f",
        "BB hands 1/1 vpip 0/0 pfr 0/0; BTN vpip 0/1 rfi 0/1 steal 0/1;
         SB rfi 0/1 steal 0/1 limp 0/1",
    );
}

#[test]
fn a_steal_from_the_button_takes_the_blinds() {
    check(
        "3 BTN r60 SB f BB f",
        "BTN vpip 1/1 pfr 1/1 rfi 1/1 steal 1/1;
         SB 3bet 0/1 fold_sb_to_steal 1/1 fold_to_steal 1/1 call_2bet 0/1 cold_call 0/0;
         BB 3bet 0/1 fold_bb_to_steal 1/1 fold_to_steal 1/1 call_2bet 0/1 cold_call 0/0",
    );
}

#[test]
fn the_big_blind_squeezes() {
    check(
        "3 BTN r60 SB c BB r200 BTN f SB f",
        "BB 3bet 1/1 squeeze 1/1 fold_to_steal 0/0; BTN fold_to_3bet 1/1 fold_to_squeeze 1/1;
         SB fold_to_squeeze 1/1 fold_to_3bet 0/0",
    );
}

#[test]
fn nobody_can_raise_who_needs_all_his_chips_to_call() {
    check("3 BTN all SB f BB c | | | = BB", "BB 3bet 0/0 wtsd 1/1; BTN wtsd 1/1 cbet_flop 0/0");
}

#[test]
fn the_button_limps_and_raises_again() {
    check(
        "3 BTN c SB c BB r80 BTN r240 SB f BB f",
        "BTN vpip 1/1 pfr 1/1 limp 1/1 open_limp 1/1 3bet 1/1;
         SB over_limp 1/1 3bet 0/0 cold_4bet 0/0;
         BB iso_raise 1/1 fold_to_3bet 1/1",
    );
}

#[test]
fn a_bet_into_the_raiser_leaves_him_no_continuation() {
    check(
        "3 BTN r60 SB f BB c | BB b40 BTN c | BB x BTN x | BB x BTN x = BB",
        "BB donk_flop 1/1; BTN cbet_flop 0/0",
    );
}

#[test]
fn whoever_was_raised_does_not_go_on() {
    check(
        "3 BTN r60 SB f BB c | BB x BTN b40 BB r120 BTN c | BB x BTN b100 BB f",
        "BB raise_cbet_flop 1/1 check_raise_flop 1/1; BTN cbet_flop 1/1 cbet_turn 0/0",
    );
}

#[test]
fn heads_up_the_button_is_the_small_blind() {
    check("2 BTN f", "BB vpip 0/0; BTN rfi 0/1 steal 0/1 rfi_btn 0/1");
}
