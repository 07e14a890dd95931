//! A hand as the Winamax client writes it, byte for byte.
//!
//! Any hold'em or Omaha hand can be written, in the spelling of 2016 and later. What a
//! [`Hand`] does not hold cannot come back: zeros before a table number, a
//! spelling of other years. Stud and draw streets are not written.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
};

use cards::Cards;
use hand_history::{
    Action, ActionKind, Amount, BuyIn, BuyInKind, Currency, Half, Hand, Limit, Player, PlayerIndex,
    PotName, Street, StreetLog, Tournament, Variant,
};

/// The text that the client appends for a hand, its two closing empty lines included.
#[must_use]
pub fn write(hand: &Hand) -> String {
    HandText(hand).to_string()
}

struct HandText<'a>(&'a Hand);

impl Display for HandText<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.header(f)?;
        self.table(f)?;
        for player in &self.0.players {
            self.seat(f, player)?;
        }
        if self.0.added_to_pot.is_positive() {
            writeln!(f, "Hold-up to Pot: total {}", self.money(self.0.added_to_pot))?;
        }
        let mut bets = Bets::default();
        for street in &self.0.streets {
            self.street(f, street, &mut bets)?;
        }
        self.summary(f)?;
        f.write_str("\n\n")
    }
}

impl HandText<'_> {
    fn header(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hand = self.0;
        f.write_str("Winamax Poker - ")?;
        match (&hand.tournament, &hand.pool) {
            (Some(tournament), _) => self.tournament(f, tournament)?,
            (None, Some(pool)) => write!(f, "{pool} \"{}\"", hand.table.name)?,
            (None, None) => f.write_str("CashGame")?,
        }
        let game = game(hand.variant, hand.limit);
        // In money each part of the stakes bears its sign.
        let stakes = hand.stakes.text.replace('/', &format!("{}/", self.sign()));
        let date = hand.played_at.format("%Y/%m/%d %H:%M:%S UTC");
        writeln!(f, " - HandId: #{} - {game} ({stakes}{}) - {date}", hand.id, self.sign())
    }

    fn tournament(&self, f: &mut Formatter<'_>, tournament: &Tournament) -> fmt::Result {
        write!(f, "Tournament \"{}\" buyIn: ", tournament.name)?;
        let sign = if self.0.real_money { "€" } else { "" };
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
        let table = &self.0.table;
        write!(f, "Table: '{}", table.name)?;
        if let (Some(tournament), Some(number)) = (&self.0.tournament, table.number) {
            write!(f, "({})#{number}", tournament.id)?;
        }
        let money = if self.0.real_money { "real" } else { "play" };
        write!(f, "' {}-max ({money} money) ", table.max_seats)?;
        match table.button {
            Some(seat) => writeln!(f, "Seat #{} is the button", seat.0),
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

    fn street(&self, f: &mut Formatter<'_>, street: &StreetLog, bets: &mut Bets) -> fmt::Result {
        let cards = street.cards;
        match street.street {
            Street::Blinds => f.write_str("*** ANTE/BLINDS ***\n")?,
            Street::Preflop => f.write_str("*** PRE-FLOP *** \n")?,
            Street::Flop => writeln!(f, "*** FLOP *** [{cards}]")?,
            Street::Turn => writeln!(f, "*** TURN *** [{}][{cards}]", self.board(3))?,
            Street::River => writeln!(f, "*** RIVER *** [{}][{cards}]", self.board(4))?,
            Street::Showdown => f.write_str("*** SHOW DOWN ***\n")?,
        }
        if street.street != Street::Preflop {
            *bets = Bets::default();
        }
        for action in self.0.actions_of(street) {
            self.action(f, action, bets.highest)?;
            bets.book(action);
        }
        match self.0.hero() {
            Some(hero) if street.street == Street::Blinds => {
                writeln!(f, "Dealt to {} [{}]", hero.name, hero.cards)
            }
            Some(_) | None => Ok(()),
        }
    }

    fn action(&self, f: &mut Formatter<'_>, action: &Action, highest: Amount) -> fmt::Result {
        let Some(player) = self.0.player(action.player) else { return Ok(()) };
        let money = |amount| self.money(amount);
        write!(f, "{} ", player.name)?;
        match &action.kind {
            ActionKind::Ante(amount) => write!(f, "posts ante {}", money(*amount))?,
            ActionKind::SmallBlind(amount) => write!(f, "posts small blind {}", money(*amount))?,
            ActionKind::BigBlind(amount) => write!(f, "posts big blind {}", money(*amount))?,
            ActionKind::DeadSmallBlind(amount) => {
                write!(f, "posts small blind {} out of position", money(*amount))?;
            }
            ActionKind::LiveBigBlind(amount) => {
                write!(f, "posts big blind {} out of position", money(*amount))?;
            }
            ActionKind::DenyBlind => f.write_str("denies big blind")?,
            ActionKind::BringIn(amount) => write!(f, "brings in {}", money(*amount))?,
            ActionKind::Fold => f.write_str("folds")?,
            ActionKind::Check => f.write_str("checks")?,
            ActionKind::Call(amount) => write!(f, "calls {}", money(*amount))?,
            ActionKind::Bet(amount) => write!(f, "bets {}", money(*amount))?,
            ActionKind::Raise { to, .. } => {
                write!(f, "raises {} to {}", money(*to - highest), money(*to))?;
            }
            ActionKind::Discard { count } => {
                write!(f, "discard {count} card{}", if *count < 2 { "" } else { "s" })?;
            }
            ActionKind::StandPat(cards) => write!(f, "stands pat [{cards}]")?,
            ActionKind::Show { cards, description } => {
                write!(f, "shows [{cards}]")?;
                description.iter().try_for_each(|name| write!(f, " ({name})"))?;
            }
            ActionKind::Collect { amount, pot, half } => {
                write!(f, "collected {} from {}", money(*amount), self.pot(*pot))?;
                match half {
                    Some(Half::Hi) => f.write_str("(HI)")?,
                    Some(Half::Lo) => f.write_str("(LO)")?,
                    None => {}
                }
            }
        }
        f.write_str(if action.all_in { " and is all-in\n" } else { "\n" })
    }

    fn summary(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hand = self.0;
        write!(f, "*** SUMMARY ***\nTotal pot {} | ", self.money(hand.total_pot))?;
        if hand.rake.is_positive() {
            writeln!(f, "Rake {}", self.money(hand.rake))?;
        } else {
            f.write_str("No rake\n")?;
        }
        if !hand.board.is_empty() {
            writeln!(f, "Board: [{}]", hand.board)?;
        }
        (0..).map(PlayerIndex).zip(&hand.players).try_for_each(|(index, player)| {
            let shown = hand.actions.iter().find_map(|action| match &action.kind {
                ActionKind::Show { cards, description } if action.player == index => {
                    Some((cards, description))
                }
                _ => None,
            });
            let won = player.collected.is_positive();
            if shown.is_none() && !won {
                return Ok(());
            }
            write!(f, "Seat {}: {}{}", player.seat.0, player.name, self.roles(index, player))?;
            if let Some((cards, _)) = shown {
                write!(f, " showed [{cards}] and")?;
            }
            if won {
                write!(f, " won {}", self.money(player.collected))?;
            } else {
                f.write_str(" lost")?;
            }
            let name = shown.and_then(|(_, description)| description.as_ref());
            name.iter().try_for_each(|name| write!(f, " with {name}"))?;
            f.write_str("\n")
        })
    }

    /// What the summary calls a player after his name.
    fn roles(&self, index: PlayerIndex, player: &Player) -> String {
        let mut roles = String::new();
        for action in self.0.actions.iter().filter(|action| action.player == index) {
            match action.kind {
                ActionKind::SmallBlind(_) => roles.push_str(" (small blind)"),
                ActionKind::BigBlind(_) => roles.push_str(" (big blind)"),
                _ => {}
            }
        }
        if self.0.table.button == Some(player.seat) {
            roles.push_str(" (button)");
        }
        roles
    }

    /// The first cards of the board.
    fn board(&self, count: usize) -> Cards {
        let cards = self.0.board.get(..count).unwrap_or_default();
        Cards::from_slice(cards).unwrap_or_default()
    }

    fn pot(&self, pot: PotName) -> String {
        let side = |action: &Action| {
            matches!(action.kind, ActionKind::Collect { pot: PotName::Side(_), .. })
        };
        match pot {
            PotName::Side(number) => format!("side pot {number}"),
            PotName::Main if self.0.actions.iter().any(side) => "main pot".to_owned(),
            PotName::Main => "pot".to_owned(),
        }
    }

    fn money(&self, amount: Amount) -> String {
        format!("{amount}{}", self.sign())
    }

    /// What follows a number of the hand's currency.
    fn sign(&self) -> &'static str {
        match self.0.currency {
            Currency::Eur => "€",
            Currency::Chips | Currency::Play => "",
        }
    }
}

