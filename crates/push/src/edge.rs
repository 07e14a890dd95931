//! How far a session may read: to the newest end of the log, or to where that was some time
//! ago.

use std::{collections::VecDeque, fmt, sync::Arc, time::Duration};

use store::Seq;
use tokio::time::Instant;
use wire::TableJson;

/// The open tables at one moment, as of a seq. Clones share them.
#[derive(Clone)]
pub struct View(Arc<Tables>);

struct Tables {
    keys: Arc<[Arc<str>]>,
    write: Write,
}

/// Writes the tables as messages show them, as of a seq.
type Write = Box<dyn Fn(Seq) -> Vec<TableJson> + Send + Sync>;

impl View {
    /// The tables with these keys, which this function writes as of a seq.
    pub fn new(
        keys: Arc<[Arc<str>]>,
        write: impl Fn(Seq) -> Vec<TableJson> + Send + Sync + 'static,
    ) -> Self {
        Self(Arc::new(Tables { keys, write: Box::new(write) }))
    }

    /// The keys of the tables.
    pub(crate) fn keys(&self) -> &[Arc<str>] {
        &self.0.keys
    }

    /// The tables as messages show them.
    pub(crate) fn tables(&self, seq: Seq) -> Vec<TableJson> {
        (self.0.write)(seq)
    }
}

/// No table is open.
impl Default for View {
    fn default() -> Self {
        Self::new(Arc::default(), |_| Vec::new())
    }
}

impl fmt::Debug for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("View").field(&self.keys()).finish()
    }
}

/// An end of the log, and the tables there.
#[derive(Clone, Debug, Default)]
pub(crate) struct Edge {
    /// The newest entry.
    pub(crate) top: Seq,
    /// The number of the item behind the newest one.
    pub(crate) end: u64,
    /// The open tables.
    pub(crate) view: View,
}

/// The longest delay that a session may ask for.
const LONGEST_DELAY: Duration = Duration::from_secs(600);

/// Ends that lie closer together than this are remembered as one: a session with a delay is
/// later by that much at most, and what is remembered is bounded.
const GRAIN: Duration = Duration::from_secs(1);

/// The ends of the log in the last minutes, for sessions that watch with a delay.
#[derive(Debug)]
pub(crate) struct Edges {
    now: Edge,
    /// The oldest one is older than any delay, or the end at the start.
    past: VecDeque<Mark>,
}

#[derive(Debug)]
struct Mark {
    since: Instant,
    /// When the log had come to this end.
    until: Instant,
    edge: Edge,
}

impl Edges {
    /// Everything up to `top` is as old as can be.
    pub(crate) fn new(top: Seq, view: View) -> Self {
        Self { now: Edge { top, end: 0, view }, past: VecDeque::new() }
    }

    /// The newest end.
    pub(crate) fn now(&self) -> &Edge {
        &self.now
    }

    /// The log has come to another end.
    pub(crate) fn set(&mut self, edge: Edge, at: Instant) {
        let before = std::mem::replace(&mut self.now, edge.clone());
        if self.past.is_empty() {
            // It was the end for longer than anybody remembers.
            let long_ago = at.checked_sub(LONGEST_DELAY).unwrap_or(at);
            self.past.push_back(Mark { since: long_ago, until: long_ago, edge: before });
        }
        let is_base = self.past.len() == 1;
        match self.past.back_mut() {
            Some(last) if !is_base && at < last.since + GRAIN => {
                last.until = at;
                last.edge = edge;
            }
            _ => self.past.push_back(Mark { since: at, until: at, edge }),
        }
        let is_old = |mark: &Mark| mark.until + LONGEST_DELAY <= at;
        while self.past.get(1).is_some_and(is_old) {
            self.past.pop_front();
        }
    }

    /// The end that was the newest one `delay` ago, and when the next one becomes that.
    pub(crate) fn before(&self, delay: Duration, at: Instant) -> (Edge, Option<Instant>) {
        if delay.is_zero() || self.past.is_empty() {
            return (self.now.clone(), None);
        }
        let later = self.past.iter().skip(1).position(|mark| at < mark.until + delay);
        let index = later.unwrap_or(self.past.len() - 1);
        let edge = self.past.get(index).map_or_else(Edge::default, |mark| mark.edge.clone());
        let next = self.past.get(index + 1).map(|mark| mark.until + delay);
        (edge, next)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use store::Seq;
    use tokio::time::Instant;

    use super::{Edge, Edges, View};

    fn edge(top: u64) -> Edge {
        Edge { top: Seq(top), end: top, ..Edge::default() }
    }

    #[test]
    fn a_delayed_session_sees_the_end_of_that_time() {
        let start = Instant::now() + Duration::from_secs(10_000);
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut edges = Edges::new(Seq(5), View::default());
        let seen = |edges: &Edges, delay, now| {
            let (edge, next) = edges.before(Duration::from_secs(delay), at(now));
            (edge.top.0, next.map(|next| (next - start).as_secs()))
        };
        assert_eq!(seen(&edges, 30, 0), (5, None));
        for (top, seconds) in [(6, 100), (7, 110), (8, 500)] {
            edges.set(edge(top), at(seconds));
        }
        assert_eq!(seen(&edges, 0, 500), (8, None));
        assert_eq!(seen(&edges, 30, 110), (5, Some(130)));
        assert_eq!(seen(&edges, 30, 129), (5, Some(130)));
        assert_eq!(seen(&edges, 30, 130), (6, Some(140)));
        assert_eq!(seen(&edges, 30, 529), (7, Some(530)));
        assert_eq!(seen(&edges, 30, 530), (8, None));
        assert_eq!(seen(&edges, 600, 699), (5, Some(700)));
        assert_eq!(seen(&edges, 600, 700), (6, Some(710)));
        // What is older than any delay is forgotten, but for the newest of it.
        edges.set(edge(9), at(2000));
        assert_eq!(seen(&edges, 600, 2000), (8, Some(2600)));
    }

    #[test]
    fn ends_that_follow_closely_are_one_and_never_early() {
        let start = Instant::now() + Duration::from_secs(10_000);
        let mut edges = Edges::new(Seq(0), View::default());
        for tenths in 0..100_u32 {
            edges.set(edge(u64::from(tenths) + 1), start + Duration::from_millis(100) * tenths);
        }
        assert!(edges.past.len() <= 12, "{}", edges.past.len());
        let delay = Duration::from_secs(5);
        for tenths in 0..200 {
            let now = start + Duration::from_millis(100) * tenths;
            let (edge, _) = edges.before(delay, now);
            let due = u64::from(tenths + 1).saturating_sub(50).min(100);
            assert!(edge.top.0 <= due && due <= edge.top.0 + 11, "{tenths}: {edge:?} {due}");
        }
    }
}
