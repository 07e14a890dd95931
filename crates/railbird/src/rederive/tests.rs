use std::path::Path;

use dealer::{Game, Layout, deal_one, write};
use store::{Content, FileCheckpoint, Item, Origin, Packed, Store};

use super::{after_an_update, rebuild, retry_quarantine};

/// Puts a text into the quarantine of a log, as an older parser would have.
fn refuse(store: &mut Store, offset: u64, text: &str) {
    let content = Content::Stray { bytes: text.as_bytes(), reason: "line 1: not known yet" };
    let item = Item { file: Path::new("a.txt"), offset, origin: Origin::Live, content };
    let checkpoint = FileCheckpoint { offset: 9, fingerprint: 9 };
    store.append(&[item], &[(Path::new("a.txt"), checkpoint)]).unwrap();
}

fn dealt(seed: u64) -> String {
    let layout = Layout::Client;
    write(&deal_one(Game::ALL[0], layout, seed), layout)
}

#[test]
fn a_new_parser_reads_what_an_older_one_refused() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    refuse(&mut store, 0, &dealt(1));
    refuse(&mut store, 900, "no hand at all");
    // The second one is in the log already, from another file.
    let known = deal_one(Game::ALL[0], Layout::Client, 2);
    let packed = Packed::new(dealt(2).trim_end().as_bytes()).unwrap();
    let played = hud::Played::of(&known);
    let content = Content::Hand(&played, &packed);
    let item = Item { file: Path::new("b.txt"), offset: 0, origin: Origin::Live, content };
    store.append(&[item], &[]).unwrap();
    refuse(&mut store, 1800, &dealt(2));

    assert_eq!(after_an_update(&mut store, |_| {}).unwrap(), 2);
    let totals = store.totals();
    assert_eq!((totals.top.0, totals.hands, totals.quarantined), (2, 2, 1));
    // Once for each version.
    refuse(&mut store, 2700, &dealt(3));
    assert_eq!(after_an_update(&mut store, |_| {}).unwrap(), 0);
    drop(store);
    let mut store = Store::open(directory.path()).unwrap();
    assert_eq!(after_an_update(&mut store, |_| {}).unwrap(), 0);
    assert_eq!(retry_quarantine(&mut store).unwrap(), 1);
}

#[test]
fn a_rebuild_reads_every_entry() {
    let directory = tempfile::tempdir().unwrap();
    let mut store = Store::open(directory.path()).unwrap();
    (0..3).for_each(|seed| refuse(&mut store, seed * 1000, &dealt(seed)));
    retry_quarantine(&mut store).unwrap();
    let (rebuilt, _) = rebuild(&mut store, |_| {}).unwrap();
    assert_eq!((rebuilt.entries, rebuilt.unreadable), (3, 0));
}
