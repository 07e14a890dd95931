use chrono::TimeDelta;
use hand_history::{Amount, BuyIn, BuyInKind, Currency, Kind, SummaryText, parse_summary};
use hud::{PlayedTournament, SummaryBlock, TournamentHands, played_tournaments};
use proptest::{prelude::*, sample::subsequence};

use crate::log::{cents, time};

const START: &str = "2023-11-14T22:00:00Z";

/// A block of the tournament 77, which started at ten and that the player was in for an hour,
/// unless these lines say something else.
pub(crate) fn block(entry: u32, player: Option<&str>, lines: &str) -> SummaryBlock {
    block_of("Sunday(77)", entry, player, lines)
}

pub(crate) fn block_of(title: &str, entry: u32, player: Option<&str>, lines: &str) -> SummaryBlock {
    let player = player.map_or(String::new(), |player| format!("Player : {player}\n"));
    let mut text = format!("Winamax Poker - Tournament summary : {title}\n{player}{lines}\n");
    for (field, line) in [
        ("Buy-In", "Buy-In : 9€ + 1€"),
        ("Tournament started", "Tournament started 2023/11/14 22:00:00 UTC"),
        ("You played", "You played 1h"),
    ] {
        if !lines.contains(field) {
            text = format!("{text}{line}\n");
        }
    }
    let text = SummaryText { offset: 0, bytes: text.into_bytes().into() };
    SummaryBlock { entry, summary: parse_summary(&text).unwrap() }
}

/// Ann's hands in the tournament 77, from its start on for so many minutes.
pub(crate) fn hands(minutes: i64) -> TournamentHands {
    TournamentHands {
        player: "Ann".into(),
        id: "77".into(),
        name: "Sunday".into(),
        kind: Kind::Tournament,
        buy_in: BuyIn {
            kind: BuyInKind::Paid,
            prize: Some(cents(900)),
            bounty: None,
            fee: Some(cents(100)),
        },
        real_money: true,
        first_at: time(START),
        last_at: time(START) + TimeDelta::minutes(minutes),
        hands: 40,
        net: cents(-20_000),
        adjustment: cents(300),
    }
}

fn with_buy_in(kind: BuyInKind) -> TournamentHands {
    let buy_in = BuyIn { kind, prize: None, bounty: None, fee: None };
    TournamentHands { buy_in, ..hands(20) }
}

const ANN: Option<&str> = Some("Ann");

fn only(blocks: &[SummaryBlock], hands: &[TournamentHands]) -> PlayedTournament {
    let tournaments = played_tournaments(blocks, hands);
    let [tournament] = &tournaments[..] else { panic!("{tournaments:?}") };
    tournament.clone()
}

#[test]
fn a_tournament_is_what_its_blocks_say_together() {
    let first = "Registered players : 80\nPrizepool : 700€\nYou finished in 60th place\n\
                 You won Bounty 2€";
    let second = "Registered players : 90\nPrizepool : 900€\nYou finished in 3rd place\n\
                  You won 95.50€ + Ticket 10€ + Bounty 4€";
    // The second block comes first.
    let blocks = [block(2, ANN, second), block(1, ANN, first)];
    let expected = PlayedTournament {
        player: Some("Ann".into()),
        id: "77".into(),
        name: "Sunday".into(),
        kind: Kind::Tournament,
        currency: Currency::Eur,
        started_at: Some(time(START)),
        last_hand_at: Some(time("2023-11-14T22:59:00Z")),
        buy_in: hands(59).buy_in,
        summaries: 2,
        entries: 2,
        finished: true,
        cost: Some(cents(2000)),
        prize: cents(9550),
        ticket_value: Some(cents(1000)),
        bounty: cents(600),
        place: Some(3),
        entrants: Some(90),
        prizepool: Some(cents(90_000)),
        hands: 40,
        net: cents(-20_000),
        adjustment: cents(300),
    };
    assert_eq!(only(&blocks, &[hands(59)]), expected);
    assert_eq!(expected.profit(), Some(cents(9550 + 1000 + 600 - 2000)));
    let without_hands = PlayedTournament {
        last_hand_at: None,
        hands: 0,
        net: Amount::ZERO,
        adjustment: Amount::ZERO,
        ..expected
    };
    assert_eq!(only(&blocks, &[]), without_hands);
    assert_eq!(played_tournaments(&[], &[]), []);
}

#[test]
fn a_place_that_is_not_printed_is_no_place() {
    let blocks =
        [block(1, ANN, "You finished in 8th place"), block(2, ANN, "You finished in ... place")];
    assert_eq!(only(&blocks, &[]).place, Some(8));
    assert_eq!(only(&blocks[1..], &[]).place, None);
}

