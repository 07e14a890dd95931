//! Hands as lines for people.

use wire::{NewHand, Number};

/// One line for a hand, at most 100 columns wide but for long names:
/// when, where, what, with which cards from which position, and what came of it.
pub(crate) fn line(hand: &NewHand) -> String {
    let time = hand.timestamp.get(11..19).unwrap_or(&hand.timestamp);
    let position = hand.hero_position.as_deref().unwrap_or("-");
    let cards = if hand.hero_cards.is_empty() { "-".to_owned() } else { hand.hero_cards.join(" ") };
    let board = if hand.board.is_empty() { "-".to_owned() } else { hand.board.join(" ") };
    let result = hand.hero_result.map_or_else(|| "sat out".to_owned(), |net| signed(net, hand));
    format!(
        "{:>6}  {time}  {:<20}  {:<4} {:<11}  {position:<5}  {cards:<5}  {board:<14}  {result:>9}",
        hand.seq,
        shortened(&hand.table, 20),
        hand.game_type,
        hand.stakes,
    )
}

/// The heading of the columns of [`line`].
pub(crate) fn heading() -> String {
    format!(
        "{:>6}  {:<8}  {:<20}  {:<4} {:<11}  {:<5}  {:<5}  {:<14}  {:>9}",
        "seq", "time", "table", "game", "stakes", "seat", "cards", "board", "result"
    )
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
