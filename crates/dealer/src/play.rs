//! One hand, from the antes to the last chip collected.

mod draw;
mod flop;
mod stud;

mod blinds;
mod in_play;
mod showdown;

use cards::Cards;
use hand_history::{Action, Amount, Player, PlayerIndex, SeatNo, StreetLog};

use crate::{dice::Dice, game::Family, rules::Rules, seating::Seating};

/// A hand that has been played: the parts of a [`hand_history::Hand`] that its table did not
/// know before.
#[derive(Debug)]
pub(crate) struct Played {
    pub(crate) button: Option<SeatNo>,
    pub(crate) hero: Option<PlayerIndex>,
    pub(crate) players: Vec<Player>,
    pub(crate) streets: Vec<StreetLog>,
    pub(crate) actions: Vec<Action>,
    pub(crate) board: Cards,
    pub(crate) rake: Amount,
}

/// Plays the next hand at a table where two at least want to play.
pub(crate) fn play(seating: &mut Seating, rules: &Rules, dice: &mut Dice) -> Played {
    match rules.game.family() {
        Family::Flop => flop::play(seating, rules, dice),
        Family::Stud => stud::play(seating, rules, dice),
        Family::Draw => draw::play(seating, rules, dice),
    }
}
