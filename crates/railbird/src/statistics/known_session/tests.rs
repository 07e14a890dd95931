use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Hand, HandText, parse};
use hud::CurrentSession;
use proptest::{collection::vec, prelude::*, sample::select};
use store::{Content, Item, Origin, Packed, Reader, Store};

use super::{FOLLOWED, KnownSession};
use crate::{pseudonyms::Names, statistics::Statistics};

/// A hand of two of three players, as one of them saw it, or a stranger: its number, and when it was
/// played, in seconds.
#[derive(Clone, Copy, Debug)]
struct Played {
    number: usize,
    seconds: i64,
    players: [&'static str; 2],
    hero: Option<&'static str>,
}

fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).unwrap() + TimeDelta::seconds(seconds)
}

fn hand(Played { number, seconds, players: [ana, bob], hero }: Played) -> (Hand, Packed) {
    let at = time(seconds).format("%Y/%m/%d %H:%M:%S");
    let sits_out = ["ana", "bob", "cleo"].into_iter().find(|name| ![ana, bob].contains(name));
    let sits_out = sits_out.unwrap();
    let dealt = hero.map_or_else(String::new, |hero| format!("Dealt to {hero} [Ah Kd]\n"));
    let text = format!(
        "Winamax Poker - CashGame - HandId: #1-{number}-1700000000 - Holdem no limit \
         (0.01€/0.02€) - {at} UTC\n\
         Table: 'Nice' 5-max (real money) Seat #1 is the button\n\
         Seat 1: {ana} (2€)\nSeat 2: {bob} (2€)\nSeat 3: {sits_out} (2€)\n\
         *** ANTE/BLINDS ***\n\
         {ana} posts small blind 0.01€\n{bob} posts big blind 0.02€\n{dealt}\
         *** PRE-FLOP *** \n{ana} folds\n{bob} collected 0.03€ from pot\n*** SUMMARY ***\n\
         Total pot 0.03€ | No rake\nSeat 2: {bob} (big blind) won 0.03€\n"
    );
    let packed = Packed::new(text.as_bytes()).unwrap();
    (parse(&HandText { offset: 0, bytes: text.as_bytes().into() }).unwrap(), packed)
}

fn append(store: &mut Store, played: &[Played]) {
    let hands: Vec<_> = played.iter().map(|played| hand(*played)).collect();
    let counted: Vec<_> = hands.iter().map(|(hand, _)| hud::Played::of(hand)).collect();
    let mut items = Vec::new();
    for ((_, text), counted) in hands.iter().zip(&counted) {
        let content = Content::Hand(counted, text);
        items.push(Item { file: Path::new("a.txt"), offset: 0, origin: Origin::Live, content });
    }
    store.append(&items, &[]).unwrap();
}

/// When the session started, by all hands of all heroes.
fn by_all_hands(reader: &Reader) -> DateTime<Utc> {
    let heroes = reader.heroes().unwrap();
    let facts: Vec<_> = heroes.iter().filter_map(|hero| reader.facts(hero).unwrap()).collect();
    let session = CurrentSession::of(&facts.concat());
    session.map_or(DateTime::<Utc>::MAX_UTC, |session| session.started_at)
}

/// Hands of some evenings in any order, by those who are heroes, become heroes, or are none;
/// and whether somebody asks behind each of them.
fn evenings() -> impl Strategy<Value = Vec<(Played, bool)>> {
    let seconds = select(vec![0, 1, 600, 1799, 1800, 1801, 3600, 3599, 5400, 90_000]);
    let players = select(vec![["ana", "bob"], ["bob", "cleo"], ["ana", "cleo"]]);
    // Some hands come again, as another player saw them.
    let draw = (0..8usize, seconds, players, 0..3usize, any::<bool>());
    vec(draw, 0..14).prop_map(|draws| {
        let hands: Vec<_> = draws.iter().map(|draw| (draw.1, draw.2)).collect();
        let played = |(index, (same, _, _, hero, asks)): (usize, &(usize, _, _, usize, bool))| {
            let number = if *same < 2 { index / 2 } else { index };
            let (seconds, players) = hands[number];
            (Played { number, seconds, players, hero: players.get(*hero).copied() }, *asks)
        };
        draws.iter().enumerate().map(played).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_session_that_is_remembered_is_that_of_all_hands(evenings in evenings()) {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        let statistics = Statistics::new(store.reader().unwrap(), Names::default());
        for (played, asks) in evenings {
            append(&mut store, &[played]);
            if asks {
                let start = statistics.session_start().unwrap();
                prop_assert_eq!(start, by_all_hands(&store.reader().unwrap()));
            }
        }
    }
}

#[test]
fn all_hands_are_asked_only_where_a_hand_does_not_tell() {
    let of_ana = |number: usize, seconds| {
        let players = ["ana", "bob"];
        Played { number, seconds, players, hero: Some("ana") }
    };
    let more: Vec<Played> = (10..10 + FOLLOWED).map(|number| of_ana(number, 9000)).collect();
    for (played, start) in [
        (&[][..], Some(7200)),
        (&[of_ana(2, 7200)], Some(7200)),
        (&[of_ana(2, 7300), of_ana(3, 7400)], Some(7200)),
        (&[of_ana(2, 9000)], Some(9000)),
        (&[of_ana(2, 5400)], Some(7200)),
        (&[of_ana(2, 5401)], None),
        (&[Played { hero: None, ..of_ana(2, 9000) }], Some(9000)),
        (&[Played { players: ["bob", "cleo"], hero: None, ..of_ana(2, 9000) }], Some(7200)),
        (&[Played { hero: Some("bob"), ..of_ana(2, 7300) }], None),
        (&more[1..], Some(9000)),
        (&more, None),
    ] {
        let directory = tempfile::tempdir().unwrap();
        let mut store = Store::open(directory.path()).unwrap();
        append(&mut store, &[of_ana(1, 7200)]);
        let reader = store.reader().unwrap();
        let known = KnownSession::of_all(&reader).unwrap();
        append(&mut store, played);
        let followed = known.followed(&reader).unwrap();
        let followed = followed.map(|known| known.session.unwrap().started_at);
        assert_eq!(followed, start.map(time), "{played:?}");
    }
}
