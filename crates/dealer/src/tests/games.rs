//! Every game in either layout, a hand at a time.

use hand_history::{
    Action, ActionKind, Amount, Block, Half, Hand, Limit, PotName, Splitter, Street, Variant, parse,
};

use super::referee;
use crate::{Game, Layout, deal_one, write};

/// How many hands of each game are looked at in each layout.
const HANDS: u64 = 100;

fn each_game() -> impl Iterator<Item = (Game, Layout)> {
    let layouts = [Layout::Client, Layout::Export];
    Game::ALL.into_iter().flat_map(move |game| layouts.map(|layout| (game, layout)))
}

#[test]
fn every_game_keeps_its_rules_and_is_read_as_it_was_played() {
    for (game, layout) in each_game() {
        for seed in 0..HANDS {
            let hand = deal_one(game, layout, seed);
            assert_eq!((hand.variant, hand.limit), (game.variant, game.limit));
            let text = write(&hand, layout);
            referee::check(&hand).unwrap_or_else(|foul| panic!("{foul}\n{text}"));
            let mut splitter = Splitter::new(0, text.as_bytes());
            let Some(Block::Hand(block)) = splitter.next() else { panic!("{text}") };
            assert_eq!(parse(&block), Ok(hand), "{text}");
        }
    }
}

#[test]
fn the_same_seed_deals_the_same_hand_of_each_game() {
    for (game, layout) in each_game() {
        assert_eq!(deal_one(game, layout, 5), deal_one(game, layout, 5));
        assert_ne!(deal_one(game, layout, 5), deal_one(game, layout, 6));
    }
}

