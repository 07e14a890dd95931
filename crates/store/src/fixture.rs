//! Small logs for the tests of this crate.

use std::path::Path;

use hand_history::{Hand, HandText, parse};
use hud::Played;

use crate::{Content, Entry, Item, Origin, Outcome, Packed, Range, Seq, Store, Text};

/// A hand, its text, and what is counted of it.
pub(crate) type Dealt = (Hand, Packed, Played);

/// A hand with this number, seen by this hero.
pub(crate) fn hand(number: u32, hero: &str) -> Dealt {
    let text = format!(
        "Winamax Poker - CashGame - HandId: #1-{number}-1700000000 - Holdem no limit \
         (0.01€/0.02€) - 2023/11/14 22:13:20 UTC\n\
         Table: 'Nice' 5-max (real money) Seat #1 is the button\n\
         Seat 1: ana (2€)\nSeat 2: bob (2€)\n*** ANTE/BLINDS ***\n\
         ana posts small blind 0.01€\nbob posts big blind 0.02€\nDealt to {hero} [Ah Kd]\n\
         *** PRE-FLOP *** \nana folds\nbob collected 0.03€ from pot\n*** SUMMARY ***\n\
         Total pot 0.03€ | No rake\nSeat 2: bob (big blind) won 0.03€\n"
    );
    dealt(&text)
}

/// The hand of a text.
pub(crate) fn dealt(text: &str) -> Dealt {
    let packed = Packed::new(text.as_bytes()).unwrap();
    let hand = parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap();
    let played = Played::of(&hand);
    (hand, packed, played)
}

pub(crate) fn live<'a>(file: &'a str, offset: u64, content: Content<'a>) -> Item<'a> {
    Item { file: Path::new(file), offset, origin: Origin::Live, content }
}

pub(crate) fn item<'a>((_, text, played): &'a Dealt, file: &'a str) -> Item<'a> {
    live(file, 0, Content::Hand(played, text))
}

/// The same hand with something else in its text.
pub(crate) fn changed(dealt: &Dealt, from: &str, to: &str) -> Dealt {
    let (hand, text, played) = dealt.clone();
    let text = String::from_utf8(text.text().unwrap()).unwrap().replace(from, to);
    (hand, Packed::new(text.as_bytes()).unwrap(), played)
}

/// A hand that is new under this seq.
pub(crate) fn new(seq: u64) -> Outcome {
    Outcome::New { seq: Seq(seq), entry: 1 }
}

pub(crate) fn everything(store: &Store) -> Vec<(u64, String)> {
    let range = Range {
        after: Seq(0),
        up_to: Seq(u64::MAX >> 1),
        limit: 1000,
        live_only: false,
        newest_first: false,
    };
    let entries = store.reader().unwrap().entries(range).unwrap();
    let text = |entry: &Entry| match &entry.text {
        Text::Hand(text) => text.bytes.to_vec(),
        Text::Summary { entry, text } => [format!("{entry} ").as_bytes(), &text.bytes].concat(),
        Text::Damaged(reason) => reason.clone().into_bytes(),
    };
    let lossy = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    entries.iter().map(|entry| (entry.seq.0, lossy(text(entry)))).collect()
}

/// A log of these hands, in a file of this name.
pub(crate) fn log_of(
    directory: &Path,
    file: &str,
    numbers: std::ops::RangeInclusive<u32>,
) -> Store {
    let mut store = Store::open(directory).unwrap();
    let hands: Vec<_> = numbers.map(|number| hand(number, "ana")).collect();
    let items: Vec<_> = hands.iter().map(|hand| item(hand, file)).collect();
    store.append(&items, &[]).unwrap();
    store
}
