use std::path::Path;

use hand_history::{SummaryText, parse_summary};
use hud::Scope;

use super::{Content, FileCheckpoint, Item, Outcome};
use crate::{
    ErrorKind, Origin, Packed, Range, Seq, Store,
    fixture::{changed, everything, hand, item, live, new},
};

#[test]
fn new_hands_get_dense_seqs_and_known_ones_none() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (one, two, three) = (hand(1, "ana"), hand(2, "ana"), hand(3, "ana"));
    let first = store.append(&[item(&one, "a.txt"), item(&two, "a.txt")], &[]).unwrap();
    assert_eq!(first, [new(1), new(2)]);
    let again = [item(&two, "copy.txt"), item(&three, "a.txt"), item(&three, "a.txt")];
    let second = store.append(&again, &[]).unwrap();
    assert_eq!(second, [Outcome::Duplicate, new(3), Outcome::Duplicate]);
    assert_eq!(everything(&store).iter().map(|e| e.0).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn another_hero_of_the_same_hand_is_a_second_entry() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (ana, bob) = (hand(1, "ana"), hand(1, "bob"));
    let outcomes = store.append(&[item(&ana, "a.txt"), item(&bob, "b.txt")], &[]).unwrap();
    assert_eq!(outcomes, [new(1), new(2)]);
}

#[test]
fn another_text_of_the_same_hand_is_kept_in_quarantine_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let one = hand(1, "ana");
    let changed = changed(&one, "Ah", "As");
    let items = [item(&one, "a.txt"), item(&changed, "b.txt"), item(&changed, "b.txt")];
    let outcomes = store.append(&items, &[]).unwrap();
    let expected = [new(1), Outcome::Conflict, Outcome::StillQuarantined];
    assert_eq!(outcomes, expected);
    assert_eq!(store.totals().quarantined, 1);
    let logged = everything(&store);
    assert_eq!(logged.len(), 1);
    assert!(logged[0].1.contains("Ah"));
}

#[test]
fn a_copy_with_other_line_ends_is_a_duplicate() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let one = hand(1, "ana");
    let copy = changed(&one, "\n", "\r\n");
    let outcomes = store.append(&[item(&one, "a.txt"), item(&copy, "b.txt")], &[]).unwrap();
    assert_eq!(outcomes, [new(1), Outcome::Duplicate]);
}

#[test]
fn stray_texts_are_kept_with_their_place_and_counted_once() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let stray = |offset, bytes| live("a", offset, Content::Stray { bytes, reason: "no" });
    let items = [stray(0, b"x"), stray(0, b"x"), stray(0, b"y"), stray(9, b"x")];
    let outcomes = store.append(&items, &[]).unwrap();
    use Outcome::{Quarantined, StillQuarantined};
    assert_eq!(outcomes, [Quarantined, StillQuarantined, Quarantined, Quarantined]);
    assert_eq!(store.totals().quarantined, 3);
}

#[test]
fn a_log_that_is_opened_again_goes_on() {
    let directory = tempfile::tempdir().unwrap();
    let (one, two) = (hand(1, "ana"), hand(2, "ana"));
    let checkpoint = FileCheckpoint { offset: 700, fingerprint: u64::MAX - 3 };
    let mut store = Store::open(directory.path()).unwrap();
    store.append(&[item(&one, "a.txt")], &[(Path::new("a.txt"), checkpoint)]).unwrap();
    let (epoch, totals) = (store.epoch().clone(), store.totals());
    drop(store);

    let mut store = Store::open(directory.path()).unwrap();
    assert_eq!((store.epoch(), store.totals()), (&epoch, totals));
    assert_eq!(store.checkpoints().unwrap().get(Path::new("a.txt")), Some(&checkpoint));
    let outcomes = store.append(&[item(&one, "a.txt"), item(&two, "a.txt")], &[]).unwrap();
    assert_eq!(outcomes, [Outcome::Duplicate, new(2)]);
}

