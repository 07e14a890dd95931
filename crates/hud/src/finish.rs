//! When a tournament was over for its player.

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Hand, TournamentSummary};
use smol_str::SmolStr;

/// The end of one entry. A summary can be read before the last hands, which stand in another
/// file; the end tells them from those of a re-entry.
#[derive(Debug)]
pub(crate) struct Finish {
    tournament_id: SmolStr,
    player: Option<SmolStr>,
    at: DateTime<Utc>,
}

impl Finish {
    /// The end that a summary tells, which came in at this time.
    ///
    /// Winamax counts the time played from the start of the tournament, also for those who
    /// came late, and by the clock that dates the hands: no hand of the entry begins after
    /// it. A summary that lacks one of the two was written when all was over.
    pub(crate) fn of(summary: &TournamentSummary, came_in: DateTime<Utc>) -> Self {
        let end = || {
            let played = TimeDelta::seconds(summary.played_seconds?.into());
            summary.started_at?.checked_add_signed(played)
        };
        Self {
            tournament_id: summary.id.clone(),
            player: summary.player.clone(),
            at: end().unwrap_or(came_in),
        }
    }

    /// Whether something of this time belongs to an entry that had ended by then.
    pub(crate) fn is_not_before(&self, time: DateTime<Utc>) -> bool {
        time <= self.at
    }

    /// Whether the hand is one of the entry, or of an earlier one.
    pub(crate) fn covers(&self, hand: &Hand) -> bool {
        // The time is compared first: it tells at once that nearly every hand is later.
        self.is_not_before(hand.played_at)
            && hand
                .tournament
                .as_ref()
                .is_some_and(|tournament| tournament.id == self.tournament_id)
            && self.is_in(hand)
    }

    fn is_in(&self, hand: &Hand) -> bool {
        match (&self.player, hand.hero()) {
            (Some(player), Some(hero)) => *player == hero.name,
            (Some(player), None) => hand.players.iter().any(|other| other.name == *player),
            (None, _) => true,
        }
    }
}
