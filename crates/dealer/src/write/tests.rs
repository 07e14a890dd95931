use hand_history::{HandText, parse};

use super::write;

/// Reads a text and writes it again.
fn check(text: &str) {
    let bytes = text.trim_end().as_bytes().to_vec();
    let hand = parse(&HandText { offset: 0, bytes }).unwrap();
    assert_eq!(hand.warnings, []);
    assert_eq!(write(&hand), format!("{text}\n\n"));
}

#[test]
fn a_pool_hand_with_house_money_in_the_pot() {
    check(
        "\
Winamax Poker - HOLD-UP \"Brocéliande\" - HandId: #18000001-77-1690000000 - Holdem no limit (0.50€/1€) - 2023/07/22 04:26:40 UTC
Table: 'Brocéliande' 6-max (real money) Seat #4 is the button
Seat 1: Railbird (100€)
Seat 4: Cafe_Noir (87.50€)
Seat 6: two  spaces (212.05€)
Hold-up to Pot: total 5€
*** ANTE/BLINDS ***
two  spaces posts small blind 0.50€
Railbird posts big blind 1€
Dealt to Railbird [As Kd]
*** PRE-FLOP *** 
Cafe_Noir raises 1.50€ to 2.50€
two  spaces folds
Railbird raises 7.50€ to 10€
Cafe_Noir folds
Railbird collected 18€ from pot
*** SUMMARY ***
Total pot 18€ | No rake
Seat 1: Railbird (big blind) won 18€
",
    );
}

#[test]
fn a_raise_is_counted_from_the_highest_bet_dead_blinds_included() {
    check(
        "\
Winamax Poker - CashGame - HandId: #9000001-5-1438773221 - Holdem no limit (0.01/0.02) - 2015/08/05 11:13:41 UTC
Table: 'L'Aigle 07' 5-max (play money) Seat #3 is the button
Seat 1: Ann (8.06)
Seat 2: Ann bets (2)
Seat 3: Railbird (2)
Seat 5: checks (8.08)
*** ANTE/BLINDS ***
checks posts small blind 0.01
Ann posts big blind 0.02
Ann bets posts small blind 0.01 out of position
Dealt to Railbird [7c Qc]
*** PRE-FLOP *** 
Ann bets raises 0.03 to 0.05
Railbird raises 1.95 to 2 and is all-in
checks folds
Ann folds
Ann bets calls 1.95 and is all-in
*** FLOP *** [3c 5d Td]
*** TURN *** [3c 5d Td][8s]
*** RIVER *** [3c 5d Td 8s][6c]
*** SHOW DOWN ***
Ann bets shows [Qh Qd] (One pair : Queens)
Railbird shows [7c Qc] (Straight 8 high)
Railbird collected 3.82 from pot
*** SUMMARY ***
Total pot 3.82 | Rake 0.21
Board: [3c 5d Td 8s 6c]
Seat 2: Ann bets showed [Qh Qd] and lost with One pair : Queens
Seat 3: Railbird (button) showed [7c Qc] and won 3.82 with Straight 8 high
",
    );
}

#[test]
fn an_omaha_ticket_tournament_with_bounties_and_a_short_big_blind() {
    check(
        "\
Winamax Poker - Tournament \"Nuit d'été\" buyIn: Ticket only level:  - HandId: #2600000000000000001-12-1674829951 - 5 Card Omaha pot limit (2/10/20) - 2023/01/27 14:32:31 UTC
Table: 'Nuit d'été(612000001)#14' 3-max (real money) Seat #3 is the button
Seat 1: Vieux.Loup (350, 4€ bounty)
Seat 2: Railbird (12, 2.50€ bounty)
Seat 3: a & b (540, 2€ bounty)
*** ANTE/BLINDS ***
Vieux.Loup posts ante 2
Railbird posts ante 2
a & b posts ante 2
Vieux.Loup posts small blind 10
Railbird posts big blind 10 and is all-in
Dealt to Railbird [Ts Kh 2c 2d 9s]
*** PRE-FLOP *** 
a & b calls 20
Vieux.Loup raises 40 to 60
a & b folds
*** FLOP *** [3h Th 7c]
*** TURN *** [3h Th 7c][4s]
*** RIVER *** [3h Th 7c 4s][Jd]
*** SHOW DOWN ***
Vieux.Loup shows [Ac Qs 5c 5d 8h] (One pair : 5)
Railbird shows [Ts Kh 2c 2d 9s] (One pair : Tens)
Vieux.Loup collected 60 from side pot 1
Railbird collected 36 from main pot
*** SUMMARY ***
Total pot 96 | No rake
Board: [3h Th 7c 4s Jd]
Seat 1: Vieux.Loup (small blind) showed [Ac Qs 5c 5d 8h] and won 60 with One pair : 5
Seat 2: Railbird (big blind) showed [Ts Kh 2c 2d 9s] and won 36 with One pair : Tens
",
    );
}
