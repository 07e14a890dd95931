//! Several tables at once, and what the client of one player writes about them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use hand_history::{Hand, Kind};

use crate::{
    cash::Cash,
    dice::Dice,
    event::{EVENTS, Event},
    file_name,
    summary::summary,
    tournament::Tournament,
    write::write,
};

/// A source of hands: the same seed and the same times give the same bytes.
///
/// A third of the tables are cash tables, a third tournaments, a third Expressos. A
/// tournament that is over for the hero makes room for a new one.
#[derive(Debug)]
pub struct Casino {
    dice: Dice,
    /// The one that deals next is first.
    tables: VecDeque<Table>,
    /// The number of the next table or tournament.
    next_id: u64,
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
    game: Game,
    /// The time of the first hand; its day names the files.
    started: Option<DateTime<Utc>>,
}

#[derive(Debug)]
enum Game {
    Cash(Cash),
    Tournament(Tournament),
}

/// What cash tables are called, with a number behind.
const TOWNS: [&str; 6] = ["Honfleur", "Saint-Malo", "L'Aigle", "Vézelay", "Le Puy", "Pont & Pins"];

impl Casino {
    /// A casino with so many tables, at least one.
    #[must_use]
    pub fn new(seed: u64, tables: usize) -> Self {
        let mut dice = Dice::new(seed);
        // Casinos of different seeds rarely share an id.
        let next_id = 100_000_000 + u64::from(dice.below(800_000_000));
        let mut casino = Self { dice, tables: VecDeque::new(), next_id };
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
        let (hand, name, summary) = match &mut table.game {
            Game::Cash(cash) => (cash.deal(at, &mut self.dice), cash.name.to_string(), None),
            Game::Tournament(tournament) => {
                let (hand, finish) = tournament.deal(at, &mut self.dice);
                let name = tournament.full_name();
                let text = |finish| summary(tournament, finish, started, at);
                let file = |finish| (file_name::summary(day, &name), text(finish));
                (hand, name.clone(), finish.map(file))
            }
        };
        if summary.is_some() {
            table = self.open(table.place);
        }
        self.tables.push_back(table);
        Delivery { file_name: file_name::history(day, &name), text: write(&hand), hand, summary }
    }

    /// A new table for this place of the hall.
    fn open(&mut self, place: usize) -> Table {
        let id = self.next_id;
        self.next_id += 1;
        let kind = match place % 3 {
            0 => Kind::Cash,
            1 => Kind::Tournament,
            _ => Kind::Expresso,
        };
        let events: Vec<&'static Event> =
            EVENTS.iter().filter(|event| event.kind == kind).collect();
        let game = match self.dice.pick(&events) {
            Some(event) => {
                // Table ids of tournaments have up to 19 digits.
                Game::Tournament(Tournament::new(id, id << 32, event, &mut self.dice))
            }
            None => {
                let town = self.dice.pick(&TOWNS).copied().unwrap_or_default();
                let name = format!("{town} {:02}", id % 100);
                Game::Cash(Cash::new(id, name.into(), &mut self.dice))
            }
        };
        Table { place, game, started: None }
    }
}
