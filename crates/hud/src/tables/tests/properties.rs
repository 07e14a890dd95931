//! What holds for every stream of hands.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use dealer::Casino;
use hand_history::{Block, Hand, Kind, SeatNo, Splitter, TournamentSummary, parse_summary};
use proptest::{collection::vec, prelude::*};
use smol_str::SmolStr;

use super::{IDLE, time};
use crate::{Seat, TableEvent, TableState, Tables, Viewpoint};

/// What comes in, and when.
struct Arrival {
    at: DateTime<Utc>,
    hand: Hand,
    summary: Option<TournamentSummary>,
}

/// A stream of hands with these pauses, in seconds, between them.
fn stream(seed: u64, tables: usize, pauses: &[i64]) -> Vec<Arrival> {
    let mut casino = Casino::new(seed, tables);
    let ends = pauses.iter().scan(0, |now, pause| {
        *now += pause;
        Some(time(*now))
    });
    ends.map(|at| {
        let delivery = casino.deal(at);
        let summary = delivery.summary.map(|(_, text)| {
            let mut splitter = Splitter::new(0, text.as_bytes());
            let Some(Block::Summary(text)) = splitter.next() else { panic!("{text}") };
            parse_summary(&text).unwrap()
        });
        Arrival { at, hand: delivery.hand, summary }
    })
    .collect()
}

/// Mostly the pauses of a player with several tables, at times one that closes some of them.
fn pauses() -> impl Strategy<Value = Vec<i64>> {
    vec(prop_oneof![40 => 1_i64..60, 1 => 60_i64..900], 1..400)
}

fn fold(tables: &mut Tables, arrivals: &[Arrival]) -> Vec<TableEvent> {
    let mut events = Vec::new();
    for Arrival { at, hand, summary } in arrivals {
        events.extend(tables.observe(hand, *at));
        events.extend(summary.iter().flat_map(|summary| tables.finish(summary, *at)));
    }
    events
}

type Seats = BTreeSet<(SeatNo, SmolStr)>;

fn seats(state: &TableState) -> Seats {
    state.seats.iter().map(|seat| (seat.no, seat.name.clone())).collect()
}

fn place(seat: &Seat) -> (SeatNo, SmolStr) {
    (seat.no, seat.name.clone())
}

fn as_seen_by(state: &TableState, hero: Option<&SmolStr>) -> TableState {
    let mut state = state.clone();
    state.hero = hero.cloned();
    state.seats.iter_mut().for_each(|seat| seat.is_hero &= hero.is_some());
    state
}

/// A reader who knows nothing but the events.
#[derive(Default)]
struct Reader {
    open: BTreeMap<Viewpoint, Seats>,
}

impl Reader {
    /// Goes on with an event, which must fit to those before it.
    fn read(&mut self, event: &TableEvent) {
        match event {
            TableEvent::PlayerLeft { table, seat } => {
                assert!(self.open.get_mut(table).unwrap().remove(&place(seat)));
            }
            TableEvent::PlayerJoined { table, seat } => {
                let seats = self.open.get_mut(table).unwrap();
                assert!(seats.iter().all(|(no, name)| *no != seat.no && *name != seat.name));
                seats.insert(place(seat));
            }
            TableEvent::LevelChanged(change) => assert!(self.open.contains_key(&change.table)),
            TableEvent::Opened(state) => {
                assert_eq!(self.open.insert(state.key.clone(), seats(state)), None);
            }
            TableEvent::Updated(state) => {
                let known = self.open.get_mut(&state.key).unwrap();
                if state.kind == Kind::Pool {
                    *known = seats(state);
                }
                assert_eq!(*known, seats(state));
            }
            TableEvent::Closed { table, .. } => {
                assert_eq!(self.open.remove(&table.key), Some(seats(table)));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn events_alone_tell_who_sits_where(seed: u64, tables in 1_usize..9, pauses in pauses()) {
        let mut folded = Tables::new(IDLE);
        let mut reader = Reader::default();
        let arrivals = stream(seed, tables, &pauses);
        for arrival in &arrivals {
            for event in fold(&mut folded, std::slice::from_ref(arrival)) {
                reader.read(&event);
            }
            let open = folded.open().map(|state| (state.key.clone(), seats(state)));
            prop_assert_eq!(&reader.open, &open.collect::<BTreeMap<_, _>>());
        }
        let end = arrivals.last().unwrap().at + TimeDelta::from_std(IDLE).unwrap();
        folded.tick(end).iter().for_each(|event| reader.read(event));
        prop_assert!(reader.open.is_empty());
        prop_assert_eq!(folded.open().count(), 0);
    }

    #[test]
    fn half_an_hour_tells_what_is_open(seed: u64, tables in 1_usize..9, pauses in pauses()) {
        let arrivals = stream(seed, tables, &pauses);
        let end = arrivals.last().unwrap().at;
        let before = end - TimeDelta::minutes(30);
        let recent = arrivals.iter().position(|arrival| before <= arrival.at).unwrap();
        let mut whole = Tables::new(IDLE);
        fold(&mut whole, &arrivals);
        whole.tick(end);
        let mut restarted = Tables::new(IDLE);
        fold(&mut restarted, &arrivals[recent..]);
        restarted.tick(end);
        prop_assert_eq!(whole.view().len(), restarted.view().len());
        for (whole, restarted) in whole.open().zip(restarted.open()) {
            // A hero who sat out for half an hour is nobody until he plays again.
            let known = restarted.hero.is_some();
            let hero = whole.hero.as_ref().filter(|_| known);
            prop_assert_eq!(&as_seen_by(whole, hero), &**restarted);
        }
    }

    #[test]
    fn ticks_between_hands_only_close_tables_sooner(seed: u64, pauses in pauses()) {
        let (mut quiet, mut ticking) = (Tables::new(IDLE), Tables::new(IDLE));
        for arrival in stream(seed, 4, &pauses) {
            ticking.tick(arrival.at - TimeDelta::seconds(1));
            let arrival = std::slice::from_ref(&arrival);
            fold(&mut quiet, arrival);
            fold(&mut ticking, arrival);
            prop_assert_eq!(quiet.view(), ticking.view());
        }
    }

    #[test]
    fn the_hand_that_began_last_is_the_truth(seed: u64, swaps in vec(any::<bool>(), 200)) {
        // One table and no pause that closes it: its hands come in two by two.
        let arrivals = stream(seed, 1, &vec![20; swaps.len()]);
        let mut ordered = Tables::new(IDLE);
        let mut shuffled = Tables::new(IDLE);
        for (pair, swap) in arrivals.chunks(2).zip(swaps) {
            let at = pair.last().unwrap().at;
            for arrival in pair {
                ordered.observe(&arrival.hand, at);
            }
            let mut pair: Vec<&Arrival> = pair.iter().collect();
            if swap {
                pair.reverse();
            }
            for arrival in pair {
                shuffled.observe(&arrival.hand, at);
            }
            prop_assert_eq!(ordered.view(), shuffled.view());
        }
    }
}
