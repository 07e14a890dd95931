//! An edge of every stat: what just counts, and what just does not.

mod postflop;
mod preflop;

use std::collections::BTreeSet;

use hud::Stat;

use crate::notation::check;

/// A stat, what its edge is, a hand, and what is counted in it.
type Edge = (&'static str, &'static str, &'static str, &'static str);

#[test]
fn every_stat_counts_to_its_edge() {
    for (stat, edge, notation, expected) in edges() {
        assert!(expected.contains(&format!(" {stat} ")), "{stat}: {edge}");
        check(notation, expected);
    }
}

#[test]
fn no_stat_is_without_an_edge() {
    let named: BTreeSet<&str> = edges().map(|(stat, ..)| *stat).collect();
    let missing: Vec<&str> = Stat::all().map(Stat::id).filter(|id| !named.contains(id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn edges() -> impl Iterator<Item = &'static Edge> {
    preflop::EDGES.iter().chain(postflop::EDGES)
}
