//! Hands as lines for people.

use wire::{NewHand, Number, TournamentResult};

use crate::command::printable;

/// One line for a hand, which fits a terminal of 80 columns: when, where, what, from which
/// position with which cards, and what came of it.
pub(crate) fn line(hand: &NewHand) -> String {
    let time = hand.timestamp.get(11..19).unwrap_or(&hand.timestamp);
    let game = format!("{} {}", hand.game_type, hand.stakes);
    let position = hand.hero_position.as_deref().unwrap_or("-");
    let result = hand.hero_result.map_or_else(|| "sat out".to_owned(), |net| signed(net, hand));
    columns([
        &hand.seq.to_string(),
        time,
        &shortened(&hand.table, 15),
        &shortened(&game, 13),
        position,
        &together(&hand.hero_cards),
        &together(&hand.board),
        &result,
    ])
}

/// The heading of the columns of [`line`].
pub(crate) fn heading() -> String {
    columns(["seq", "time", "table", "game", "seat", "cards", "board", "result"])
}

fn columns(cells: [&str; 8]) -> String {
    let [seq, time, table, game, seat, cards, board, result] = cells;
    printable(&format!(
        "{seq:>5} {time:<8} {table:<15} {game:<13} {seat:<5} {cards:<8} {board:<10} {result:>9}"
    ))
}

/// Cards without spaces, or a dash for none.
fn together(cards: &[String]) -> String {
    if cards.is_empty() { "-".to_owned() } else { cards.concat() }
}

/// One line for the end of a tournament: which, in which place, and what was won.
pub(crate) fn result_line(result: &TournamentResult) -> String {
    let unit = if result.currency == "EUR" { "€" } else { "" };
    let place =
        result.place.map_or_else(|| "finished".to_owned(), |place| format!("place {place}"));
    let of = result.entrants.map_or_else(String::new, |entrants| format!(" of {entrants}"));
    let mut won = Vec::new();
    if result.prize.0.is_positive() {
        won.push(format!("{}{unit}", result.prize.0));
    }
    if result.bounty.0.is_positive() {
        won.push(format!("bounties {}{unit}", result.bounty.0));
    }
    won.extend(result.ticket.as_ref().map(|ticket| ticket.name.clone()));
    let won = if won.is_empty() { "nothing".to_owned() } else { won.join(" + ") };
    let name = shortened(&result.name, 36);
    printable(&format!("{:>5} {name}: {place}{of}, won {won}", result.seq))
}

/// An amount with its sign, and euros where they are.
fn signed(net: Number, hand: &NewHand) -> String {
    let plus = if net.0.is_positive() { "+" } else { "" };
    let unit = if hand.currency == "EUR" { "€" } else { "" };
    format!("{plus}{}{unit}", net.0)
}

/// A name that fits a column.
fn shortened(name: &str, columns: usize) -> String {
    if name.chars().count() <= columns {
        return name.to_owned();
    }
    let kept: String = name.chars().take(columns - 1).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use wire::ServerMessage;

    use super::{line, result_line};

    /// A name that a terminal would obey: it changes the title, the colour and the line.
    const NAME: &str = "Nice\u{1b}]0;x\u{7}\u{9b}31m\r";

    #[test]
    fn a_name_cannot_command_the_terminal() {
        let decoded = |text| wire::decode::<ServerMessage>(text).unwrap();
        let hand = decoded(include_str!("../../../fixtures/wire/new_hand.json"));
        let result = decoded(include_str!("../../../fixtures/wire/tournament_result.json"));
        let (ServerMessage::NewHand(mut hand), ServerMessage::TournamentResult(mut result)) =
            (hand, result)
        else {
            panic!("other messages")
        };
        hand.table = NAME.to_owned();
        result.name = NAME.to_owned();
        if let Some(ticket) = &mut result.ticket {
            ticket.name = NAME.to_owned();
        }
        for line in [line(&hand), result_line(&result)] {
            assert!(line.contains("Nice\u{fffd}]0;x\u{fffd}"), "{line:?}");
            assert!(!line.contains(char::is_control), "{line:?}");
        }
    }
}
