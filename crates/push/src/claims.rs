//! Which overlay shows which table.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use tokio::time::Instant;
use uuid::Uuid;

/// How long a claim outlives its connection.
pub(crate) const CLAIM_GRACE: Duration = Duration::from_secs(30);

/// The claims to open tables, and who waits for one. It is told the time and the tables.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// The open tables, the one that is open longest first.
    open: Vec<Arc<str>>,
    held: Vec<Claim>,
    waiting: VecDeque<Uuid>,
}

/// A table that belongs to an overlay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The table.
    pub(crate) table_key: Arc<str>,
    /// What takes the claim to another connection.
    pub(crate) token: String,
    holder: Uuid,
    /// When it ends, if its connection has.
    ends_at: Option<Instant>,
}

/// Where an overlay is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It has this table.
    Holds(Claim),
    /// It is the so manieth in the queue, from 1.
    Waits(usize),
    /// It has none and waits for none.
    None,
}

impl Claims {
    /// Takes in which tables are open now, if that is known. Claims to others end, and so do
    /// those whose time is over; who waits gets what is free. Returns whose standing may have
    /// changed.
    pub(crate) fn settle(&mut self, open: Option<&[Arc<str>]>, now: Instant) -> Vec<Uuid> {
        if let Some(open) = open
            && self.open != open
        {
            self.open.retain(|key| open.contains(key));
            let new = open.iter().filter(|key| !self.open.contains(key)).cloned();
            let new: Vec<_> = new.collect();
            self.open.extend(new);
        }
        let mut changed = Vec::new();
        self.held.retain(|claim| {
            let is_open = self.open.contains(&claim.table_key);
            let is_kept = is_open && claim.ends_at.is_none_or(|end| now < end);
            if !is_kept {
                changed.push(claim.holder);
            }
            is_kept
        });
        while !self.waiting.is_empty() {
            let Some(free) = self.free().cloned() else { break };
            let Some(first) = self.waiting.pop_front() else { break };
            self.give(free, first);
            changed.push(first);
        }
        changed
    }

    /// A table for this client: the one that `token` names, the one it has, or the next one
    /// that is free; else a place in the queue.
    pub(crate) fn claim(&mut self, client: Uuid, token: Option<&str>) -> Standing {
        let is_back = token.is_some_and(|token| self.take_back(client, token));
        if !is_back && self.standing(client) == Standing::None {
            match self.free().cloned() {
                Some(free) if self.waiting.is_empty() => self.give(free, client),
                _ => self.waiting.push_back(client),
            }
        }
        self.standing(client)
    }

    /// Gives this client the claim that `token` names, if there is one.
    fn take_back(&mut self, client: Uuid, token: &str) -> bool {
        let Some(claim) = self.held.iter_mut().find(|claim| claim.token == token) else {
            return false;
        };
        claim.holder = client;
        claim.ends_at = None;
        self.waiting.retain(|waiting| *waiting != client);
        // Nobody has two tables.
        self.held.retain(|claim| claim.holder != client || claim.token == token);
        true
    }

    /// Gives a client the table that it had before its connection ended, or before a restart,
    /// if nobody else has it.
    pub(crate) fn restore(&mut self, client: Uuid, table_key: &str, token: &str) {
        if self.take_back(client, token) {
            return;
        }
        let is_taken = self.held.iter().any(|claim| *claim.table_key == *table_key);
        let key = self.open.iter().find(|key| ***key == *table_key).filter(|_| !is_taken).cloned();
        if let Some(table_key) = key {
            let token = token.to_owned();
            self.held.push(Claim { table_key, token, holder: client, ends_at: None });
        }
    }

    /// Who has the claim that `token` names.
    pub(crate) fn holder(&self, token: &str) -> Option<Uuid> {
        self.held.iter().find(|claim| claim.token == token).map(|claim| claim.holder)
    }

    /// Gives up what this client has or waits for; returns the table.
    pub(crate) fn release(&mut self, client: Uuid) -> Option<Arc<str>> {
        self.waiting.retain(|waiting| *waiting != client);
        let index = self.held.iter().position(|claim| claim.holder == client)?;
        Some(self.held.swap_remove(index).table_key)
    }

