//! One whole hand as JSON: the same object wherever a whole hand leaves Railbird.
//!
//! Amounts are numbers in the hand's unit, absent facts are `null`, times are RFC 3339 in UTC.

use hand_history::{Action, ActionKind, BuyIn, Hand, Player, StreetLog, Tournament};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    labels::{self, KINDS},
    message::timestamp,
    number::Number,
};

/// One hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandJson {
    /// Winamax's own id. Together with `hero` it names the hand.
    pub hand_id: String,
    /// When it was played.
    #[schemars(extend("format" = "date-time"))]
    pub played_at: String,
    /// `pool` is fast-fold; `expresso` is a tournament of that name.
    #[schemars(extend("enum" = KINDS))]
    pub kind: String,
    /// The product word of a pool, as printed: `Go Fast`, `HOLD-UP`, `ESCAPE`.
    pub pool: Option<String>,
    /// The game: `holdem`, `omaha`, `omaha5`, `omaha_hilo`, `omaha5_hilo`, `stud`,
    /// `stud_hilo`, `razz`, `triple_draw_27`.
    pub variant: String,
    /// `no_limit`, `pot_limit` or `fixed_limit`.
    #[schemars(extend("enum" = ["no_limit", "pot_limit", "fixed_limit"]))]
    pub limit: String,
    /// The trackers' short name of the game: `NLH`, `PLO`.
    pub game_type: String,
    /// What the amounts count.
    #[schemars(extend("enum" = ["EUR", "CHIPS", "PLAY"]))]
    pub currency: String,
    /// What the table line says; a freeroll is played for real money too.
    pub real_money: bool,
    /// As printed, without a currency sign.
    pub stakes: String,
    /// The small blind.
    pub small_blind: Option<Number>,
    /// The big blind.
    pub big_blind: Option<Number>,
    /// The ante, where one is printed.
    pub ante: Option<Number>,
    /// The bet of the first streets, with fixed limits.
    pub small_bet: Option<Number>,
    /// The bet of the later streets, with fixed limits.
    pub big_bet: Option<Number>,
    /// What was brought in, in stud.
    pub bring_in: Option<Number>,
    /// The table.
    pub table: TableOfHand,
    /// The tournament, if it is one.
    pub tournament: Option<TournamentJson>,
    /// The player whose client wrote the hand; `null` when he was not dealt in.
    pub hero: Option<String>,
    /// The hero's cards.
    pub hero_cards: Vec<String>,
    /// What the hand changed in the hero's stack.
    pub hero_result: Option<Number>,
    /// The hero's position.
    pub hero_position: Option<String>,
    /// Everybody in a seat, by seat.
    pub players: Vec<PlayerJson>,
    /// What happened, in order.
    pub streets: Vec<StreetJson>,
    /// The whole board.
    pub board: Vec<String>,
    /// What was collected, uncalled bets included.
    pub total_pot: Option<Number>,
    /// What Winamax took.
    pub rake: Number,
    /// What Winamax put into the pot.
    pub added_to_pot: Number,
    /// Who won a share beyond his own uncalled bet.
    pub winners: Vec<String>,
    /// Whether two or more players were left at the end.
    pub showdown: bool,
    /// Anything odd that did not stop the parse, as `code` or `code:detail`.
    pub warnings: Vec<String>,
    /// Where the text stands.
    pub source: Option<Source>,
}

/// Where a text stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// The path of the file.
    pub file: String,
    /// Where in the file the text starts, in bytes.
    pub offset: u64,
    /// Its length in bytes.
    pub length: u64,
}

/// The table of a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TableOfHand {
    /// What stands before `(` in a tournament, the whole name in cash.
    pub name: String,
    /// The number of the table in its tournament.
    pub number: Option<u32>,
    /// How many seats it has.
    pub max_seats: u8,
    /// Where the button is; the seat can be empty.
    pub button_seat: Option<u8>,
}

