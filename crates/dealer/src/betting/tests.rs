use hand_history::{ActionKind, Amount, Limit};

use super::{Move, Purse, Round, Turn};

const fn chips(units: i64) -> Amount {
    Amount::from_units(units)
}

/// Players with these stacks, of whom the first two have posted the blinds of 5 and 10.
fn blinds_posted(stacks: &[i64]) -> Vec<Purse> {
    let purse = |&stack: &i64| Purse { behind: chips(stack), in_hand: true, ..Purse::default() };
    let mut purses: Vec<Purse> = stacks.iter().map(purse).collect();
    purses[0].bet(chips(5));
    purses[1].bet(chips(10));
    purses
}

/// Three players before the flop: the last is first to act.
fn preflop() -> Round {
    preflop_of(Limit::NoLimit)
}

fn preflop_of(limit: Limit) -> Round {
    Round::new(&[2, 0, 1], limit, chips(10)).after_blinds(chips(10))
}

/// Three players after the flop.
fn postflop() -> Round {
    Round::new(&[0, 1, 2], Limit::NoLimit, chips(10))
}

fn act(round: &mut Round, purses: &mut [Purse], decision: Move) -> (Turn, ActionKind) {
    let turn = round.next(purses).unwrap();
    let kind = round.act(turn, decision, &mut purses[turn.player]);
    (turn, kind)
}

#[test]
fn the_big_blind_may_raise_what_all_have_called() {
    let mut purses = blinds_posted(&[100, 100, 100]);
    let mut round = preflop();
    assert_eq!(act(&mut round, &mut purses, Move::Call).1, ActionKind::Call(chips(10)));
    assert_eq!(act(&mut round, &mut purses, Move::Call).1, ActionKind::Call(chips(5)));
    let (turn, kind) = act(&mut round, &mut purses, Move::Call);
    assert_eq!(turn, Turn { player: 1, call: chips(0), raise: Some((chips(20), chips(100))) });
    assert_eq!(kind, ActionKind::Check);
    assert_eq!(round.next(&purses), None);
}

#[test]
fn the_least_raise_is_the_size_of_the_last_full_raise() {
    let mut purses = blinds_posted(&[500, 500, 500]);
    let mut round = preflop();
    let (turn, kind) = act(&mut round, &mut purses, Move::RaiseTo(chips(35)));
    assert_eq!(turn.raise, Some((chips(20), chips(500))));
    assert_eq!(kind, ActionKind::Raise { to: chips(35), added: chips(35) });
    assert_eq!(round.next(&purses).unwrap().raise, Some((chips(60), chips(500))));
}

#[test]
fn a_short_all_in_does_not_reopen_the_betting() {
    let mut purses = blinds_posted(&[45, 500, 500]);
    let mut round = preflop();
    act(&mut round, &mut purses, Move::RaiseTo(chips(35)));
    let (turn, _) = act(&mut round, &mut purses, Move::RaiseTo(chips(45)));
    assert_eq!(turn.raise, Some((chips(45), chips(45))), "all-in for less than a full raise");
    let (big_blind, _) = act(&mut round, &mut purses, Move::Call);
    assert_eq!(big_blind.raise, Some((chips(70), chips(500))), "he has not acted yet");
    let (raiser, _) = act(&mut round, &mut purses, Move::Call);
    assert_eq!(raiser, Turn { player: 2, call: chips(10), raise: None });
    assert_eq!(round.next(&purses), None);
}

#[test]
fn nobody_acts_when_nobody_can_answer() {
    let mut purses = blinds_posted(&[5, 100, 100]);
    let mut round = preflop();
    act(&mut round, &mut purses, Move::Fold);
    // The small blind is all-in for less than the big blind, who has nothing to decide.
    assert_eq!(round.next(&purses), None);
    purses.iter_mut().for_each(|purse| purse.street = Amount::ZERO);
    assert_eq!(postflop().next(&purses), None);
}

#[test]
fn a_short_big_blind_alone_is_called_in_full() {
    let mut purses = blinds_posted(&[100, 7, 100]);
    let mut round = preflop();
    let (turn, _) = act(&mut round, &mut purses, Move::Fold);
    assert_eq!(turn.call, chips(10), "the small blind may call as well");
    let (turn, _) = act(&mut round, &mut purses, Move::Call);
    assert_eq!(turn, Turn { player: 0, call: chips(5), raise: None });
}

