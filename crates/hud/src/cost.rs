//! What a tournament cost its player.

use hand_history::{Amount, BuyIn, BuyInKind, TournamentSummary};

/// What one entry cost: the buy-in with its bounty and its fee, and the rebuys and add-ons
/// that the player took. A freeroll costs nothing; what a ticket is worth is not printed, so
/// that an entry with one has no known cost.
#[must_use]
pub fn cost(summary: &TournamentSummary) -> Option<Amount> {
    cost_from(price(&summary.buy_in)?, summary)
}

/// What one entry cost whose seat cost this.
pub(crate) fn cost_from(seat: Amount, summary: &TournamentSummary) -> Option<Amount> {
    let times = |count: u32, cost: &Option<BuyIn>| {
        let each = match (count, cost) {
            (0, _) => Amount::ZERO,
            (_, Some(cost)) => price(cost)?,
            (_, None) => return None,
        };
        Some(Amount::from_hundredths(each.hundredths().checked_mul(i64::from(count))?))
    };
    let rebuys = times(summary.rebuys, &summary.rebuy_cost)?;
    let addons = times(summary.addons, &summary.addon_cost)?;
    Some(seat + rebuys + addons)
}

/// What a seat costs, all parts together; nobody prints what a ticket is worth.
pub(crate) fn price(buy_in: &BuyIn) -> Option<Amount> {
    match buy_in.kind {
        BuyInKind::Free => Some(Amount::ZERO),
        BuyInKind::Ticket => None,
        BuyInKind::Paid => {
            Some([buy_in.prize, buy_in.bounty, buy_in.fee].into_iter().flatten().sum())
        }
    }
}

#[cfg(test)]
mod tests {
    use hand_history::{Amount, SummaryText, parse_summary};

    use super::cost;

    fn cost_of(lines: &str) -> Option<Amount> {
        let text = format!("Winamax Poker - Tournament summary : A(1)\n{lines}\n");
        let text = SummaryText { offset: 0, bytes: text.into_bytes().into() };
        cost(&parse_summary(&text).unwrap())
    }

    #[test]
    fn an_entry_costs_its_parts_and_what_was_bought_again() {
        let rebuys = "Buy-In : 9€ + 1€\nRebuy cost : 9€ + 1€\nAddon cost : 18€ + 2€\nYour rebuys : 4\nYour addons : 1";
        for (lines, hundredths) in [
            ("Buy-In : 0.93€ + 0.07€", Some(100)),
            ("Buy-In : 4.50€ + 4.50€ + 1€", Some(1000)),
            (rebuys, Some(1000 + 4000 + 2000)),
            ("Buy-In : 0€ + 0€", Some(0)),
            ("Buy-In : Ticket uniquement", None),
        ] {
            assert_eq!(cost_of(lines), hundredths.map(Amount::from_hundredths), "{lines}");
        }
    }
}
