//! The rules once more, read off a finished hand: what a player may not do.

mod draw;
mod stud;
mod watch;

use hand_history::{Amount, Hand, Player, Street, Variant};

use self::watch::Watch;

/// What is wrong with a hand.
pub(super) type Foul = String;

/// Looks at a hand line by line.
pub(super) fn check(hand: &Hand) -> Result<(), Foul> {
    money(hand)?;
    cards(hand)?;
    streets(hand)?;
    let mut watch = Watch::new(hand);
    for log in &hand.streets {
        match log.street {
            Street::Blinds => {}
            Street::Preflop | Street::FirstBet => watch.start(hand.stakes.big_blind.unwrap()),
            Street::Third => stud::bring_in(hand, &mut watch)?,
            Street::Fourth | Street::Fifth | Street::Sixth | Street::Seventh => {
                watch.next_street(log.street);
                watch.first = stud::first_to_act(hand, log, &watch.folded);
            }
            Street::Flop
            | Street::Turn
            | Street::River
            | Street::SecondBet
            | Street::ThirdBet
            | Street::FourthBet => watch.next_street(log.street),
            Street::FirstDraw | Street::SecondDraw | Street::ThirdDraw => {
                draw::check(hand, log, &watch)?;
                continue;
            }
            Street::Showdown => {}
        }
        for action in hand.actions_of(log) {
            watch.see(action).map_err(|foul| format!("{foul}: {action:?}"))?;
        }
        if log.street != Street::Blinds {
            watch.closed().map_err(|foul| format!("{foul} on {:?}", log.street))?;
        }
    }
    Ok(())
}

fn money(hand: &Hand) -> Result<(), Foul> {
    let sum = |of: fn(&Player) -> Amount| -> Amount { hand.players.iter().map(of).sum() };
    let (put, taken) = (sum(|player| player.contributed), sum(|player| player.collected));
    let uncalled = sum(|player| player.uncalled);
    let percent = (put - uncalled).hundredths() * 5 / 100;
    let first_round = [Street::Blinds, Street::Preflop, Street::Third, Street::FirstBet];
    let raked = hand
        .streets
        .iter()
        .any(|log| log.street != Street::Showdown && !first_round.contains(&log.street));
    let has_positions = hand.streets.iter().all(|log| log.street != Street::Third);
    let checks = [
        (hand.added_to_pot + put == taken + hand.rake, "chips are made or lost"),
        (hand.total_pot == taken, "the total is not what was collected"),
        (hand.rake.hundredths() <= percent, "more than five percent of what was called is raked"),
        (raked || hand.rake == Amount::ZERO, "rake without a flop"),
        (hand.players.iter().all(|p| p.contributed <= p.stack), "more than a stack is put in"),
        (hand.players.is_sorted_by_key(|p| p.seat), "seats are not in order"),
        (
            hand.players.iter().all(|p| (p.dealt_in && has_positions) == p.position.is_some()),
            "who is dealt in has a position",
        ),
    ];
    checks.iter().find(|(holds, _)| !holds).map_or(Ok(()), |(_, foul)| Err((*foul).to_owned()))
}

fn cards(hand: &Hand) -> Result<(), Foul> {
    let hole = hand.players.iter().flat_map(|player| player.cards.iter());
    let mut seen: Vec<_> = hole.chain(hand.board.iter()).collect();
    let count = seen.len();
    seen.sort();
    seen.dedup();
    if seen.len() == count { Ok(()) } else { Err("a card is twice in the hand".to_owned()) }
}

/// A game has its streets in order, and ends early only when one player is left.
fn streets(hand: &Hand) -> Result<(), Foul> {
    let all: &[Street] = match hand.variant {
        Variant::Holdem
        | Variant::Omaha
        | Variant::Omaha5
        | Variant::OmahaHiLo
        | Variant::Omaha5HiLo => {
            &[Street::Blinds, Street::Preflop, Street::Flop, Street::Turn, Street::River]
        }
        Variant::Stud | Variant::StudHiLo | Variant::Razz => &[
            Street::Blinds,
            Street::Third,
            Street::Fourth,
            Street::Fifth,
            Street::Sixth,
            Street::Seventh,
        ],
        Variant::TripleDraw27 => &[
            Street::Blinds,
            Street::FirstBet,
            Street::FirstDraw,
            Street::SecondBet,
            Street::SecondDraw,
            Street::ThirdBet,
            Street::ThirdDraw,
            Street::FourthBet,
        ],
    };
    let mut told: Vec<Street> = hand.streets.iter().map(|log| log.street).collect();
    let showdown = told.last() == Some(&Street::Showdown);
    if showdown {
        told.pop();
    }
    let complete = if showdown { told == all } else { all.starts_with(&told) };
    if complete && showdown == hand.showdown() {
        Ok(())
    } else {
        Err(format!("the streets are {told:?}"))
    }
}
