//! Anything odd in a hand that did not stop the parse.

use std::fmt;

use cards::Card;

use crate::Amount;

/// Something odd. It prints as `code` or `code:detail`, as it stands in the hand's JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// What was collected and raked is more (or, negative, less) than what was put in.
    LedgerOffBy(Amount),
    /// The printed total is not the sum of what was collected; the amount is how much more it is.
    TotalPotOffBy(Amount),
    /// A card is in two places.
    RepeatedCard(Card),
    /// A line that the format does not know.
    UnknownLine(String),
    /// Bytes that are not UTF-8 were read as Windows-1252.
    UndecodableBytes,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LedgerOffBy(amount) => write!(f, "ledger_off_by:{}", two_decimals(*amount)),
            Self::TotalPotOffBy(amount) => write!(f, "total_pot_off_by:{}", two_decimals(*amount)),
            Self::RepeatedCard(card) => write!(f, "repeated_card:{card}"),
            Self::UnknownLine(line) => write!(f, "unknown_line:{line}"),
            Self::UndecodableBytes => f.write_str("undecodable_bytes"),
        }
    }
}

/// An amount with both decimals, zeros too.
fn two_decimals(amount: Amount) -> String {
    let hundredths = amount.hundredths();
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}
