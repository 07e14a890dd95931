//! What holds for every hand.

use std::sync::Arc;

use hand_history::{Amount, Hand, PlayerIndex, SeatNo, Warning};
use hud::{Contribution, Fact, Setting, Stat, Totals, contributions};

use crate::hands;

/// Names that say how a player is called, and how much is counted of what he did.
fn tally(part: &Contribution, id: &str) -> (u32, u32) {
    let tally = part.line.tally(Stat::from_id(id).unwrap());
    (tally.num, tally.opp)
}

fn holds_for_each_player(hand: &Hand) {
    for part in contributions(hand) {
        let of = |id: &str| tally(&part, id);
        let place = format!("{:?} in {}", part.player, hand.id);
        assert_eq!(part.line.num & !part.line.opp, 0, "{place}");
        for stat in Stat::all() {
            let (num, opp) = of(stat.id());
            let most = match stat {
                Stat::CheckRaise => 3,
                Stat::Af | Stat::Afq => u32::MAX,
                _ => 1,
            };
            assert!((num <= opp || stat == Stat::Af) && opp <= most, "{} of {place}", stat.id());
        }
        for street in ["flop", "turn", "river"] {
            let [fold, call, raise] =
                ["fold_to", "call", "raise"].map(|verb| of(&format!("{verb}_cbet_{street}")));
            assert!(fold.1 == call.1 && call.1 == raise.1, "{street} of {place}");
            assert_eq!(fold.0 + call.0 + raise.0, fold.1, "{street} of {place}");
        }
        assert_eq!(of("vpip").1, of("pfr").1, "{place}");
        assert!(of("pfr").0 <= of("vpip").0, "{place}");
        assert_eq!(of("w_sd").1, of("wtsd").0, "{place}");
        assert!(of("steal").1 <= of("rfi").1 && of("rfi").0 <= of("pfr").0, "{place}");
        assert!(of("open_limp").1 + of("over_limp").1 <= of("limp").1, "{place}");
        assert_eq!(of("fold_sb_to_steal").1 + of("fold_bb_to_steal").1, of("fold_to_steal").1);
        assert_eq!(of("fold_to_3bet").1, of("call_3bet").1, "{place}");
        assert!(of("4bet").1 + of("cold_4bet").1 <= 1, "{place}");
        let by_position = Stat::all().filter(|stat| stat.id().starts_with("rfi_"));
        let rfi = by_position.map(|stat| of(stat.id()));
        let sum = rfi.fold((0, 0), |sum, rfi| (sum.0 + rfi.0, sum.1 + rfi.1));
        assert_eq!(sum, of("rfi"), "{place}");
    }
}

fn money_balances(hand: &Hand) {
    let all = contributions(hand);
    let sum = |part: fn(&Contribution) -> Amount| all.iter().map(part).sum::<Amount>();
    let balances = !hand.warnings.iter().any(|warning| matches!(warning, Warning::LedgerOffBy(_)));
    let expected = hand.added_to_pot - hand.rake;
    assert!(!balances || sum(|part| part.net) == expected, "{}", hand.id);
    assert_eq!(sum(|part| part.rake_paid), hand.rake, "{}", hand.id);
    assert_eq!(sum(|part| part.rake_dealt), hand.rake, "{}", hand.id);
    assert!(all.iter().all(|part| Amount::ZERO <= part.rake_paid), "{}", hand.id);
}

/// The same hand, with everybody so many seats further.
fn rotated(hand: &Hand, by: usize) -> Hand {
    let mut moved = hand.clone();
    let count = hand.players.len();
    let place = |index: PlayerIndex| PlayerIndex(((usize::from(index.0) + by) % count) as u8);
    moved.players.rotate_right(by);
    let seats = hand.players.iter().map(|player| player.seat);
    moved.players.iter_mut().zip(seats).for_each(|(player, seat)| player.seat = seat);
    for action in &mut moved.actions {
        action.player = place(action.player);
    }
    moved.hero = hand.hero.map(place);
    moved.table.button = Some(SeatNo(1));
    moved
}

/// All of a contribution that the numbers of seats may not change, with the player's name.
fn facts(hand: &Hand) -> Vec<(String, Contribution)> {
    let fact = |part: &Contribution| {
        let name = hand.player(part.player).unwrap().name.to_string();
        // Hundredths that cannot be divided go by seat.
        let seatless = Contribution {
            player: PlayerIndex(0),
            rake_paid: Amount::ZERO,
            rake_dealt: Amount::ZERO,
            ..*part
        };
        (name, seatless)
    };
    let mut facts: Vec<_> = contributions(hand).iter().map(fact).collect();
    facts.sort_by(|one, other| one.0.cmp(&other.0));
    facts
}

fn seats_do_not_matter(hand: &Hand) {
    for by in 1..hand.players.len() {
        assert_eq!(facts(&rotated(hand, by)), facts(hand), "{} rotated by {by}", hand.id);
    }
}

fn names_do_not_matter(hand: &Hand) {
    let mut renamed = hand.clone();
    for (number, player) in renamed.players.iter_mut().enumerate() {
        player.name = format!("raises {}", 9 - number).into();
    }
    assert_eq!(contributions(&renamed), contributions(hand), "{}", hand.id);
}

#[test]
fn chances_and_what_was_made_of_them_agree() {
    hands::dealt(holds_for_each_player);
}

#[test]
fn what_is_won_is_what_is_lost_but_for_the_house() {
    hands::dealt(money_balances);
}

#[test]
fn real_hands_are_no_exception() {
    // Without real hands beside the project there is nothing to look at.
    hands::of_folder("../../../shared/corpus", |hand| {
        holds_for_each_player(hand);
        money_balances(hand);
    });
}

#[test]
fn neither_names_nor_seats_matter() {
    hands::dealt(|hand| {
        names_do_not_matter(hand);
        seats_do_not_matter(hand);
    });
}

#[test]
fn sums_of_parts_are_the_sum_of_the_whole() {
    let (mut whole, mut parts) = (Totals::default(), vec![Totals::default(); 7]);
    let (mut count, mut facts) = (0, Vec::new());
    hands::dealt(|hand| {
        let setting = Arc::new(Setting::of(hand));
        for part in contributions(hand) {
            let part = Fact::of((1, 1), hand.played_at, Arc::clone(&setting), &part);
            whole.add(&part);
            parts[count % 7].add(&part);
            count += 1;
            facts.push(part.clone());
            if count % 5 == 0 {
                // An adjustment has no line to add.
                let adjustment = part.adjusted_by(Amount::from_hundredths(count as i64));
                whole.add(&adjustment);
                parts[count % 7].add(&adjustment);
                facts.push(adjustment);
            }
        }
    });
    let mut sum = Totals::default();
    parts.iter().rev().for_each(|part| sum.merge(part));
    assert_eq!(sum, whole);
    assert_eq!(whole.hands() as usize, count);
    let mut together = Totals::default();
    for facts in facts.chunks(1000) {
        together.add_all(facts);
    }
    assert_eq!(together, whole);
}
