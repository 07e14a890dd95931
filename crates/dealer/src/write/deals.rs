//! The `Dealt to` lines of a hand: which cards were seen when.
//!
//! A hand holds the cards that a player had in the end. In stud they are in the order in
//! which they came. In draw games what the hero threw away is not known any more: the highest
//! cards that nobody is known to hold stand for it.

use cards::Card;
use hand_history::{ActionKind, Hand, Player, PlayerIndex, Street};

use crate::{
    game::{Family, Game},
    layout::Layout,
};

/// Lines about dealt cards, complete with their ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Deal {
    pub(super) street: Street,
    /// The place in [`Hand::actions`] of the action that the lines stand before; at the end
    /// of a street, the place behind its last action.
    pub(super) before: usize,
    pub(super) lines: String,
}

/// All deals that the layout tells, in no order.
pub(super) fn deals(hand: &Hand, layout: Layout) -> Vec<Deal> {
    match (Game::new(hand.variant, hand.limit).family(), layout) {
        (Family::Flop, _) => first_deal(hand),
        (Family::Stud, Layout::Client) => stud(hand),
        (Family::Draw, Layout::Client) => draw(hand),
        (Family::Stud | Family::Draw, Layout::Export) => Vec::new(),
    }
}

/// The hero's cards, behind the blinds.
fn first_deal(hand: &Hand) -> Vec<Deal> {
    let blinds = hand.streets.iter().find(|log| log.street == Street::Blinds);
    let deal = |(log, hero): (&hand_history::StreetLog, &Player)| Deal {
        street: Street::Blinds,
        before: log.actions.end,
        lines: line(hero, &[&words(&hero.cards)]),
    };
    blinds.zip(hand.hero()).map(deal).into_iter().collect()
}

/// Everybody's cards on each street: the old ones, then the new one.
fn stud(hand: &Hand) -> Vec<Deal> {
    let mut order: Vec<PlayerIndex> = (0..).map(PlayerIndex).take(hand.players.len()).collect();
    let mut deals = Vec::new();
    for log in &hand.streets {
        let Some(count) = stud_cards(log.street) else { continue };
        let before = log.actions.start;
        let lines = order.iter().filter(|&&index| holds_cards(hand, index, before));
        let lines = lines.filter_map(|&index| {
            let cards = seen_cards(hand, index, count);
            let old = if log.street == Street::Third { count } else { count - 1 };
            let (old, new) = cards.split_at_checked(old)?;
            Some(line(hand.player(index)?, &[old, new]))
        });
        deals.push(Deal { street: log.street, before, lines: lines.collect() });
        // The next cards go round from whoever acted first.
        let first = hand.actions_of(log).iter().find(|action| action.kind.is_decision());
        let place = first.and_then(|first| order.iter().position(|&other| other == first.player));
        order.rotate_left(place.unwrap_or_default());
    }
    deals
}

/// The hero's first cards, and after each draw what he kept and what he got: worked out from
/// the last draw backwards.
fn draw(hand: &Hand) -> Vec<Deal> {
    let (Some(index), Some(hero)) = (hand.hero, hand.hero()) else { return Vec::new() };
    let known = |card: &Card| hand.players.iter().any(|player| player.cards.contains(card));
    let deck: Vec<Card> = Card::deck().collect();
    let mut thrown_away = deck.into_iter().rev().filter(|card| !known(card));
    let mut cards = hero.cards.to_vec();
    let mut deals = Vec::new();
    for log in hand.streets.iter().rev() {
        let actions = log.actions.clone().zip(hand.actions_of(log)).rev();
        for (place, action) in actions.filter(|(_, action)| action.player == index) {
            match &action.kind {
                ActionKind::StandPat(pat) if !pat.is_empty() => cards = pat.to_vec(),
                ActionKind::Discard { count } => {
                    let new = cards.split_off(cards.len().saturating_sub(usize::from(*count)));
                    let lines = line(hero, &[&words(&cards), &words(&new)]);
                    deals.push(Deal { street: log.street, before: place + 1, lines });
                    cards.extend(thrown_away.by_ref().take(new.len()));
                }
                _ => {}
            }
        }
        if log.street == Street::Blinds {
            let lines = line(hero, &[&words(&cards)]);
            deals.push(Deal { street: log.street, before: log.actions.end, lines });
        }
    }
    deals
}

/// `Dealt to Ann [X X 8h] [Kd]`; a group without cards has no brackets.
fn line(player: &Player, groups: &[&[String]]) -> String {
    let groups = groups.iter().filter(|group| !group.is_empty());
    let groups: Vec<String> = groups.map(|group| format!("[{}]", group.join(" "))).collect();
    format!("Dealt to {} {}\n", player.name, groups.join(" "))
}

fn words(cards: &[Card]) -> Vec<String> {
    cards.iter().map(Card::to_string).collect()
}

/// How many cards a player of stud has on a street.
const fn stud_cards(street: Street) -> Option<usize> {
    match street {
        Street::Third => Some(3),
        Street::Fourth => Some(4),
        Street::Fifth => Some(5),
        Street::Sixth => Some(6),
        Street::Seventh => Some(7),
        _ => None,
    }
}

/// The first cards of a player of stud as the hero sees them: his own, and of others those
/// that are open.
fn seen_cards(hand: &Hand, index: PlayerIndex, count: usize) -> Vec<String> {
    let Some(player) = hand.player(index) else { return Vec::new() };
    let shows = hand
        .actions
        .iter()
        .any(|action| action.player == index && matches!(action.kind, ActionKind::Show { .. }));
    let hero = hand.hero == Some(index);
    // Of who does not show only the open cards are known, which begin with his third.
    let unknown = if hero || shows { 0 } else { 2 };
    let card = |place: usize| {
        let hidden = !hero && !(2..6).contains(&place);
        let card = player.cards.get(place.checked_sub(unknown)?).filter(|_| !hidden);
        card.map(Card::to_string)
    };
    (0..count).map(|place| card(place).unwrap_or_else(|| "X".to_owned())).collect()
}

/// Whether a player has cards when this action comes.
fn holds_cards(hand: &Hand, index: PlayerIndex, before: usize) -> bool {
    let folds = hand
        .actions
        .iter()
        .take(before)
        .any(|action| action.player == index && action.kind == ActionKind::Fold);
    !folds && hand.player(index).is_some_and(|player| player.dealt_in)
}
