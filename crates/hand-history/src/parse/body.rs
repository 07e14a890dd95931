//! Everything below the table line: seats, streets and the closing section.

use cards::{Card, Cards};
use memchr::memrchr;
use nom::{
    IResult, Parser,
    branch::alt,
    character::complete::char,
    combinator::{all_consuming, map, opt, value},
    sequence::preceded,
};

use super::{
    action,
    card::cards,
    ledger::{Ledger, MAX_PLAYERS},
    number,
    roster::Roster,
    table,
    word::{cut, word},
};
use crate::{
    Action, ActionKind, Amount, Player, PlayerIndex, Reason, Stage, Street, StreetLog, Warning,
    position,
};

/// Where in the hand a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Section {
    Seats,
    Street,
    Summary,
}

/// A hand has an action for so many bytes of its text, or for more: room made by it is
/// enough for almost every hand, and never more than the text takes itself.
const BYTES_PER_ACTION: usize = 48;

/// The `Total pot` line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    pub(super) pot: Amount,
    /// The most that rounding can have changed: 2010 prints `3.37k`.
    pub(super) rounding: Amount,
    pub(super) rake: Amount,
}

/// Everything below the table line, while it is read.
#[derive(Debug)]
pub(super) struct Body<'a> {
    section: Section,
    roster: Roster<'a>,
    ledger: Ledger,
    pub(super) players: Vec<Player>,
    pub(super) hero: Option<PlayerIndex>,
    pub(super) streets: Vec<StreetLog>,
    pub(super) actions: Vec<Action>,
    pub(super) board: Cards,
    pub(super) added_to_pot: Amount,
    pub(super) total: Option<Total>,
    pub(super) warnings: Vec<Warning>,
}

impl<'a> Body<'a> {
    /// Nothing read yet, with room for the hand of a text of this length, in bytes.
    pub(super) fn new(length: usize) -> Self {
        Self {
            section: Section::Seats,
            roster: Roster::default(),
            ledger: Ledger::default(),
            players: Vec::with_capacity(6),
            hero: None,
            streets: Vec::with_capacity(6),
            actions: Vec::with_capacity(length / BYTES_PER_ACTION),
            board: Cards::EMPTY,
            added_to_pot: Amount::ZERO,
            total: None,
            warnings: Vec::new(),
        }
    }

    /// Reads a line; one that the format does not know becomes a warning.
    ///
    /// # Errors
    /// [`Reason::TooManySeats`].
    pub(super) fn line(&mut self, line: &'a str) -> Result<(), Reason> {
        let known = match (line.starts_with("*** "), self.section) {
            (true, _) => self.heading(line),
            (false, Section::Seats) => self.seat_line(line)?,
            (false, Section::Street) => self.action(line) || self.deal(line),
            (false, Section::Summary) => self.summary_line(line),
        };
        if !known && !line.is_empty() {
            self.warnings.push(Warning::UnknownLine(line.to_owned()));
        }
        Ok(())
    }

    /// `*** TURN *** [Jc 7d 5d][Ad]`: the last bracket is what the street added.
    fn heading(&mut self, line: &str) -> bool {
        let Some((name, after)) = line.get(4..).and_then(|rest| cut(rest, "***")) else {
            return false;
        };
        let Some(name) = name.strip_suffix(' ') else { return false };
        if name == "SUMMARY" {
            self.section = Section::Summary;
            return true;
        }
        let Some(street) = street(name) else { return false };
        self.section = Section::Street;
        let brackets = memrchr(b'[', after.as_bytes()).and_then(|at| after.get(at..));
        let (cards, mut known) = match brackets.map(cards) {
            None => (Cards::EMPTY, true),
            Some(Ok(("", cards))) => (cards, true),
            // The street has begun, whatever its cards are: what follows belongs to it.
            Some(_) => (Cards::EMPTY, false),
        };
        for &card in &*cards {
            known &= self.board.push(card).is_ok();
        }
        // The blinds and bets before do not count on it.
        if matches!(street.stage(), Stage::LaterBets | Stage::Draw) {
            self.ledger.next_street();
        }
        let start = self.actions.len();
        self.streets.push(StreetLog { street, cards, actions: start..start });
        known
    }

    fn seat_line(&mut self, line: &'a str) -> Result<bool, Reason> {
        let Some(seat) = table::seat(line) else {
            let added = table::added_to_pot(line);
            self.added_to_pot += added.unwrap_or_default();
            return Ok(added.is_some());
        };
        let taken = |other: &Player| other.seat == seat.player.seat || other.name == seat.name;
        if self.players.iter().any(taken) {
            return Err(Reason::SeatTakenTwice);
        }
        let place = self.players.partition_point(|other| other.seat <= seat.player.seat);
        let index = match u8::try_from(place) {
            Ok(place) if self.players.len() < MAX_PLAYERS => PlayerIndex(place),
            _ => return Err(Reason::TooManySeats),
        };
        self.roster.insert(index, seat.name);
        self.players.insert(place, seat.player);
        Ok(seat.stack_known)
    }

