//! What the lobby offers for cash: games, stakes and pools.

use hand_history::{Amount, Limit, Variant};

use crate::{
    dice::Dice,
    game::{Family, Game},
    layout::Layout,
    pots::House,
    rules::{Price, Rules},
};

/// What a cash table or a pool plays.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Offer {
    pub(crate) rules: Rules,
    pub(crate) real_money: bool,
}

/// Small blind, big blind and the most that the house takes, in cents.
const BLINDS: [(i64, i64, i64); 7] = [
    (1, 2, 50),
    (2, 5, 100),
    (5, 10, 100),
    (10, 25, 200),
    (25, 50, 200),
    (50, 100, 300),
    (100, 200, 300),
];

/// Small bet and the most that the house takes, in cents; the big bet is twice as much.
const BETS: [(i64, i64); 5] = [(5, 50), (10, 100), (50, 200), (200, 300), (2500, 300)];

/// Ante, bring-in, small bet and the most that the house takes, in cents.
const ANTES: [(i64, i64, i64, i64); 4] =
    [(1, 2, 5, 50), (5, 10, 25, 100), (50, 100, 250, 300), (500, 1000, 2500, 300)];

impl Offer {
    /// Some stakes of this game.
    pub(crate) fn of(game: Game, layout: Layout, real_money: bool, dice: &mut Dice) -> Self {
        let cents = Amount::from_hundredths;
        let (price, rake_cap) = match (game.family(), game.limit) {
            (Family::Stud, _) => {
                let &(ante, bring_in, bet, cap) = dice.pick(&ANTES).unwrap_or(&ANTES[0]);
                (Price::stud(cents(ante), cents(bring_in), cents(bet)), cap)
            }
            (Family::Flop | Family::Draw, Limit::FixedLimit) => {
                let &(bet, cap) = dice.pick(&BETS).unwrap_or(&BETS[0]);
                (Price::fixed(cents(bet)), cap)
            }
            (Family::Flop | Family::Draw, Limit::NoLimit | Limit::PotLimit) => {
                let &(small, big, cap) = dice.pick(&BLINDS).unwrap_or(&BLINDS[0]);
                // Antes at cash tables were seen with play money only.
                let has_ante = !real_money && game.limit == Limit::NoLimit && dice.chance(40);
                let ante = if has_ante { small } else { 0 };
                (Price::blinds(cents(small), cents(big), cents(ante)), cap)
            }
        };
        let house = House { unit: cents(1), rake_cap: cents(rake_cap) };
        Self { rules: Rules { game, price, house, added: Amount::ZERO, layout }, real_money }
    }

    /// What a cash table of this game plays for. Hold'em looks the same in either layout.
    pub(crate) fn for_cash(game: Game, dice: &mut Dice) -> Self {
        let real_money = !dice.chance(20);
        let exported = game.variant != Variant::Holdem && dice.chance(30);
        let layout = if exported { Layout::Export } else { Layout::Client };
        Self::of(game, layout, real_money, dice)
    }

    /// What the next pool plays.
    pub(crate) fn for_pool(dice: &mut Dice) -> Self {
        let omaha = Game::new(Variant::Omaha, Limit::PotLimit);
        let game = if dice.chance(15) { omaha } else { Game::HOLDEM };
        Self::of(game, Layout::Client, true, dice)
    }
}
