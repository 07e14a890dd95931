use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::Arc,
};

use chrono::{DateTime, TimeDelta};
use dealer::Casino;
use hand_history::{Kind, Position};
use hud::{AllIn, Fact, Month, PlayersDealt, Scope, Setting, StackBand, Stat, TableKey, Totals};

use super::Sums;
use crate::{
    Content, Derived, Entry, Expectation, Item, Note, Origin, Outcome, Seq, Store,
    fixture::{Dealt, changed, dealt, hand, item, new},
};

/// Enough for the ones who play most to have counters: eight pieces of some 200 hands each.
const HANDS: usize = 2500;

/// Hands at a few tables over some months.
fn evenings() -> Vec<Dealt> {
    let mut casino = Casino::new(3, 2);
    let start = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let times = (0..HANDS).map(|i| start + TimeDelta::minutes(30 * i64::try_from(i).unwrap()));
    times.map(|at| dealt(casino.deal(at).text.trim_end())).collect()
}

/// What each player has done, straight from the hands.
struct Model {
    tables: BTreeMap<TableKey, u64>,
    facts: BTreeMap<String, Vec<Fact>>,
}

impl Model {
    fn of(hands: &[Dealt], expectations: &[Expectation]) -> Self {
        let mut model = Self { tables: BTreeMap::new(), facts: BTreeMap::new() };
        for (seq, (hand, _, played)) in (1..).zip(hands) {
            let setting = Arc::new(Setting::of(hand));
            let next = model.tables.len() as u64 + 1;
            let table = *model.tables.entry(TableKey::of(hand)).or_insert(next);
            let expected = expectations.iter().find(|expected| expected.seq.0 == seq);
            for (name, part) in &played.players {
                let fact = Fact::of((seq, table), hand.played_at, Arc::clone(&setting), part);
                let facts = model.facts.entry(name.to_string()).or_default();
                if let Some(Expectation { ev_nets, .. }) = expected
                    && ev_nets[usize::from(part.player.0)] != part.net
                {
                    let adjustment = ev_nets[usize::from(part.player.0)] - part.net;
                    facts.push(fact.clone().adjusted_by(adjustment));
                }
                facts.push(fact);
            }
        }
        model
    }

    fn totals(&self, player: &str, scope: &Scope) -> Totals {
        let mut facts: Vec<&Fact> =
            self.facts[player].iter().filter(|fact| scope.takes(fact)).collect();
        facts.sort_by_key(|fact| (fact.played_at, fact.entry));
        if let Some(last) = scope.last {
            let hands = facts.iter().filter(|fact| fact.is_hand()).rev();
            let kept: BTreeSet<u64> = hands.take(last as usize).map(|fact| fact.entry).collect();
            facts.retain(|fact| kept.contains(&fact.entry));
        }
        let mut totals = Totals::default();
        facts.into_iter().for_each(|fact| totals.add(fact));
        totals
    }

    /// Those who played least, some in between, and those who played most.
    fn some_players(&self) -> Vec<&str> {
        let mut players: Vec<_> = self.facts.iter().collect();
        players.sort_by_key(|(_, facts)| facts.len());
        let step = players.len() / 6;
        let mut some: Vec<_> =
            players.iter().step_by(step).map(|(name, _)| name.as_str()).collect();
        some.extend(players.iter().rev().take(3).map(|(name, _)| name.as_str()));
        some
    }
}

fn scopes(model: &Model) -> Vec<Scope> {
    let at = |seconds| DateTime::from_timestamp(seconds, 0);
    let all = || Scope { play_money: true, ..Scope::default() };
    let table = model.tables.values().nth(1).copied();
    vec![
        Scope::default(),
        all(),
        Scope { kinds: vec![Kind::Cash, Kind::Expresso], ..all() },
        Scope { positions: vec![Position::Btn, Position::Bb], ..all() },
        Scope { players: vec![PlayersDealt::FourToSix], ..all() },
        Scope {
            months: Some(Month { year: 2023, month: 12 }..=Month { year: 2024, month: 1 }),
            ..all()
        },
        Scope { from: at(1_704_000_000), before: at(1_706_000_000), ..all() },
        Scope { stack_bands: vec![StackBand::From10, StackBand::From20], ..all() },
        Scope { table, ..all() },
        Scope { last: Some(0), ..all() },
        Scope { last: Some(50), ..all() },
        Scope { last: Some(1_000_000), kinds: vec![Kind::Tournament], ..all() },
    ]
}