/// The tournament of a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TournamentJson {
    /// Winamax's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The level, where the header has one that means something.
    pub level: Option<u16>,
    /// What a seat costs.
    pub buy_in: BuyInJson,
}

/// What a seat in a tournament costs; a part that is not printed is `null`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BuyInJson {
    /// How it is paid.
    #[schemars(extend("enum" = ["paid", "free", "ticket"]))]
    pub kind: String,
    /// What goes into the prize pool.
    pub prize: Option<Number>,
    /// What goes onto the player's head.
    pub bounty: Option<Number>,
    /// What Winamax keeps.
    pub fee: Option<Number>,
}

/// A player of a hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlayerJson {
    /// His seat.
    pub seat: u8,
    /// His name.
    pub name: String,
    /// His chips before any post.
    pub stack: Number,
    /// The bounty on his head, in euros, in a knock-out.
    pub bounty: Option<Number>,
    /// Whether a line of the hand is his.
    pub dealt_in: bool,
    /// His position; `null` when he was not dealt in, and in games without blinds.
    pub position: Option<String>,
    /// His hole cards where they are known.
    pub cards: Vec<String>,
    /// All chips that he put in.
    pub contributed: Number,
    /// All chips that he took out, his own uncalled bet included.
    pub collected: Number,
    /// The unmatched part of the last bet, where it was his.
    pub uncalled: Number,
    /// What the hand changed in his stack.
    pub net: Number,
}

/// A street, or the part of a hand before or after the streets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StreetJson {
    /// `blinds`, `preflop`, `flop`, `turn`, `river`, `showdown`; in stud `third` to `seventh`; in
    /// draw games `first_bet`, `first_draw` and so on.
    pub name: String,
    /// Only the cards that this street added to the board.
    pub cards: Vec<String>,
    /// Who did what, in order.
    pub actions: Vec<ActionJson>,
}

/// What a player did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActionJson {
    /// Who.
    pub player: String,
    /// `ante`, `small_blind`, `big_blind`, `dead_small_blind`, `live_big_blind`, `deny_blind`,
    /// `bring_in`, `fold`, `check`, `call`, `bet`, `raise`, `discard`, `stand_pat`, `show` or
    /// `collect`.
    pub action: String,
    /// The chips that the action adds; for `collect` the chips taken.
    pub amount: Option<Number>,
    /// For `raise`: the player's total on this street after it, as printed.
    pub to: Option<Number>,
    /// Whether the line says that it took his last chip.
    pub all_in: bool,
    /// What he shows or keeps.
    pub cards: Vec<String>,
    /// For `collect`: `main`, `side-1`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pot: Option<String>,
    /// For `collect`, in games with two halves: `hi` or `lo`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half: Option<String>,
    /// For `show`: the hand as Winamax names it.
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
            game_type: labels::game_type(hand.variant, hand.limit).to_owned(),
            currency: labels::currency(hand.currency).to_owned(),
            real_money: hand.real_money,
            stakes: hand.stakes.text.to_string(),
            small_blind: hand.stakes.small_blind.map(Number),
            big_blind: hand.stakes.big_blind.map(Number),
            ante: hand.stakes.ante.map(Number),
            small_bet: hand.stakes.small_bet.map(Number),
            big_bet: hand.stakes.big_bet.map(Number),
            bring_in: hand.stakes.bring_in.map(Number),
            table: TableOfHand {
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

    /// Takes out every hole card, of whoever it is, and what tells of them. The board stays.
    pub(crate) fn hide_hole_cards(&mut self) {
        self.hero_cards.clear();
        self.players.iter_mut().for_each(|player| player.cards.clear());
        for action in self.streets.iter_mut().flat_map(|street| &mut street.actions) {
            // Cards that were shown or kept, and the words for the hand that they make.
            action.cards.clear();
            action.description = None;
        }
        for warning in &mut self.warnings {
            // These tell cards, or a line of the text, which may.
            for code in ["repeated_card", "unknown_line"] {
                if warning.starts_with(code) {
                    code.clone_into(warning);
                }
            }
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
