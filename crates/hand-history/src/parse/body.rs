//! Everything below the table line: seats, streets and the closing section.

use std::cmp::Reverse;

use cards::Cards;
use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::tag,
    character::complete::char,
    combinator::{all_consuming, map, opt, value},
    sequence::preceded,
};

use super::{
    action::{self, Verb},
    ledger::{Ledger, MAX_PLAYERS},
    number, table,
};
use crate::{
    Action, ActionKind, Amount, Player, PlayerIndex, Reason, Street, StreetLog, Warning, position,
};

/// Where in the hand a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Seats,
    Street,
    Summary,
}

/// The `Total pot` line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Total {
    pub(super) pot: Amount,
    /// The most that rounding can have changed: 2010 prints `3.37k`.
    pub(super) rounding: Amount,
    pub(super) rake: Amount,
}

/// Everything below the table line, while it is read.
#[derive(Debug, Default)]
pub(super) struct Body {
    section: Section,
    /// Players by the length of their names, longest first: a name can begin another one.
    longest_first: Vec<PlayerIndex>,
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

impl Body {
    /// Reads a line; one that the format does not know becomes a warning.
    ///
    /// # Errors
    /// [`Reason::TooManySeats`].
    pub(super) fn line(&mut self, line: &str) -> Result<(), Reason> {
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
        let Some((name, after)) = line.get(4..).and_then(|rest| rest.split_once(" ***")) else {
            return false;
        };
        let street = match name {
            "ANTE/BLINDS" => Street::Blinds,
            "PRE-FLOP" => Street::Preflop,
            "FLOP" => Street::Flop,
            "TURN" => Street::Turn,
            "RIVER" => Street::River,
            "SHOW DOWN" => Street::Showdown,
            "SUMMARY" => {
                self.section = Section::Summary;
                return true;
            }
            _ => return false,
        };
        self.start_street();
        let cards = match after.rfind('[').and_then(|at| after.get(at..)) {
            None => Cards::EMPTY,
            Some(brackets) => match number::cards(brackets) {
                Ok(("", cards)) => cards,
                _ => return false,
            },
        };
        for &card in &*cards {
            if self.board.push(card).is_err() {
                return false;
            }
        }
        if matches!(street, Street::Flop | Street::Turn | Street::River) {
            self.ledger.next_street();
        }
        let start = self.actions.len();
        self.streets.push(StreetLog { street, cards, actions: start..start });
        true
    }

    /// Leaves the seats, or the street before.
    fn start_street(&mut self) {
        if self.section == Section::Seats {
            self.section = Section::Street;
            self.players.sort_by_key(|player| player.seat);
            self.longest_first = (0..).map(PlayerIndex).take(self.players.len()).collect();
            let players = &self.players;
            self.longest_first.sort_by_key(|index| {
                Reverse(players.get(usize::from(index.0)).map(|player| player.name.len()))
            });
        }
        self.section = Section::Street;
    }

    fn seat_line(&mut self, line: &str) -> Result<bool, Reason> {
        if let Some(added) = table::added_to_pot(line) {
            self.added_to_pot += added;
            return Ok(true);
        }
        let Some(seat) = table::seat(line) else { return Ok(false) };
        if self.players.len() == MAX_PLAYERS {
            return Err(Reason::TooManySeats);
        }
        self.players.push(seat.player);
        Ok(seat.stack_known)
    }

    /// A line that begins with the name of a player and goes on with something he does.
    fn action(&mut self, line: &str) -> bool {
        let found = self.longest_first.iter().find_map(|&player| {
            let name = &self.players.get(usize::from(player.0))?.name;
            let rest = line.strip_prefix(name.as_str())?.strip_prefix(' ')?;
            let (verb, all_in) = action::verb(rest)?;
            Some((player, verb, all_in))
        });
        let Some((player, verb, all_in)) = found else { return false };
        let kind = match verb {
            Verb::Plain(kind) => kind,
            Verb::RaiseTo(to) => self.ledger.raise(player, to),
        };
        let action = Action { player, kind, all_in };
        self.ledger.book(&action, &mut self.players);
        if let Some(player) = self.players.get_mut(usize::from(player.0)) {
            player.dealt_in |= action.kind != ActionKind::DenyBlind;
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

    fn deal(&mut self, line: &str) -> bool {
        let Some((name, cards)) = action::deal(line) else { return false };
        let mut indices = (0..).map(PlayerIndex).zip(&mut self.players);
        let Some((index, player)) = indices.find(|(_, player)| player.name == name) else {
            return false;
        };
        player.cards = cards;
        player.dealt_in = true;
        self.hero = Some(index);
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
        let hole_cards = self.players.iter().flat_map(|player| player.cards.iter());
        for card in hole_cards.chain(self.board.iter()) {
            let bit = 1 << card.index();
            if seen & bit != 0 {
                self.warnings.push(Warning::RepeatedCard(*card));
            }
            seen |= bit;
        }
    }
}

/// Reads `Total pot 1.39€ | Rake 0.12€`, also `Total pot 3.37k | No rake`.
fn total_pot(line: &str) -> Option<Total> {
    let (_, total) = all_consuming(total).parse(line).ok()?;
    Some(total)
}

fn total(input: &str) -> IResult<&str, Total> {
    let (input, pot) = preceded(tag("Total pot "), number::amount).parse(input)?;
    let (input, thousands) = map(opt(char('k')), |k| k.is_some()).parse(input)?;
    let no_rake = value(Amount::ZERO, tag("No rake"));
    let rake = alt((no_rake, preceded(tag("Rake "), number::amount)));
    let (input, rake) = preceded(tag(" | "), rake).parse(input)?;
    let total = if thousands {
        let pot = Amount::from_hundredths(pot.hundredths().saturating_mul(1000));
        Total { pot, rounding: Amount::from_units(10), rake }
    } else {
        Total { pot, rounding: Amount::ZERO, rake }
    };
    Ok((input, total))
}
