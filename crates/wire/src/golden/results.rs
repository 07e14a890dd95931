use std::sync::Arc;

use hand_history::{Amount, Currency, Hand, SummaryText, parse_summary};
use hud::{
    Fact, PlayedTournament, Setting, SummaryBlock, TournamentHands, contributions, play_sessions,
    played_tournaments, winnings,
};

use super::{check, fixtures, hand};
use crate::{Graph, PlaySessions, Tournaments};

fn cents(hundredths: i64) -> Amount {
    Amount::from_hundredths(hundredths)
}

/// What the hero did in a hand that is this entry of the log.
fn fact(entry: u64, hand: &Hand) -> Fact {
    let parts = contributions(hand);
    let hero = parts.iter().find(|part| Some(part.player) == hand.hero).unwrap();
    Fact::of((entry, entry), hand.played_at, Arc::new(Setting::of(hand)), hero)
}

/// An Expresso in January, and an evening in November with an all-in.
fn facts() -> Vec<Fact> {
    let fixtures = [
        "expresso/nitro-all-in.txt",
        "cash/split-pot.txt",
        "cash/side-pots-and-uncalled-bet.txt",
        "stud/razz.txt",
        "omaha/pot-limit.txt",
    ];
    let hands = fixtures.map(|fixture| hand(fixture).0);
    let mut facts: Vec<Fact> = (1..).zip(&hands).map(|(entry, hand)| fact(entry, hand)).collect();
    let adjustments = [(0, -11_111), (2, 37)]
        .map(|(place, by): (usize, i64)| facts[place].clone().adjusted_by(cents(by)));
    facts.extend(adjustments);
    facts
}

#[test]
fn sessions_are_golden() {
    let sessions = play_sessions(&facts());
    check("sessions", &PlaySessions::new(&sessions, true));
    check("sessions_without_ev", &PlaySessions::new(&sessions[..1], false));
}

#[test]
fn the_graph_is_golden() {
    let points = winnings(&facts(), Currency::Eur);
    check("graph", &Graph::new(&points, Currency::Eur, 3, true));
    check("graph_without_ev", &Graph::new(&points, Currency::Eur, 2, false));
    let none = Graph::new(&[], Currency::Play, Graph::POINTS, true);
    assert_eq!((none.hands, none.points, none.currency.as_str()), (0, Vec::new(), "PLAY"));
}

fn block(entry: u32, text: String) -> SummaryBlock {
    let text = SummaryText { offset: 0, bytes: text.into_bytes().into() };
    SummaryBlock { entry, summary: parse_summary(&text).unwrap() }
}

/// A block of Ann's, for a tournament at eight with this prize pool.
fn anns(title: &str, buy_in: &str, lines: &str) -> SummaryBlock {
    let text = format!(
        "Winamax Poker - Tournament summary : {title}\nPlayer : Ann\nBuy-In : {buy_in}\n\
         Registered players : 3\n{lines}\n"
    );
    block(1, text)
}

fn hands_of(hand: &Hand) -> TournamentHands {
    let tournament = hand.tournament.as_ref().unwrap();
    let fact = fact(1, hand);
    TournamentHands {
        player: hand.hero().unwrap().name.clone(),
        id: tournament.id.clone(),
        name: tournament.name.clone(),
        kind: hand.kind,
        buy_in: tournament.buy_in,
        real_money: hand.real_money,
        first_at: hand.played_at,
        last_at: hand.played_at,
        hands: 1,
        net: fact.net,
        adjustment: cents(-11_111),
    }
}

/// A Sunday with rebuys, three games of Expresso of which one is being played, a ticket for a
/// ticket, and play money.
fn tournaments() -> Vec<PlayedTournament> {
    let sunday = "summary/late-registration-with-rebuys.txt";
    let sunday = std::fs::read_to_string(fixtures().join(sunday)).unwrap();
    let again = sunday.replace("in 3rd place", "in 2nd place").replace("Bounty 4.50€", "Ticket 5€");
    let again = again.replace("17.95€ + Ticket 5€ + Ticket 5€", "20€");
    let mut playing = hand("expresso/nitro-all-in.txt").0;
    let over = hands_of(&playing);
    playing.tournament.as_mut().unwrap().id = "618031931".into();
    let times = "Tournament started 2023/01/02 11:46:00 UTC\nYou played 2min";
    let blocks = [
        block(1, sunday),
        block(2, again),
        anns(
            "Expresso Nitro(618031930)",
            "0.93€ + 0.07€",
            &format!("Prizepool : 2€\n{times}\nYou finished in 1st place\nYou won 2€"),
        ),
        anns(
            "Expresso(618031932)",
            "0.24€ + 0.01€",
            "Prizepool : 2.50€\nYou finished in 3rd place",
        ),
        anns(
            "Satellite(90)",
            "Ticket uniquement",
            "Prizepool : 500€\nYou won Tremplin Winamax Poker Tour",
        ),
        anns("Freeroll(91)", "0 + 0", "Prizepool : 100\nYou finished in 2nd place\nYou won 40"),
    ];
    played_tournaments(&blocks, &[over, hands_of(&playing)])
}

#[test]
fn tournaments_are_golden() {
    let tournaments = tournaments();
    check("tournaments", &Tournaments::new(&tournaments, true));
    let expresso = tournaments.iter().find(|played| played.hands == 1).cloned();
    check("tournaments_without_ev", &Tournaments::new(expresso.as_slice(), false));
}
