//! Which statistics the sessions ask for, so that nothing is counted for nobody.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use wire::{Filter, StatsScope, WantedStats};

/// So many different requests are counted for: the one writer of the log does it behind each
/// hand, and the sessions of one program ask for the same.
pub(crate) const MOST_REQUESTS: usize = 64;

/// What a session asks for with the filter keys `stats` and `stats_scope`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatsRequest {
    /// Which statistics.
    pub stats: WantedStats,
    /// Counted from which hands.
    pub scope: StatsScope,
}

impl StatsRequest {
    /// What a filter asks for, if it names statistics.
    pub(crate) fn of(filter: &Filter) -> Option<Self> {
        let stats = filter.stats()?.clone();
        Some(Self { stats, scope: filter.stats_scope() })
    }

    /// Whether a filter asks for exactly this.
    pub(crate) fn is_of(&self, filter: &Filter) -> bool {
        filter.stats() == Some(&self.stats) && filter.stats_scope() == self.scope
    }
}

/// All that is asked for at the moment. Clones are handles to the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Demand(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// How many different requests there are: whoever announces hands looks here each time,
    /// and most often there is nothing more to look at.
    count: AtomicUsize,
    /// How many sessions each of them has.
    requests: Mutex<HashMap<Arc<StatsRequest>, usize>>,
}

/// A session asks for this; it does so until this is dropped.
#[derive(Debug)]
pub(crate) struct Asked {
    request: Arc<StatsRequest>,
    demand: Demand,
}

impl Demand {
    /// Notes what a filter asks for, if it does and there is room for another request.
    pub(crate) fn note(&self, filter: &Filter) -> Option<Asked> {
        let request = Arc::new(StatsRequest::of(filter)?);
        let mut requests = self.requests();
        if MOST_REQUESTS <= requests.len() && !requests.contains_key(&request) {
            return None;
        }
        *requests.entry(Arc::clone(&request)).or_default() += 1;
        self.0.count.store(requests.len(), Ordering::SeqCst);
        Some(Asked { request, demand: self.clone() })
    }

    /// Each different request once.
    pub(crate) fn all(&self) -> Vec<Arc<StatsRequest>> {
        if self.0.count.load(Ordering::SeqCst) == 0 {
            return Vec::new();
        }
        self.requests().keys().cloned().collect()
    }

    fn requests(&self) -> MutexGuard<'_, HashMap<Arc<StatsRequest>, usize>> {
        self.0.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Asked {
    /// Whether a filter asks for exactly this.
    pub(crate) fn is_of(&self, filter: &Filter) -> bool {
        self.request.is_of(filter)
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        let mut requests = self.demand.requests();
        if let Some(sessions) = requests.get_mut(&self.request) {
            *sessions -= 1;
            if *sessions == 0 {
                requests.remove(&self.request);
            }
        }
        self.demand.0.count.store(requests.len(), Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use proptest::{collection::vec, prelude::proptest};
    use wire::Filter;

    use super::{Demand, Ordering, StatsRequest};

    const FILTERS: [&str; 5] = [
        "{}",
        r#"{"stats":"all"}"#,
        r#"{"stats":["vpip","pfr"]}"#,
        r#"{"stats":["vpip","pfr"],"stats_scope":{"since":"session"}}"#,
        r#"{"stats":["vpip"],"hero_only":true}"#,
    ];

    proptest! {
        #[test]
        fn what_any_session_asks_for_is_there_once_and_nothing_else(
            steps in vec((0..FILTERS.len(), 0..3_usize), 0..60),
        ) {
            let demand = Demand::default();
            let mut sessions = VecDeque::new();
            for (index, leaving) in steps {
                let filter = Filter::decode(FILTERS[index]).unwrap();
                sessions.push_back((index, demand.note(&filter)));
                sessions.drain(..leaving.min(sessions.len()));
                let mut expected: Vec<_> = sessions.iter().map(|(index, _)| *index).collect();
                expected.retain(|index| *index != 0);
                expected.sort_unstable();
                expected.dedup();
                let requests = demand.all();
                let is_there = |index: &usize| {
                    let filter = Filter::decode(FILTERS[*index]).unwrap();
                    let its = requests.iter().filter(|request| request.is_of(&filter));
                    its.count() == 1
                };
                assert!(expected.iter().all(is_there), "{expected:?} {requests:?}");
                assert_eq!(requests.len(), expected.len());
                assert_eq!(demand.0.count.load(Ordering::SeqCst), expected.len());
            }
            drop(sessions);
            assert!(demand.all().is_empty());
        }
    }

    #[test]
    fn a_request_is_that_of_the_filters_that_ask_for_exactly_the_same() {
        let filters = FILTERS.map(|filter| Filter::decode(filter).unwrap());
        for (index, filter) in filters.iter().enumerate() {
            let Some(request) = StatsRequest::of(filter) else { continue };
            let same = filters.iter().map(|other| request.is_of(other));
            assert!(same.enumerate().all(|(other, is_same)| is_same == (other == index)));
        }
    }
}