/// A fact that shows in some hands of a game only.
type Feature = (&'static str, fn(&Hand) -> bool);

/// Deals hands until each of the features was there.
#[track_caller]
fn check(variant: Variant, limit: Limit, layout: Layout, features: &[Feature]) {
    let game = Game::new(variant, limit);
    assert!(Game::ALL.contains(&game));
    let mut missing = features.to_vec();
    for seed in 0..2000 {
        let hand = deal_one(game, layout, seed);
        missing.retain(|(_, shows)| !shows(&hand));
        if missing.is_empty() {
            return;
        }
    }
    let names: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    panic!("no hand of {game:?} has {names:?}");
}

fn any(hand: &Hand, is: impl Fn(&Action) -> bool) -> bool {
    hand.actions.iter().any(is)
}

/// The most raises of a street, bets included.
fn bets(hand: &Hand) -> usize {
    let of_street = |log| {
        let actions = hand.actions_of(log).iter();
        actions.filter(|a| matches!(a.kind, ActionKind::Bet(_) | ActionKind::Raise { .. })).count()
    };
    hand.streets.iter().map(of_street).max().unwrap()
}

/// The halves of the main pot: who takes how much.
fn halves(hand: &Hand, wanted: Half) -> Vec<(u8, Amount)> {
    let share = |action: &Action| match action.kind {
        ActionKind::Collect { amount, pot: PotName::Main, half } if half == Some(wanted) => {
            Some((action.player.0, amount))
        }
        _ => None,
    };
    hand.actions.iter().filter_map(share).collect()
}

const HI_LO: [Feature; 6] = [
    ("a showdown without a low", |h| h.showdown() && halves(h, Half::Lo).is_empty()),
    ("a pot of two halves", |h| {
        let (high, low) = (halves(h, Half::Hi), halves(h, Half::Lo));
        high.len() == 1 && low.len() == 1 && high[0].0 != low[0].0
    }),
    ("an odd chip in the high half", |h| {
        let (high, low) = (halves(h, Half::Hi), halves(h, Half::Lo));
        high.len() == 1 && low.len() == 1 && low[0].1 < high[0].1
    }),
    ("a winner of both halves", |h| {
        let (high, low) = (halves(h, Half::Hi), halves(h, Half::Lo));
        high.len() == 1 && low.len() == 1 && low[0].0 == high[0].0
    }),
    ("a low half that is split", |h| {
        halves(h, Half::Hi).len() == 1 && 1 < halves(h, Half::Lo).len()
    }),
    ("a side pot of two halves", |h| {
        any(h, |a| {
            matches!(a.kind, ActionKind::Collect { pot: PotName::Side(_), half: Some(_), .. })
        })
    }),
];

#[test]
fn games_of_two_halves_split_their_pots_in_every_way() {
    for (variant, limit) in [
        (Variant::OmahaHiLo, Limit::PotLimit),
        (Variant::Omaha5HiLo, Limit::PotLimit),
        (Variant::StudHiLo, Limit::FixedLimit),
    ] {
        check(variant, limit, Layout::Client, &HI_LO);
        check(variant, limit, Layout::Export, &HI_LO);
    }
}

#[test]
fn exports_tell_both_halves_of_a_hand() {
    let shows = |hand: &Hand, half: &str| {
        any(hand, |a| {
            matches!(&a.kind, ActionKind::Show { description: Some(text), .. }
                if text.starts_with(half))
        })
    };
    for (layout, told) in [(Layout::Client, false), (Layout::Export, true)] {
        for seed in 0..HANDS {
            let hand = deal_one(Game::new(Variant::OmahaHiLo, Limit::PotLimit), layout, seed);
            assert!(!hand.showdown() || shows(&hand, "HI : ") == told);
            assert!(halves(&hand, Half::Lo).is_empty() || shows(&hand, "LO : ") == told);
        }
    }
}

#[test]
fn fixed_limit_reaches_its_cap_and_short_all_ins() {
    for game in Game::ALL.into_iter().filter(|game| game.limit == Limit::FixedLimit) {
        let features: [Feature; 3] = [
            ("a street of four bets", |h| 3 <= bets(h)),
            ("an all-in call", |h| any(h, |a| a.all_in && matches!(a.kind, ActionKind::Call(_)))),
            ("an all-in raise", |h| {
                any(h, |a| a.all_in && matches!(a.kind, ActionKind::Raise { .. }))
            }),
        ];
        check(game.variant, Limit::FixedLimit, Layout::Client, &features);
    }
}

#[test]
fn pot_limit_is_played_for_whole_stacks() {
    for game in Game::ALL.into_iter().filter(|game| game.limit == Limit::PotLimit) {
        let features: [Feature; 2] = [
            ("an all-in raise", |h| {
                any(h, |a| a.all_in && matches!(a.kind, ActionKind::Raise { .. }))
            }),
            ("a side pot", |h| {
                any(h, |a| matches!(a.kind, ActionKind::Collect { pot: PotName::Side(_), .. }))
            }),
        ];
        check(game.variant, Limit::PotLimit, Layout::Client, &features);
    }
}

#[test]
fn stud_has_all_that_its_streets_can_bring() {
    let features: [Feature; 7] = [
        ("a completed bring-in", |h| {
            any(
                h,
                |a| matches!(a.kind, ActionKind::Raise { to, .. } if Some(to) == h.stakes.small_bet),
            )
        }),
        ("a bring-in that nobody calls", |h| {
            h.streets.len() == 2 && bets(h) == 0 && h.stakes.bring_in.is_some()
        }),
        ("an all-in ante", |h| any(h, |a| a.all_in && matches!(a.kind, ActionKind::Ante(_)))),
        ("a showdown on seventh street", |h| {
            h.streets.iter().any(|log| log.street == Street::Seventh && !log.actions.is_empty())
                && h.showdown()
        }),
        ("a hero with seven cards", |h| h.hero().is_some_and(|hero| hero.cards.len() == 7)),
        ("open cards of a player who folds", |h| {
            h.players.iter().any(|p| p.dealt_in && p.cards.len() == 2)
        }),
        ("a hero who sits out", |h| h.hero.is_none()),
    ];
    for variant in [Variant::Stud, Variant::StudHiLo, Variant::Razz] {
        check(variant, Limit::FixedLimit, Layout::Client, &features);
    }
    let short: [Feature; 1] = [("an all-in bring-in", |h| {
        any(h, |a| a.all_in && matches!(a.kind, ActionKind::BringIn(_)))
    })];
    check(Variant::Stud, Limit::FixedLimit, Layout::Client, &short);
    let unseen: [Feature; 1] =
        [("no card at all", |h| h.players.iter().all(|player| player.cards.is_empty()))];
    check(Variant::Stud, Limit::FixedLimit, Layout::Export, &unseen);
}

#[test]
fn draws_are_of_every_kind() {
    let in_client: [Feature; 6] = [
        ("a hero who stands pat", |h| {
            any(h, |a| matches!(a.kind, ActionKind::StandPat(cards) if cards.len() == 5))
        }),
        ("somebody else who stands pat", |h| {
            any(h, |a| matches!(a.kind, ActionKind::StandPat(cards) if cards.is_empty()))
        }),
        ("five cards changed", |h| any(h, |a| a.kind == ActionKind::Discard { count: 5 })),
        ("a draw without bets after it", |h| {
            h.streets.iter().any(|log| log.street == Street::ThirdBet && log.actions.is_empty())
        }),
        ("a hero who changes cards and shows", |h| {
            any(h, |a| Some(a.player) == h.hero && matches!(a.kind, ActionKind::Discard { .. }))
                && any(h, |a| Some(a.player) == h.hero && matches!(a.kind, ActionKind::Show { .. }))
        }),
        ("more cards thrown away than the deck has", |h| {
            let count = |a: &Action| match a.kind {
                ActionKind::Discard { count } => count,
                _ => 0,
            };
            22 < h.actions.iter().map(count).sum::<u8>()
        }),
    ];
    check(Variant::TripleDraw27, Limit::FixedLimit, Layout::Client, &in_client);
    let exported: [Feature; 1] =
        [("nothing changed", |h| any(h, |a| a.kind == ActionKind::Discard { count: 0 }))];
    check(Variant::TripleDraw27, Limit::FixedLimit, Layout::Export, &exported);
}
