//! What a table knows of a hand before it is played.

use chrono::{DateTime, Utc};
use hand_history::{
    Amount, Currency, Hand, HandId, Kind, Limit, SeatNo, Stakes, Table, Tournament, Variant,
};
use smol_str::SmolStr;

use crate::play::{Played, Rules};

/// The first two lines of a hand.
#[derive(Debug)]
pub(crate) struct Header {
    /// The first part of the hand's id.
    pub(crate) table_id: u64,
    /// The second part: the number of the hand at its table, from 1.
    pub(crate) number: u32,
    pub(crate) played_at: DateTime<Utc>,
    pub(crate) kind: Kind,
    pub(crate) rules: Rules,
    pub(crate) name: SmolStr,
    pub(crate) max_seats: u8,
    pub(crate) button: SeatNo,
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
            button: Some(self.button),
        };
        Hand {
            id: HandId(id.into()),
            played_at: self.played_at,
            kind: self.kind,
            pool: None,
            variant: Variant::Holdem,
            limit: Limit::NoLimit,
            currency: if self.tournament.is_some() { Currency::Chips } else { Currency::Eur },
            real_money: true,
            stakes: stakes(&self.rules),
            table,
            tournament: self.tournament,
            hero: played.hero,
            total_pot: played.players.iter().map(|player| player.collected).sum(),
            players: played.players,
            streets: played.streets,
            actions: played.actions,
            board: played.board,
            rake: played.rake,
            added_to_pot: Amount::ZERO,
            warnings: Vec::new(),
        }
    }
}

fn stakes(rules: &Rules) -> Stakes {
    let Rules { small, big, ante, .. } = *rules;
    let with_ante = ante.is_positive();
    let text = if with_ante { format!("{ante}/{small}/{big}") } else { format!("{small}/{big}") };
    Stakes {
        text: text.into(),
        small_blind: Some(small),
        big_blind: Some(big),
        ante: with_ante.then_some(ante),
        small_bet: None,
        big_bet: None,
        bring_in: None,
    }
}