fn append(store: &mut Store, hands: &[Dealt]) {
    // Batches of many sizes, down to one.
    let mut rest = hands;
    for size in [1, 2, 700, 30].into_iter().cycle() {
        let (batch, others) = rest.split_at(rest.len().min(size));
        let items: Vec<_> = batch.iter().map(|hand| item(hand, "a.txt")).collect();
        store.append(&items, &[]).unwrap();
        rest = others;
        if rest.is_empty() {
            return;
        }
    }
}

/// Whether the log says of all players and scopes what the hands say.
#[track_caller]
fn check(store: &Store, model: &Model, is_adjusted: bool) {
    let reader = store.reader().unwrap();
    for player in model.some_players() {
        for mut scope in scopes(model) {
            let totals = model.totals(player, &scope);
            // The log has numbers of its own for tables.
            if let Some(table) = scope.table {
                let key = model.tables.iter().find(|(_, number)| **number == table).unwrap().0;
                scope.table = reader.table(key).unwrap();
            }
            let sums = reader.sums(player, &scope).unwrap().unwrap();
            assert!(sums == Sums { totals, is_adjusted }, "{player} {scope:?}");
        }
    }
}

fn expectations(hands: &[Dealt]) -> Vec<Expectation> {
    let all_in = |(seq, (hand, _, played)): (u64, &Dealt)| {
        let ev_nets = AllIn::of(hand)?.ev_nets()?;
        Some(Expectation { seq: Seq(seq), played: played.clone(), ev_nets })
    };
    (1..).zip(hands).filter_map(all_in).collect()
}

fn rebuild(store: &mut Store) {
    let derive = |entry: &Entry| Derived::of(&entry.text);
    store.rebuild(|entries| entries.iter().map(derive).collect(), |_| {}).unwrap();
}

#[test]
fn every_scope_counts_what_the_hands_say_before_and_after_everything_is_derived_again() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let hands = evenings();
    append(&mut store, &hands);
    let plain = Model::of(&hands, &[]);
    check(&store, &plain, false);

    let expectations = expectations(&hands);
    let adjusted = Model::of(&hands, &expectations);
    assert!(plain.facts != adjusted.facts);
    for some in expectations.chunks(100) {
        store.adjust(some.last().unwrap().seq, some).unwrap();
    }
    store.adjust(Seq(HANDS as u64), &[]).unwrap();
    check(&store, &adjusted, true);
    // What was counted is not counted again.
    store.adjust(Seq(HANDS as u64), &expectations).unwrap();
    check(&store, &adjusted, true);

    let (counted, rows) = (tables_of(&store), ["pieces", "counters", "settings", "tables"]);
    assert!(rows.iter().all(|table| counted[table] != 0), "{counted:?}");
    rebuild(&mut store);
    assert_eq!(store.adjusted_up_to().unwrap(), Seq(0));
    check(&store, &plain, false);
    store.adjust(Seq(HANDS as u64), &expectations).unwrap();
    check(&store, &adjusted, true);
}

/// How many rows each table has.
fn tables_of(store: &Store) -> BTreeMap<&'static str, i64> {
    let count = |table: &str| {
        let select = format!("SELECT count(*) FROM {table}");
        store.connection.query_row(&select, (), |row| row.get(0)).unwrap()
    };
    ["pieces", "counters", "settings", "tables", "heroes", "watched"]
        .into_iter()
        .map(|table| (table, count(table)))
        .collect()
}

#[test]
fn a_hand_that_two_heroes_saw_counts_once_whoever_was_first() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (ana, bob) = (hand(1, "ana"), hand(1, "bob"));
    let outcomes = store.append(&[item(&ana, "a.txt"), item(&bob, "b.txt")], &[]).unwrap();
    assert_eq!(outcomes, [new(1), new(2)]);
    // In a later transaction, and the other one first.
    let (ana, bob) = (hand(2, "ana"), hand(2, "bob"));
    store.append(&[item(&bob, "b.txt")], &[]).unwrap();
    store.append(&[item(&ana, "a.txt")], &[]).unwrap();
    let hands_of = |store: &Store, player: &str| {
        let sums = store.reader().unwrap().sums(player, &Scope::default()).unwrap();
        sums.map(|sums| sums.totals.hands())
    };
    for again in [false, true] {
        assert_eq!(hands_of(&store, "ana"), Some(2), "{again}");
        assert_eq!(hands_of(&store, "bob"), Some(2), "{again}");
        assert_eq!(hands_of(&store, "eve"), None);
        let heroes = store.reader().unwrap().heroes().unwrap();
        assert_eq!(heroes, ["ana", "bob"]);
        rebuild(&mut store);
    }
    // The same hand, duplicate or conflict, counts no more.
    let other = changed(&ana, "2€", "3€");
    let outcomes = store.append(&[item(&ana, "a.txt"), item(&other, "c.txt")], &[]).unwrap();
    assert_eq!(outcomes, [Outcome::Duplicate, Outcome::Conflict]);
    assert_eq!(hands_of(&store, "ana"), Some(2));
}

