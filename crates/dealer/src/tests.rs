mod referee;

use std::collections::{BTreeMap, BTreeSet};

use chrono::DateTime;
use hand_history::{
    Action, ActionKind, Amount, Block, Hand, Kind, Player, PotName, Splitter, Street, parse,
};
use smol_str::SmolStr;

use crate::{Casino, Delivery, HERO};

/// So many hands of a casino with six tables, a few seconds apart.
fn hands(seed: u64, count: i64) -> Vec<Delivery> {
    let mut casino = Casino::new(seed, 6);
    let time = |number| DateTime::from_timestamp(1_780_000_000 + 7 * number, 0).unwrap();
    (0..count).map(|number| casino.deal(time(number))).collect()
}

/// Hands of several seeds.
fn many_hands() -> impl Iterator<Item = Delivery> {
    (0..4).flat_map(|seed| hands(seed, 1500))
}

#[test]
fn the_same_seed_deals_the_same_hands() {
    assert_eq!(hands(5, 300), hands(5, 300));
    assert_ne!(hands(5, 1), hands(6, 1));
}

#[test]
fn every_hand_keeps_the_rules() {
    for delivery in many_hands() {
        referee::check(&delivery.hand).unwrap_or_else(|foul| panic!("{foul}\n{}", delivery.text));
    }
}

#[test]
fn the_parser_reads_every_hand_as_it_was_played() {
    for delivery in many_hands() {
        let mut splitter = Splitter::new(0);
        splitter.push(delivery.text.as_bytes());
        let Some(Block::Hand(text)) = splitter.next_block() else { panic!("{}", delivery.text) };
        assert_eq!(parse(&text).unwrap(), delivery.hand, "{}", delivery.text);
        assert_eq!(splitter.next_block(), None, "nothing is left but empty lines");
    }
}

#[test]
fn stacks_go_on_from_hand_to_hand() {
    let mut stacks: BTreeMap<(String, SmolStr), Amount> = BTreeMap::new();
    for Delivery { file_name, hand, text, .. } in hands(3, 2000) {
        for player in &hand.players {
            let after = player.stack + player.net();
            let Some(before) = stacks.insert((file_name.clone(), player.name.clone()), after)
            else {
                continue;
            };
            // At a cash table he may have bought chips, or have left and sat down again.
            let forty_blinds = hand.stakes.big_blind.unwrap().hundredths() * 40;
            let bought = hand.kind == Kind::Cash && forty_blinds <= player.stack.hundredths();
            assert!(player.stack == before || bought, "{}: {text}", player.name);
        }
    }
}

#[test]
fn a_tournament_keeps_its_chips() {
    let mut chips: BTreeMap<String, Amount> = BTreeMap::new();
    for Delivery { file_name, hand, .. } in hands(3, 2000) {
        if hand.kind != Kind::Cash {
            let now: Amount = hand.players.iter().map(|player| player.stack).sum();
            assert_eq!(*chips.entry(file_name).or_insert(now), now);
        }
    }
}