#[test]
fn a_transaction_that_fails_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (one, two) = (hand(1, "ana"), hand(2, "ana"));
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON entries WHEN new.seq = 2
                   BEGIN SELECT raise(ABORT, 'disk full'); END";
    store.connection.execute_batch(trigger).unwrap();
    let items = [item(&one, "a.txt"), item(&two, "a.txt")];
    let checkpoint = FileCheckpoint { offset: 700, fingerprint: 1 };
    let checkpoints = [(Path::new("a.txt"), checkpoint)];
    let error = store.append(&items, &checkpoints).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Database(_)), "{error}");
    assert_eq!(everything(&store), []);
    assert!(store.checkpoints().unwrap().is_empty());

    store.connection.execute_batch("DROP TRIGGER full").unwrap();
    let outcomes = store.append(&items, &checkpoints).unwrap();
    assert_eq!(outcomes, [new(1), new(2)]);
}

#[test]
fn what_several_calls_added_comes_with_the_commit_and_not_before() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (one, two) = (hand(1, "ana"), hand(2, "ana"));
    assert_eq!(store.add(&[item(&one, "a.txt")], &[]).unwrap(), [new(1)]);
    let again = [item(&one, "b.txt"), item(&two, "b.txt")];
    assert_eq!(store.add(&again, &[]).unwrap(), [Outcome::Duplicate, new(2)]);
    let hands_of_bob = |store: &Store| {
        let sums = store.reader().unwrap().sums("bob", &Scope::default()).unwrap();
        sums.map(|sums| sums.totals.hands())
    };
    assert_eq!(
        (everything(&store), store.totals().top, hands_of_bob(&store)),
        (vec![], Seq(0), None)
    );
    store.commit().unwrap();
    assert_eq!((everything(&store).len(), store.totals().top), (2, Seq(2)));
    assert_eq!(hands_of_bob(&store), Some(2));
    store.commit().unwrap();
}

#[test]
fn a_call_that_fails_takes_back_all_since_the_last_commit() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let [one, two, three] = [1, 2, 3].map(|number| hand(number, "ana"));
    store.append(&[item(&one, "a.txt")], &[]).unwrap();
    for (table, id) in [("entries", "seq"), ("pieces", "id")] {
        let trigger = format!(
            "CREATE TRIGGER full BEFORE INSERT ON {table} WHEN new.{id} > 2
             BEGIN SELECT raise(ABORT, 'disk full'); END"
        );
        store.connection.execute_batch(&trigger).unwrap();
        assert_eq!(store.add(&[item(&two, "a.txt")], &[]).unwrap(), [new(2)]);
        let added = store.add(&[item(&three, "a.txt")], &[]);
        // What players did is written with the commit.
        assert!(added.is_err() || store.commit().is_err());
        assert_eq!((everything(&store).len(), store.totals().top), (1, Seq(1)));
        store.connection.execute_batch("DROP TRIGGER full").unwrap();
    }
    store.add(&[item(&two, "a.txt")], &[]).unwrap();
    assert_eq!(store.add(&[item(&three, "a.txt")], &[]).unwrap(), [new(3)]);
    store.commit().unwrap();
    assert_eq!(everything(&store).len(), 3);
}

#[test]
fn a_second_writer_is_told_who_has_the_log() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    let error = Store::open(directory.path()).unwrap_err();
    let ErrorKind::Held { holder, .. } = error.kind() else { panic!("{error}") };
    assert_eq!(holder, &format!("process {}", std::process::id()));
    drop(store);
    Store::open(directory.path()).unwrap();
}

#[test]
fn a_log_of_a_newer_version_is_not_touched() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(directory.path()).unwrap();
    store.connection.pragma_update(None, "user_version", 99).unwrap();
    drop(store);
    let error = Store::open(directory.path()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooNew { found: 99, .. }), "{error}");
}