#[test]
fn an_entry_has_ended_when_no_hand_follows_its_end() {
    let untimed = "You played 1h\nTournament started";
    for (blocks, minutes, finished, entries) in [
        (vec![], 20, false, 1),
        (vec![block(1, ANN, "")], 59, true, 1),
        (vec![block(1, ANN, "")], 60, true, 1),
        // He plays again, and is in it still.
        (vec![block(1, ANN, "")], 61, false, 2),
        (vec![block(1, ANN, ""), block(2, ANN, "You played 2h")], 61, true, 2),
        (vec![block(1, ANN, ""), block(2, ANN, "You played 2h")], 121, false, 3),
        // The summary was written when all was over.
        (vec![block(1, ANN, untimed)], 61, true, 1),
    ] {
        let tournament = only(&blocks, &[hands(minutes)]);
        assert_eq!((tournament.finished, tournament.entries), (finished, entries), "{minutes}");
        assert_eq!(tournament.summaries as usize, blocks.len());
        assert_eq!(tournament.cost, Some(cents(1000 * i64::from(entries))), "{minutes}");
        assert_eq!(tournament.profit().is_some(), finished, "{minutes}");
    }
    assert!(only(&[block(1, ANN, "")], &[]).finished);
}

#[test]
fn an_entry_costs_what_is_printed_of_it() {
    let rebuys = "Buy-In : 9€ + 1€\nRebuy cost : 9€ + 1€\nAddon cost : 18€ + 2€\n\
                  Your rebuys : 4\nYour addons : 1";
    let ticket = "Buy-In : Ticket uniquement";
    let again = "Buy-In : Ticket uniquement\nRebuy cost : 9€ + 1€\nYour rebuys : 1";
    let (paid, free) = (hands(20), with_buy_in(BuyInKind::Free));
    let mut knockout = hands(20);
    knockout.buy_in.bounty = Some(cents(900));
    for (lines, hands, cost) in [
        (&["Buy-In : 4.50€ + 4.50€ + 1€"][..], None, Some(1000)),
        (&[rebuys], None, Some(1000 + 4000 + 2000)),
        (&["Buy-In : 9€ + 1€", rebuys], None, Some(8000)),
        (&["Buy-In : 0€ + 0€"], Some(&paid), Some(0)),
        (&[ticket], None, None),
        (&[ticket], Some(&with_buy_in(BuyInKind::Ticket)), None),
        (&[ticket], Some(&free), None),
        // The hands say what the ticket stands for.
        (&[ticket], Some(&paid), Some(1000)),
        (&[again], Some(&paid), Some(2000)),
        (&[again], None, None),
        // So do they with a bounty that the summary leaves out.
        (&["Buy-In : 9€ + 1€"], Some(&knockout), Some(1900)),
        (&["Buy-In : 9€ + 1€", "Buy-In : 9€ + 1€"], Some(&knockout), Some(3800)),
        (&["Buy-In : 9€ + 2€"], Some(&knockout), Some(1100)),
        (&["Buy-In : 9€ + 8€ + 1€"], Some(&knockout), Some(1800)),
        // A part that is not known makes the sum unknown.
        (&[ticket, "Buy-In : 9€ + 1€"], None, None),
        (&["Buy-In : 9€ + 1€", ticket], None, Some(2000)),
        (&[], Some(&paid), Some(1000)),
        (&[], Some(&free), Some(0)),
        (&[], Some(&with_buy_in(BuyInKind::Ticket)), None),
    ] {
        let blocks: Vec<_> =
            (1..).zip(lines).map(|(entry, lines)| block(entry, ANN, lines)).collect();
        let hands: Vec<_> = hands.into_iter().cloned().collect();
        let tournament = only(&blocks, &hands);
        assert_eq!(tournament.cost, cost.map(cents), "{lines:?} {hands:?}");
    }
}

#[test]
fn a_ticket_is_a_prize_whatever_it_is_worth() {
    for (gain, value, in_the_money, profit) in [
        ("", Some(0), false, Some(-1000)),
        ("You won 3€", Some(0), true, Some(-700)),
        ("You won Bounty 3€", Some(0), false, Some(-700)),
        ("You won Ticket 10€", Some(1000), true, Some(0)),
        ("You won Tremplin Winamax Poker Tour", None, true, None),
    ] {
        let tournament = only(&[block(1, ANN, gain)], &[]);
        assert_eq!(tournament.ticket_value, value.map(cents), "{gain}");
        assert_eq!(tournament.is_in_the_money(), in_the_money, "{gain}");
        assert_eq!(tournament.profit(), profit.map(cents), "{gain}");
    }
}