#[test]
fn the_last_player_with_cards_has_no_turn() {
    let mut purses = blinds_posted(&[100, 100, 100]);
    let mut round = preflop();
    act(&mut round, &mut purses, Move::Fold);
    act(&mut round, &mut purses, Move::Fold);
    assert_eq!(round.next(&purses), None);
}

#[test]
fn a_dead_blind_is_in_the_printed_total_of_its_street_only() {
    let mut purses = blinds_posted(&[500, 500, 500]);
    purses[2].pay_dead(chips(5));
    let mut round = preflop();
    let (_, kind) = act(&mut round, &mut purses, Move::RaiseTo(chips(30)));
    assert_eq!(kind, ActionKind::Raise { to: chips(35), added: chips(30) });
    purses.iter_mut().for_each(|purse| purse.street = Amount::ZERO);
    let mut round = postflop();
    let (_, kind) = act(&mut round, &mut purses, Move::RaiseTo(chips(10)));
    assert_eq!(kind, ActionKind::Bet(chips(10)));
    act(&mut round, &mut purses, Move::Call);
    let (_, kind) = act(&mut round, &mut purses, Move::RaiseTo(chips(40)));
    assert_eq!(kind, ActionKind::Raise { to: chips(40), added: chips(40) });
}

#[test]
fn a_pot_limit_raise_is_at_most_the_pot_after_a_call() {
    let mut purses = blinds_posted(&[500, 500, 500]);
    let mut round = preflop_of(Limit::PotLimit);
    // The blinds, his own call, and as much again.
    let (turn, _) = act(&mut round, &mut purses, Move::RaiseTo(chips(35)));
    assert_eq!(turn.raise, Some((chips(20), chips(35))));
    // 50 in the pot, 30 to call, 80 more.
    let (turn, _) = act(&mut round, &mut purses, Move::Call);
    assert_eq!(turn.raise, Some((chips(60), chips(115))));
    purses[1].behind = chips(90);
    assert_eq!(round.next(&purses).unwrap().raise, Some((chips(60), chips(100))), "all he has");
}

#[test]
fn a_fixed_limit_round_has_four_bets_of_a_size() {
    let mut purses = blinds_posted(&[500, 500, 500]);
    let mut round = preflop_of(Limit::FixedLimit);
    for total in [20, 30, 40] {
        let (turn, _) = act(&mut round, &mut purses, Move::RaiseTo(chips(total)));
        assert_eq!(turn.raise, Some((chips(total), chips(total))));
    }
    assert_eq!(round.next(&purses).unwrap().raise, None);
}

#[test]
fn a_fixed_limit_raise_completes_a_short_all_in() {
    let mut purses = blinds_posted(&[500, 500, 14]);
    let mut round = preflop_of(Limit::FixedLimit);
    let (turn, _) = act(&mut round, &mut purses, Move::RaiseTo(chips(14)));
    assert_eq!(turn.raise, Some((chips(14), chips(14))));
    let (turn, _) = act(&mut round, &mut purses, Move::RaiseTo(chips(20)));
    assert_eq!(turn.raise, Some((chips(20), chips(20))));
    assert_eq!(round.next(&purses).unwrap().raise, Some((chips(30), chips(30))));
}

#[test]
fn a_bring_in_is_completed_and_gives_no_second_chance() {
    let mut purses = blinds_posted(&[500, 500, 500]);
    purses.iter_mut().for_each(|purse| purse.street = Amount::ZERO);
    purses[1].bet(chips(4));
    let round = || Round::new(&[2, 0, 1], Limit::FixedLimit, chips(10)).after_bring_in(chips(4));
    let mut called = round();
    act(&mut called, &mut purses.clone(), Move::Call);
    act(&mut called, &mut purses.clone(), Move::Call);
    assert_eq!(called.next(&purses), None);
    let mut completed = round();
    let (_, kind) = act(&mut completed, &mut purses, Move::RaiseTo(chips(10)));
    assert_eq!(kind, ActionKind::Raise { to: chips(10), added: chips(10) });
    act(&mut completed, &mut purses, Move::Call);
    let turn = completed.next(&purses).unwrap();
    assert_eq!((turn.player, turn.call), (1, chips(6)));
}
