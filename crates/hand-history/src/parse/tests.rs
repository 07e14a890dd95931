use std::{fmt::Write as _, path::Path};

use chrono::SecondsFormat;

use super::{parse, parse_summary};
use crate::{Action, ActionKind, Block, Hand, HandText, ParseError, Player, Splitter};

/// Reads a text, which stands alone in its file.
fn read(text: &str) -> Result<Hand, ParseError> {
    parse(&HandText { offset: 0, bytes: text.as_bytes().into() })
}

/// What the only hand or summary of a fixture reads as.
fn fixture(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let mut splitter = Splitter::new(0, &bytes);
    let block = splitter.next();
    assert_eq!(splitter.next(), None, "more than one text in {path:?}");
    match block {
        Some(Block::Hand(text)) => render(&parse(&text).unwrap()),
        Some(Block::Summary(text)) => format!("{:#?}", parse_summary(&text).unwrap()),
        Some(Block::Stray(_)) | None => panic!("neither a hand nor a summary in {path:?}"),
    }
}

/// A hand as a reviewer reads it against its text.
fn render(hand: &Hand) -> String {
    let mut out = String::new();
    let played_at = hand.played_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    writeln!(out, "{} {played_at} {:?} {:?}", hand.id, hand.kind, hand.pool).unwrap();
    let stakes = &hand.stakes;
    let amounts =
        [stakes.ante, stakes.small_blind, stakes.big_blind, stakes.small_bet, stakes.big_bet];
    let amounts = amounts.map(|amount| amount.map_or("-".to_owned(), |amount| amount.to_string()));
    writeln!(
        out,
        "{:?} {:?} {:?} real_money={} stakes {} = ante {} blinds {}/{} bets {}/{}",
        hand.variant,
        hand.limit,
        hand.currency,
        hand.real_money,
        stakes.text,
        amounts[0],
        amounts[1],
        amounts[2],
        amounts[3],
        amounts[4]
    )
    .unwrap();
    let table = &hand.table;
    writeln!(
        out,
        "table {:?} number {:?} {}-max button {:?}",
        table.name.as_str(),
        table.number,
        table.max_seats,
        table.button.map(|seat| seat.0)
    )
    .unwrap();
    if let Some(tournament) = &hand.tournament {
        writeln!(
            out,
            "tournament {} {:?} level {:?} {}",
            tournament.id,
            tournament.name.as_str(),
            tournament.level,
            buy_in(tournament.buy_in)
        )
        .unwrap();
    }
    for player in &hand.players {
        writeln!(out, "{}", player_line(player, hand)).unwrap();
    }
    for log in &hand.streets {
        writeln!(out, "{:?} {:?}", log.street, log.cards).unwrap();
        for action in hand.actions_of(log) {
            writeln!(out, "  {}", action_line(hand, action)).unwrap();
        }
    }
    let winners: Vec<&str> = hand.winners().map(|player| player.name.as_str()).collect();
    writeln!(
        out,
        "board {:?} pot {} rake {} added {} winners {winners:?} showdown {}",
        hand.board,
        hand.total_pot,
        hand.rake,
        hand.added_to_pot,
        hand.showdown()
    )
    .unwrap();
    for warning in &hand.warnings {
        writeln!(out, "warning {warning}").unwrap();
    }
    out
}

fn buy_in(buy_in: crate::BuyIn) -> String {
    let part = |amount: Option<crate::Amount>| amount.map_or("-".to_owned(), |a| a.to_string());
    let [prize, bounty, fee] = [buy_in.prize, buy_in.bounty, buy_in.fee].map(part);
    format!("{:?} prize {prize} bounty {bounty} fee {fee}", buy_in.kind)
}

