//! Everything below the table line: seats, streets and the closing section.

use cards::{Card, Cards};
use smol_str::SmolStr;

use super::{
    action,
    cursor::Cursor,
    heading,
    ledger::{Ledger, MAX_PLAYERS},
    roster::Roster,
    table,
    word::string,
};
use crate::{
    Action, Amount, Player, PlayerIndex, Reason, SeatNo, Stage, Street, StreetLog, Warning,
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

/// What is overwritten with a player. He is put together where he stays: to move him there
/// as soon as his parts are written would cost more than to read them.
const NOBODY: Player = Player {
    seat: SeatNo(0),
    name: SmolStr::new_static(""),
    stack: Amount::ZERO,
    bounty: None,
    dealt_in: false,
    position: None,
    cards: Cards::EMPTY,
    contributed: Amount::ZERO,
    collected: Amount::ZERO,
    uncalled: Amount::ZERO,
};

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
    pub(super) ledger: Ledger,
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

    /// Reads all lines below the first two, and says how many the text has. A line that the
    /// format does not know becomes a warning.
    ///
    /// # Errors
    /// The line, and [`Reason::TooManySeats`] or [`Reason::SeatTakenTwice`].
    pub(super) fn read(&mut self, lines: &Cursor<'a>) -> Result<u32, (u32, Reason)> {
        // A place of its own, which nobody else can look at, stays in registers.
        let mut lines = *lines;
        let mut line_number = 2;
        while !lines.left().is_empty() {
            line_number += 1;
            let is_heading = lines.left().starts_with(b"*** ");
            let of_street = !is_heading && self.section == Section::Street;
            if !(of_street && self.action(&mut lines)) {
                self.other_line(&mut lines, is_heading).map_err(|reason| (line_number, reason))?;
            }
        }
        Ok(line_number)
    }

    /// Reads a line that is no action.
    fn other_line(&mut self, lines: &mut Cursor<'a>, is_heading: bool) -> Result<(), Reason> {
        let start = *lines;
        let known = match (is_heading, self.section) {
            (true, _) => self.heading(lines),
            (false, Section::Seats) => self.seat(lines)?,
            (false, Section::Street) => self.deal(lines),
            (false, Section::Summary) => self.summary_line(lines),
        };
        if !known {
            *lines = start;
            self.unknown(lines.line());
        }
        Ok(())
    }

    #[cold]
    fn unknown(&mut self, line: &str) {
        if !line.is_empty() {
            self.warnings.push(Warning::UnknownLine(line.to_owned()));
        }
    }

    /// `*** TURN *** [Jc 7d 5d][Ad]`: the last bracket is what the street added.
    fn heading(&mut self, line: &mut Cursor<'a>) -> bool {
        line.skip("*** ".len());
        if line.has("SUMMARY ***") {
            line.skip_line();
            self.section = Section::Summary;
            return true;
        }
        let Some(street) = heading::street(line) else { return false };
        self.section = Section::Street;
        // The street has begun, whatever its cards are: what follows belongs to it.
        let (cards, mut known) = match heading::new_cards(line) {
            Some(cards) => (cards, true),
            None => (Cards::EMPTY, false),
        };
        for &card in &*cards {
            known &= self.board.push(card).is_ok();
        }
        // The blinds and bets before do not count on it.
        if matches!(street.stage(), Stage::LaterBets | Stage::Draw) {
            self.ledger.next_street();
        }
        self.end_street();
        let start = self.actions.len();
        self.streets.push(StreetLog { street, cards, actions: start..start });
        known
    }

    /// Notes where the actions of the last street end.
    fn end_street(&mut self) {
        if let Some(street) = self.streets.last_mut() {
            street.actions.end = self.actions.len();
        }
    }

    fn seat(&mut self, line: &mut Cursor<'a>) -> Result<bool, Reason> {
        let start = *line;
        let Some(seat) = table::seat(line) else {
            *line = start;
            let added = table::added_to_pot(line.line());
            self.added_to_pot += added.unwrap_or_default();
            return Ok(added.is_some());
        };
        // Seats come in order, so that the search from the end ends at once.
        let before = self.players.iter().rposition(|other| other.seat <= seat.number);
        let place = before.map_or(0, |index| index + 1);
        let neighbour = before.and_then(|index| self.players.get(index));
        let is_taken = neighbour.is_some_and(|other| other.seat == seat.number);
        if is_taken || self.roster.contains(&seat.name) {
            return Err(Reason::SeatTakenTwice);
        }
        let index = match u8::try_from(place) {
            Ok(place) if self.players.len() < MAX_PLAYERS => PlayerIndex(place),
            _ => return Err(Reason::TooManySeats),
        };
        self.roster.insert(index, seat.name);
        self.players.push(NOBODY);
        if let Some([.., player]) = self.players.get_mut(place..) {
            player.seat = seat.number;
            player.name = string(seat.name.text());
            player.stack = seat.stack.unwrap_or_default();
            player.bounty = seat.bounty;
        }
        if let Some(out_of_order @ [_, _, ..]) = self.players.get_mut(place..) {
            out_of_order.rotate_right(1);
        }
        Ok(seat.stack.is_some())
    }

    /// A line that begins with the name of a player and goes on with something he does: names
    /// can hold verbs.
    #[inline]
    fn action(&mut self, line: &mut Cursor<'a>) -> bool {
        let mut candidates = self.roster.candidates(*line);
        while let Some((player, mut behind)) = self.roster.next(&mut candidates, *line) {
            if self.act(player, &mut behind).is_some() {
                *line = behind;
                return true;
            }
        }
        false
    }

    /// `Dealt to <name> [Kd 3s 9h] [5c]`: all the cards that the player has now, the old ones
    /// first; `X` is a card that only its player sees. In stud others are dealt to as well:
    /// the hero is who sees all of his.
    fn deal(&mut self, line: &mut Cursor<'a>) -> bool {
        let mut dealt = *line;
        if !dealt.has("Dealt to ") {
            return false;
        }
        let mut candidates = self.roster.candidates(dealt);
        while let Some((index, mut brackets)) = self.roster.next(&mut candidates, dealt) {
            let Some((cards, all_known)) = action::deal(&mut brackets) else { continue };
            *line = brackets;
            if let Some(player) = self.players.get_mut(usize::from(index.0)) {
                player.cards = cards;
                player.dealt_in = true;
            }
            if all_known {
                self.hero = Some(index);
            }
            return true;
        }
        false
    }

    fn summary_line(&mut self, line: &mut Cursor<'a>) -> bool {
        if line.has("Total pot ") {
            let total = total_pot(line);
            self.total = total.or(self.total);
            return total.is_some();
        }
        if line.has("Seat ") {
            return !line.line().is_empty();
        }
        let is_board = line.has("Board: [");
        line.skip_line();
        is_board
    }

    /// Works out what needs the whole hand.
    pub(super) fn finish(&mut self) {
        self.end_street();
        self.ledger.finish(&mut self.players);
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
        let mut shown = position::those_who(&self.players, |player| !player.cards.is_empty());
        while let Some(player) = position::next_of(&mut shown).and_then(|at| self.players.get(at)) {
            player.cards.iter().copied().for_each(&mut look);
        }
        self.board.iter().copied().for_each(look);
    }
}

/// Reads what stands behind `Total pot`: `1.39€ | Rake 0.12€`, also `3.37k | No rake`.
fn total_pot(line: &mut Cursor<'_>) -> Option<Total> {
    let pot = line.amount()?;
    let thousands = line.has("k");
    line.word(" | ")?;
    let rake = if line.has("No rake") {
        Amount::ZERO
    } else {
        line.word("Rake ")?;
        line.amount()?
    };
    line.line_end()?;
    Some(if thousands {
        let pot = Amount::from_hundredths(pot.hundredths().saturating_mul(1000));
        Total { pot, rounding: Amount::from_units(10), rake }
    } else {
        Total { pot, rounding: Amount::ZERO, rake }
    })
}
