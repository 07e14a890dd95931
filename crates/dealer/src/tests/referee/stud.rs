//! Stud and razz: who brings in, and who acts first.

use cards::{AceToFive, Card, HandRank};
use hand_history::{ActionKind, Amount, Hand, Street, StreetLog, Variant};

use super::{Foul, Watch};

/// Looks at who brings in.
pub(super) fn bring_in(hand: &Hand, watch: &mut Watch<'_>) -> Result<(), Foul> {
    let log = hand.streets.iter().find(|log| log.street == Street::Third).unwrap();
    let first = hand.actions_of(log).first();
    let with_chips = |player: &usize| !watch.folded[*player] && watch.behind[*player].is_positive();
    let players: Vec<usize> = (0..hand.players.len()).filter(with_chips).collect();
    if players.len() < 2 {
        return Ok(());
    }
    let Some(first) = first.filter(|action| matches!(action.kind, ActionKind::BringIn(_))) else {
        return Err("nobody brings in".to_owned());
    };
    watch.start(Amount::ZERO);
    // All bring in the same but who has less.
    let amount = first.kind.added();
    let stack = watch.behind[usize::from(first.player.0)];
    let price = hand.stakes.ante.unwrap() + hand.stakes.ante.unwrap();
    if amount != price.min(stack) {
        return Err("another bring-in".to_owned());
    }
    watch.bet = price;
    let Some(doors) = doors(hand, &players) else { return Ok(()) };
    let (razz, order) =
        (hand.variant == Variant::Razz, |card: Card| card.rank() as u8 * 4 + card.suit() as u8);
    // In razz a king brings in, and an ace last of all.
    let place = |card: Card| if razz { 51 - (order(card) + 4) % 52 } else { order(card) };
    let worst = doors.iter().min_by_key(|(_, card)| place(*card)).unwrap().0;
    if worst == usize::from(first.player.0) { Ok(()) } else { Err(format!("{worst} brings in")) }
}

fn doors(hand: &Hand, players: &[usize]) -> Option<Vec<(usize, Card)>> {
    players.iter().map(|&player| Some((player, *open_cards(hand, player)?.first()?))).collect()
}

/// Who has the best open cards on a street. Exports do not tell the cards of who does not
/// show: then it is whoever acted first.
pub(super) fn first_to_act(hand: &Hand, log: &StreetLog, folded: &[bool]) -> Option<usize> {
    let acted = hand.actions_of(log).first().map(|action| usize::from(action.player.0));
    best_open_cards(hand, log.street, folded).or(acted)
}

fn best_open_cards(hand: &Hand, street: Street, folded: &[bool]) -> Option<usize> {
    let count = match street {
        Street::Fourth => 2,
        Street::Fifth => 3,
        _ => 4,
    };
    let unfolded = (0..hand.players.len()).filter(|&player| !folded[player]);
    let mut open: Vec<(usize, Vec<Card>)> = Vec::new();
    for player in unfolded {
        open.push((player, open_cards(hand, player)?.get(..count)?.to_vec()));
    }
    let razz = hand.variant == Variant::Razz;
    let beats = |one: &[Card], other: &[Card]| {
        if razz {
            AceToFive::of_cards(other) < AceToFive::of_cards(one)
        } else {
            HandRank::of_cards(other) < HandRank::of_cards(one)
        }
    };
    let mut best = open.first()?;
    for candidate in &open {
        if beats(&candidate.1, &best.1) {
            best = candidate;
        }
    }
    Some(best.0)
}

/// The open cards of a player, as far as he got any.
fn open_cards(hand: &Hand, player: usize) -> Option<Vec<Card>> {
    let known = &hand.players[player].cards;
    let shows = hand.actions.iter().any(|action| {
        usize::from(action.player.0) == player && matches!(action.kind, ActionKind::Show { .. })
    });
    let hero = hand.hero.is_some_and(|hero| usize::from(hero.0) == player);
    let all = if hero || shows { known.get(2..)? } else { known };
    (!all.is_empty()).then(|| all.iter().take(4).copied().collect())
}
