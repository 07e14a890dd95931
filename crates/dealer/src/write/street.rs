//! One street of a hand: its heading, and what everybody does.

use std::fmt::{self, Formatter};

use cards::Cards;
use hand_history::{Action, ActionKind, Amount, PotName, Street, StreetLog};

use super::{HandText, bets::Bets, deals::Deal, spelling};

impl HandText<'_> {
    /// Writes a street; `bets` goes on from street to street.
    pub(super) fn street(
        &self,
        f: &mut Formatter<'_>,
        log: &StreetLog,
        bets: &mut Bets,
        deals: &[Deal],
    ) -> fmt::Result {
        f.write_str(spelling::heading(log.street, self.layout))?;
        match log.street {
            Street::Flop => writeln!(f, "[{}]", log.cards)?,
            Street::Turn => writeln!(f, "[{}][{}]", self.board(3), log.cards)?,
            Street::River => writeln!(f, "[{}][{}]", self.board(4), log.cards)?,
            _ => f.write_str("\n")?,
        }
        // Blinds and bring-in are bets of the street after them.
        if !matches!(log.street, Street::Preflop | Street::Third | Street::FirstBet) {
            *bets = Bets::default();
        }
        let deals_before = |place: usize| {
            deals.iter().filter(move |deal| deal.street == log.street && deal.before == place)
        };
        for (place, action) in log.actions.clone().zip(self.hand.actions_of(log)) {
            deals_before(place).try_for_each(|deal| f.write_str(&deal.lines))?;
            self.action(f, action, bets.highest)?;
            bets.book(action);
        }
        deals_before(log.actions.end).try_for_each(|deal| f.write_str(&deal.lines))
    }

    fn action(&self, f: &mut Formatter<'_>, action: &Action, highest: Amount) -> fmt::Result {
        let Some(player) = self.hand.player(action.player) else { return Ok(()) };
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
            ActionKind::BringIn(amount) => {
                write!(f, "{} {}", spelling::brings_in(self.layout), money(*amount))?;
            }
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
            ActionKind::StandPat(cards) if cards.is_empty() => f.write_str("stands pat")?,
            ActionKind::StandPat(cards) => write!(f, "stands pat [{cards}]")?,
            ActionKind::Show { cards, description } => {
                write!(f, "shows [{cards}]")?;
                description.iter().try_for_each(|name| write!(f, " ({name})"))?;
            }
            ActionKind::Collect { amount, pot, half } => {
                let half = spelling::half(*half, self.layout);
                write!(f, "collected {} from {}{half}", money(*amount), self.pot(*pot))?;
            }
        }
        f.write_str(if action.all_in { " and is all-in\n" } else { "\n" })
    }

    /// The first cards of the board.
    fn board(&self, count: usize) -> Cards {
        let cards = self.hand.board.get(..count).unwrap_or_default();
        Cards::from_slice(cards).unwrap_or_default()
    }

    fn pot(&self, pot: PotName) -> String {
        let side = |action: &Action| {
            matches!(action.kind, ActionKind::Collect { pot: PotName::Side(_), .. })
        };
        match pot {
            PotName::Side(number) => format!("side pot {number}"),
            PotName::Main if self.hand.actions.iter().any(side) => "main pot".to_owned(),
            PotName::Main => "pot".to_owned(),
        }
    }
}
