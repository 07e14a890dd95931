//! The names of seats relative to the blinds.

use std::fmt;

use crate::{Action, ActionKind, Player, PlayerIndex};

/// Where a player sits relative to the button, by acting order before the flop.
///
/// The last to act before the blinds is the button, whatever seat the hand prints;
/// names go backwards from there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Position {
    Utg,
    Utg1,
    Utg2,
    Mp,
    Mp1,
    Hj,
    Co,
    Btn,
    Sb,
    Bb,
}

impl Position {
    /// The short name that players use: `UTG+1`, `BTN`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utg => "UTG",
            Self::Utg1 => "UTG+1",
            Self::Utg2 => "UTG+2",
            Self::Mp => "MP",
            Self::Mp1 => "MP+1",
            Self::Hj => "HJ",
            Self::Co => "CO",
            Self::Btn => "BTN",
            Self::Sb => "SB",
            Self::Bb => "BB",
        }
    }

    /// The names of `others` players who are neither small nor big blind, first to act first.
    ///
    /// Nine such players exist only at a ten-handed table without a small blind, for which
    /// no name is in use: the first of them gets none.
    #[must_use]
    pub(crate) const fn of_others(others: usize) -> &'static [Option<Self>] {
        const UTG: Option<Position> = Some(Position::Utg);
        const UTG1: Option<Position> = Some(Position::Utg1);
        const UTG2: Option<Position> = Some(Position::Utg2);
        const MP: Option<Position> = Some(Position::Mp);
        const MP1: Option<Position> = Some(Position::Mp1);
        const HJ: Option<Position> = Some(Position::Hj);
        const CO: Option<Position> = Some(Position::Co);
        const BTN: Option<Position> = Some(Position::Btn);
        match others {
            0 => &[],
            1 => &[BTN],
            2 => &[CO, BTN],
            3 => &[UTG, CO, BTN],
            4 => &[UTG, MP, CO, BTN],
            5 => &[UTG, MP, HJ, CO, BTN],
            6 => &[UTG, UTG1, MP, HJ, CO, BTN],
            7 => &[UTG, UTG1, UTG2, MP, HJ, CO, BTN],
            8 => &[UTG, UTG1, UTG2, MP, MP1, HJ, CO, BTN],
            _ => &[None, UTG, UTG1, UTG2, MP, MP1, HJ, CO, BTN],
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Names the seats of the players who were dealt in.
///
/// The posts decide, not the printed button, which can be at an empty seat: who posted the
/// big blind in position is BB, who posted the small blind in position is SB. Posts out of
/// position change nothing.
pub(crate) fn assign(players: &mut [Player], posts: &[Action]) {
    let poster = |is_blind: fn(&ActionKind) -> bool| {
        posts.iter().find(|post| is_blind(&post.kind)).map(|post| post.player)
    };
    let big = poster(|kind| matches!(kind, ActionKind::BigBlind(_)));
    let small = poster(|kind| matches!(kind, ActionKind::SmallBlind(_)));
    let Some(last_to_post) = big.or(small) else { return };
    let dealt_in = those_who(players, |player| player.dealt_in);
    // Heads-up the button posts the small blind, and a single post leaves him the button.
    let is_heads_up = dealt_in.count_ones() == 2;
    let small = if is_heads_up && big.is_some() { None } else { small };
    let bit = |player: PlayerIndex| 1_u16.checked_shl(player.0.into()).unwrap_or_default();
    let others =
        [big, small].into_iter().flatten().fold(dealt_in, |all, poster| all & !bit(poster));
    let mut names = Position::of_others(others.count_ones() as usize).iter();
    let up_to_last = bit(last_to_post) | bit(last_to_post).wrapping_sub(1);
    for mut turn in [others & !up_to_last, others & up_to_last] {
        while let Some(player) = next_of(&mut turn) {
            if let Some(player) = players.get_mut(player) {
                player.position = names.next().copied().flatten();
            }
        }
    }
    for (index, name) in [(big, Position::Bb), (small, Position::Sb)] {
        let player = index.and_then(|index| players.get_mut(usize::from(index.0)));
        player.into_iter().for_each(|player| player.position = Some(name));
    }
}

/// A bit for each player of whom this is so. To do something with them needs fewer choices
/// than to ask at each player, which cannot be foretold.
pub(crate) fn those_who(players: &[Player], is_so: impl Fn(&Player) -> bool) -> u16 {
    let asked = players.iter().take(u16::BITS as usize).rev();
    asked.fold(0, |those, player| those << 1 | u16::from(is_so(player)))
}

/// Takes out the first of these players.
pub(crate) fn next_of(those: &mut u16) -> Option<usize> {
    let first = (*those != 0).then(|| those.trailing_zeros() as usize);
    *those &= those.wrapping_sub(1);
    first
}
