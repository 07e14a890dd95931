//! A fast-fold pool: every hand is played against other strangers.

use chrono::{DateTime, TimeDelta, Utc};
use hand_history::{Amount, Hand, Kind};
use smol_str::SmolStr;

use crate::{
    cash::{full_stack, some_chips},
    dice::Dice,
    header::Header,
    names::{HERO, NAMES},
    offer::Offer,
    play::play,
    rules::Rules,
    seating::{Guest, Seating},
};

/// One pool, of which the hero sees one table a hand.
#[derive(Debug)]
pub(crate) struct Pool {
    pub(crate) name: SmolStr,
    pub(crate) offer: Offer,
    id: u64,
    /// What Winamax called pools when this one was opened.
    product: &'static str,
    /// Whether Winamax puts money into pots from time to time.
    adds_money: bool,
    /// The number of the last hand. The pool counts the hands of all its tables.
    hands: u32,
    stack: Amount,
}

/// What pools were called over the years, and whether Winamax put money into their pots.
const PRODUCTS: [(&str, bool); 3] = [("Go Fast", true), ("HOLD-UP", true), ("ESCAPE", false)];

const SEATS: u8 = 6;

/// How long a hand goes on at most after the hero has left it for the next.
const SECONDS_BEHIND: u32 = 25;

impl Pool {
    pub(crate) fn new(id: u64, name: SmolStr, offer: Offer, dice: &mut Dice) -> Self {
        let &(product, adds_money) = dice.pick(&PRODUCTS).unwrap_or(&PRODUCTS[0]);
        Self { name, offer, id, product, adds_money, hands: 0, stack: full_stack(&offer.rules) }
    }

    /// Plays a hand that is over at this time. One that the hero has folded goes on while he
    /// plays the next, so that hands are not told in the order in which they began.
    pub(crate) fn deal(&mut self, at: DateTime<Utc>, dice: &mut Dice) -> Hand {
        self.hands += 1 + dice.below(40);
        let full = full_stack(&self.offer.rules);
        if self.stack.hundredths() < full.hundredths() / 2 {
            self.stack = full;
        }
        let rules = Rules { added: self.house_money(dice), ..self.offer.rules };
        let mut seating = self.table(dice);
        let played = play(&mut seating, &rules, dice);
        let hero = played.players.iter().find(|player| player.name == HERO);
        self.stack = hero.map_or(full, |hero| hero.stack + hero.net());
        let header = Header {
            table_id: self.id,
            number: self.hands,
            played_at: at - TimeDelta::seconds(dice.below(SECONDS_BEHIND).into()),
            kind: Kind::Pool,
            pool: Some(self.product.into()),
            real_money: self.offer.real_money,
            rules,
            name: self.name.clone(),
            max_seats: SEATS,
            tournament: None,
        };
        header.complete(played)
    }

    /// The hero among strangers; a table need not be full.
    fn table(&self, dice: &mut Dice) -> Seating {
        let mut names = NAMES;
        dice.shuffle(&mut names);
        let mut chairs: Vec<Option<Guest>> = vec![Some(Guest::new(HERO.into(), self.stack))];
        for (name, place) in names.into_iter().zip(1..SEATS) {
            let taken = place < 2 || !dice.chance(15);
            chairs
                .push(taken.then(|| Guest::new(name.into(), some_chips(&self.offer.rules, dice))));
        }
        dice.shuffle(&mut chairs);
        Seating::new(chairs, dice)
    }

    /// What Winamax puts into the pot: nothing, or some big blinds.
    fn house_money(&self, dice: &mut Dice) -> Amount {
        if !self.adds_money || !dice.chance(15) {
            return Amount::ZERO;
        }
        let big_blinds = 5 * (1 + i64::from(dice.below(4)));
        Amount::from_hundredths(self.offer.rules.price.big_blind.hundredths() * big_blinds)
    }
}
