//! Results, rake, stacks, and where a hand counts.

use std::sync::Arc;

use dealer::{Game, Layout, deal_one};
use hand_history::{Amount, Currency, Hand, Kind, Variant};
use hud::{
    Dimensions, Fact, Millionths, Month, PlayersDealt, Setting, StackBand, Stat, Tally, Totals,
    contributions,
};

use crate::notation::{contribution, hand};

const fn chips(units: i64) -> Amount {
    Amount::from_units(units)
}

/// What is kept of the player of a position.
fn fact(hand: &Hand, position: &str) -> Fact {
    Fact::of((1, 1), hand.played_at, Arc::new(Setting::of(hand)), &contribution(hand, position))
}

/// What every player paid of the rake, by seat, in hundredths.
fn rake_paid(hand: &Hand) -> Vec<i64> {
    contributions(hand).iter().map(|part| part.rake_paid.hundredths()).collect()
}

#[test]
fn the_rake_is_paid_by_what_was_called() {
    // 120 and 120, and the 10 of the small blind; the last bet of 80 came back.
    let hand = hand("3 rake 5 BTN r60 SB f BB c | BB x BTN b60 BB c | BB x BTN b80 BB f");
    let parts: Vec<_> = contributions(&hand).iter().map(|part| part.rake_paid).collect();
    assert_eq!(parts, [240, 20, 240].map(Amount::from_hundredths));
    assert_eq!(contribution(&hand, "BTN").net, chips(125));
}

#[test]
fn what_is_left_of_the_rake_goes_to_the_largest_remainders_and_lower_seats() {
    let mut hand =
        hand("3 rake 1 BTN c SB c BB x | SB x BB x BTN x | SB x BB x BTN x | SB x BB x BTN x");
    for (rake, shares) in [(100, [34, 33, 33]), (101, [34, 34, 33]), (2, [1, 1, 0])] {
        hand.rake = Amount::from_hundredths(rake);
        assert_eq!(rake_paid(&hand), shares);
    }
    // 1, 2 and 4 sevenths of 10: 1.43, 2.86 and 5.71.
    for (player, put_in) in hand.players.iter_mut().zip([100, 200, 400]) {
        player.contributed = Amount::from_hundredths(put_in);
    }
    hand.rake = Amount::from_hundredths(10);
    assert_eq!(rake_paid(&hand), [1, 3, 6]);
}

#[test]
fn shares_of_the_largest_rake_do_not_overflow() {
    let mut hand = hand("2 rake 1 BTN c BB x | BB x BTN x | BB x BTN x | BB x BTN x");
    hand.rake = Amount::from_hundredths(1_000_000_000_001);
    hand.players[0].contributed = Amount::from_hundredths(3_000_000_000_000);
    hand.players[1].contributed = Amount::from_hundredths(1_000_000_000_000);
    assert_eq!(rake_paid(&hand), [750_000_000_001, 250_000_000_000]);
}

#[test]
fn without_anything_in_the_pot_nobody_pays() {
    let mut hand = hand("2 BTN c BB x | BB x BTN x | BB x BTN x | BB x BTN x");
    hand.players.iter_mut().for_each(|player| player.contributed = Amount::ZERO);
    hand.rake = chips(1);
    assert_eq!(rake_paid(&hand), [0, 0]);
}

#[test]
fn the_rake_is_told_to_all_who_were_dealt_in() {
    let mut hand = hand("4 rake 1 CO f BTN f SB c BB x | SB x BB x | SB x BB x | SB x BB x");
    hand.rake = Amount::from_hundredths(102);
    let told: Vec<i64> =
        contributions(&hand).iter().map(|part| part.rake_dealt.hundredths()).collect();
    assert_eq!(told, [26, 26, 25, 25]);
    hand.players[1].dealt_in = false;
    let told: Vec<i64> =
        contributions(&hand).iter().map(|part| part.rake_dealt.hundredths()).collect();
    assert_eq!(told, [34, 34, 34]);
}

#[test]
fn stacks_are_counted_in_blinds_and_rounds() {
    let hand = hand("4 ante 5 CO $300 BTN $1000 SB $700 BB $20 CO f BTN f SB f = BB");
    let of = |name| contribution(&hand, name);
    let orbit = chips(10 + 20 + 4 * 5);
    assert_eq!((of("CO").orbit, of("CO").big_blind), (Some(orbit), Some(chips(20))));
    assert_eq!(of("CO").m_ratio(), Some(Millionths(6_000_000)));
    assert_eq!(of("CO").stack_bb(), Some(Millionths(15_000_000)));
    let effective = ["CO", "BTN", "SB", "BB"].map(|name| of(name).effective_stack);
    assert_eq!(effective, [300, 700, 700, 20].map(chips));
    assert_eq!(of("BTN").effective_stack_bb(), Some(Millionths(35_000_000)));
    assert_eq!(fact(&hand, "BTN").net_bb(), Some(Millionths(-250_000)));
}

#[test]
fn two_equal_stacks_are_effective_for_each_other() {
    let hand = hand("3 BTN $900 SB $900 BTN f SB f = BB");
    assert_eq!(contribution(&hand, "BTN").effective_stack, chips(900));
    assert_eq!(contribution(&hand, "SB").effective_stack, chips(900));
}

