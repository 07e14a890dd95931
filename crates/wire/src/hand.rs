//! One whole hand as JSON: the same object wherever a whole hand leaves Railbird.
//!
//! Amounts are numbers in the hand's unit, absent facts are `null`, times are RFC 3339 in UTC.

use hand_history::{Action, ActionKind, BuyIn, Hand, Player, StreetLog, Tournament};
use serde::{Deserialize, Serialize};

use crate::{labels, message::timestamp, number::Number};

/// One hand. The fields are described in the protocol reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the reference describes each field once, for all readers")]
pub struct HandJson {
    pub hand_id: String,
    pub played_at: String,
    pub kind: String,
    pub pool: Option<String>,
    pub variant: String,
    pub limit: String,
    pub game_type: String,
    pub currency: String,
    pub real_money: bool,
    pub stakes: String,
    pub small_blind: Option<Number>,
    pub big_blind: Option<Number>,
    pub ante: Option<Number>,
    pub small_bet: Option<Number>,
    pub big_bet: Option<Number>,
    pub bring_in: Option<Number>,
    pub table: TableJson,
    pub tournament: Option<TournamentJson>,
    pub hero: Option<String>,
    pub hero_cards: Vec<String>,
    pub hero_result: Option<Number>,
    pub hero_position: Option<String>,
    pub players: Vec<PlayerJson>,
    pub streets: Vec<StreetJson>,
    pub board: Vec<String>,
    pub total_pot: Option<Number>,
    pub rake: Number,
    pub added_to_pot: Number,
    pub winners: Vec<String>,
    pub showdown: bool,
    pub warnings: Vec<String>,
    pub source: Option<Source>,
}

