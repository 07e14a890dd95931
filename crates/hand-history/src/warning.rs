//! Anything odd in a hand that did not stop the parse.

use std::fmt;

use cards::Card;
use smol_str::SmolStr;

use crate::{Amount, Foul, PotName};

/// Something odd. It prints as `code` or `code:detail`, as it stands in the hand's JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// What was collected and raked is more (or, negative, less) than what was put in.
    LedgerOffBy(Amount),
    /// The printed total is not the sum of what was collected; the amount is how much more it is.
    TotalPotOffBy(Amount),
    /// A card is in two places.
    RepeatedCard(Card),
    /// A line that the format does not know; empty where it is not to be told.
    UnknownLine(String),
    /// Bytes that are not UTF-8 were read as Windows-1252.
    UndecodableBytes,
    /// A player did, or got, what no table lets pass; from [`audit`](crate::audit()).
    Foul {
        /// Who.
        player: SmolStr,
        /// What.
        foul: Foul,
    },
    /// The board has so many cards, or they came on other streets than they should; from
    /// [`audit`](crate::audit()).
    BoardSize(usize),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LedgerOffBy(amount) => write!(f, "ledger_off_by:{}", two_decimals(*amount)),
            Self::TotalPotOffBy(amount) => write!(f, "total_pot_off_by:{}", two_decimals(*amount)),
            Self::RepeatedCard(card) => write!(f, "repeated_card:{card}"),
            Self::UnknownLine(line) if line.is_empty() => f.write_str("unknown_line"),
            Self::UnknownLine(line) => write!(f, "unknown_line:{line}"),
            Self::UndecodableBytes => f.write_str("undecodable_bytes"),
            Self::Foul { player, foul } => write!(f, "{foul}:{player}"),
            Self::BoardSize(cards) => write!(f, "board_size:{cards}"),
        }
    }
}

/// An amount with both decimals, zeros too.
pub(crate) fn two_decimals(amount: Amount) -> String {
    let hundredths = amount.hundredths();
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// A pot as the hand's JSON names it: `main`, `side-1`.
pub(crate) fn pot_name(pot: PotName) -> String {
    match pot {
        PotName::Main => "main".to_owned(),
        PotName::Side(number) => format!("side-{number}"),
    }
}
