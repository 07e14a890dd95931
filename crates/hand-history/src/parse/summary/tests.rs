use super::parse_summary;
use crate::{Amount, Block, Currency, Gain, Splitter, SummaryText, TournamentSummary};

fn read(text: &str) -> TournamentSummary {
    parse_summary(&SummaryText { offset: 0, bytes: text.as_bytes().into() }).unwrap()
}

/// A summary of 2023, whose lines some of the tests change.
const SUMMARY: &str = "\
Winamax Poker - Tournament summary : #30 - W (6 Max)(827696740) - Late Registration
Player : le  phare
Buy-In : 3€ + 1.50€ + 0.50€
Rebuy cost : 4.50€ + 0.50€
Addon cost : 4.50€ + 0.50€
Your rebuys : 2
Your addons : 1
Registered players : 4358
Mode : tt
Type : knockout
Speed : semiturbo
Flight ID : 3
Levels : Levels : [10-20:5:180:holdem-no-limit,15-30:7.50:180:omaha-pot-limit6k-1,35M:1k:600:holdem-no-limit]
Total rebuys : 4433
Total addons : 1791
Prizepool : 31746€
Tournament started 2024/09/01 20:00:01 UTC
You played 3h 30min 36s
You finished in 32th place
You won 95.94€ + Ticket 125€ + Bounty 57.50€
";

#[test]
fn every_line_of_a_summary_is_read() {
    insta::assert_debug_snapshot!(read(SUMMARY));
}

#[test]
fn gains_of_all_kinds_are_read() {
    let gain = |text: &str| {
        let line = "95.94€ + Ticket 125€ + Bounty 57.50€";
        let Gain { prize, bounty, ticket } = read(&SUMMARY.replace(line, text)).gain;
        let ticket = ticket.map(|ticket| (ticket.name.to_string(), ticket.value));
        (prize.to_string(), bounty.to_string(), ticket)
    };
    let none = "0".to_owned();
    let ticket = |name: &str, value| Some((name.to_owned(), value));
    assert_eq!(gain("3€"), ("3".to_owned(), none.clone(), None));
    assert_eq!(gain("42.50"), ("42.50".to_owned(), none.clone(), None));
    assert_eq!(gain("Bounty 22.50€"), (none.clone(), "22.50".to_owned(), None));
    let ten = Some(Amount::from_units(10));
    assert_eq!(gain("Ticket 10€"), (none.clone(), none.clone(), ticket("Ticket 10€", ten)));
    let name = "Super Freeroll 100K Stade 1";
    assert_eq!(gain(name), (none.clone(), none, ticket(name, None)));
}

#[test]
fn summaries_of_other_years_are_read() {
    let text = "\
Winamax Poker - Tournament summary : Super Freeroll Stade 1(28101157)
Buy-In : Ticket uniquement
Registered players : 10
Mode : sngType : freeroll100k
Levels : [10-20:0:60:holdem-no-limit]
Tournament started 2012/08/04 20:00:12 UTC
You played 33s 
You finished in ... place
";
    let summary = read(text);
    assert_eq!(summary.warnings, []);
    assert_eq!((summary.player, summary.place, summary.late_registration), (None, None, false));
    assert_eq!(summary.mode.as_deref(), Some("sng"));
    assert_eq!(summary.format.as_deref(), Some("freeroll100k"));
    assert_eq!(summary.played_seconds, Some(33));
    assert_eq!(summary.levels.len(), 1);
    assert_eq!(summary.currency, Currency::Play);
    assert_eq!(summary.gain, Gain::default());
}

#[test]
fn what_is_no_summary_says_why_and_an_unknown_line_is_kept() {
    let error = |text: &str| {
        let text = SummaryText { offset: 0, bytes: text.as_bytes().into() };
        parse_summary(&text).unwrap_err().to_string()
    };
    assert!(error("Winamax Poker - CashGame").contains("Tournament summary"));
    assert!(error("Winamax Poker - Tournament summary : A(b)").contains("an id"));
    assert!(error("Winamax Poker - Tournament summary : A(1)\nPlayer : b").contains("Buy-In"));
    let odd = read(&SUMMARY.replace("Speed : semiturbo", "Weather : fine"));
    assert_eq!(odd.warnings[0].to_string(), "unknown_line:Weather : fine");
}

#[test]
fn all_blocks_of_a_file_are_read() {
    let second = SUMMARY.replace("32th", "1st");
    let file = format!("{SUMMARY}\n\n{second}");
    let mut splitter = Splitter::new(0, file.as_bytes());
    let blocks = std::iter::from_fn(|| splitter.next().or_else(|| splitter.finish()));
    let places: Vec<Option<u32>> = blocks
        .map(|block| match block {
            Block::Summary(text) => parse_summary(&text).unwrap().place,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(places, [Some(32), Some(1)]);
}
