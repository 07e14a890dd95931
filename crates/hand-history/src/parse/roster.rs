//! The names at the table, and whose line a line is.

use super::{cursor::Cursor, ledger::MAX_PLAYERS};
use crate::PlayerIndex;

/// The names of a hand, in the order of the players.
#[derive(Debug, Default)]
pub(super) struct Roster<'a> {
    names: [Name<'a>; MAX_PLAYERS],
    len: usize,
}

/// A name, and the bytes that a line of its player starts with.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Name<'a> {
    /// The first bytes of the name and the space behind it, as many as fit.
    start: u64,
    /// Which bits of a line those are.
    mask: u64,
    name: &'a str,
}

/// So many bytes of a line are compared at once.
const START: usize = size_of::<u64>();

/// The players whose names may begin a line and were not tried yet: a bit for each.
#[derive(Debug)]
pub(super) struct Candidates {
    bits: u16,
}

impl<'a> Roster<'a> {
    /// Whether a player has this name.
    #[inline]
    pub(super) fn contains(&self, name: &Name<'_>) -> bool {
        let has_name = |other: &Name<'_>| other.start == name.start && other.name == name.name;
        self.names().iter().any(has_name)
    }

    /// Adds a name in front of the players from this index on, if there is room.
    #[inline]
    pub(super) fn insert(&mut self, player: PlayerIndex, name: Name<'a>) {
        let mut next = name;
        self.len = MAX_PLAYERS.min(self.len + 1);
        let moved = self.names.iter_mut().take(self.len).skip(usize::from(player.0));
        moved.for_each(|name| std::mem::swap(name, &mut next));
    }

    /// The players whose names may begin a line.
    #[inline]
    pub(super) fn candidates(&self, line: Cursor<'_>) -> Candidates {
        let start = start_of(line.left());
        // All names are compared before one is chosen: a choice after each one would be
        // foretold wrongly every other time.
        let bits = self
            .names()
            .iter()
            .rev()
            .fold(0_u16, |bits, name| bits << 1 | u16::from(start & name.mask == name.start));
        Candidates { bits }
    }

    /// The next player whose name begins this line, and the place behind the name and a space.
    /// A name can begin another one, so that the longest goes first.
    #[inline]
    pub(super) fn next<'t>(
        &self,
        candidates: &mut Candidates,
        line: Cursor<'t>,
    ) -> Option<(PlayerIndex, Cursor<'t>)> {
        while candidates.bits != 0 {
            let player = match candidates.bits.is_power_of_two() {
                true => candidates.bits.trailing_zeros(),
                false => self.longest_of(candidates.bits),
            };
            candidates.bits &= !(1 << player);
            let name = self.names.get(player as usize)?.name;
            // A short name and its space were compared as a whole.
            if name.len() < START || goes_on(line.left(), name.as_bytes()) {
                let mut behind = line;
                behind.skip(name.len() + 1);
                return Some((PlayerIndex(u8::try_from(player).ok()?), behind));
            }
        }
        None
    }

    /// Which of the players whose bits are set has the longest name.
    #[cold]
    fn longest_of(&self, players: u16) -> u32 {
        let is_set = |player: &u32| players & (1 << player) != 0;
        let length = |player: &u32| self.names.get(*player as usize).map(|name| name.name.len());
        (0..u16::BITS).filter(is_set).max_by_key(length).unwrap_or_default()
    }

    #[inline]
    fn names(&self) -> &[Name<'a>] {
        self.names.get(..self.len).unwrap_or_default()
    }
}

impl<'a> Name<'a> {
    /// The name of so many bytes that a text goes on with, in front of a space.
    #[inline]
    pub(super) fn new(text: Cursor<'a>, length: usize) -> Self {
        let mask = match length {
            0..START => u64::MAX >> (8 * (START - 1 - length)),
            _ => u64::MAX,
        };
        let start = start_of(text.left()) & mask;
        Self { start, mask, name: { text }.text(length) }
    }

    #[inline]
    pub(super) fn text(&self) -> &'a str {
        self.name
    }
}

/// The first bytes of a text as a number.
#[inline]
fn start_of(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(start) => u64::from_le_bytes(*start),
        None => text.iter().rfold(0, |start, byte| start << 8 | u64::from(*byte)),
    }
}

/// Whether a line that has the first bytes of a name has the others too, and a space.
#[inline]
fn goes_on(line: &[u8], name: &[u8]) -> bool {
    let is_last = |text: &[u8]| text.last_chunk::<START>() == name.last_chunk();
    let is_all = name.len() <= 2 * START || line.starts_with(name);
    line.get(name.len()) == Some(&b' ') && line.get(..name.len()).is_some_and(is_last) && is_all
}
