//! The tables that people see.

use super::{house_with_fixtures, run_at};

#[test]
fn tables_are_for_people() {
    let house = house_with_fixtures();
    for (columns, arguments, expected) in [
        (80, &["stats", "Ann"][..], STATS_OF_ONE),
        (80, &["stats", "Ann", "--kind", "cash", "--stat", "3bet", "--stat", "vpip"], TWO_STATS),
        (80, &["stats"], STATS_OF_HEROES),
        (50, &["stats"], STATS_ON_A_NARROW_TERMINAL),
        (80, &["sessions"], SESSIONS),
        (60, &["tournaments"], TOURNAMENTS),
        (80, &["stats", "Ann", "--month", "2020-01"], "Ann: no hands\n"),
    ] {
        let (code, out, err) = run_at(columns, &house, arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""));
        assert_eq!(out, expected.trim_start_matches('\n'), "{arguments:?}");
    }
}

const STATS_OF_ONE: &str = "
Ann: 2 hands

Money
  Won chips           +310
  All-in EV chips  +199.87
  bb/100           +775.00
  EV bb/100        +499.68

Before the flop
  VPIP             ~100.0%  (2/2)
  PFR               ~50.0%  (1/2)
  RFI               ~50.0%  (1/2)
  Limp              ~50.0%  (1/2)
  Open Limp         ~50.0%  (1/2)
  Steal             ~50.0%  (1/2)
  RFI BTN           ~50.0%  (1/2)

After the flop
  AF                 ~0.00  (0/1)
  AFq                ~0.0%  (0/1)

Showdown
  WTSD             ~100.0%  (2/2)
  W$SD             ~100.0%  (2/2)
  WWSF             ~100.0%  (2/2)

~ too few chances to say much about a player
";
const TWO_STATS: &str = "
Ann: 1 hand
  VPIP  ~100.0%  (1/1)
  3Bet        -

~ too few chances to say much about a player
";
const STATS_OF_HEROES: &str = "
Player Hands   VPIP   PFR 3Bet Steal CBet F CBet    AF   WTSD   W$SD  bb/100
Ann        2 ~100.0 ~50.0    - ~50.0    -      - ~0.00 ~100.0 ~100.0 +775.00
Dan.O      1 ~100.0  ~0.0    -     -    -      -     - ~100.0 ~100.0 +800.00
~ too few chances to say much about a player
";
const STATS_ON_A_NARROW_TERMINAL: &str = "
Player Hands   VPIP   PFR 3Bet   WTSD  bb/100
Ann        2 ~100.0 ~50.0    - ~100.0 +775.00
Dan.O      1 ~100.0  ~0.0    - ~100.0 +800.00
~ too few chances to say much about a player
";
const SESSIONS: &str = "
Started (UTC)     Length  Hands  Tables  Kinds        Won  Chips    bb/100
2023-01-02 11:46    0h00      1       1  expresso           +310  +1550.00
2023-11-14 22:15    0h01      2       2  cash      +8.00€          +400.00
2 sessions          0h01      3                    +8.00€   +310   +783.33
";
const TOURNAMENTS: &str = "
Started (UTC)    Tournament       Cost    Won Place  Profit
2023-01-02 11:46 Expresso Nitro  1.00€      -     -       -
2023-11-14 22:13 Sunday (6 Max) 40.00€ 27.45€ 3/180 -12.55€

2 tournaments, 1 finished, 2 entries
  Cost              41.00€
  Prizes            17.95€
  Tickets            5.00€
  Bounties           4.50€
  Profit           -12.55€
  ROI              -31.38%
  ABI               20.50€
  ITM               100.0%  (1/1)
  First               0.0%  (0/1)
  Second              0.0%  (0/1)
  Third             100.0%  (1/1)
  Chips a game     +310.00
  EV chips a game  +199.87
";
