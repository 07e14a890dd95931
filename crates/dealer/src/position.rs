//! Position names by acting order, for up to ten players.

use hand_history::Position;

/// The names of players in acting order before the flop, the big blind last.
///
/// `with_small_blind` tells whether the one before him posted the small blind. With two
/// players it makes no difference: the other one is the button.
pub(crate) fn positions(players: usize, with_small_blind: bool) -> Vec<Position> {
    use Position::{Bb, Btn, Co, Hj, Mp, Mp1, Sb, Utg, Utg1, Utg2};
    let blinds = if with_small_blind && players != 2 { 2 } else { 1 };
    let others: &[Position] = match players.saturating_sub(blinds) {
        0 => &[],
        1 => &[Btn],
        2 => &[Co, Btn],
        3 => &[Utg, Co, Btn],
        4 => &[Utg, Mp, Co, Btn],
        5 => &[Utg, Mp, Hj, Co, Btn],
        6 => &[Utg, Utg1, Mp, Hj, Co, Btn],
        7 => &[Utg, Utg1, Utg2, Mp, Hj, Co, Btn],
        _ => &[Utg, Utg1, Utg2, Mp, Mp1, Hj, Co, Btn],
    };
    let blinds: &[Position] = if blinds == 2 { &[Sb, Bb] } else { &[Bb] };
    [others, blinds].concat()
}

#[cfg(test)]
mod tests {
    use super::positions;

    #[test]
    fn names_go_backwards_from_the_button() {
        for (players, with_small_blind, names) in [
            (2, true, "BTN BB"),
            (2, false, "BTN BB"),
            (3, true, "BTN SB BB"),
            (3, false, "CO BTN BB"),
            (4, true, "CO BTN SB BB"),
            (5, true, "UTG CO BTN SB BB"),
            (6, true, "UTG MP CO BTN SB BB"),
            (6, false, "UTG MP HJ CO BTN BB"),
            (7, true, "UTG MP HJ CO BTN SB BB"),
            (8, true, "UTG UTG+1 MP HJ CO BTN SB BB"),
            (9, true, "UTG UTG+1 UTG+2 MP HJ CO BTN SB BB"),
            (10, true, "UTG UTG+1 UTG+2 MP MP+1 HJ CO BTN SB BB"),
        ] {
            let dealt: Vec<&str> =
                positions(players, with_small_blind).into_iter().map(|p| p.name()).collect();
            assert_eq!(dealt.join(" "), names);
        }
    }
}