#[test]
fn tournaments_are_apart_by_player_and_id() {
    let bens = TournamentHands { player: "Ben".into(), ..hands(20) };
    let blocks = [
        block(1, ANN, ""),
        block(1, Some("Ben"), ""),
        block_of("Sunday(78)", 1, ANN, ""),
        block_of("Sunday(79)", 1, None, ""),
        block_of("Sunday(79)", 1, Some("Ben"), ""),
    ];
    let names = |blocks: &[SummaryBlock], hands: &[TournamentHands]| -> Vec<_> {
        let name = |played: PlayedTournament| {
            (played.id.to_string(), played.player.map(String::from), played.entries)
        };
        played_tournaments(blocks, hands).into_iter().map(name).collect()
    };
    let (ann, ben) = (Some("Ann".to_owned()), Some("Ben".to_owned()));
    let row = |id: &str, player: &Option<String>| (id.to_owned(), player.clone(), 1);
    let all =
        [row("77", &ann), row("77", &ben), row("78", &ann), row("79", &None), row("79", &ben)];
    assert_eq!(names(&blocks, &[hands(20), bens.clone()]), all);
    // Who played in 2011, the hands say.
    let nobodys = [block(1, None, "")];
    assert_eq!(names(&nobodys, &[]), [row("77", &None)]);
    assert_eq!(names(&nobodys, std::slice::from_ref(&bens)), [row("77", &ben)]);
    let other = TournamentHands { id: "78".into(), ..bens };
    assert_eq!(names(&nobodys, &[other]), [row("77", &None), row("78", &ben)]);
}

#[test]
fn tournaments_are_in_the_order_of_their_start() {
    let at = |id: &str, time: &str| {
        let lines = format!("Tournament started {time} UTC");
        block_of(&format!("Sunday({id})"), 1, ANN, &lines)
    };
    let blocks = [at("1", "2023/11/16 10:00:00"), at("2", "2023/11/15 10:00:00")];
    let ids: Vec<_> = played_tournaments(&blocks, &[hands(20)])
        .into_iter()
        .map(|played| played.id.to_string())
        .collect();
    assert_eq!(ids, ["77", "2", "1"]);
}

#[test]
fn the_currency_is_what_was_paid_with() {
    let play = TournamentHands { real_money: false, ..hands(20) };
    assert_eq!(only(&[], std::slice::from_ref(&play)).currency, Currency::Play);
    assert_eq!(only(&[], &[hands(20)]).currency, Currency::Eur);
    let lines = ["Buy-In : 9 + 1", "Buy-In : 9€ + 1€", "Buy-In : Ticket uniquement"];
    for (lines, currency) in lines.into_iter().zip([Currency::Play, Currency::Eur, Currency::Play])
    {
        let block = [block(1, ANN, lines)];
        assert_eq!(only(&block, &[]).currency, currency);
        assert_eq!(only(&block, std::slice::from_ref(&play)).currency, Currency::Play);
        assert_eq!(only(&block, &[hands(20)]).currency, Currency::Eur);
    }
}

/// Everything that can be told of a few tournaments.
fn told() -> (Vec<SummaryBlock>, Vec<TournamentHands>) {
    let lines = [
        "You finished in 9th place",
        "Buy-In : Ticket uniquement\nPrizepool : 50€",
        "You won 30€ + Bounty 2€\nRegistered players : 40\nYou played 2h",
        "Buy-In : 20€ + 2€\nYou won Ticket 5€\nPrizepool : 80€",
    ];
    let titles = ["Sunday(77)", "Expresso(78)"];
    let mut blocks = Vec::new();
    for (title, player) in
        titles.into_iter().flat_map(|title| [ANN, Some("Ben"), None].map(|player| (title, player)))
    {
        for (entry, lines) in (1..).zip(lines) {
            // A block without a name joins those of Ann, and is told apart by its number.
            let entry = if player.is_none() { entry + 10 } else { entry };
            blocks.push(block_of(title, entry, player, lines));
        }
    }
    let bens = TournamentHands { player: "Ben".into(), ..with_buy_in(BuyInKind::Ticket) };
    (blocks, vec![hands(90), bens, TournamentHands { id: "78".into(), ..hands(5) }])
}

proptest! {
    #[test]
    fn tournaments_do_not_depend_on_the_order_of_blocks(
        (some, shuffled) in subsequence(told().0, 0..24)
            .prop_flat_map(|some| (Just(some.clone()), Just(some).prop_shuffle())),
        hands in subsequence(told().1, 0..=3)
            .prop_flat_map(|some| (Just(some.clone()), Just(some).prop_shuffle())),
    ) {
        let tournaments = played_tournaments(&some, &hands.0);
        prop_assert_eq!(&tournaments, &played_tournaments(&shuffled, &hands.1));
        let sum = |of: fn(&PlayedTournament) -> u32| tournaments.iter().map(of).sum::<u32>();
        prop_assert_eq!(sum(|played| played.summaries) as usize, some.len());
        prop_assert_eq!(sum(|played| played.hands) as usize, hands.0.len() * 40);
        let prizes: Amount = some.iter().map(|block| block.summary.gain.prize).sum();
        prop_assert_eq!(tournaments.iter().map(|played| played.prize).sum::<Amount>(), prizes);
    }
}
