//! What is counted of one hand.

use chrono::{DateTime, Utc};
use hand_history::{Hand, HandId};
use smol_str::SmolStr;

use crate::{Contribution, Setting, TableKey, contributions};

/// A hand as far as its players' numbers and results ask for it. It is small beside the hand, and
/// is made where that is at hand anyway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played {
    /// Which hand it is, together with the hero.
    pub id: HandId,
    /// Whose client wrote it, if he was dealt in.
    pub hero: Option<SmolStr>,
    /// When it was played.
    pub played_at: DateTime<Utc>,
    /// What was played, and for what.
    pub setting: Setting,
    /// Where.
    pub table: TableKey,
    /// Who was dealt in, by name, and what each of them did.
    pub players: Vec<(SmolStr, Contribution)>,
}

impl Played {
    /// What is counted of this hand.
    #[must_use]
    pub fn of(hand: &Hand) -> Self {
        let players = contributions(hand).into_iter().filter_map(|contribution| {
            Some((hand.player(contribution.player)?.name.clone(), contribution))
        });
        Self {
            id: hand.id.clone(),
            hero: hand.hero().map(|hero| hero.name.clone()),
            played_at: hand.played_at,
            setting: Setting::of(hand),
            table: TableKey::of(hand),
            players: players.collect(),
        }
    }
}