/// Where a text stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The path of the file.
    pub file: String,
    /// Where in the file the text starts, in bytes.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableJson {
    pub name: String,
    pub number: Option<u32>,
    pub max_seats: u8,
    pub button_seat: Option<u8>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TournamentJson {
    pub id: String,
    pub name: String,
    pub level: Option<u16>,
    pub buy_in: BuyInJson,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuyInJson {
    pub kind: String,
    pub prize: Option<Number>,
    pub bounty: Option<Number>,
    pub fee: Option<Number>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlayerJson {
    pub seat: u8,
    pub name: String,
    pub stack: Number,
    pub bounty: Option<Number>,
    pub dealt_in: bool,
    pub position: Option<String>,
    pub cards: Vec<String>,
    pub contributed: Number,
    pub collected: Number,
    pub uncalled: Number,
    pub net: Number,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreetJson {
    pub name: String,
    pub cards: Vec<String>,
    pub actions: Vec<ActionJson>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionJson {
    pub player: String,
    pub action: String,
    pub amount: Option<Number>,
    pub to: Option<Number>,
    pub all_in: bool,
    pub cards: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl HandJson {
    /// The JSON of a hand; `source` says where its text stands.
    #[must_use]
    pub fn new(hand: &Hand, source: Option<Source>) -> Self {
        let hero = hand.hero();
        Self {
            hand_id: hand.id.to_string(),
            played_at: timestamp(hand.played_at),
            kind: labels::kind(hand.kind).to_owned(),
            pool: hand.pool.as_ref().map(ToString::to_string),
            variant: labels::variant(hand.variant).to_owned(),
            limit: labels::limit(hand.limit).to_owned(),
            game_type: labels::game_type(hand.variant, hand.limit),
            currency: labels::currency(hand.currency).to_owned(),
            real_money: hand.real_money,
            stakes: hand.stakes.text.to_string(),
            small_blind: hand.stakes.small_blind.map(Number),
            big_blind: hand.stakes.big_blind.map(Number),
            ante: hand.stakes.ante.map(Number),
            small_bet: hand.stakes.small_bet.map(Number),
            big_bet: hand.stakes.big_bet.map(Number),
            bring_in: hand.stakes.bring_in.map(Number),
            table: TableJson {
                name: hand.table.name.to_string(),
                number: hand.table.number,
                max_seats: hand.table.max_seats,
                button_seat: hand.table.button.map(|seat| seat.0),
            },
            tournament: hand.tournament.as_ref().map(tournament),
            hero: hero.map(|player| player.name.to_string()),
            hero_cards: hero.map(|player| cards(&player.cards)).unwrap_or_default(),
            hero_result: hero.map(|player| Number(player.net())),
            hero_position: hero.and_then(position),
            players: hand.players.iter().map(player).collect(),
            streets: hand.streets.iter().map(|log| street(hand, log)).collect(),
            board: cards(&hand.board),
            total_pot: Some(Number(hand.total_pot)),
            rake: Number(hand.rake),
            added_to_pot: Number(hand.added_to_pot),
            winners: hand.winners().map(|player| player.name.to_string()).collect(),
            showdown: hand.showdown(),
            warnings: hand.warnings.iter().map(ToString::to_string).collect(),
            source,
        }
    }
}

pub(crate) fn cards(cards: &[impl ToString]) -> Vec<String> {
    cards.iter().map(ToString::to_string).collect()
}

pub(crate) fn position(player: &Player) -> Option<String> {
    player.position.map(|position| position.name().to_owned())
}

fn tournament(tournament: &Tournament) -> TournamentJson {
    TournamentJson {
        id: tournament.id.to_string(),
        name: tournament.name.to_string(),
        level: tournament.level,
        buy_in: buy_in(&tournament.buy_in),
    }
}

pub(crate) fn buy_in(buy_in: &BuyIn) -> BuyInJson {
    BuyInJson {
        kind: labels::buy_in(buy_in.kind).to_owned(),
        prize: buy_in.prize.map(Number),
        bounty: buy_in.bounty.map(Number),
        fee: buy_in.fee.map(Number),
    }
}

fn player(player: &Player) -> PlayerJson {
    PlayerJson {
        seat: player.seat.0,
        name: player.name.to_string(),
        stack: Number(player.stack),
        bounty: player.bounty.map(Number),
        dealt_in: player.dealt_in,
        position: position(player),
        cards: cards(&player.cards),
        contributed: Number(player.contributed),
        collected: Number(player.collected),
        uncalled: Number(player.uncalled),
        net: Number(player.net()),
    }
}

fn street(hand: &Hand, log: &StreetLog) -> StreetJson {
    StreetJson {
        name: labels::street(log.street).to_owned(),
        cards: cards(&log.cards),
        actions: hand.actions_of(log).iter().map(|line| action(hand, line)).collect(),
    }
}

fn action(hand: &Hand, action: &Action) -> ActionJson {
    let player = hand.player(action.player).map(|player| player.name.to_string());
    let mut json = ActionJson {
        player: player.unwrap_or_default(),
        action: labels::action(&action.kind).to_owned(),
        amount: None,
        to: None,
        all_in: action.all_in,
        cards: Vec::new(),
        pot: None,
        half: None,
        description: None,
    };
    match &action.kind {
        ActionKind::Ante(amount)
        | ActionKind::SmallBlind(amount)
        | ActionKind::BigBlind(amount)
        | ActionKind::DeadSmallBlind(amount)
        | ActionKind::LiveBigBlind(amount)
        | ActionKind::BringIn(amount)
        | ActionKind::Call(amount)
        | ActionKind::Bet(amount) => json.amount = Some(Number(*amount)),
        ActionKind::Raise { to, added } => {
            json.amount = Some(Number(*added));
            json.to = Some(Number(*to));
        }
        ActionKind::DenyBlind
        | ActionKind::Fold
        | ActionKind::Check
        | ActionKind::Discard { .. } => {}
        ActionKind::StandPat(kept) => json.cards = cards(kept),
        ActionKind::Show { cards: shown, description } => {
            json.cards = cards(shown);
            json.description = description.as_ref().map(ToString::to_string);
        }
        ActionKind::Collect { amount, pot, half } => {
            json.amount = Some(Number(*amount));
            json.pot = Some(labels::pot(*pot));
            json.half = half.map(|half| labels::half(half).to_owned());
        }
    }
    json
}
