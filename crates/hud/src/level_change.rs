//! A new level of a tournament.

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Amount, Hand, Level, Limit, Stakes};
use smol_str::SmolStr;

use crate::{TableState, Viewpoint, schedules::Schedules};

/// The blinds that a tournament has come to, and those that follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelChange {
    /// The table.
    pub table: Viewpoint,
    /// Winamax's id of the tournament.
    pub tournament_id: SmolStr,
    /// The level, where the header has one that means something.
    pub level: Option<u16>,
    /// The small blind from now on.
    pub small_blind: Option<Amount>,
    /// The big blind from now on.
    pub big_blind: Option<Amount>,
    /// The ante from now on.
    pub ante: Option<Amount>,
    /// The level after this one, where an earlier summary tells.
    pub next: Option<Level>,
    /// When it begins at the latest: the first hand of this level may have begun some time
    /// after the level did, and breaks are in no schedule.
    pub ends_at: Option<DateTime<Utc>>,
    /// The tournament whose summary tells what follows.
    pub source: Option<SmolStr>,
}

impl LevelChange {
    /// What this hand changed, if it did.
    pub(crate) fn between(before: &TableState, hand: &Hand, schedules: &Schedules) -> Option<Self> {
        let tournament = hand.tournament.as_ref()?;
        if !is_new(before, hand, tournament.level) {
            return None;
        }
        let next = schedules.next(tournament, &hand.stakes);
        let end = |seconds| hand.played_at.checked_add_signed(TimeDelta::seconds(seconds));
        Some(Self {
            table: before.key.clone(),
            tournament_id: tournament.id.clone(),
            level: tournament.level,
            small_blind: hand.stakes.small_blind,
            big_blind: hand.stakes.big_blind,
            ante: hand.stakes.ante,
            next: next.map(|next| next.level.clone()),
            ends_at: next.and_then(|next| end(next.after_seconds)),
            source: next.map(|next| next.source.clone()),
        })
    }
}

/// Blinds tell more than the number of the level, which lags behind at some tables; but with
/// fixed limits they are only what was posted, and the number has to do.
fn is_new(before: &TableState, hand: &Hand, level: Option<u16>) -> bool {
    let blinds = |stakes: &Stakes| (stakes.small_blind, stakes.big_blind, ante(stakes));
    let is_fixed = |stakes: &Stakes| stakes.small_bet.is_some();
    if hand.limit == Limit::FixedLimit || is_fixed(&before.stakes) {
        return before.level.zip(level).is_some_and(|(before, now)| before != now);
    }
    blinds(&before.stakes) != blinds(&hand.stakes)
}

/// A stake without an ante has one of nothing.
pub(crate) fn ante(stakes: &Stakes) -> Amount {
    stakes.ante.unwrap_or_default()
}
