//! What the texts look like, as a whole.

use super::hands;

#[test]
fn a_hand_looks_like_this() {
    let delivery = hands(9, 1).remove(0);
    assert_eq!(delivery.file_name, "20260528_L'Aigle 31_real_holdem_no-limit.txt");
    let text = "\
Winamax Poker - CashGame - HandId: #667116831-1-1780000000 - Holdem no limit (0.50€/1€) - 2026/05/28 20:26:40 UTC
Table: 'L'Aigle 31' 6-max (real money) Seat #6 is the button
Seat 1: Railbird (131.67€)
Seat 2: Rail (146.93€)
Seat 3: Cafe_Noir (157.69€)
Seat 4: .dotted (152.88€)
Seat 5: 7 deuce off (130.75€)
Seat 6: oVo (159.69€)
*** ANTE/BLINDS ***
Railbird posts small blind 0.50€
Rail posts big blind 1€
Dealt to Railbird [7s Jc]
*** PRE-FLOP *** 
Cafe_Noir calls 1€
.dotted calls 1€
7 deuce off calls 1€
oVo calls 1€
Railbird calls 0.50€
Rail raises 5.60€ to 6.60€
Cafe_Noir folds
.dotted calls 5.60€
7 deuce off folds
oVo raises 153.08€ to 159.68€
Railbird calls 130.67€ and is all-in
Rail folds
.dotted folds
*** FLOP *** [5s Jh 3c]
*** TURN *** [5s Jh 3c][7c]
*** RIVER *** [5s Jh 3c 7c][3s]
*** SHOW DOWN ***
oVo shows [Qd 6d] (One pair : 3)
Railbird shows [7s Jc] (Two pairs : Jacks and 7)
oVo collected 28.01€ from side pot 1
Railbird collected 275.54€ from main pot
*** SUMMARY ***
Total pot 303.55€ | Rake 3€
Board: [5s Jh 3c 7c 3s]
Seat 1: Railbird (small blind) showed [7s Jc] and won 275.54€ with Two pairs : Jacks and 7
Seat 6: oVo (button) showed [Qd 6d] and won 28.01€ with One pair : 3


";
    assert_eq!(delivery.text, text);
}

#[test]
fn a_summary_looks_like_this() {
    let mut summaries = hands(0, 1000).into_iter().filter_map(|delivery| delivery.summary);
    let (file_name, text) = summaries.find(|(_, text)| text.contains(" + Bounty ")).unwrap();
    assert_eq!(
        file_name,
        "20260528_Chasse à l'ours - KO [9 Max](511902841)_real_holdem_no-limit_summary.txt"
    );
    let expected = "\
Winamax Poker - Tournament summary : Chasse à l'ours - KO [9 Max](511902841)
Player : Railbird
Buy-In : 0.90€ + 1€ + 0.10€
Registered players : 9
Mode : tt
Type : knockout
Speed : semiturbo
Flight ID : 0
Levels : Levels : [\
20-40:0:240:holdem-no-limit,25-50:6:240:holdem-no-limit,\
30-60:8:240:holdem-no-limit,40-80:10:240:holdem-no-limit,\
50-100:12:240:holdem-no-limit,75-150:18:240:holdem-no-limit,\
100-200:25:240:holdem-no-limit,150-300:40:240:holdem-no-limit,\
200-400:50:240:holdem-no-limit,300-600:75:240:holdem-no-limit,\
500-1000:125:240:holdem-no-limit,750-1500:180:240:holdem-no-limit,\
1000-2000:250:240:holdem-no-limit,2000-4000:500:240:holdem-no-limit]
Prizepool : 8.10€
Tournament started 2026/05/28 20:43:56 UTC
You played 58min 48s 
You finished in 1st place
You won 4.05€ + Bounty 7.25€

";
    assert_eq!(text, expected);
}