#[test]
fn a_transaction_that_fails_counts_nothing_and_forgets_its_names() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON pieces WHEN new.id >> 24 = 2
                   BEGIN SELECT raise(ABORT, 'disk full'); END";
    store.connection.execute_batch(trigger).unwrap();
    let one = hand(1, "ana");
    store.append(&[item(&one, "a.txt")], &[]).unwrap_err();
    assert!(tables_of(&store).values().all(|rows| *rows == 0));
    store.connection.execute_batch("DROP TRIGGER full").unwrap();
    // With other numbers this time, which nobody remembers from the first time.
    let two = changed(&hand(2, "bob"), "Nice", "Lyon");
    let (_, text, played) = &two;
    let content = Content::Hand(played, text);
    let file = Path::new("b.txt");
    store.append(&[Item { file, offset: 0, origin: Origin::Live, content }], &[]).unwrap();
    store.append(&[item(&one, "a.txt")], &[]).unwrap();
    let reader = store.reader().unwrap();
    for player in ["ana", "bob"] {
        let sums = reader.sums(player, &Scope::default()).unwrap().unwrap();
        assert_eq!(sums.totals.tally(Stat::Hands).opp, 2, "{player}");
    }
}

#[test]
fn players_are_found_by_how_their_names_begin() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let renamed = |from: &str| {
        let text = String::from_utf8(hand(1, "ana").1.text().unwrap()).unwrap();
        dealt(&text.replace("ana", from).replace("#1-1-", &format!("#1-{}-", from.len())))
    };
    let hands = [renamed("Anna_50%"), renamed("anna"), renamed("Élodie")];
    let items: Vec<_> = hands.iter().map(|hand| item(hand, "a.txt")).collect();
    store.append(&items, &[]).unwrap();
    let reader = store.reader().unwrap();
    let found = |prefix, limit| reader.players(prefix, limit).unwrap();
    assert_eq!(found("AN", 10), ["anna", "Anna_50%"]);
    assert_eq!(found("an", 1), ["anna"]);
    assert_eq!(found("anna_", 10), ["Anna_50%"]);
    assert_eq!(found("%", 10), [] as [&str; 0]);
    assert_eq!(found("É", 10), ["Élodie"]);
    assert_eq!(found("", 10), ["anna", "Anna_50%", "bob", "Élodie"]);
}

#[test]
fn notes_outlive_what_is_derived() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let note =
        |text: &str| Note { text: text.to_owned(), label: Some("fish".to_owned()), colour: None };
    store.set_note("ana", Some(&note("calls too much"))).unwrap();
    store.set_note("ana", Some(&note("calls less"))).unwrap();
    store.set_note("bob", Some(&note(""))).unwrap();
    rebuild(&mut store);
    let read = |player: &str, store: &Store| store.reader().unwrap().note(player).unwrap();
    assert_eq!(read("ana", &store), Some(note("calls less")));
    store.set_note("ana", None).unwrap();
    store.set_note("ana", None).unwrap();
    assert_eq!((read("ana", &store), read("bob", &store)), (None, Some(note(""))));
}

#[test]
fn a_hand_that_another_hero_only_watched_counts_once_whoever_was_first() {
    let watched = |number| {
        let text = String::from_utf8(hand(number, "ana").1.text().unwrap()).unwrap();
        dealt(&text.replace("Dealt to ana [Ah Kd]\n", ""))
    };
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (seen, other) = (hand(1, "ana"), watched(1));
    store.append(&[item(&other, "b.txt")], &[]).unwrap();
    store.append(&[item(&seen, "a.txt")], &[]).unwrap();
    let (seen, other) = (hand(2, "ana"), watched(2));
    store.append(&[item(&seen, "a.txt"), item(&other, "b.txt")], &[]).unwrap();
    for again in [false, true] {
        let reader = store.reader().unwrap();
        let sums = reader.sums("bob", &Scope::default()).unwrap().unwrap();
        assert_eq!(sums.totals.hands(), 2, "{again}");
        assert_eq!(reader.heroes().unwrap(), ["ana"], "{again}");
        rebuild(&mut store);
    }
}

#[test]
fn a_beginning_may_be_of_any_length() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    store.append(&[item(&hand(1, "ana"), "a.txt")], &[]).unwrap();
    let found = store.reader().unwrap().players(&"a".repeat(100_000), 10).unwrap();
    assert_eq!(found, [] as [&str; 0]);
}
