//! What a session can be taken back with, by those who come again with its token.

use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::{DecodeError, Filter, Room, Selection};

/// How long a session can be taken back after its end.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// So many ended sessions are remembered; beyond it the oldest are forgotten.
const CAPACITY: usize = 10_000;

/// What is kept of a session.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Leftover {
    /// The server's name for it.
    pub(crate) client: Uuid,
    /// The client's own name.
    pub(crate) client_name: Option<String>,
    /// Who it was.
    pub(crate) user: Option<String>,
    /// Its rooms, and its filter.
    pub(crate) selection: Arc<Selection>,
    /// The table that it had when it ended, with the token of that claim.
    pub(crate) claim: Option<(String, String)>,
    /// When it ended. One that has not may have lost its connection without the server
    /// knowing: it is taken back all the same.
    pub(crate) ended_at: Option<DateTime<Utc>>,
}

/// The sessions by their tokens: those that are on, and those that ended lately.
#[derive(Debug, Default)]
pub(crate) struct Leftovers {
    kept: HashMap<String, Leftover>,
    /// The oldest end first.
    ended: VecDeque<(DateTime<Utc>, String)>,
}

impl Leftovers {
    /// Keeps this, instead of what was kept under the token.
    pub(crate) fn keep(&mut self, token: &str, leftover: Leftover) {
        if let Some(ended_at) = leftover.ended_at {
            self.ended.push_back((ended_at, token.to_owned()));
            let is_over = |(end, _): &(DateTime<Utc>, String)| *end + KEPT < ended_at;
            while self.ended.front().is_some_and(is_over) || CAPACITY < self.ended.len() {
                let Some((end, token)) = self.ended.pop_front() else { break };
                if self.kept.get(&token).is_some_and(|kept| kept.ended_at == Some(end)) {
                    self.kept.remove(&token);
                }
            }
        }
        self.kept.insert(token.to_owned(), leftover);
    }

    /// What is kept under this token.
    pub(crate) fn get_mut(&mut self, token: &str) -> Option<&mut Leftover> {
        self.kept.get_mut(token)
    }

    /// Takes out what this token names, for the same user alone.
    pub(crate) fn take(
        &mut self,
        token: &str,
        user: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Leftover> {
        let leftover = self.kept.get(token)?;
        let is_in_time = leftover.ended_at.is_none_or(|end| now <= end + KEPT);
        let is_his = leftover.user.as_deref() == user;
        if is_in_time && is_his { self.kept.remove(token) } else { None }
    }

    /// Forgets what this token names.
    pub(crate) fn forget(&mut self, token: &str) {
        self.kept.remove(token);
    }

    /// All that ended, with their tokens.
    pub(crate) fn ended(&self) -> impl Iterator<Item = (&String, &Leftover)> {
        self.kept.iter().filter(|(_, leftover)| leftover.ended_at.is_some())
    }
}

/// A session as it is written down for the next start.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    resume_token: String,
    client_id: String,
    client_name: Option<String>,
    user: Option<String>,
    rooms: Vec<Room>,
    filter: Filter,
    claim: Option<(String, String)>,
    /// Seconds since 1970.
    ended_at: i64,
}

/// Sessions that have ended, as text.
pub(crate) fn to_text(leftovers: Vec<(String, Leftover)>) -> String {
    let saved = leftovers.into_iter().map(|(resume_token, leftover)| Saved {
        resume_token,
        client_id: leftover.client.to_string(),
        client_name: leftover.client_name,
        user: leftover.user,
        rooms: leftover.selection.rooms.clone(),
        filter: leftover.selection.filter.clone(),
        claim: leftover.claim,
        ended_at: leftover.ended_at.unwrap_or_default().timestamp(),
    });
    wire::encode(&saved.collect::<Vec<_>>())
}

/// Reads what [`to_text`] wrote.
///
/// # Errors
/// [`DecodeError`] for anything else.
pub(crate) fn from_text(text: &str) -> Result<Vec<(String, Leftover)>, DecodeError> {
    let saved: Vec<Saved> = wire::decode(text)?;
    let leftover = |saved: Saved| {
        let leftover = Leftover {
            client: saved.client_id.parse().ok()?,
            client_name: saved.client_name,
            user: saved.user,
            selection: Selection { rooms: saved.rooms, filter: saved.filter }.into(),
            claim: saved.claim,
            ended_at: Some(DateTime::from_timestamp(saved.ended_at, 0)?),
        };
        Some((saved.resume_token, leftover))
    };
    Ok(saved.into_iter().filter_map(leftover).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;
    use wire::{Filter, Room, Selection};

    use super::{CAPACITY, Leftover, Leftovers, from_text, to_text};

    fn leftover(user: Option<&str>, second: i64) -> Leftover {
        Leftover {
            client: Uuid::nil(),
            client_name: None,
            user: user.map(str::to_owned),
            selection: Arc::default(),
            claim: None,
            ended_at: DateTime::from_timestamp(second, 0),
        }
    }

    #[test]
    fn a_session_is_taken_back_once_in_time_and_by_its_user() {
        let end = DateTime::from_timestamp(1000, 0).unwrap();
        let mut leftovers = Leftovers::default();
        leftovers.keep("a", leftover(Some("ann"), 1000));
        let late = end + TimeDelta::seconds(601);
        assert_eq!(leftovers.take("a", Some("ann"), late), None);
        assert_eq!(leftovers.take("a", None, end), None);
        assert_eq!(leftovers.take("a", Some("bob"), end), None);
        assert_eq!(leftovers.take("b", Some("ann"), end), None);
        let in_time = end + TimeDelta::seconds(600);
        assert!(leftovers.take("a", Some("ann"), in_time).is_some());
        assert_eq!(leftovers.take("a", Some("ann"), in_time), None);
    }

    #[test]
    fn a_session_that_did_not_end_can_be_taken_back() {
        let mut leftovers = Leftovers::default();
        let on = Leftover { ended_at: None, ..leftover(None, 0) };
        leftovers.keep("a", on.clone());
        assert_eq!(leftovers.ended().count(), 0);
        assert_eq!(leftovers.take("a", None, DateTime::from_timestamp(9000, 0).unwrap()), Some(on));
    }

    #[test]
    fn what_is_old_or_too_much_is_forgotten() {
        let mut leftovers = Leftovers::default();
        leftovers.keep("old", leftover(None, 0));
        leftovers.keep("new", leftover(None, 601));
        assert_eq!(leftovers.ended().map(|(token, _)| token).collect::<Vec<_>>(), ["new"]);
        for number in 0..CAPACITY {
            leftovers.keep(&number.to_string(), leftover(None, 700));
        }
        assert_eq!(leftovers.ended().count(), CAPACITY);
        assert_eq!(leftovers.ended().filter(|(token, _)| *token == "new").count(), 0);
    }
    #[test]
    fn what_is_written_down_reads_back() {
        let all = vec![(
            "a".to_owned(),
            Leftover {
                client: Uuid::new_v4(),
                client_name: Some("HUD".to_owned()),
                selection: Arc::new(Selection {
                    rooms: vec![Room::Hands, Room::Chat("coach".to_owned())],
                    filter: Filter::decode("{\"hero_only\":true}").unwrap(),
                }),
                claim: Some(("table:Nice".to_owned(), "t".to_owned())),
                ..leftover(Some("ann"), 1000)
            },
        )];
        assert_eq!(from_text(&to_text(all.clone())), Ok(all));
        assert!(from_text("{}").is_err());
    }
}
