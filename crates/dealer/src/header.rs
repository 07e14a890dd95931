//! What a table knows of a hand before it is played.

use chrono::{DateTime, Utc};
use hand_history::{
    ActionKind, Amount, Currency, Hand, HandId, Kind, Limit, Stakes, Table, Tournament,
};
use smol_str::SmolStr;

use crate::{
    play::Played,
    rules::{Price, Rules},
};

/// The first two lines of a hand.
#[derive(Debug)]
pub(crate) struct Header {
    /// The first part of the hand's id.
    pub(crate) table_id: u64,
    /// The second part: the number of the hand at its table, from 1.
    pub(crate) number: u32,
    pub(crate) played_at: DateTime<Utc>,
    pub(crate) kind: Kind,
    /// The product word of a pool.
    pub(crate) pool: Option<SmolStr>,
    pub(crate) real_money: bool,
    pub(crate) rules: Rules,
    pub(crate) name: SmolStr,
    pub(crate) max_seats: u8,
    pub(crate) tournament: Option<Tournament>,
}

impl Header {
    /// The whole hand.
    pub(crate) fn complete(self, played: Played) -> Hand {
        let id = format!("{}-{}-{}", self.table_id, self.number, self.played_at.timestamp());
        let table = Table {
            name: self.name,
            number: self.tournament.is_some().then_some(0),
            max_seats: self.max_seats,
            button: played.button,
        };
        let currency = match (&self.tournament, self.real_money) {
            (Some(_), _) => Currency::Chips,
            (None, true) => Currency::Eur,
            (None, false) => Currency::Play,
        };
        Hand {
            id: HandId(id.into()),
            played_at: self.played_at,
            kind: self.kind,
            pool: self.pool,
            variant: self.rules.game.variant,
            limit: self.rules.game.limit,
            currency,
            real_money: self.real_money,
            stakes: stakes(&self.rules, &played),
            table,
            tournament: self.tournament,
            hero: played.hero,
            total_pot: played.players.iter().map(|player| player.collected).sum(),
            players: played.players,
            streets: played.streets,
            actions: played.actions,
            board: played.board,
            rake: played.rake,
            added_to_pot: self.rules.added,
            warnings: Vec::new(),
        }
    }
}

/// The stakes as the header prints them. Fixed limit prints the bets, so that the blinds and
/// the bring-in are what was posted.
fn stakes(rules: &Rules, played: &Played) -> Stakes {
    let Price { ante, small_blind, big_blind, small_bet, big_bet, .. } = rules.price;
    let fixed = rules.game.limit == Limit::FixedLimit;
    let (small, big) = if fixed { (small_bet, big_bet) } else { (small_blind, big_blind) };
    let with_ante = ante.is_positive();
    let text = if with_ante { format!("{ante}/{small}/{big}") } else { format!("{small}/{big}") };
    let posted = |amount: fn(&ActionKind) -> Option<Amount>| {
        played.actions.iter().find_map(|action| amount(&action.kind))
    };
    let posted_small = posted(|kind| match kind {
        ActionKind::SmallBlind(amount) => Some(*amount),
        _ => None,
    });
    let posted_big = posted(|kind| match kind {
        ActionKind::BigBlind(amount) => Some(*amount),
        _ => None,
    });
    Stakes {
        text: text.into(),
        small_blind: if fixed { posted_small } else { Some(small_blind) },
        big_blind: if fixed { posted_big } else { Some(big_blind) },
        ante: with_ante.then_some(ante),
        small_bet: fixed.then_some(small_bet),
        big_bet: fixed.then_some(big_bet),
        bring_in: posted(|kind| match kind {
            ActionKind::BringIn(amount) => Some(*amount),
            _ => None,
        }),
    }
}
