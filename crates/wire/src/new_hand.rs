//! The message for one hand.

use hand_history::{Hand, Player};
use hud::TableKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    hand::{HandJson, cards, position},
    labels::{self, KINDS},
    message::timestamp,
    number::Number,
};

/// `new_hand`: a hand that the log got.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NewHand {
    /// The position of the hand in the log.
    pub seq: u64,
    /// Winamax's own id. Together with `hero` it names the hand.
    pub hand_id: String,
    /// When the hand was played.
    #[schemars(extend("format" = "date-time"))]
    pub timestamp: String,
    /// What the hand changed in the hero's stack; `null` when he was not dealt in.
    pub hero_result: Option<Number>,
    /// The hero's position.
    pub hero_position: Option<String>,
    /// The trackers' short name of the game: `NLH`, `PLO`.
    pub game_type: String,
    /// As printed, without a currency sign.
    pub stakes: String,
    /// The player whose client wrote the hand; `null` when he was not dealt in.
    pub hero: Option<String>,
    /// The hero's cards.
    pub hero_cards: Vec<String>,
    /// `cash`, `pool`, `tournament` or `expresso`.
    #[schemars(extend("enum" = KINDS))]
    pub kind: String,
    /// What the amounts count: `EUR`, `CHIPS` or `PLAY`.
    #[schemars(extend("enum" = ["EUR", "CHIPS", "PLAY"]))]
    pub currency: String,
    /// The name of the table.
    pub table: String,
    /// The room of the table.
    pub table_key: String,
    /// Winamax's id of the tournament, if it is one.
    pub tournament_id: Option<String>,
    /// Everybody in a seat, by seat.
    pub players: Vec<Seated>,
    /// The whole board.
    pub board: Vec<String>,
    /// What was collected.
    pub total_pot: Option<Number>,
    /// What Winamax took.
    pub rake: Number,
    /// How the hand came into the log.
    pub origin: Origin,
    /// Whether the session asked for it again.
    pub replayed: bool,
    /// All of the hand, for a session with `detail=full`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand: Option<HandJson>,
}

/// One player of a `new_hand`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seated {
    /// His seat.
    pub seat: u8,
    /// His name.
    pub name: String,
    /// His position; `null` when he was not dealt in.
    pub position: Option<String>,
    /// His chips before the hand.
    pub stack: Number,
    /// What the hand changed in his stack.
    pub net: Number,
    /// His cards where they are known.
    pub cards: Vec<String>,
}

/// How an entry came into the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A file grew while Railbird was running.
    Live,
    /// It stood in a file when Railbird started, or was imported.
    Backfill,
}

/// Where a hand stands in the log, and how it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its position.
    pub seq: u64,
    /// How it came there.
    pub origin: Origin,
    /// Whether it is sent again.
    pub replayed: bool,
}

impl NewHand {
    /// The message for a hand at its place; `whole` makes it one with `detail=full`.
    #[must_use]
    pub fn new(hand: &Hand, place: Place, whole: Option<HandJson>) -> Self {
        let hero = hand.hero();
        Self {
            seq: place.seq,
            hand_id: hand.id.to_string(),
            timestamp: timestamp(hand.played_at),
            hero_result: hero.map(|player| Number(player.net())),
            hero_position: hero.and_then(position),
            game_type: labels::game_type(hand.variant, hand.limit).to_owned(),
            stakes: hand.stakes.text.to_string(),
            hero: hero.map(|player| player.name.to_string()),
            hero_cards: hero.map(|player| cards(&player.cards)).unwrap_or_default(),
            kind: labels::kind(hand.kind).to_owned(),
            currency: labels::currency(hand.currency).to_owned(),
            table: hand.table.name.to_string(),
            table_key: TableKey::of(hand).to_string(),
            tournament_id: hand.tournament.as_ref().map(|tournament| tournament.id.to_string()),
            players: hand.players.iter().map(seated).collect(),
            board: cards(&hand.board),
            total_pot: Some(Number(hand.total_pot)),
            rake: Number(hand.rake),
            origin: place.origin,
            replayed: place.replayed,
            hand: whole,
        }
    }

    /// Takes out every hole card, of whoever it is. The board stays.
    pub fn hide_hole_cards(&mut self) {
        self.hero_cards.clear();
        self.players.iter_mut().for_each(|player| player.cards.clear());
        if let Some(hand) = &mut self.hand {
            hand.hide_hole_cards();
        }
    }
}

fn seated(player: &Player) -> Seated {
    Seated {
        seat: player.seat.0,
        name: player.name.to_string(),
        position: position(player),
        stack: Number(player.stack),
        net: Number(player.net()),
        cards: cards(&player.cards),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hand_history::{HandText, parse};

    use super::{NewHand, Origin, Place};
    use crate::{HandJson, encode, golden::hand};

    /// All cards that are written in a text.
    fn cards_in(text: &str) -> BTreeSet<&str> {
        let texts = text.split(|c: char| !c.is_ascii_alphanumeric());
        let is_card = |text: &&str| match text.as_bytes() {
            [rank, suit] => b"23456789TJQKA".contains(rank) && b"cdhs".contains(suit),
            _ => false,
        };
        texts.filter(is_card).collect()
    }

    #[test]
    fn no_hole_card_leaves_when_they_are_hidden() {
        let place = Place { seq: 1, origin: Origin::Live, replayed: false };
        let mut seen = 0;
        for fixture in [
            "expresso/nitro-all-in.txt",
            "cash/out-of-position-posts.txt",
            "omaha/pot-limit.txt",
            "draw/hero-draws-and-stands-pat.txt",
            "cash/money-missing.txt",
            "stud/razz.txt",
        ] {
            let (hand, _) = hand(fixture);
            let mut message = NewHand::new(&hand, place, Some(HandJson::new(&hand, None)));
            let before = encode(&message);
            message.hide_hole_cards();
            let hidden = encode(&message);
            let board: BTreeSet<&str> = message.board.iter().map(String::as_str).collect();
            assert_eq!(cards_in(&hidden), board, "{fixture}");
            assert!(!hidden.contains(" : ") && !hidden.contains("description"), "{hidden}");
            seen += cards_in(&before).difference(&board).count();
        }
        assert!(0 < seen);
    }

    #[test]
    fn no_hole_card_leaves_in_a_warning() {
        let text = include_str!("../../../fixtures/expresso/nitro-all-in.txt");
        let text = text.replace("*** SUMMARY ***", "Ann mucks [4c 4d]\r\n*** SUMMARY ***");
        let hand = parse(&HandText { offset: 0, bytes: text.into_bytes().into() }).unwrap();
        let mut json = HandJson::new(&hand, None);
        assert!(json.warnings.iter().any(|warning| warning.contains("4c")), "{:?}", json.warnings);
        json.warnings.push("repeated_card:4d".to_owned());
        json.warnings.push("ledger_off_by:1.00".to_owned());
        json.hide_hole_cards();
        assert_eq!(json.warnings, ["unknown_line", "repeated_card", "ledger_off_by:1.00"]);
    }
}