/// A fact that shows in some hands only.
type Feature = (&'static str, fn(&Delivery) -> bool);

fn any(hand: &Hand, is: impl Fn(&Action) -> bool) -> bool {
    hand.actions.iter().any(is)
}

fn has_street(hand: &Hand, street: Street) -> bool {
    hand.streets.iter().any(|log| log.street == street)
}

fn side_pots(hand: &Hand) -> usize {
    let number = |action: &Action| match action.kind {
        ActionKind::Collect { pot: PotName::Side(number), .. } => number,
        _ => 0,
    };
    usize::from(hand.actions.iter().map(number).max().unwrap_or_default())
}

fn shares_of(hand: &Hand, pot: PotName) -> usize {
    let of_pot =
        |kind: &ActionKind| matches!(kind, ActionKind::Collect { pot: other, .. } if *other == pot);
    hand.actions.iter().filter(|action| of_pot(&action.kind)).count()
}

/// What a casino must deal sooner or later.
const FEATURES: [Feature; 25] = [
    ("a side pot", |d| side_pots(&d.hand) == 1),
    ("two side pots", |d| side_pots(&d.hand) == 2),
    ("a split pot", |d| 1 < shares_of(&d.hand, PotName::Main)),
    ("a split side pot", |d| 1 < shares_of(&d.hand, PotName::Side(1))),
    ("a split with an odd chip", |d| {
        let main = |action: &Action| match action.kind {
            ActionKind::Collect { amount, pot: PotName::Main, .. } => Some(amount),
            _ => None,
        };
        let shares: Vec<Amount> = d.hand.actions.iter().filter_map(main).collect();
        1 < shares.len() && shares.iter().any(|share| *share != shares[0])
    }),
    ("a walk", |d| {
        let decides = |a: &Action| {
            matches!(
                a.kind,
                ActionKind::Check
                    | ActionKind::Call(_)
                    | ActionKind::Bet(_)
                    | ActionKind::Raise { .. }
            )
        };
        !any(&d.hand, decides) && d.hand.board.is_empty()
    }),
    ("a post of zero chips", |d| {
        any(&d.hand, |a| a.kind == ActionKind::SmallBlind(Amount::ZERO) && a.all_in)
    }),
    ("a dead small blind with a live big blind", |d| {
        any(&d.hand, |dead| {
            matches!(dead.kind, ActionKind::DeadSmallBlind(_))
                && any(&d.hand, |live| {
                    live.player == dead.player && matches!(live.kind, ActionKind::LiveBigBlind(_))
                })
        })
    }),
    ("a dead small blind alone", |d| {
        any(&d.hand, |a| matches!(a.kind, ActionKind::DeadSmallBlind(_)))
            && !any(&d.hand, |a| matches!(a.kind, ActionKind::LiveBigBlind(_)))
    }),
    ("a newcomer's big blind", |d| {
        any(&d.hand, |a| matches!(a.kind, ActionKind::LiveBigBlind(_)))
            && !any(&d.hand, |a| matches!(a.kind, ActionKind::DeadSmallBlind(_)))
    }),
    ("a raise of who posted a dead small blind", |d| {
        any(&d.hand, |dead| {
            matches!(dead.kind, ActionKind::DeadSmallBlind(_))
                && any(&d.hand, |raise| {
                    raise.player == dead.player && matches!(raise.kind, ActionKind::Raise { .. })
                })
        })
    }),
    ("a hand without a small blind", |d| {
        !any(&d.hand, |a| matches!(a.kind, ActionKind::SmallBlind(_)))
    }),
    ("a dead button", |d| !d.hand.players.iter().any(|p| Some(p.seat) == d.hand.table.button)),
    ("a seated player without cards", |d| d.hand.players.iter().any(|p| !p.dealt_in)),
    ("a hero who sits out", |d| {
        d.hand.hero.is_none() && d.hand.players.iter().any(|p| p.name == HERO)
    }),
    ("a showdown of three", |d| {
        2 < d.hand.actions.iter().filter(|a| matches!(a.kind, ActionKind::Show { .. })).count()
    }),
    ("a winner who shows unasked", |d| {
        any(&d.hand, |a| matches!(a.kind, ActionKind::Show { .. }))
            && !has_street(&d.hand, Street::Showdown)
    }),
    ("a board dealt out after an all-in", |d| {
        has_street(&d.hand, Street::River)
            && d.hand.streets.iter().any(|log| log.street == Street::Flop && log.actions.is_empty())
    }),
    ("an all-in blind", |d| {
        any(&d.hand, |a| {
            a.all_in && matches!(a.kind, ActionKind::BigBlind(amount) if amount.is_positive())
        })
    }),
    ("a bet nobody called", |d| d.hand.players.iter().any(|p| p.uncalled.is_positive())),
    ("an uncalled bet as a side pot", |d| {
        let player = |a: &Action| d.hand.player(a.player).map(|p| p.uncalled);
        any(&d.hand, |a| {
            matches!(a.kind, ActionKind::Collect { amount, pot: PotName::Side(_), .. }
                if Some(amount) == player(a))
        })
    }),
    ("rake", |d| d.hand.rake.is_positive()),
    ("a bounty that has grown", |d| {
        d.hand.players.iter().any(|p| p.bounty > Some(Amount::from_units(1)))
    }),
    ("a hand of ten", |d| d.hand.players.len() == 10),
    ("a tournament won", |d| {
        d.summary.as_ref().is_some_and(|(_, text)| text.contains("in 1st place\nYou won "))
    }),
];

#[test]
fn a_casino_deals_everything_sooner_or_later() {
    let deliveries = hands(1, 12_000);
    for (feature, shows) in FEATURES {
        assert!(deliveries.iter().any(shows), "no hand has {feature}");
    }
}

#[test]
fn files_are_named_after_the_day_and_table_of_their_first_hand() {
    let mut tables: BTreeMap<String, Vec<Hand>> = BTreeMap::new();
    for Delivery { file_name, hand, .. } in hands(2, 1000) {
        tables.entry(file_name).or_default().push(hand);
    }
    for (file_name, hands) in tables {
        let day = hands[0].played_at.format("%Y%m%d_").to_string();
        assert!(file_name.starts_with(&day), "{file_name}");
        assert!(file_name.ends_with("_real_holdem_no-limit.txt"), "{file_name}");
        assert!(hands.iter().all(|hand| hand.table.name == hands[0].table.name), "{file_name}");
        let number = |hand: &Hand| hand.id.0.split('-').nth(1).map(str::to_owned);
        for (expected, hand) in (1..).zip(&hands) {
            assert_eq!(number(hand), Some(expected.to_string()), "{file_name}");
        }
    }
}

#[test]
fn a_summary_closes_each_tournament() {
    let mut closed = BTreeSet::new();
    for Delivery { file_name, hand, summary, .. } in hands(4, 3000) {
        assert!(!closed.contains(&file_name), "a hand after the last one of {file_name}");
        let left = |player: &&Player| (player.stack + player.net()).is_positive();
        let players_left = hand.players.iter().filter(left).count();
        let hero_is_left = hand.players.iter().filter(left).any(|player| player.name == HERO);
        let over = hand.kind != Kind::Cash && (players_left == 1 || !hero_is_left);
        assert_eq!(summary.is_some(), over, "{file_name}");
        let Some((summary_name, text)) = summary else { continue };
        assert_eq!(summary_name, file_name.replace(".txt", "_summary.txt"));
        let finished = text.lines().find_map(|line| line.strip_prefix("You finished in ")).unwrap();
        let place: usize =
            finished.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        let busted = hand.players.len() - players_left;
        let places = if hero_is_left { 1..=1 } else { players_left + 1..=players_left + busted };
        assert!(places.contains(&place), "{text}");
        closed.insert(file_name);
    }
    assert!(10 < closed.len(), "few tournaments ended");
}

#[test]
fn a_hand_looks_like_this() {
    let delivery = hands(2851, 1).remove(0);
    assert_eq!(delivery.file_name, "20260528_Vézelay 37_real_holdem_no-limit.txt");
    let text = "\
Winamax Poker - CashGame - HandId: #286278037-1-1780000000 - Holdem no limit (0.02€/0.05€) - 2026/05/28 20:26:40 UTC
Table: 'Vézelay 37' 6-max (real money) Seat #2 is the button
Seat 1: 7 deuce off (5.05€)
Seat 2: x-X-x (4.63€)
Seat 3: Railbird (7.38€)
Seat 4: oVo (5.77€)
Seat 5: calls a lot (6.68€)
Seat 6: mr.Nobody (6.69€)
*** ANTE/BLINDS ***
Railbird posts small blind 0.02€
oVo posts big blind 0.05€
Dealt to Railbird [2h 9d]
*** PRE-FLOP *** 
calls a lot calls 0.05€
mr.Nobody folds
7 deuce off calls 0.05€
x-X-x raises 0.15€ to 0.20€
Railbird calls 0.18€
oVo folds
calls a lot calls 0.15€
7 deuce off calls 0.15€
*** FLOP *** [Ad Ac 8h]
Railbird checks
calls a lot bets 6.48€ and is all-in
7 deuce off calls 4.85€ and is all-in
x-X-x calls 4.43€ and is all-in
Railbird folds
*** TURN *** [Ad Ac 8h][5d]
*** RIVER *** [Ad Ac 8h 5d][9h]
*** SHOW DOWN ***
calls a lot shows [6d 3h] (One pair : Aces)
7 deuce off shows [Ah 2s] (Trips of Aces)
x-X-x shows [4h Ks] (One pair : Aces)
calls a lot collected 1.63€ from side pot 1
7 deuce off collected 14.24€ from main pot
*** SUMMARY ***
Total pot 15.87€ | Rake 0.74€
Board: [Ad Ac 8h 5d 9h]
Seat 1: 7 deuce off showed [Ah 2s] and won 14.24€ with Trips of Aces
Seat 2: x-X-x (button) showed [4h Ks] and lost with One pair : Aces
Seat 5: calls a lot showed [6d 3h] and won 1.63€ with One pair : Aces


";
    assert_eq!(delivery.text, text);
}

#[test]
fn a_summary_looks_like_this() {
    let mut summaries = hands(1, 1000).into_iter().filter_map(|delivery| delivery.summary);
    let (file_name, text) = summaries.find(|(_, text)| text.contains(" + Bounty ")).unwrap();
    assert_eq!(
        file_name,
        "20260528_Chasse à l'ours - KO [9 Max](859561666)_real_holdem_no-limit_summary.txt"
    );
    let expected = "\
Winamax Poker - Tournament summary : Chasse à l'ours - KO [9 Max](859561666)
Player : Railbird
Buy-In : 0.90€ + 1€ + 0.10€
Registered players : 9
Mode : tt
Type : knockout
Speed : semiturbo
Flight ID : 0
Levels : Levels : [\
20-40:0:240:holdem-no-limit,25-50:6:240:holdem-no-limit,30-60:8:240:holdem-no-limit,\
40-80:10:240:holdem-no-limit,50-100:12:240:holdem-no-limit,\
75-150:18:240:holdem-no-limit,100-200:25:240:holdem-no-limit,\
150-300:40:240:holdem-no-limit,200-400:50:240:holdem-no-limit,300-600:75:240:holdem-no-limit,\
500-1000:125:240:holdem-no-limit,750-1500:180:240:holdem-no-limit,\
1000-2000:250:240:holdem-no-limit,2000-4000:500:240:holdem-no-limit]
Prizepool : 8.10€
Tournament started 2026/05/28 21:03:32 UTC
You played 53min 54s 
You finished in 1st place
You won 4.05€ + Bounty 6.50€

";
    assert_eq!(text, expected);
}