fn player_line(player: &Player, hand: &Hand) -> String {
    let position = player.position.map_or("-", |position| position.name());
    let bounty = player.bounty.map_or(String::new(), |bounty| format!(" bounty {bounty}"));
    let dealt = if player.dealt_in { "" } else { " not dealt in" };
    let hero = if hand.hero() == Some(player) { " hero" } else { "" };
    format!(
        "seat {} {position} {:?} stack {}{bounty} {:?} in {} out {} uncalled {} net {}{dealt}{hero}",
        player.seat.0,
        player.name.as_str(),
        player.stack,
        player.cards,
        player.contributed,
        player.collected,
        player.uncalled,
        player.net()
    )
}

fn action_line(hand: &Hand, action: &Action) -> String {
    let name = &hand.player(action.player).unwrap().name;
    let all_in = if action.all_in { " all-in" } else { "" };
    let what = match &action.kind {
        ActionKind::Raise { to, added } => format!("raise to {to}, adds {added}"),
        ActionKind::Show { cards, description } => {
            format!("show {cards:?} {:?}", description.as_deref().unwrap_or_default())
        }
        ActionKind::Collect { amount, pot, half } => format!("collect {amount} {pot:?} {half:?}"),
        kind if kind.added().is_positive() => {
            let word = format!("{kind:?}");
            format!("{} {}", word.split('(').next().unwrap(), kind.added())
        }
        kind => format!("{kind:?}"),
    };
    format!("{name}: {what}{all_in}")
}

#[test]
fn fixtures_read_as_their_snapshots_say() {
    insta::glob!("../../../../fixtures", "*/*.txt", |path| {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(path);
        settings.remove_snapshot_suffix();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        settings.bind(|| insta::assert_snapshot!(name, fixture(path)));
    });
}

/// A hand whose text some of the tests change.
const HAND: &str = "\
Winamax Poker - Tournament \"A\" buyIn: 1€ + 0.10€ level: 3 - HandId: #1-2-1700000000 - Holdem \
no limit (10/20) - 2023/11/14 22:13:20 UTC
Table: 'A(77)#1' 6-max (real money) Seat #1 is the button
Seat 1: Ann (500)
Seat 2: Bob (500)
*** ANTE/BLINDS ***
Ann posts small blind 10
Bob posts big blind 20
Dealt to Bob [7c 2d]
*** PRE-FLOP *** 
Ann folds
Bob collected 30 from pot
*** SUMMARY ***
Total pot 30 | No rake
Seat 2: Bob (big blind) won 30
";

#[test]
fn seats_that_stand_in_another_order_are_the_same_hand() {
    let (ann, bob) = ("Seat 1: Ann (500)\n", "Seat 2: Bob (500)\n");
    let col = "Seat 3: Col (500)\n";
    let in_order = read(&HAND.replace(bob, &format!("{bob}{col}"))).unwrap();
    let seats = in_order.players.iter().map(|player| player.seat.0);
    assert_eq!(seats.collect::<Vec<_>>(), [1, 2, 3]);
    let others = [[ann, col, bob], [col, ann, bob], [bob, col, ann]];
    for other in others.map(|seats| HAND.replace(&format!("{ann}{bob}"), &seats.concat())) {
        assert_eq!(read(&other).as_ref(), Ok(&in_order), "{other}");
    }
}

#[test]
fn a_dead_small_blind_is_in_no_unmatched_bet() {
    let dead = "Ann posts small blind 10 out of position\nBob posts big blind 20";
    let text = HAND.replace("Ann posts small blind 10\nBob posts big blind 20", dead);
    let hand = read(&text.replace("Ann folds", "Ann raises 40 to 70\nBob folds")).unwrap();
    let uncalled = hand.players.iter().map(|player| player.uncalled.to_string());
    assert_eq!(uncalled.collect::<Vec<_>>(), ["40", "0"]);
}