#[test]
fn without_a_flop_there_is_no_showdown() {
    // A text that ends too early.
    assert!(!contribution(&hand("2 BTN c BB x"), "BTN").ending.showdown);
}

#[test]
fn who_sits_out_adds_nothing_and_is_no_rival() {
    let mut hand = hand("3 BTN $2000 SB $900 BTN f SB f = BB");
    hand.players[0].dealt_in = false;
    assert_eq!(contributions(&hand).len(), 2);
    assert_eq!(contribution(&hand, "SB").effective_stack, chips(500));
    assert_eq!(contribution(&hand, "SB").players_dealt, 2);
}

#[test]
fn a_band_begins_with_its_lower_end() {
    let mut part = contribution(&hand("2 BTN f"), "BTN");
    let mut band = |stack: Amount| {
        part.effective_stack = stack;
        StackBand::of(&part)
    };
    for (big_blinds, lower, upper) in [
        (10, StackBand::Below10, StackBand::From10),
        (20, StackBand::From10, StackBand::From20),
        (40, StackBand::From20, StackBand::From40),
        (80, StackBand::From40, StackBand::From80),
        (150, StackBand::From80, StackBand::From150),
    ] {
        let end = chips(20 * big_blinds);
        assert_eq!(band(end - Amount::from_hundredths(1)), Some(lower), "{big_blinds}");
        assert_eq!(band(end), Some(upper), "{big_blinds}");
    }
    part.big_blind = None;
    assert_eq!(StackBand::of(&part), None);
}

#[test]
fn a_hand_counts_where_it_was_played() {
    let hand = hand("5 UTG f CO f BTN f SB f = BB");
    let Dimensions { setting, position, players, month } = fact(&hand, "CO").dimensions();
    let game = (setting.kind, setting.variant, &*setting.stakes);
    assert_eq!(game, (Kind::Cash, Variant::Holdem, "10/20"));
    assert_eq!(position.map(|position| position.name()), Some("CO"));
    assert_eq!(month, Month { year: 2024, month: 1 });
    assert!(!setting.real_money && setting.limit == hand.limit);
    let classes = (1..=8).map(PlayersDealt::of).collect::<Vec<_>>();
    let [two, three, middle, many] =
        [PlayersDealt::Two, PlayersDealt::Three, PlayersDealt::FourToSix, PlayersDealt::SevenUp];
    assert_eq!(classes, [two, two, three, middle, middle, middle, many, many]);
    assert_eq!(players, middle);
}

#[test]
fn totals_keep_currencies_apart_and_count_hands_with_a_big_blind() {
    let mut hand = hand("2 rake 1 BTN c BB x | BB x BTN x | BB x BTN x | BB x BTN x = BTN");
    let mut totals = Totals::default();
    totals.add(&fact(&hand, "BTN"));
    hand.currency = Currency::Eur;
    totals.add(&fact(&hand, "BTN"));
    hand.currency = Currency::Chips;
    hand.stakes.big_blind = None;
    totals.add(&fact(&hand, "BTN"));
    assert_eq!((totals.hands(), totals.hands_bb), (3, 2));
    assert_eq!(totals.net_bb, Millionths(2 * 950_000));
    for currency in [Currency::Eur, Currency::Chips, Currency::Play] {
        assert_eq!(totals.net.of(currency), chips(19));
        assert_eq!(totals.rake_paid.of(currency), Amount::from_hundredths(50));
        assert_eq!(totals.rake_dealt.of(currency), Amount::from_hundredths(50));
    }
    assert_eq!(totals.tally(Stat::Wtsd), Tally { num: 3, opp: 3 });
    let mut twice = totals.clone();
    twice.merge(&totals);
    assert_eq!((twice.hands(), twice.hands_bb), (6, 4));
    assert_eq!(twice.net_bb, Millionths(4 * 950_000));
    assert_eq!((twice.net.eur, twice.rake_paid.chips), (chips(38), chips(1)));
    assert_eq!(twice.rake_dealt.play, chips(1));
}

#[test]
fn games_without_a_flop_count_hands_and_money_only() {
    let flopless = [Variant::Stud, Variant::StudHiLo, Variant::Razz, Variant::TripleDraw27];
    for game in Game::ALL {
        let (mut decided, mut showdowns) = (0, 0);
        for seed in 0..40 {
            let hand = deal_one(game, Layout::Client, seed);
            let is_flopless = flopless.contains(&hand.variant);
            for part in contributions(&hand) {
                assert_eq!(part.line.tally(Stat::Hands), Tally { num: 1, opp: 1 });
                let others = Stat::all().filter(|stat| *stat != Stat::Hands);
                let counted = others.map(|stat| part.line.tally(stat).opp).sum::<u32>();
                assert!(!is_flopless || counted == 0, "{}", hand.id);
                decided += counted;
                showdowns += usize::from(part.ending.showdown);
                assert_eq!(part.position.is_none(), part.big_blind.is_none(), "{}", hand.id);
            }
        }
        assert!(0 < showdowns && (0 < decided || game_is_flopless(game)), "{game:?}");
    }
}

fn game_is_flopless(game: Game) -> bool {
    let hand = deal_one(game, Layout::Client, 0);
    contributions(&hand).iter().all(|part| part.line.opp == 1)
}