/// The bets of a street, from the highest of which Winamax counts a raise. The blinds' are
/// those of the street before the flop.
#[derive(Debug, Default)]
struct Bets {
    of_player: BTreeMap<PlayerIndex, Amount>,
    highest: Amount,
}

impl Bets {
    fn book(&mut self, action: &Action) {
        let added = match action.kind {
            // They match no bet.
            ActionKind::Ante(_) | ActionKind::DeadSmallBlind(_) => Amount::ZERO,
            _ => action.kind.added(),
        };
        let bet = self.of_player.entry(action.player).or_default();
        *bet += added;
        self.highest = self.highest.max(*bet);
        if let ActionKind::Raise { to, .. } = action.kind {
            // A dead small blind is in what is printed, and the next raise is counted from it.
            self.highest = self.highest.max(to);
        }
    }
}

fn game(variant: Variant, limit: Limit) -> String {
    let variant = match variant {
        Variant::Holdem => "Holdem",
        Variant::Omaha => "Omaha",
        Variant::Omaha5 => "5 Card Omaha",
        Variant::OmahaHiLo => "Omaha Hi/Lo",
        Variant::Omaha5HiLo => "5 Card Omaha Hi/Lo",
        Variant::Stud => "7-Card Stud",
        Variant::StudHiLo => "7-Card Stud Hi/Lo",
        Variant::Razz => "Razz",
        Variant::TripleDraw27 => "2-7 Triple Draw",
    };
    let limit = match limit {
        Limit::NoLimit => "no limit",
        Limit::PotLimit => "pot limit",
        Limit::FixedLimit => "fixed limit",
    };
    format!("{variant} {limit}")
}

#[cfg(test)]
mod tests;