    /// A line that begins with the name of a player and goes on with something he does.
    fn action(&mut self, line: &'a str) -> bool {
        let found = self.roster.find(line, |player, rest| {
            let (kind, all_in) = action::verb(rest, self.ledger.printed(player))?;
            Some(Action { player, kind, all_in })
        });
        let Some(action) = found else { return false };
        self.ledger.book(&action, &mut self.players);
        if let Some(player) = self.players.get_mut(usize::from(action.player.0)) {
            player.dealt_in |= !matches!(action.kind, ActionKind::DenyBlind);
            if let ActionKind::Show { cards, .. } = action.kind {
                player.cards = cards;
            }
        }
        self.actions.push(action);
        if let Some(street) = self.streets.last_mut() {
            street.actions.end = self.actions.len();
        }
        true
    }

    /// `Dealt to <name> [Kd 3s 9h] [5c]`: all the cards that the player has now, the old ones
    /// first; `X` is a card that only its player sees. In stud others are dealt to as well:
    /// the hero is who sees all of his.
    fn deal(&mut self, line: &'a str) -> bool {
        let Some(dealt) = line.strip_prefix("Dealt to ") else { return false };
        let found =
            self.roster.find(dealt, |player, brackets| Some((player, action::deal(brackets)?)));
        let Some((index, (cards, all_known))) = found else { return false };
        if let Some(player) = self.players.get_mut(usize::from(index.0)) {
            player.cards = cards;
            player.dealt_in = true;
        }
        if all_known {
            self.hero = Some(index);
        }
        true
    }

    fn summary_line(&mut self, line: &str) -> bool {
        match line.as_bytes().first() {
            Some(b'T') => {
                self.total = total_pot(line).or(self.total);
                total_pot(line).is_some()
            }
            Some(b'B') => line.starts_with("Board: ["),
            Some(b'S') => line.starts_with("Seat "),
            _ => false,
        }
    }

    /// Works out what needs the whole hand.
    pub(super) fn finish(&mut self) {
        std::mem::take(&mut self.ledger).finish(&mut self.players);
        let blinds = self.streets.iter().find(|log| log.street == Street::Blinds);
        let posts = blinds.and_then(|log| self.actions.get(log.actions.clone()));
        position::assign(&mut self.players, posts.unwrap_or_default());
        let mut seen = 0_u64;
        let mut look = |card: Card| {
            let bit = 1 << card.index();
            if seen & bit != 0 {
                self.warnings.push(Warning::RepeatedCard(card));
            }
            seen |= bit;
        };
        for player in &self.players {
            player.cards.iter().copied().for_each(&mut look);
        }
        self.board.iter().copied().for_each(look);
    }
}

/// The street of a heading, in the words of either layout.
fn street(heading: &str) -> Option<Street> {
    Some(match heading {
        "ANTE/BLINDS" => Street::Blinds,
        "PRE-FLOP" => Street::Preflop,
        "FLOP" => Street::Flop,
        "TURN" => Street::Turn,
        "RIVER" => Street::River,
        "3rd STREET" | "THIRD" => Street::Third,
        "4th STREET" | "FOURTH" => Street::Fourth,
        "5th STREET" | "FIFTH" => Street::Fifth,
        "6th STREET" | "SIXTH" => Street::Sixth,
        "7th STREET" | "SEVENTH" => Street::Seventh,
        "FIRST-BET" => Street::FirstBet,
        "FIRST-DRAW" => Street::FirstDraw,
        "SECOND-BET" => Street::SecondBet,
        "SECOND-DRAW" => Street::SecondDraw,
        "THIRD-BET" => Street::ThirdBet,
        "THIRD-DRAW" => Street::ThirdDraw,
        "FOURTH-BET" => Street::FourthBet,
        "SHOW DOWN" => Street::Showdown,
        _ => return None,
    })
}

/// Reads `Total pot 1.39€ | Rake 0.12€`, also `Total pot 3.37k | No rake`.
fn total_pot(line: &str) -> Option<Total> {
    let (_, total) = all_consuming(total).parse(line).ok()?;
    Some(total)
}

fn total(input: &str) -> IResult<&str, Total> {
    let (input, pot) = preceded(word("Total pot "), number::amount).parse(input)?;
    let (input, thousands) = map(opt(char('k')), |k| k.is_some()).parse(input)?;
    let no_rake = value(Amount::ZERO, word("No rake"));
    let rake = alt((no_rake, preceded(word("Rake "), number::amount)));
    let (input, rake) = preceded(word(" | "), rake).parse(input)?;
    let total = if thousands {
        let pot = Amount::from_hundredths(pot.hundredths().saturating_mul(1000));
        Total { pot, rounding: Amount::from_units(10), rake }
    } else {
        Total { pot, rounding: Amount::ZERO, rake }
    };
    Ok((input, total))
}
