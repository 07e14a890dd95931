use hand_history::{HandText, parse};

use super::{Layout, write};

/// Reads a text of the client and writes it again.
fn check(text: &str) {
    check_in(Layout::Client, text);
}

fn check_in(layout: Layout, text: &str) {
    let bytes = text.trim_end().as_bytes().into();
    let hand = parse(&HandText { offset: 0, bytes }).unwrap();
    assert_eq!(hand.warnings, []);
    assert_eq!(write(&hand, layout), format!("{text}\n\n"));
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

#[test]
fn a_stud_hand_with_the_cards_that_the_hero_sees() {
    check(
        "\
Winamax Poker - CashGame - HandId: #9250001-470-1478990787 - 7-Card Stud fixed limit (5€/25€/50€) - 2016/11/12 22:46:27 UTC
Table: 'Le Puy' 6-max (real money) 
Seat 1: Railbird (1749.22€)
Seat 2: Ann (250€)
Seat 4: Gare-du-Nord (426.06€)
*** ANTE/BLINDS ***
Railbird posts ante 5€
Ann posts ante 5€
Gare-du-Nord posts ante 5€
*** 3rd STREET ***
Dealt to Railbird [4h Ac Qd]
Dealt to Ann [X X Js]
Dealt to Gare-du-Nord [X X 9h]
Gare-du-Nord brings in 10€
Railbird raises 25€ to 25€
Ann calls 25€
Gare-du-Nord calls 15€
*** 4th STREET ***
Dealt to Railbird [4h Ac Qd] [3h]
Dealt to Ann [X X Js] [2c]
Dealt to Gare-du-Nord [X X 9h] [Kh]
Gare-du-Nord bets 25€
Railbird calls 25€
Ann folds
*** 5th STREET ***
Dealt to Gare-du-Nord [X X 9h Kh] [Kd]
Dealt to Railbird [4h Ac Qd 3h] [Qh]
Gare-du-Nord bets 50€
Railbird calls 50€
*** 6th STREET ***
Dealt to Gare-du-Nord [X X 9h Kh Kd] [Qc]
Dealt to Railbird [4h Ac Qd 3h Qh] [5h]
Gare-du-Nord checks
Railbird checks
*** 7th STREET ***
Dealt to Gare-du-Nord [X X 9h Kh Kd Qc] [X]
Dealt to Railbird [4h Ac Qd 3h Qh 5h] [Th]
Gare-du-Nord bets 50€
Railbird raises 50€ to 100€
Gare-du-Nord calls 50€
*** SHOW DOWN ***
Gare-du-Nord shows [8c Td 9h Kh Kd Qc Jc] (Straight King high)
Railbird shows [4h Ac Qd 3h Qh 5h Th] (Flush Queen high)
Railbird collected 437€ from pot
*** SUMMARY ***
Total pot 437€ | Rake 3€
Seat 1: Railbird showed [4h Ac Qd 3h Qh 5h Th] and won 437€ with Flush Queen high
Seat 4: Gare-du-Nord showed [8c Td 9h Kh Kd Qc Jc] and lost with Straight King high
",
    );
}

#[test]
fn an_exported_stud_hand() {
    check_in(
        Layout::Export,
        "\
Winamax Poker - CashGame - HandId: #8835001-564-1465760198 - 7stud fixed limit (0.01/0.05/0.10) - 2016/06/12 19:36:38 UTC
Table: 'Vézelay' 6-max (play money) Seat #0 is the button
Seat 2: checks (2.05)
Seat 3: LeTalon (3.15)
Seat 6: oVo (1.48)
*** ANTE/BLINDS ***
LeTalon posts ante 0.01
oVo posts ante 0.01
checks posts ante 0.01
*** THIRD *** 
LeTalon bring-in 0.02
oVo calls 0.02
checks raises 0.05 to 0.05
LeTalon folds
oVo calls 0.03
*** FOURTH *** 
oVo checks
checks bets 0.05
oVo folds
checks collected 0.19 from pot
*** SUMMARY ***
Total pot 0.19 | Rake 0.01
Seat 2: checks won 0.19
",
    );
}

#[test]
fn an_exported_draw_hand() {
    check_in(
        Layout::Export,
        "\
Winamax Poker - CashGame - HandId: #9160001-2-1476189756 - Lowball27 fixed limit (0.50/1) - 2016/10/11 12:42:36 UTC
Table: 'Honfleur 02' 6-max (play money) Seat #2 is the button
Seat 1: Ann (20)
Seat 2: two  spaces (13.05)
Seat 5: Railbird (19)
*** ANTE/BLINDS ***
Railbird posts small blind 0.25
Ann posts big blind 0.50
*** FIRST-BET *** 
two  spaces raises 0.50 to 1
Railbird calls 0.75
Ann folds
*** FIRST-DRAW *** 
Railbird discard 2 cards
two  spaces discard 0 card
*** SECOND-BET *** 
Railbird checks
two  spaces bets 0.50
Railbird calls 0.50
*** SECOND-DRAW *** 
Railbird discard 1 card
two  spaces discard 0 card
*** THIRD-BET *** 
Railbird checks
two  spaces checks
*** THIRD-DRAW *** 
Railbird discard 1 card
two  spaces discard 0 card
*** FOURTH-BET *** 
Railbird checks
two  spaces bets 1
Railbird calls 1
*** SHOW DOWN ***
two  spaces shows [3h 7d 5h 8d 2d] (High card : 8)
Railbird shows [7c 6c 8s 2s 3c] (High card : 8)
two  spaces collected 5.23 from pot
*** SUMMARY ***
Total pot 5.23 | Rake 0.27
Seat 2: two  spaces (button) showed [3h 7d 5h 8d 2d] and won 5.23 with High card : 8
Seat 5: Railbird (small blind) showed [7c 6c 8s 2s 3c] and lost with High card : 8
",
    );
}

#[test]
fn an_exported_hand_with_two_halves() {
    check_in(
        Layout::Export,
        "\
Winamax Poker - CashGame - HandId: #8976001-443-1476102647 - Omaha8 pot limit (0.05/0.10) - 2016/10/10 12:30:47 UTC
Table: 'Le Puy' 2-max (play money) Seat #2 is the button
Seat 1: Railbird (4)
Seat 2: a & b (10)
*** ANTE/BLINDS ***
a & b posts small blind 0.05
Railbird posts big blind 0.10
Dealt to Railbird [5s Qd 2s 3s]
*** PRE-FLOP *** 
a & b calls 0.05
Railbird checks
*** FLOP *** [3h 4s 5h]
Railbird checks
a & b bets 0.10
Railbird calls 0.10
*** TURN *** [3h 4s 5h][7c]
Railbird checks
a & b checks
*** RIVER *** [3h 4s 5h 7c][4c]
Railbird bets 0.30
a & b calls 0.30
*** SHOW DOWN ***
Railbird shows [5s Qd 2s 3s] (HI : Two pairs : 5 and 4)
Railbird shows [5s Qd 2s 3s] (LO : High card : 7)
a & b shows [Jd 7s Js 8c] (HI : Two pairs : Jacks and 4)
a & b shows [Jd 7s Js 8c] (LO : High card : 8)
a & b collected 0.47 from pot (HI)
Railbird collected 0.46 from pot (LO)
*** SUMMARY ***
Total pot 0.93 | Rake 0.07
Board: [3h 4s 5h 7c 4c]
Seat 1: Railbird (big blind) showed [5s Qd 2s 3s] and lost with HI : Two pairs : 5 and 4
Seat 1: Railbird (big blind) showed [5s Qd 2s 3s] and won 0.46 with LO : High card : 7
Seat 2: a & b (small blind) (button) showed [Jd 7s Js 8c] and won 0.47 with HI : Two pairs : Jacks and 4
Seat 2: a & b (small blind) (button) showed [Jd 7s Js 8c] and lost with LO : High card : 8
",
    );
}

#[test]
fn a_draw_hand_in_which_the_hero_changes_cards() {
    // The cards he threw away are the highest that nobody is known to hold.
    check(
        "\
Winamax Poker - CashGame - HandId: #9160001-3-1476189956 - 2-7 Triple Draw fixed limit (25€/50€) - 2016/10/11 12:45:56 UTC
Table: 'Honfleur 02' 2-max (real money) Seat #1 is the button
Seat 1: Ann (2000€)
Seat 2: Railbird (1905€)
*** ANTE/BLINDS ***
Ann posts small blind 12.50€
Railbird posts big blind 25€
Dealt to Railbird [2h 7d 8c Ad Ac]
*** FIRST-BET *** 
Ann calls 12.50€
Railbird checks
*** FIRST-DRAW *** 
Railbird discard 2 cards
Dealt to Railbird [2h 7d 8c] [As Ah]
Ann stands pat
*** SECOND-BET *** 
Railbird checks
Ann checks
*** SECOND-DRAW *** 
Railbird discard 2 cards
Dealt to Railbird [2h 7d 8c] [4d 3s]
Ann discard 1 card
*** THIRD-BET *** 
Railbird bets 50€
Ann calls 50€
*** THIRD-DRAW *** 
Railbird stands pat [2h 7d 8c 4d 3s]
Ann stands pat
*** FOURTH-BET *** 
Railbird bets 50€
Ann folds
Railbird collected 197.50€ from pot
*** SUMMARY ***
Total pot 197.50€ | Rake 2.50€
Seat 2: Railbird (big blind) won 197.50€
",
    );
}

#[test]
fn a_play_money_table_with_antes() {
    check(
        "\
Winamax Poker - CashGame - HandId: #7815001-534-1438895010 - Holdem no limit (0.03/0.10/0.20) - 2015/08/06 21:03:30 UTC
Table: 'Pont & Pins 09' 5-max (play money) Seat #1 is the button
Seat 1: Railbird (20)
Seat 2: Cafe_Noir (19.90)
*** ANTE/BLINDS ***
Railbird posts ante 0.03
Cafe_Noir posts ante 0.03
Railbird posts small blind 0.10
Cafe_Noir posts big blind 0.20
Dealt to Railbird [2c 7d]
*** PRE-FLOP *** 
Railbird folds
Cafe_Noir collected 0.36 from pot
*** SUMMARY ***
Total pot 0.36 | No rake
Seat 2: Cafe_Noir (big blind) won 0.36
",
    );
}
