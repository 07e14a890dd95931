//! What the lobby offers: the tournaments that can be played.

use hand_history::{Amount, BuyIn, BuyInKind, Kind, Limit, Variant};

use crate::game::Game;

/// A kind of tournament. It has one table, and starts when the table is full.
#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) game: Game,
    pub(crate) real_money: bool,
    pub(crate) seats: u8,
    /// The chips that everybody starts with.
    pub(crate) stack: i64,
    /// The parts of the buy-in, in cents.
    pub(crate) prize: i64,
    pub(crate) bounty: i64,
    pub(crate) fee: i64,
    /// How often the whole buy-in is paid back; one is drawn. Empty: all prizes together.
    pub(crate) multipliers: &'static [i64],
    /// What the first places get of the prize pool, in percent.
    pub(crate) payouts: &'static [i64],
    pub(crate) levels: &'static [Level],
    /// Levels rise with the hands played, so that a tournament ends at any pace.
    pub(crate) hands_per_level: u32,
    /// What the summary says that a level lasts.
    pub(crate) seconds_per_level: u32,
    /// The words of the summary: mode, type and speed.
    pub(crate) words: [&'static str; 3],
}

/// Blinds and ante, in chips.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    pub(crate) small: i64,
    pub(crate) big: i64,
    pub(crate) ante: i64,
}

impl Event {
    /// The buy-in as the header of a hand prints it: prize and bounty in one.
    pub(crate) fn buy_in(&self) -> BuyIn {
        let free = self.prize + self.bounty + self.fee == 0;
        BuyIn {
            kind: if free { BuyInKind::Free } else { BuyInKind::Paid },
            prize: Some(Amount::from_hundredths(self.prize + self.bounty)),
            bounty: None,
            fee: Some(Amount::from_hundredths(self.fee)),
        }
    }
}

const fn level(small: i64, ante: i64) -> Level {
    Level { small, big: small * 2, ante }
}

const WITHOUT_ANTES: [Level; 14] = [
    level(10, 0),
    level(15, 0),
    level(20, 0),
    level(30, 0),
    level(40, 0),
    level(50, 0),
    level(60, 0),
    level(80, 0),
    level(100, 0),
    level(150, 0),
    level(200, 0),
    level(300, 0),
    level(500, 0),
    level(1000, 0),
];

const WITH_ANTES: [Level; 14] = [
    level(20, 0),
    level(25, 6),
    level(30, 8),
    level(40, 10),
    level(50, 12),
    level(75, 18),
    level(100, 25),
    level(150, 40),
    level(200, 50),
    level(300, 75),
    level(500, 125),
    level(750, 180),
    level(1000, 250),
    level(2000, 500),
];

/// Everything on offer. Names hold what a reader of the table line may stumble over.
pub(crate) const EVENTS: [Event; 7] = [
    Event {
        name: "Expresso",
        kind: Kind::Expresso,
        game: Game::HOLDEM,
        real_money: true,
        seats: 3,
        stack: 500,
        prize: 186,
        bounty: 0,
        fee: 14,
        multipliers: &[2, 2, 2, 2, 3, 3, 5, 10],
        payouts: &[100],
        levels: &WITHOUT_ANTES,
        hands_per_level: 6,
        seconds_per_level: 180,
        words: ["sng", "sitngo", "turbo"],
    },
    Event {
        name: "Expresso Nitro",
        kind: Kind::Expresso,
        game: Game::HOLDEM,
        real_money: true,
        seats: 3,
        stack: 300,
        prize: 46,
        bounty: 0,
        fee: 4,
        multipliers: &[2, 2, 2, 3, 4],
        payouts: &[100],
        levels: &WITHOUT_ANTES,
        hands_per_level: 4,
        seconds_per_level: 60,
        words: ["sng", "sitngo", "turbo"],
    },
    Event {
        name: "L'Heure bleue (6 Max)",
        kind: Kind::Tournament,
        game: Game::HOLDEM,
        real_money: true,
        seats: 6,
        stack: 1500,
        prize: 450,
        bounty: 0,
        fee: 50,
        multipliers: &[],
        payouts: &[65, 35],
        levels: &WITH_ANTES,
        hands_per_level: 10,
        seconds_per_level: 300,
        words: ["sng", "sitngo", "normal"],
    },
    Event {
        name: "Chasse à l'ours - KO [9 Max]",
        kind: Kind::Tournament,
        game: Game::HOLDEM,
        real_money: true,
        seats: 9,
        stack: 2000,
        prize: 90,
        bounty: 100,
        fee: 10,
        multipliers: &[],
        payouts: &[50, 30, 20],
        levels: &WITH_ANTES,
        hands_per_level: 8,
        seconds_per_level: 240,
        words: ["tt", "knockout", "semiturbo"],
    },
    Event {
        name: "Dix pour rien : tout & rien !",
        kind: Kind::Tournament,
        game: Game::HOLDEM,
        real_money: true,
        seats: 10,
        stack: 1000,
        prize: 0,
        bounty: 0,
        fee: 0,
        multipliers: &[],
        payouts: &[],
        levels: &WITH_ANTES,
        hands_per_level: 6,
        seconds_per_level: 180,
        words: ["tt", "normal", "turbo"],
    },
    Event {
        name: "Quatre cartes : l'Omaha",
        kind: Kind::Tournament,
        game: Game::new(Variant::Omaha, Limit::PotLimit),
        real_money: true,
        seats: 6,
        stack: 2000,
        prize: 225,
        bounty: 0,
        fee: 25,
        multipliers: &[],
        payouts: &[65, 35],
        levels: &WITHOUT_ANTES,
        hands_per_level: 8,
        seconds_per_level: 300,
        words: ["sng", "sitngo", "normal"],
    },
    Event {
        name: "Deepstack Hold'em",
        kind: Kind::Tournament,
        game: Game::HOLDEM,
        real_money: false,
        seats: 8,
        stack: 3000,
        prize: 900,
        bounty: 0,
        fee: 100,
        multipliers: &[],
        payouts: &[50, 30, 20],
        levels: &WITH_ANTES,
        hands_per_level: 6,
        seconds_per_level: 300,
        words: ["sng", "sitngo", "normal"],
    },
];
