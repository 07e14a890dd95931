use hand_history::{SummaryText, parse_summary};

use super::{check, hand};
use crate::{HandJson, NewHand, Origin, Place, ServerMessage, Source, TournamentResult};

#[test]
fn hands_are_golden() {
    let file = "20230102_Expresso Nitro(618031930)_real_holdem_no-limit.txt";
    let live = Place { seq: 1205, origin: Origin::Live, replayed: false };
    let again = Place { seq: 17, origin: Origin::Backfill, replayed: true };
    for (name, fixture, place, full) in [
        ("new_hand", "expresso/nitro-all-in.txt", live, false),
        ("new_hand_full", "expresso/nitro-all-in.txt", live, true),
        ("new_hand_replayed", "cash/money-missing.txt", again, false),
    ] {
        let (hand, length) = hand(fixture);
        let source = Source { file: file.to_owned(), offset: 4096, length };
        let whole = full.then(|| HandJson::new(&hand, Some(source)));
        let message = NewHand::new(&hand, place, whole);
        check(name, &ServerMessage::NewHand(Box::new(message)));
    }
    for (name, fixture) in [
        ("hand_cash", "cash/out-of-position-posts.txt"),
        ("hand_fixed_limit", "cash/fixed-limit.txt"),
        ("hand_pool", "pool/hold-up-money-in-the-pot.txt"),
        ("hand_knockout", "tournament/knockout-with-bounties.txt"),
        ("hand_omaha", "omaha/pot-limit.txt"),
        ("hand_with_warnings", "cash/money-missing.txt"),
    ] {
        check(name, &HandJson::new(&hand(fixture).0, None));
    }
}

#[test]
fn results_of_tournaments_are_golden() {
    let knockout = "\
Winamax Poker - Tournament summary : #30 - W SERIES(827696740)
Player : Ann
Buy-In : 3€ + 1.50€ + 0.50€
Rebuy cost : 4.50€ + 0.50€
Your rebuys : 2
Registered players : 4358
Prizepool : 31746€
Tournament started 2024/09/01 20:00:01 UTC
You played 3h 30min 36s
You finished in 32th place
You won 95.94€ + Ticket 125€ + Bounty 57.50€
";
    // What is not printed is not known.
    let old = "\
Winamax Poker - Tournament summary : Expresso(7)
Buy-In : Ticket uniquement
Prizepool : 100€
";
    let live = Place { seq: 1206, origin: Origin::Live, replayed: false };
    let again = Place { seq: 17, origin: Origin::Backfill, replayed: true };
    for (name, text, entry, place) in
        [("tournament_result", knockout, 1, live), ("tournament_result_unknown", old, 3, again)]
    {
        let text = SummaryText { offset: 0, bytes: text.as_bytes().into() };
        let message = TournamentResult::new(&parse_summary(&text).unwrap(), entry, place);
        check(name, &ServerMessage::TournamentResult(Box::new(message)));
    }
}

#[test]
fn a_hand_without_hole_cards_is_golden() {
    let (hand, _) = hand("expresso/nitro-all-in.txt");
    let place = Place { seq: 1205, origin: Origin::Live, replayed: false };
    let mut message = NewHand::new(&hand, place, Some(HandJson::new(&hand, None)));
    message.hide_hole_cards();
    check("new_hand_hidden", &ServerMessage::NewHand(Box::new(message)));
}
