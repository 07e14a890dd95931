//! Several tables at once, and what the client of one player writes about them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use hand_history::{Hand, Kind};

use crate::{
    cash::Cash,
    dice::Dice,
    event::{EVENTS, Event},
    file_name,
    game::Game,
    layout::Layout,
    offer::Offer,
    pool::Pool,
    summary::summary,
    tournament::Tournament,
    write::write,
};

/// A source of hands: the same seed and the same times give the same bytes.
///
/// A third of the tables are cash tables and pools, a third tournaments, a third Expressos.
/// Three hands of four are hold'em; cash tables mix in every other game. A table that the
/// hero leaves, or a tournament that is over for him, makes room for a new one.
#[derive(Debug)]
pub struct Casino {
    dice: Dice,
    /// The one that deals next is first.
    tables: VecDeque<Table>,
    /// The number of the next table or tournament.
    next_id: u64,
    /// The games that cash tables take turns with; the next is first.
    games: [Game; Game::ALL.len()],
}

/// What the client writes when a hand is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// The history file to which it appends the text.
    pub file_name: String,
    /// The hand as text, its two closing empty lines included.
    pub text: String,
    /// The hand that the text tells.
    pub hand: Hand,
    /// Name and content of the summary file, when this was the hero's last hand in a
    /// tournament.
    pub summary: Option<(String, String)>,
}

/// A table in the hall.
#[derive(Debug)]
struct Table {
    /// Its place decides what is played at it.
    place: usize,
    session: Session,
    /// The time of the first hand; its day names the files.
    started: Option<DateTime<Utc>>,
    /// How many hands the hero plays before he leaves. Tournaments end by themselves.
    hands_left: u32,
}

/// What the hero does at a table.
#[derive(Debug)]
enum Session {
    Cash(Cash),
    Pool(Pool),
    Tournament(Tournament),
}

/// A hand, and what the table that dealt it knows of its file.
struct Told {
    hand: Hand,
    layout: Layout,
    name: String,
    summary: Option<String>,
}

/// What cash tables and pools are called, with a number behind.
const TOWNS: [&str; 6] = ["Honfleur", "Saint-Malo", "L'Aigle", "Vézelay", "Le Puy", "Pont & Pins"];

impl Casino {
    /// A casino with so many tables, at least one.
    #[must_use]
    pub fn new(seed: u64, tables: usize) -> Self {
        let mut dice = Dice::new(seed);
        // Casinos of different seeds rarely share an id.
        let next_id = 100_000_000 + u64::from(dice.below(800_000_000));
        let mut games = Game::ALL;
        dice.shuffle(&mut games);
        let mut casino = Self { dice, tables: VecDeque::new(), next_id, games };
        for place in 0..tables.max(1) {
            let table = casino.open(place);
            casino.tables.push_back(table);
        }
        casino
    }

    /// Plays the next hand, at the next table, at this time. Times should not go back.
    pub fn deal(&mut self, at: DateTime<Utc>) -> Delivery {
        // A hand knows no fractions of a second.
        let at = DateTime::from_timestamp(at.timestamp(), 0).unwrap_or(at);
        let mut table = self.tables.pop_front().unwrap_or_else(|| self.open(0));
        let started = *table.started.get_or_insert(at);
        let day = started.date_naive();
        let Told { hand, layout, name, summary } = table.session.deal(at, started, &mut self.dice);
        let game = Game::new(hand.variant, hand.limit);
        table.hands_left -= 1;
        if summary.is_some() || table.hands_left == 0 {
            table = self.open(table.place);
        }
        self.tables.push_back(table);
        let summary_file = |text| (file_name::summary(day, &name, hand.real_money, game), text);
        Delivery {
            file_name: file_name::history(day, &name, hand.real_money, game),
            text: write(&hand, layout),
            summary: summary.map(summary_file),
            hand,
        }
    }

    /// A new table for this place of the hall.
    fn open(&mut self, place: usize) -> Table {
        let id = self.next_id;
        self.next_id += 1;
        let (session, hands_left) = match place % 3 {
            0 => (self.open_for_cash(id), 20 + self.dice.below(50)),
            1 => (self.start_event(id, Kind::Tournament), u32::MAX),
            _ => (self.start_event(id, Kind::Expresso), u32::MAX),
        };
        Table { place, session, started: None, hands_left }
    }

    fn open_for_cash(&mut self, id: u64) -> Session {
        let town = self.dice.pick(&TOWNS).copied().unwrap_or_default();
        let name = format!("{town} {:02}", id % 100);
        if self.dice.chance(25) {
            let offer = Offer::for_pool(&mut self.dice);
            return Session::Pool(Pool::new(id, name.into(), offer, &mut self.dice));
        }
        let game = match self.dice.chance(35) {
            true => Game::HOLDEM,
            false => self.next_game(),
        };
        let offer = Offer::for_cash(game, &mut self.dice);
        Session::Cash(Cash::new(id, name.into(), offer, &mut self.dice))
    }

    /// The games take turns, so that none is long in coming.
    fn next_game(&mut self) -> Game {
        let [game, ..] = self.games;
        self.games.rotate_left(1);
        game
    }

    #[expect(clippy::expect_used, reason = "there are events of either kind")]
    fn start_event(&mut self, id: u64, kind: Kind) -> Session {
        let events: Vec<&'static Event> =
            EVENTS.iter().filter(|event| event.kind == kind).collect();
        let event = self.dice.pick(&events).expect("an event of the kind");
        // Table ids of tournaments have up to 19 digits.
        Session::Tournament(Tournament::new(id, id << 32, event, &mut self.dice))
    }
}

impl Session {
    /// Plays the next hand of a session that started then.
    fn deal(&mut self, at: DateTime<Utc>, started: DateTime<Utc>, dice: &mut Dice) -> Told {
        match self {
            Self::Cash(cash) => Told {
                hand: cash.deal(at, dice),
                layout: cash.offer.rules.layout,
                name: cash.name.to_string(),
                summary: None,
            },
            Self::Pool(pool) => Told {
                hand: pool.deal(at, dice),
                layout: pool.offer.rules.layout,
                name: pool.name.to_string(),
                summary: None,
            },
            Self::Tournament(tournament) => {
                let (hand, finish) = tournament.deal(at, dice);
                Told {
                    hand,
                    layout: Layout::Client,
                    name: tournament.full_name(),
                    summary: finish.map(|finish| summary(tournament, finish, started, at)),
                }
            }
        }
    }
}
