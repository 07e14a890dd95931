//! What a player has won from hand to hand, for a graph.

use chrono::{DateTime, Utc};
use hand_history::{Amount, Currency};

use crate::Fact;

/// How a player stands after a hand. The amounts are sums over this hand and all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Winnings {
    /// The entry of the log that the hand is.
    pub entry: u64,
    /// When it was played.
    pub played_at: DateTime<Utc>,
    /// How many hands it makes.
    pub hands: u32,
    /// What was won.
    pub net: Amount,
    /// What could be expected after the last decisions.
    pub ev_net: Amount,
    /// What was won in hands that the player went to the showdown of.
    pub with_showdown: Amount,
    /// What was won in the others: with that of the showdowns it is the net, exactly.
    pub without_showdown: Amount,
    /// The part of the rake that was paid by what was put in.
    pub rake_paid: Amount,
}

impl Winnings {
    fn add(&mut self, fact: &Fact) {
        let by_showdown =
            if fact.ending.showdown { &mut self.with_showdown } else { &mut self.without_showdown };
        *by_showdown += fact.net;
        self.net += fact.net;
        self.ev_net += fact.net + fact.adjustment;
        self.rake_paid += fact.rake_paid;
    }
}

/// How one player stood after each of his hands for this currency, the oldest first. The facts
/// may come in any order; the hand of an adjustment has to be among them.
#[must_use]
pub fn winnings(facts: &[Fact], currency: Currency) -> Vec<Winnings> {
    let mut points: Vec<Winnings> = Vec::with_capacity(facts.len());
    for fact in in_order(facts.iter().filter(|fact| fact.setting.currency == currency)) {
        if fact.is_hand() {
            points.push(next(points.last(), fact));
        }
        if let Some(point) = points.last_mut() {
            point.add(fact);
        }
    }
    points
}

/// The facts in the order of play: those of earlier hands first, and an adjustment right after
/// its hand, since both have one time and one entry.
///
/// The keys are sorted apart from the facts: they fit into few pages of memory, where facts in
/// any order would be fetched one by one.
fn in_order<'a>(facts: impl Iterator<Item = &'a Fact>) -> impl Iterator<Item = &'a Fact> {
    let mut keyed: Vec<(Key, &Fact)> = facts.map(|fact| (key(fact), fact)).collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    keyed.into_iter().map(|(_, fact)| fact)
}

/// The time, the entry, and whether it is an adjustment.
type Key = (DateTime<Utc>, u64, bool);

fn key(fact: &Fact) -> Key {
    (fact.played_at, fact.entry, !fact.is_hand())
}

/// The point of this hand, before it is added.
fn next(last: Option<&Winnings>, hand: &Fact) -> Winnings {
    let zero = Winnings {
        entry: hand.entry,
        played_at: hand.played_at,
        hands: 1,
        net: Amount::ZERO,
        ev_net: Amount::ZERO,
        with_showdown: Amount::ZERO,
        without_showdown: Amount::ZERO,
        rake_paid: Amount::ZERO,
    };
    match last {
        None => zero,
        Some(last) => Winnings {
            entry: hand.entry,
            played_at: hand.played_at,
            hands: last.hands + 1,
            ..*last
        },
    }
}

/// So many points at most, for a picture: evenly over the hands, always with the last one and,
/// where there may be two, the first. The same points are thinned to the same.
#[must_use]
pub fn thinned(points: &[Winnings], most: usize) -> Vec<Winnings> {
    if points.len() <= most {
        return points.to_vec();
    }
    let (last, steps) = (points.len() - 1, most.saturating_sub(1));
    let places = (0..most).map(|step| (step * last).checked_div(steps).unwrap_or(last));
    places.filter_map(|place| points.get(place).copied()).collect()
}
