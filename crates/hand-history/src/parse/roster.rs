//! The names at the table, and whose line a line is.

use std::cmp::Reverse;

use super::ledger::MAX_PLAYERS;
use crate::PlayerIndex;

/// The names of a hand, longest first: a name can begin another one.
#[derive(Debug, Default)]
pub(super) struct Roster<'a> {
    longest_first: [(&'a str, u8); MAX_PLAYERS],
    len: usize,
}

impl<'a> Roster<'a> {
    /// Adds a name in front of the players from this index on.
    pub(super) fn insert(&mut self, player: PlayerIndex, name: &'a str) {
        let mut shorter = (name, player.0);
        for entry in self.longest_first.iter_mut().take(self.len) {
            entry.1 += u8::from(player.0 <= entry.1);
            if (Reverse(shorter.0.len()), shorter.1) < (Reverse(entry.0.len()), entry.1) {
                std::mem::swap(entry, &mut shorter);
            }
        }
        if let Some(entry) = self.longest_first.get_mut(self.len) {
            *entry = shorter;
            self.len += 1;
        }
    }

    /// The player whose name begins the line, if what stands behind it and a space can be
    /// read: names can hold verbs.
    pub(super) fn find<T>(
        &self,
        line: &'a str,
        read: impl Fn(PlayerIndex, &'a str) -> Option<T>,
    ) -> Option<T> {
        let text = line.as_bytes();
        let names = self.longest_first.get(..self.len).unwrap_or_default();
        // A space where the name ends tells most names apart. It is looked for under all of
        // them first: a choice after each one would be foretold wrongly every other time.
        let mut candidates = names.iter().zip(0..).fold(0_u16, |found, ((name, _), bit)| {
            found | u16::from(text.get(name.len()) == Some(&b' ')) << bit
        });
        while candidates != 0 {
            let (name, player) = *names.get(candidates.trailing_zeros() as usize)?;
            candidates &= candidates - 1;
            let rest = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(' '));
            if let Some(found) = rest.and_then(|rest| read(PlayerIndex(player), rest)) {
                return Some(found);
            }
        }
        None
    }
}
