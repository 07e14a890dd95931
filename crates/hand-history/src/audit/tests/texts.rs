//! Hands that are played by the rules, to be changed in one place.

/// Bob is all-in before the flop and wins the main pot, Dee wins the side pot from Ann.
pub(super) const SIDE_POT: &str = r#"Winamax Poker - Tournament "Audit" buyIn: 9€ + 1€ level: 3 - HandId: #1-1-1400000000 - Holdem no limit (10/50/100) - 2014/05/13 16:53:20 UTC
Table: 'Audit(1)#1' 5-max (real money) Seat #1 is the button
Seat 1: Ann (2000)
Seat 2: Bob (600)
Seat 3: Cem (3000)
Seat 4: Dee (1500)
*** ANTE/BLINDS ***
Bob posts ante 10
Cem posts ante 10
Ann posts ante 10
Dee posts ante 10
Bob posts small blind 50
Cem posts big blind 100
*** PRE-FLOP ***
Dee raises 150 to 250
Ann calls 250
Bob raises 340 to 590 and is all-in
Cem folds
Dee calls 340
Ann calls 340
*** FLOP *** [Jc 7d 5d]
Dee checks
Ann bets 300
Dee calls 300
*** TURN *** [Jc 7d 5d][Ad]
Dee checks
Ann checks
*** RIVER *** [Jc 7d 5d Ad][8c]
Dee bets 200
Ann raises 200 to 400
Dee calls 200
*** SHOW DOWN ***
Ann shows [7s 7c] (Trips of 7)
Bob shows [9c 6c] (Straight 9 high)
Dee shows [Js Jh] (Trips of Jacks)
Dee collected 1400 from side pot 1
Bob collected 1910 from main pot
*** SUMMARY ***
Total pot 3310 | No rake
"#;

/// Three players tie; Bob has chips that only Cem matches, and Cem some that nobody does.
pub(super) const SPLIT: &str = r#"Winamax Poker - Tournament "Audit" buyIn: 9€ + 1€ level: 3 - HandId: #1-2-1400000000 - Holdem no limit (50/100) - 2014/05/13 16:53:20 UTC
Table: 'Audit(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (225)
Seat 2: Bob (600)
Seat 3: Cem (900)
*** ANTE/BLINDS ***
Bob posts small blind 50
Cem posts big blind 100
*** PRE-FLOP ***
Ann raises 125 to 225 and is all-in
Bob raises 375 to 600 and is all-in
Cem raises 300 to 900 and is all-in
*** FLOP *** [5c 9c 6c]
*** TURN *** [5c 9c 6c][7c]
*** RIVER *** [5c 9c 6c 7c][8c]
*** SHOW DOWN ***
Ann shows [Ah 2d] (Straight flush 9)
Bob shows [8d 9s] (Straight flush 9)
Cem shows [Kd Jd] (Straight flush 9)
Cem collected 900 from side pot 2
Bob collected 600 from side pot 1
Ann collected 225 from main pot
*** SUMMARY ***
Total pot 1725 | No rake
"#;

/// Bob has less than the big blind.
pub(super) const SHORT_BLIND: &str = r#"Winamax Poker - Tournament "Audit" buyIn: 9€ + 1€ level: 3 - HandId: #1-6-1400000000 - Holdem no limit (40/80) - 2014/05/13 16:53:20 UTC
Table: 'Audit(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (840)
Seat 3: Bob (60)
*** ANTE/BLINDS ***
Ann posts small blind 40
Bob posts big blind 60 and is all-in
*** PRE-FLOP ***
Ann calls 40
*** FLOP *** [Kh Tc Ks]
*** TURN *** [Kh Tc Ks][7s]
*** RIVER *** [Kh Tc Ks 7s][9d]
*** SHOW DOWN ***
Ann shows [4d 5c] (One pair : Kings)
Bob shows [7h 8c] (Two pairs : Kings and 7)
Bob collected 120 from main pot
Ann collected 20 from side pot 1
*** SUMMARY ***
Total pot 140 | No rake
"#;

/// The big blind is short, and Ann's all-in is no full raise. Nobody shows: 2013.
pub(super) const SHORT_RAISE: &str = "Winamax Poker - CashGame - HandId: #1-3-1400000000 - Holdem no limit (1€/2€) - 2014/05/13 16:53:20 UTC
Table: 'Audit' 5-max (real money) Seat #4 is the button
Seat 1: Ann (9€)
Seat 2: Bob (100€)
Seat 3: Cem (1.50€)
Seat 4: Dee (100€)
*** ANTE/BLINDS ***
Bob posts small blind 1€
Cem posts big blind 1.50€ and is all-in
Ann posts small blind 1€ out of position
Ann posts big blind 2€ out of position
*** PRE-FLOP ***
Dee raises 4€ to 6€
Ann raises 2€ to 9€ and is all-in
Bob calls 7€
Dee calls 2€
*** FLOP *** [Jc 7d 5d]
Bob checks
Dee checks
*** TURN *** [Jc 7d 5d][Ad]
Bob checks
Dee checks
*** RIVER *** [Jc 7d 5d Ad][8c]
Bob checks
Dee checks
*** SHOW DOWN ***
Bob collected 19.50€ from side pot 1
Dee collected 7€ from main pot
*** SUMMARY ***
Total pot 26.50€ | No rake
";

pub(super) const POT_LIMIT: &str = "Winamax Poker - CashGame - HandId: #1-4-1400000000 - Omaha pot limit (1€/2€) - 2014/05/13 16:53:20 UTC
Table: 'Audit' 5-max (real money) Seat #1 is the button
Seat 1: Ann (200€)
Seat 2: Bob (200€)
Seat 3: Cem (200€)
*** ANTE/BLINDS ***
Bob posts small blind 1€
Cem posts big blind 2€
Dealt to Ann [Ah Kh Qd Jd]
*** PRE-FLOP ***
Ann raises 5€ to 7€
Bob calls 6€
Cem calls 5€
*** FLOP *** [Jc 7d 5d]
Bob bets 21€
Cem folds
Ann raises 63€ to 84€
Bob folds
Ann collected 126€ from pot
*** SUMMARY ***
Total pot 126€ | No rake
";

pub(super) const FIXED_LIMIT: &str = "Winamax Poker - CashGame - HandId: #1-5-1400000000 - Holdem fixed limit (2€/4€) - 2014/05/13 16:53:20 UTC
Table: 'Audit' 2-max (real money) Seat #1 is the button
Seat 1: Ann (200€)
Seat 2: Bob (14€)
*** ANTE/BLINDS ***
Ann posts small blind 1€
Bob posts big blind 2€
*** PRE-FLOP ***
Ann raises 2€ to 4€
Bob calls 2€
*** FLOP *** [Jc 7d 5d]
Bob bets 2€
Ann calls 2€
*** TURN *** [Jc 7d 5d][Ad]
Bob bets 4€
Ann raises 4€ to 8€
Bob calls 4€ and is all-in
*** RIVER *** [Jc 7d 5d Ad][8c]
*** SHOW DOWN ***
Ann shows [7s 7c] (Trips of 7)
Bob shows [Kc Qc] (High card : Ace)
Ann collected 28€ from pot
*** SUMMARY ***
Total pot 28€ | No rake
";
