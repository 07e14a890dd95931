//! What earlier summaries tell about the levels of tournaments that are still on.

use std::collections::VecDeque;

use hand_history::{Amount, Level, Stakes, Tournament, TournamentSummary};
use smol_str::SmolStr;

use crate::{cost::price, level_change::ante};

/// The schedules of levels, one for each name, buy-in and speed; the latest told is last.
#[derive(Debug, Default)]
pub(crate) struct Schedules(VecDeque<Schedule>);

/// The levels of one tournament.
#[derive(Debug)]
struct Schedule {
    name: SmolStr,
    price: Option<Amount>,
    speed: Option<SmolStr>,
    levels: Vec<Level>,
    source: SmolStr,
}

/// The level that follows another one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Next<'a> {
    pub(crate) level: &'a Level,
    /// How long the level before it lasts.
    pub(crate) after_seconds: i64,
    /// The tournament whose summary tells.
    pub(crate) source: &'a SmolStr,
}

/// So many schedules are remembered: more than the lobby offers to one player on one day.
pub(crate) const MAX_SCHEDULES: usize = 256;

impl Schedules {
    /// Remembers the levels of a tournament for others of its name, buy-in and speed.
    pub(crate) fn learn(&mut self, summary: &TournamentSummary) {
        if summary.levels.is_empty() {
            return;
        }
        let price = price(&summary.buy_in);
        self.0.retain(|old| {
            (&old.name, old.price, &old.speed) != (&summary.name, price, &summary.speed)
        });
        if MAX_SCHEDULES <= self.0.len() {
            self.0.pop_front();
        }
        self.0.push_back(Schedule {
            name: summary.name.clone(),
            price,
            speed: summary.speed.clone(),
            levels: summary.levels.clone(),
            source: summary.id.clone(),
        });
    }

    /// What follows the level with these blinds. Hands do not print the speed: where
    /// schedules of several speeds know the blinds and go on differently, nothing is known.
    pub(crate) fn next(&self, tournament: &Tournament, stakes: &Stakes) -> Option<Next<'_>> {
        let price = price(&tournament.buy_in);
        let is_alike =
            |schedule: &&Schedule| schedule.name == tournament.name && schedule.price == price;
        let mut answers =
            self.0.iter().rev().filter(is_alike).filter_map(|schedule| schedule.after(stakes));
        let latest = answers.next()?;
        let agrees = |other: Option<Next<'_>>| {
            other.map(|next| (next.level, next.after_seconds))
                == latest.map(|next| (next.level, next.after_seconds))
        };
        answers.all(agrees).then_some(latest).flatten()
    }
}

impl Schedule {
    /// What follows the level with these blinds: nothing if it is the last. `None` when the
    /// schedule does not know the blinds, and when it has them twice.
    fn after(&self, stakes: &Stakes) -> Option<Option<Next<'_>>> {
        let is_here = |level: &Level| {
            Some(level.small_blind) == stakes.small_blind
                && Some(level.big_blind) == stakes.big_blind
                && level.ante == ante(stakes)
        };
        let mut rest = self.levels.iter().skip_while(|level| !is_here(level));
        let here = rest.next()?;
        let next = rest.next();
        if next.is_some_and(is_here) || rest.any(is_here) {
            return None;
        }
        let after_seconds = i64::from(here.seconds);
        Some(next.map(|level| Next { level, after_seconds, source: &self.source }))
    }
}