#[test]
fn buy_ins_of_all_years_are_read() {
    for (text, expected) in [
        ("1,80€ + 0,20€", "Paid prize 1.80 bounty - fee 0.20"),
        ("9€ + 1€", "Paid prize 9 bounty - fee 1"),
        ("4,50€ + 4,50€ + 1€", "Paid prize 4.50 bounty 4.50 fee 1"),
        ("0.90€ + 0.10€", "Paid prize 0.90 bounty - fee 0.10"),
        ("0€ + 0€", "Free prize 0 bounty - fee 0"),
        ("Free", "Free prize - bounty - fee -"),
        ("Gratuit", "Free prize - bounty - fee -"),
        ("Ticket only", "Ticket prize - bounty - fee -"),
        ("Ticket", "Ticket prize - bounty - fee -"),
        ("4.50 + 0.50", "Paid prize 4.50 bounty - fee 0.50"),
        ("0.93-0.07", "Paid prize 0.93 bounty - fee 0.07"),
        ("€4.50 + €4.50 + €1", "Paid prize 4.50 bounty 4.50 fee 1"),
    ] {
        let hand = read(&HAND.replace("1€ + 0.10€", text)).unwrap();
        assert_eq!(buy_in(hand.tournament.unwrap().buy_in), expected, "{text}");
    }
}

#[test]
fn a_level_that_makes_no_sense_is_unknown() {
    for (text, level) in
        [("0", Some(0)), ("999", Some(999)), ("", None), ("-1", None), ("840971826", None)]
    {
        let hand = read(&HAND.replace("level: 3 ", &format!("level: {text} "))).unwrap();
        assert_eq!(hand.tournament.unwrap().level, level, "{text:?}");
    }
}

#[test]
fn names_that_hold_verbs_and_other_names_are_told_apart() {
    let names = [
        ("Bob folds", "Bob"),
        ("Bob", "Bob calls 5"),
        ("Dealt to", "Bob"),
        ("Anonymous 2", "Anonymous 1"),
        ("Anonymous", "Anonymous 1"),
        ("Seven letters", "Seven others"),
        ("longer than sixteen bytes", "longer than fifteen bytes"),
        ("longer than sixteen", "longer than sixteen bytes"),
    ];
    for (ann, bob) in names {
        let text = HAND.replace("Bob", "\u{1}").replace("Ann", ann).replace('\u{1}', bob);
        let hand = read(&text).unwrap();
        assert_eq!(hand.warnings, [], "{ann} {bob}");
        assert_eq!(hand.hero().unwrap().name, bob);
        assert_eq!(hand.winners().map(|p| p.name.as_str()).collect::<Vec<_>>(), [bob]);
    }
}

#[test]
fn of_two_names_that_begin_a_line_the_longer_one_is_meant() {
    // The cards behind the longer name could be two groups behind the shorter one.
    let dealt_to_first = HAND.replace("Dealt to Bob", "Dealt to Ann");
    for (hand, ann, bob) in [(HAND, "Bob", "Bob [9s]"), (&dealt_to_first, "Bob [9s]", "Bob")] {
        let text = hand.replace("Bob", "\u{1}").replace("Ann", ann).replace('\u{1}', bob);
        let hand = read(&text).unwrap();
        assert_eq!(hand.warnings, [], "{ann} {bob}");
        assert_eq!(hand.hero().unwrap().name, "Bob [9s]");
        assert_eq!(hand.hero().unwrap().cards.to_string(), "7c 2d");
    }
}

#[test]
fn a_text_that_is_no_hand_says_where_and_why() {
    let without = |line: &str| HAND.lines().filter(|l| !l.starts_with(line)).collect::<Vec<_>>();
    for (text, expected) in [
        (String::new(), "1:1 not the first line of a hand"),
        (HAND.replace("Winamax", "Winaax"), "1:1 not the first line of a hand"),
        (
            HAND.replace("HandId: #", "Id: "),
            "1:58 not the first line of a hand: expected ` - HandId: #`",
        ),
        (HAND.replace("Holdem no limit", "Chess"), "the game \"Chess\" is not supported"),
        (HAND.replace("2023/11/14", "2023/02/30"), "the date \"2023/02/30 22:13:20 UTC\""),
        (HAND.replace("(10/20)", "(10/20/30/40)"), "two or three amounts"),
        (HAND.replace("(real money)", "(no money)"), "2:1 not a table line"),
        (HAND.replace("(77)#1", ""), "2:1 not a table line"),
        (without("Seat ").join("\n"), "3:1 no seat is taken"),
        (HAND.replace("Seat 2: Bob (500)", "Seat 1: Bob (500)"), "4:1 this seat"),
        (HAND.replace("Seat 2: Bob (500)", "Seat 2: Ann (500)"), "4:1 this seat"),
        (without("Total").join("\n"), "13:1 the hand is cut off"),
        (HAND[..400].to_owned(), "the hand is cut off"),
    ] {
        let error = read(&text).unwrap_err();
        let message = format!("{}:{} {error}", error.line, error.column);
        assert!(message.contains(expected), "{message:?} without {expected:?}");
    }
}

