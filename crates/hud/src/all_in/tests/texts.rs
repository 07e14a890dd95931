//! Hands in which luck decides.

/// Aces against kings on the turn, for 20 each.
pub(super) const HEADS_UP: &str = "Winamax Poker - CashGame - HandId: #2-1-1400000000 - Holdem no limit (1€/2€) - 2014/05/13 16:53:20 UTC
Table: 'Luck' 5-max (real money) Seat #1 is the button
Seat 1: Ann (20€)
Seat 2: Bob (20€)
*** ANTE/BLINDS ***
Ann posts small blind 1€
Bob posts big blind 2€
*** PRE-FLOP ***
Ann calls 1€
Bob checks
*** FLOP *** [Qc Jd 7h]
Bob checks
Ann checks
*** TURN *** [Qc Jd 7h][3s]
Bob checks
Ann bets 18€ and is all-in
Bob calls 18€ and is all-in
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Ad] (One pair : Aces)
Bob shows [Kh Kd] (One pair : Kings)
Ann collected 39€ from pot
*** SUMMARY ***
Total pot 39€ | Rake 1€
";

/// Aces for 225, kings for 600 and deuces for more on the turn; the aces hold. Ann is all-in
/// before the flop.
pub(super) const SIDE_POT: &str = r#"Winamax Poker - Tournament "Luck" buyIn: 9€ + 1€ level: 3 - HandId: #2-2-1400000000 - Holdem no limit (50/100) - 2014/05/13 16:53:20 UTC
Table: 'Luck(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (225)
Seat 2: Bob (600)
Seat 3: Cem (900)
*** ANTE/BLINDS ***
Bob posts small blind 50
Cem posts big blind 100
*** PRE-FLOP ***
Ann raises 125 to 225 and is all-in
Bob calls 175
Cem calls 125
*** FLOP *** [Qc Jd 7h]
Bob checks
Cem checks
*** TURN *** [Qc Jd 7h][3s]
Bob bets 375 and is all-in
Cem raises 300 to 675 and is all-in
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Ad] (One pair : Aces)
Bob shows [Kh Kd] (One pair : Kings)
Cem shows [2c 2d] (One pair : 2)
Cem collected 300 from side pot 2
Bob collected 750 from side pot 1
Ann collected 675 from main pot
*** SUMMARY ***
Total pot 1725 | No rake
"#;

/// Aces for 100 before the flop; Bob folds to Cem on the turn.
pub(super) const TURN_FOLD: &str = r#"Winamax Poker - Tournament "Luck" buyIn: 9€ + 1€ level: 3 - HandId: #2-3-1400000000 - Holdem no limit (50/100) - 2014/05/13 16:53:20 UTC
Table: 'Luck(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (100)
Seat 2: Bob (600)
Seat 3: Cem (900)
*** ANTE/BLINDS ***
Bob posts small blind 50
Cem posts big blind 100
*** PRE-FLOP ***
Ann calls 100 and is all-in
Bob calls 50
Cem checks
*** FLOP *** [Qc Jd 7h]
Bob bets 200
Cem calls 200
*** TURN *** [Qc Jd 7h][3s]
Bob checks
Cem bets 250
Bob folds
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Ad] (One pair : Aces)
Cem shows [Kh Kd] (One pair : Kings)
Cem collected 650 from side pot 1
Ann collected 300 from main pot
*** SUMMARY ***
Total pot 950 | No rake
"#;

/// The same two ranks in mirrored suits, for 0.20 each before the flop.
pub(super) const MIRROR: &str = "Winamax Poker - CashGame - HandId: #2-4-1400000000 - Holdem no limit (0.01€/0.02€) - 2014/05/13 16:53:20 UTC
Table: 'Luck' 5-max (real money) Seat #1 is the button
Seat 1: Ann (0.20€)
Seat 2: Bob (0.20€)
*** ANTE/BLINDS ***
Ann posts small blind 0.01€
Bob posts big blind 0.02€
*** PRE-FLOP ***
Ann raises 0.18€ to 0.20€ and is all-in
Bob calls 0.18€ and is all-in
*** FLOP *** [Qc Jd 7h]
*** TURN *** [Qc Jd 7h][3s]
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Kd] (High card : Ace)
Bob shows [Ad Kh] (High card : Ace)
Bob collected 0.20€ from pot
Ann collected 0.19€ from pot
*** SUMMARY ***
Total pot 0.39€ | Rake 0.01€
";

/// The blinds take all chips.
pub(super) const BLINDS: &str = r#"Winamax Poker - Tournament "Luck" buyIn: 9€ + 1€ level: 3 - HandId: #2-5-1400000000 - Holdem no limit (50/100) - 2014/05/13 16:53:20 UTC
Table: 'Luck(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (40)
Seat 2: Bob (60)
*** ANTE/BLINDS ***
Ann posts small blind 40 and is all-in
Bob posts big blind 60 and is all-in
*** PRE-FLOP ***
*** FLOP *** [Qc Jd 7h]
*** TURN *** [Qc Jd 7h][3s]
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Ad] (One pair : Aces)
Bob shows [Kh Kd] (One pair : Kings)
Bob collected 20 from side pot 1
Ann collected 80 from main pot
*** SUMMARY ***
Total pot 100 | No rake
"#;

/// Bob has put in more than the two others can match, and folds.
pub(super) const SHORT: &str = r#"Winamax Poker - Tournament "Luck" buyIn: 9€ + 1€ level: 3 - HandId: #2-6-1400000000 - Holdem no limit (50/100) - 2014/05/13 16:53:20 UTC
Table: 'Luck(1)#1' 3-max (real money) Seat #1 is the button
Seat 1: Ann (30)
Seat 2: Bob (600)
Seat 3: Cem (40)
*** ANTE/BLINDS ***
Bob posts small blind 50
Cem posts big blind 40 and is all-in
*** PRE-FLOP ***
Ann calls 30 and is all-in
Bob folds
*** FLOP *** [Qc Jd 7h]
*** TURN *** [Qc Jd 7h][3s]
*** RIVER *** [Qc Jd 7h 3s][8c]
*** SHOW DOWN ***
Ann shows [Ah Ad] (One pair : Aces)
Cem shows [Kh Kd] (One pair : Kings)
Cem collected 30 from side pot 1
Ann collected 90 from main pot
*** SUMMARY ***
Total pot 120 | No rake
"#;
