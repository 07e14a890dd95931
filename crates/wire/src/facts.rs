//! What rooms and filters ask of an entry of the log.

use chrono::{DateTime, Utc};
use hand_history::{Amount, Hand, Kind, TournamentSummary};
use hud::TableKey;
use smol_str::SmolStr;

use crate::labels;

/// A few facts of a hand or of the result of a tournament.
///
/// They are made for every live hand, so that they share what the hand has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The table, pool or tournament.
    pub table_key: TableKey,
    /// Its name; in a tournament that of the tournament.
    pub table: SmolStr,
    /// The player whose client wrote the entry.
    pub hero: Option<SmolStr>,
    /// Everybody dealt in; for a result the player alone.
    pub players: Vec<SmolStr>,
    /// The word of the protocol for the kind of game.
    pub kind: &'static str,
    /// When the hand was played or the tournament started, where that is printed.
    pub played_at: Option<DateTime<Utc>>,
    /// What only hands have: `None` for the result of a tournament.
    pub hand: Option<HandFacts>,
}

/// The facts that only a hand has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandFacts {
    /// The trackers' short name of the game: `NLH`.
    pub game_type: &'static str,
    /// As printed, without a currency sign.
    pub stakes: SmolStr,
    /// The big blind, in games that have one.
    pub big_blind: Option<Amount>,
    /// What was collected.
    pub total_pot: Amount,
}

impl Facts {
    /// The facts of a hand.
    #[must_use]
    pub fn of_hand(hand: &Hand) -> Self {
        let dealt_in = hand.players.iter().filter(|player| player.dealt_in);
        Self {
            table_key: TableKey::of(hand),
            table: hand.table.name.clone(),
            hero: hand.hero().map(|player| player.name.clone()),
            players: dealt_in.map(|player| player.name.clone()).collect(),
            kind: labels::kind(hand.kind),
            played_at: Some(hand.played_at),
            hand: Some(HandFacts {
                game_type: labels::game_type(hand.variant, hand.limit),
                stakes: hand.stakes.text.clone(),
                big_blind: hand.stakes.big_blind,
                total_pot: hand.total_pot,
            }),
        }
    }

    /// The facts of the result of a tournament.
    #[must_use]
    pub fn of_summary(summary: &TournamentSummary) -> Self {
        Self {
            table_key: TableKey::Tournament(summary.id.clone()),
            table: summary.name.clone(),
            hero: summary.player.clone(),
            players: summary.player.iter().cloned().collect(),
            kind: labels::kind(Kind::of_tournament(&summary.name)),
            played_at: summary.started_at,
            hand: None,
        }
    }

    /// Whether the entry is a hand, and not the result of a tournament.
    #[must_use]
    pub const fn is_hand(&self) -> bool {
        self.hand.is_some()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use hand_history::{SummaryText, parse_summary};

    use super::Facts;
    use crate::{Room, golden::hand};

    /// The facts of a hand of the fixtures.
    pub(crate) fn of(fixture: &str) -> Facts {
        Facts::of_hand(&hand(fixture).0)
    }

    /// The facts of a result.
    pub(crate) fn of_result(name: &str, player: &str) -> Facts {
        let text =
            format!("Winamax Poker - Tournament summary : {name}(7)\n{player}Buy-In : 1€ + 1€\n");
        let text = SummaryText { offset: 0, bytes: text.into_bytes().into() };
        Facts::of_summary(&parse_summary(&text).unwrap())
    }

    fn holds(room: &str, facts: &Facts) -> bool {
        Room::parse(room).unwrap().holds(facts)
    }

    #[test]
    fn rooms_hold_the_hands_of_their_table_and_of_who_was_dealt_in() {
        let cash = of("cash/out-of-position-posts.txt");
        let table = cash.table_key.to_string();
        let hero = cash.hero.clone().unwrap();
        assert!(holds("hands", &cash) && cash.is_hand());
        assert!(!holds("tables", &cash) && !holds("chat:a", &cash));
        assert!(holds(&table, &cash) && holds(&format!("{table}@{hero}"), &cash));
        assert!(!holds(&format!("{table}@{hero}x"), &cash));
        assert!(!holds(&format!("{table}x"), &cash));
        assert!(!holds(&table.replace("table:", "tournament:"), &cash));
        assert!(!cash.players.is_empty());
        for player in &cash.players {
            assert!(holds(&format!("player:{player}"), &cash));
        }
        let (hand, _) = hand("cash/out-of-position-posts.txt");
        for player in hand.players {
            let in_room = holds(&format!("player:{}", player.name), &cash);
            assert_eq!(in_room, player.dealt_in, "{player:?}");
        }
        let expresso = of("expresso/nitro-all-in.txt");
        assert_eq!(expresso.kind, "expresso");
        assert!(holds(&expresso.table_key.to_string(), &expresso));
    }

    #[test]
    fn rooms_hold_the_results_of_their_tournament_and_of_their_player() {
        let result = of_result("Deglingos", "Player : Ann\n");
        assert!(!result.is_hand());
        for (room, expected) in [
            ("hands", true),
            ("tournament:7", true),
            ("tournament:7@Ann", true),
            ("tournament:7@Bob", false),
            ("tournament:8", false),
            ("table:7", false),
            ("table:Deglingos", false),
            ("player:Ann", true),
            ("player:Bob", false),
            ("tables", false),
        ] {
            assert_eq!(holds(room, &result), expected, "{room}");
        }
        assert_eq!(of_result("Expresso Nitro", "").kind, "expresso");
        assert!(of_result("Expresso Nitro", "").players.is_empty());
    }
}