#[test]
fn a_range_is_cut_at_both_ends_and_can_leave_out_the_past() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let hands: Vec<_> = (1..=6).map(|number| hand(number, "ana")).collect();
    let file = Path::new("a.txt");
    let items: Vec<_> = (0..)
        .zip(&hands)
        .map(|(i, (_, text, played))| {
            let origin = if i % 2 == 0 { Origin::Live } else { Origin::Backfill };
            Item { file, offset: 0, origin, content: Content::Hand(played, text) }
        })
        .collect();
    store.append(&items, &[]).unwrap();
    let reader = store.reader().unwrap();
    let found = |after, up_to, limit, live_only, newest_first| {
        let (after, up_to) = (Seq(after), Seq(up_to));
        let range = Range { after, up_to, limit, live_only, newest_first };
        reader.entries(range).unwrap().iter().map(|entry| entry.seq.0).collect::<Vec<_>>()
    };
    let seqs = |after, up_to, limit, live_only| found(after, up_to, limit, live_only, false);
    assert_eq!(seqs(1, 5, 10, false), [2, 3, 4, 5]);
    assert_eq!(seqs(1, 5, 2, false), [2, 3]);
    assert_eq!(seqs(0, 6, 10, true), [1, 3, 5]);
    assert_eq!(seqs(6, 6, 10, false), [] as [u64; 0]);
    assert_eq!(found(1, 5, 3, false, true), [5, 4, 3]);
    assert_eq!(found(0, 6, 2, true, true), [5, 3]);
}

#[test]
fn each_entry_into_a_tournament_is_kept_once_and_counted() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let block = |player: &str, place: &str| {
        let text = format!(
            "Winamax Poker - Tournament summary : A(7)\nPlayer : {player}\nBuy-In : 1€ + 0.10€\n\
             You finished in {place} place\n"
        );
        let packed = Packed::new(text.as_bytes()).unwrap();
        (
            parse_summary(&SummaryText { offset: 0, bytes: text.into_bytes().into() }).unwrap(),
            packed,
        )
    };
    let blocks =
        [block("ana", "9th"), block("ana", "3rd"), block("bob", "1st"), block("ana", "9th")];
    let items: Vec<Item<'_>> = blocks
        .iter()
        .map(|(summary, text)| live("a_summary.txt", 0, Content::Summary(summary, text)))
        .collect();
    let outcomes = store.append(&items, &[]).unwrap();
    let entry = |seq, entry| Outcome::New { seq: Seq(seq), entry };
    assert_eq!(outcomes, [entry(1, 1), entry(2, 2), entry(3, 1), Outcome::Duplicate]);
    assert_eq!((store.totals().top, store.totals().hands), (Seq(3), 0));
    let logged = everything(&store);
    assert!(logged[1].1.starts_with("2 Winamax") && logged[1].1.contains("3rd"), "{logged:?}");

    // A hand of the same number is another entry.
    let hand = hand(7, "ana");
    let mut same = hand.clone();
    same.0.id = hand_history::HandId("7".into());
    assert_eq!(store.append(&[item(&same, "a.txt")], &[]).unwrap(), [new(4)]);
}

#[test]
fn a_damaged_text_is_told_and_mended_by_its_history_file() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let (one, two) = (hand(1, "ana"), hand(2, "ana"));
    store.append(&[item(&one, "a.txt"), item(&two, "a.txt")], &[]).unwrap();
    let whole = everything(&store);
    let damage = "UPDATE entries SET text = CAST(substr(text, 1, 40) AS BLOB) WHERE seq = 1";
    store.connection.execute_batch(damage).unwrap();
    let damaged = everything(&store);
    assert_eq!(damaged[1], whole[1]);
    assert!(!damaged[0].1.contains("Winamax"), "{damaged:?}");

    assert_eq!(store.append(&[item(&one, "a.txt")], &[]).unwrap(), [Outcome::Duplicate]);
    assert_eq!(everything(&store), whole);
}

#[test]
fn a_log_that_is_put_away_is_one_whole_file_although_readers_are_open() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    let hands = [hand(1, "ana"), hand(2, "ana")];
    let items: Vec<_> = hands.iter().map(|hand| item(hand, "a.txt")).collect();
    store.append(&items, &[]).unwrap();
    let reader = store.reader().unwrap();
    assert_eq!(reader.top().unwrap(), Seq(2));
    store.put_away().unwrap();
    let alone = tempfile::tempdir().unwrap();
    let file = "railbird.db";
    std::fs::copy(directory.path().join(file), alone.path().join(file)).unwrap();
    assert_eq!(Store::open(alone.path()).unwrap().totals().top, Seq(2));
    drop(reader);
}