#[test]
fn what_is_odd_is_a_warning_and_the_hand_is_given() {
    for (text, expected) in [
        (HAND.replace("Total pot 30", "Total pot 31"), "total_pot_off_by:1.00"),
        (HAND.replace("blind 20", "blind 19.50"), "ledger_off_by:0.50"),
        (HAND.replace("[7c 2d]", "[7c 7c]"), "repeated_card:7c"),
        (HAND.replace("Ann folds", "Ann laughs"), "unknown_line:Ann laughs"),
        (HAND.replace("(500)\nSeat 2", "()\nSeat 2"), "unknown_line:Seat 1: Ann ()"),
    ] {
        let hand = read(&text).unwrap();
        let warnings: Vec<String> = hand.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings, [expected], "{text}");
    }
}

#[test]
fn a_file_in_windows_1252_with_carriage_returns_reads_the_same() {
    let utf8 = HAND.replace("Bob collected 30", "Bob collected 30€");
    let mut bytes = Vec::new();
    for c in utf8.replace('\n', "\r\n").chars() {
        bytes.push(if c == '€' { 0x80 } else { u8::try_from(u32::from(c)).unwrap() });
    }
    assert_eq!(parse(&HandText { offset: 0, bytes: bytes.into() }), read(&utf8));
}

#[test]
fn the_last_brackets_of_a_heading_are_its_new_cards_whatever_stands_before_them() {
    for (after, cards, is_known) in [
        ("", "[]", true),
        (" [Ah Kd 2c]", "[Ah Kd 2c]", true),
        (" [Ah Kd 2c][3s]", "[3s]", true),
        (" [Ah Kd 2c] [3s] ", "[3s]", true),
        (" (second board) [3s]", "[3s]", true),
        (" nobody knows", "[]", true),
        (" [Ah Kd 2c] later", "[]", false),
        (" [Ah Kd 2x]", "[]", false),
    ] {
        let hand =
            read(&HAND.replace("*** PRE-FLOP *** ", &format!("*** FLOP ***{after}"))).unwrap();
        let log = hand.streets.iter().find(|log| log.street == crate::Street::Flop).unwrap();
        assert_eq!(format!("{:?}", log.cards), cards, "{after}");
        let is_warned = |warning: &_| matches!(warning, crate::Warning::UnknownLine(_));
        assert_eq!(!hand.warnings.iter().any(is_warned), is_known, "{after}");
    }
}

#[test]
fn a_street_begins_though_its_cards_cannot_be_read() {
    for (heading, actions) in [("*** ANTE/BLINDS ***", [2, 2]), ("*** PRE-FLOP *** ", [2, 2])] {
        let broken = format!("{} [7c checks]", heading.trim_end());
        let hand = read(&HAND.replace(heading, &broken)).unwrap();
        assert_eq!(hand.warnings, [crate::Warning::UnknownLine(broken)]);
        let lengths: Vec<usize> = hand.streets.iter().map(|log| log.actions.len()).collect();
        assert_eq!(lengths, actions, "{heading}");
    }
}

#[test]
fn more_chips_than_there_can_be_are_no_amount() {
    let blind = format!("blind {}", i64::MAX / 100);
    let hand = read(&HAND.replace("blind 10", &blind).replace("blind 20", &blind)).unwrap();
    assert_eq!(hand.warnings.len(), 3, "two lines and the ledger: {:?}", hand.warnings);
}
