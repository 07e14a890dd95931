//! The closing section of a hand: the total, the board, and who won or lost with what.

use std::fmt::{self, Formatter};

use cards::Cards;
use hand_history::{ActionKind, Amount, Half, Player, PlayerIndex};
use smol_str::SmolStr;

use super::HandText;

impl HandText<'_> {
    pub(super) fn summary(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let hand = self.hand;
        write!(f, "*** SUMMARY ***\nTotal pot {} | ", self.money(hand.total_pot))?;
        if hand.rake.is_positive() {
            writeln!(f, "Rake {}", self.money(hand.rake))?;
        } else {
            f.write_str("No rake\n")?;
        }
        if !hand.board.is_empty() {
            writeln!(f, "Board: [{}]", hand.board)?;
        }
        let mut players = (0..).map(PlayerIndex).zip(&hand.players);
        players.try_for_each(|(index, player)| self.results(f, index, player))
    }

    /// A line for a player who showed or won; one for each half of the pot that he showed.
    fn results(&self, f: &mut Formatter<'_>, index: PlayerIndex, player: &Player) -> fmt::Result {
        let intro = format!("Seat {}: {}{}", player.seat.0, player.name, self.roles(index, player));
        let shows: Vec<(&Cards, &Option<SmolStr>)> = self
            .hand
            .actions
            .iter()
            .filter(|action| action.player == index)
            .filter_map(|action| match &action.kind {
                ActionKind::Show { cards, description } => Some((cards, description)),
                _ => None,
            })
            .collect();
        if shows.is_empty() && player.collected.is_positive() {
            writeln!(f, "{intro} won {}", self.money(player.collected))?;
        }
        for (cards, description) in shows {
            let won = self.won_with(index, description.as_deref().unwrap_or_default());
            let won = match won.is_positive() {
                true => format!("won {}", self.money(won)),
                false => "lost".to_owned(),
            };
            write!(f, "{intro} showed [{cards}] and {won}")?;
            description.iter().try_for_each(|name| write!(f, " with {name}"))?;
            f.write_str("\n")?;
        }
        Ok(())
    }

    /// What a player collected with a hand of this description, which can be for one half.
    fn won_with(&self, index: PlayerIndex, description: &str) -> Amount {
        let (high, low) = (description.starts_with("HI : "), description.starts_with("LO : "));
        let shares = self.hand.actions.iter().filter(|action| action.player == index);
        let amount = |kind: &ActionKind| match kind {
            ActionKind::Collect { half: Some(Half::Lo), .. } if high => Amount::ZERO,
            ActionKind::Collect { half: None | Some(Half::Hi), .. } if low => Amount::ZERO,
            ActionKind::Collect { amount, .. } => *amount,
            _ => Amount::ZERO,
        };
        shares.map(|action| amount(&action.kind)).sum()
    }

    /// What the summary calls a player after his name.
    fn roles(&self, index: PlayerIndex, player: &Player) -> String {
        let mut roles = String::new();
        for action in self.hand.actions.iter().filter(|action| action.player == index) {
            match action.kind {
                ActionKind::SmallBlind(_) => roles.push_str(" (small blind)"),
                ActionKind::BigBlind(_) => roles.push_str(" (big blind)"),
                _ => {}
            }
        }
        if self.hand.table.button == Some(player.seat) {
            roles.push_str(" (button)");
        }
        roles
    }
}