    /// The connection of this client has ended. Returns its claim, which ends later.
    pub(crate) fn depart(&mut self, client: Uuid, now: Instant) -> Option<Claim> {
        self.waiting.retain(|waiting| *waiting != client);
        let claim = self.held.iter_mut().find(|claim| claim.holder == client)?;
        claim.ends_at = Some(now + CLAIM_GRACE);
        Some(claim.clone())
    }

    /// Where this client is.
    pub(crate) fn standing(&self, client: Uuid) -> Standing {
        if let Some(claim) = self.held.iter().find(|claim| claim.holder == client) {
            return Standing::Holds(claim.clone());
        }
        let place = self.waiting.iter().position(|waiting| *waiting == client);
        place.map_or(Standing::None, |place| Standing::Waits(place + 1))
    }

    fn give(&mut self, table_key: Arc<str>, holder: Uuid) {
        let token = Uuid::new_v4().simple().to_string();
        self.held.push(Claim { table_key, token, holder, ends_at: None });
    }

    fn free(&self) -> Option<&Arc<str>> {
        let is_free = |key: &&Arc<str>| self.held.iter().all(|claim| claim.table_key != **key);
        self.open.iter().find(is_free)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use tokio::time::Instant;
    use uuid::Uuid;

    use super::{CLAIM_GRACE, Claims, Standing};

    fn keys(names: &[&str]) -> Vec<Arc<str>> {
        names.iter().map(|name| Arc::from(*name)).collect()
    }

    /// The table or the place in the queue, in words.
    fn word(standing: &Standing) -> String {
        match standing {
            Standing::Holds(claim) => claim.table_key.to_string(),
            Standing::Waits(place) => place.to_string(),
            Standing::None => "-".to_owned(),
        }
    }

    #[test]
    fn overlays_get_the_oldest_free_tables_and_then_wait() {
        let now = Instant::now();
        let mut claims = Claims::default();
        let [a, b, c] = [(); 3].map(|()| Uuid::new_v4());
        claims.settle(Some(&keys(&["x"])), now);
        claims.settle(Some(&keys(&["b", "x"])), now);
        assert_eq!([a, b, c].map(|client| word(&claims.claim(client, None))), ["x", "b", "1"]);
        // Asking again changes nothing.
        assert_eq!([c, a, b].map(|client| word(&claims.claim(client, None))), ["1", "x", "b"]);
        assert_eq!(claims.release(a).as_deref(), Some("x"));
        assert_eq!(claims.settle(None, now), [c]);
        assert_eq!(word(&claims.standing(c)), "x");
        // The table of b is closed, and he is told.
        assert_eq!(claims.settle(Some(&keys(&["x"])), now), [b]);
        assert_eq!([a, b].map(|client| word(&claims.standing(client))), ["-", "-"]);
        assert_eq!(word(&claims.claim(a, None)), "1");
        assert_eq!(claims.release(a), None);
        assert_eq!(word(&claims.standing(a)), "-");
    }

    #[test]
    fn a_claim_outlives_its_connection_for_a_while_and_its_token_takes_it_back() {
        let start = Instant::now();
        let mut claims = Claims::default();
        let [old, new, other] = [(); 3].map(|()| Uuid::new_v4());
        let open = keys(&["x"]);
        claims.settle(Some(&open), start);
        let Standing::Holds(claim) = claims.claim(old, None) else { panic!("no table") };
        claims.claim(other, None);
        assert_eq!(claims.depart(old, start).as_ref().map(|gone| &gone.token), Some(&claim.token));
        let later = start + CLAIM_GRACE - Duration::from_millis(1);
        assert!(claims.settle(Some(&open), later).is_empty());
        assert_eq!(word(&claims.claim(new, Some(&claim.token))), "x");
        assert!(claims.settle(Some(&open), start + CLAIM_GRACE * 2).is_empty());
        claims.depart(new, start);
        assert_eq!(claims.settle(Some(&open), start + CLAIM_GRACE), [new, other]);
        assert_eq!(word(&claims.standing(other)), "x");
        // A token of a claim that has ended is one more in the queue.
        assert_eq!(word(&claims.claim(new, Some(&claim.token))), "1");
        // Somebody else has the table by now; after he gave it up, it can be had again.
        claims.restore(old, "x", &claim.token);
        assert_eq!(word(&claims.standing(old)), "-");
        claims.release(new);
        claims.release(other);
        claims.restore(old, "x", &claim.token);
        assert_eq!(word(&claims.standing(old)), "x");
    }
}
