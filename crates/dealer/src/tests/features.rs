//! What a casino must deal sooner or later.

use chrono::DateTime;
use hand_history::{Action, ActionKind, Amount, Currency, Hand, Kind, PotName, Street, Variant};

use super::hands;
use crate::{Casino, Delivery, Game, HERO};

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
const FEATURES: [Feature; 34] = [
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
    ("a bounty with cents", |d| {
        d.hand.players.iter().any(|p| p.bounty.is_some_and(|b| b.hundredths() % 100 != 0))
    }),
    ("a Go Fast hand", |d| d.hand.pool.as_deref() == Some("Go Fast")),
    ("a HOLD-UP hand with money from the house", |d| {
        d.hand.pool.as_deref() == Some("HOLD-UP") && d.hand.added_to_pot.is_positive()
    }),
    ("an ESCAPE hand", |d| d.hand.pool.as_deref() == Some("ESCAPE")),
    ("a pool of Omaha", |d| d.hand.kind == Kind::Pool && d.file_name.contains("omaha")),
    ("a play-money table with antes", |d| {
        d.hand.currency == Currency::Play && d.hand.stakes.ante.is_some()
    }),
    ("a play-money tournament", |d| d.hand.tournament.is_some() && !d.hand.real_money),
    ("an Omaha tournament", |d| d.hand.tournament.is_some() && d.file_name.contains("omaha")),
    ("an exported hand", |d| d.text.contains(" Omaha8 ") || d.text.contains(" 7stud ")),
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
fn a_casino_deals_every_game_and_mostly_holdem() {
    let deliveries = hands(2, 12_000);
    for game in Game::ALL {
        let is_dealt = |d: &&Delivery| (d.hand.variant, d.hand.limit) == (game.variant, game.limit);
        assert!(deliveries.iter().any(|d| is_dealt(&d)), "{game:?}");
    }
    let holdem = deliveries.iter().filter(|d| d.hand.variant == Variant::Holdem).count();
    assert!((7_000..10_000).contains(&holdem), "{holdem} of 12000 are hold'em");
}

#[test]
fn hands_of_a_pool_are_not_told_in_the_order_in_which_they_began() {
    let mut casino = Casino::new(1, 1);
    let time = |number: i64| DateTime::from_timestamp(1_780_000_000 + 7 * number, 0).unwrap();
    let hands = (0..1000).map(|number| casino.deal(time(number)).hand);
    let times: Vec<_> = hands.filter(|h| h.kind == Kind::Pool).map(|h| h.played_at).collect();
    assert!(100 < times.len() && !times.is_sorted());
}

#[test]
fn a_pool_seats_the_hero_with_strangers_every_hand() {
    let mut pool = hands(1, 4_000).into_iter().filter(|d| d.hand.kind == Kind::Pool);
    let first = pool.next().unwrap();
    let same: Vec<Hand> = pool.filter(|d| d.file_name == first.file_name).map(|d| d.hand).collect();
    assert!(10 < same.len());
    let names = |hand: &Hand| -> Vec<_> { hand.players.iter().map(|p| p.name.clone()).collect() };
    for hands in same.windows(2) {
        assert_ne!(names(&hands[0]), names(&hands[1]));
        assert!(hands[1].players.iter().all(|player| player.dealt_in));
    }
}
