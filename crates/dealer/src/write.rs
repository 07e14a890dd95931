//! A hand as the Winamax client writes it, byte for byte.
//!
//! Any hand can be written, in the spelling of 2016 and later. What a [`Hand`] does not hold
//! cannot come back: zeros before a table number, a spelling of other years, the cards that
//! the hero threw away.

mod bets;
mod deals;
mod spelling;
mod street;
mod summary;

use std::fmt::{self, Display, Formatter};

use hand_history::{Amount, BuyIn, BuyInKind, Currency, Hand, Player, Tournament};

use self::{bets::Bets, deals::deals};
use crate::layout::Layout;

/// The text that the client appends for a hand, its two closing empty lines included.
#[must_use]
pub fn write(hand: &Hand, layout: Layout) -> String {
    HandText { hand, layout }.to_string()
}

/// A hand on its way into text.
struct HandText<'a> {
    hand: &'a Hand,
    layout: Layout,
}

impl Display for HandText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.header(f)?;
        self.table(f)?;
        for player in &self.hand.players {
            self.seat(f, player)?;
        }
        if self.hand.added_to_pot.is_positive() {
            writeln!(f, "Hold-up to Pot: total {}", self.money(self.hand.added_to_pot))?;
        }
        let deals = deals(self.hand, self.layout);
        let mut bets = Bets::default();
        for log in &self.hand.streets {
            self.street(f, log, &mut bets, &deals)?;
        }
        self.summary(f)?;
        f.write_str("\n\n")
    }
}

impl HandText<'_> {
    fn header(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hand = self.hand;
        f.write_str("Winamax Poker - ")?;
        match (&hand.tournament, &hand.pool) {
            (Some(tournament), _) => self.tournament(f, tournament)?,
            (None, Some(pool)) => write!(f, "{pool} \"{}\"", hand.table.name)?,
            (None, None) => f.write_str("CashGame")?,
        }
        let game = spelling::game(hand.variant, hand.limit, self.layout);
        // In money each part of the stakes bears its sign.
        let stakes = hand.stakes.text.replace('/', &format!("{}/", self.sign()));
        let date = hand.played_at.format("%Y/%m/%d %H:%M:%S UTC");
        writeln!(f, " - HandId: #{} - {game} ({stakes}{}) - {date}", hand.id, self.sign())
    }

    fn tournament(&self, f: &mut Formatter<'_>, tournament: &Tournament) -> fmt::Result {
        write!(f, "Tournament \"{}\" buyIn: ", tournament.name)?;
        let sign = if self.hand.real_money { "€" } else { "" };
        let BuyIn { kind, prize, bounty, fee } = tournament.buy_in;
        let parts: Vec<String> =
            [prize, bounty, fee].iter().flatten().map(|part| format!("{part}{sign}")).collect();
        match (kind, parts.as_slice()) {
            (BuyInKind::Ticket, _) => f.write_str("Ticket only")?,
            (BuyInKind::Free, []) => f.write_str("Free")?,
            (BuyInKind::Free | BuyInKind::Paid, parts) => f.write_str(&parts.join(" + "))?,
        }
        f.write_str(" level: ")?;
        tournament.level.iter().try_for_each(|level| level.fmt(f))
    }

    fn table(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let table = &self.hand.table;
        write!(f, "Table: '{}", table.name)?;
        if let (Some(tournament), Some(number)) = (&self.hand.tournament, table.number) {
            write!(f, "({})#{number}", tournament.id)?;
        }
        let money = if self.hand.real_money { "real" } else { "play" };
        write!(f, "' {}-max ({money} money) ", table.max_seats)?;
        match table.button {
            Some(seat) => writeln!(f, "Seat #{} is the button", seat.0),
            None if self.layout == Layout::Export => f.write_str("Seat #0 is the button\n"),
            None => writeln!(f),
        }
    }

    fn seat(&self, f: &mut Formatter<'_>, player: &Player) -> fmt::Result {
        let Player { seat, name, stack, bounty, .. } = player;
        write!(f, "Seat {}: {name} ({}", seat.0, self.money(*stack))?;
        match bounty {
            Some(bounty) => writeln!(f, ", {bounty}€ bounty)"),
            None => writeln!(f, ")"),
        }
    }

    fn money(&self, amount: Amount) -> String {
        format!("{amount}{}", self.sign())
    }

    /// What follows a number of the hand's currency.
    fn sign(&self) -> &'static str {
        match self.hand.currency {
            Currency::Eur => "€",
            Currency::Chips | Currency::Play => "",
        }
    }
}

#[cfg(test)]
mod tests;
