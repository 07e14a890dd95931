//! The session that is being played, remembered: a hero's hands are read once, and then only
//! what comes into the log behind them.

use hand_history::{Hand, parse};
use hud::CurrentSession;
use store::{Error, Range, Reader, Seq, Text};

/// More entries than these are not read one by one: to look at all hands takes no longer then.
const FOLLOWED: usize = 500;

/// The last session of all heroes together, as of an entry of the log.
#[derive(Debug)]
pub(super) struct KnownSession {
    /// That entry. What comes behind it may be known too: to hear of it again changes nothing.
    up_to: Seq,
    /// Whose session it is. Whoever becomes a hero brings the hands in which he was none.
    heroes: Vec<String>,
    /// Nothing before the first hand.
    pub(super) session: Option<CurrentSession>,
}

impl KnownSession {
    /// The session that all hands in the log make.
    pub(super) fn of_all(reader: &Reader) -> Result<Self, Error> {
        let (up_to, heroes) = (reader.top()?, reader.heroes()?);
        let mut facts = Vec::new();
        for hero in &heroes {
            facts.extend(reader.facts(hero)?.unwrap_or_default());
        }
        Ok(Self { up_to, heroes, session: CurrentSession::of(&facts) })
    }

    /// What the entries since then have made of it; `None` if only all hands tell.
    pub(super) fn followed(mut self, reader: &Reader) -> Result<Option<Self>, Error> {
        let (after, up_to) = (self.up_to, reader.top()?);
        let range = Range { after, up_to, limit: FOLLOWED, live_only: false, newest_first: false };
        let entries = reader.entries(range)?;
        if entries.len() == FOLLOWED || reader.heroes()? != self.heroes {
            return Ok(None);
        }
        for entry in &entries {
            let text = match &entry.text {
                Text::Hand(text) => text,
                Text::Summary { .. } => continue,
                Text::Damaged(_) => return Ok(None),
            };
            // Nothing is counted of what this version does not read.
            let Ok(hand) = parse(text) else { continue };
            if self.is_of_a_hero(&hand) {
                let played_at = hand.played_at;
                let next = match self.session {
                    Some(session) => session.with(played_at),
                    None => Some(CurrentSession::of_hand(played_at)),
                };
                if next.is_none() {
                    return Ok(None);
                }
                self.session = next;
            }
        }
        Ok(Some(Self { up_to, ..self }))
    }

    /// Whether a hero was dealt in, whoever saw the hand.
    fn is_of_a_hero(&self, hand: &Hand) -> bool {
        let mut dealt_in = hand.players.iter().filter(|player| player.dealt_in);
        dealt_in.any(|player| self.heroes.iter().any(|hero| player.name == *hero))
    }
}

#[cfg(test)]
mod tests;
