//! One hand, as it was played.

use std::fmt;

use cards::Cards;
use chrono::{DateTime, Utc};
use smol_str::SmolStr;

use crate::{
    Action, ActionKind, Amount, BuyIn, Currency, Kind, Limit, PlayerIndex, Position, Stakes,
    StreetLog, Variant, Warning,
};

/// One finished hand. Nothing changes it after [`parse`](crate::parse()) made it.
///
/// Amounts are in the unit of [`Hand::currency`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hand {
    /// Winamax's own id.
    pub id: HandId,
    /// The time of the header line.
    pub played_at: DateTime<Utc>,
    /// Cash, pool, tournament or Expresso.
    pub kind: Kind,
    /// The product word of a pool, as printed: `Go Fast`, `HOLD-UP`, `ESCAPE`.
    pub pool: Option<SmolStr>,
    /// The game.
    pub variant: Variant,
    /// Its betting structure.
    pub limit: Limit,
    /// What the amounts count.
    pub currency: Currency,
    /// What the table line says; a freeroll is played for real money too.
    pub real_money: bool,
    /// Blinds, ante or bet sizes.
    pub stakes: Stakes,
    /// The table.
    pub table: Table,
    /// The tournament, for [`Kind::Tournament`] and [`Kind::Expresso`].
    pub tournament: Option<Tournament>,
    /// Who the client dealt cards to; `None` when he sat this hand out.
    pub hero: Option<PlayerIndex>,
    /// Everybody in a seat, by seat.
    pub players: Vec<Player>,
    /// The streets in order, each with its range of [`Hand::actions`].
    pub streets: Vec<StreetLog>,
    /// All actions, in the order of the text.
    pub actions: Vec<Action>,
    /// The whole board.
    pub board: Cards,
    /// As printed: what was collected, net of rake, uncalled bets included.
    pub total_pot: Amount,
    /// What Winamax took.
    pub rake: Amount,
    /// What Winamax put into the pot.
    pub added_to_pot: Amount,
    /// Anything odd that did not stop the parse.
    pub warnings: Vec<Warning>,
}

impl Hand {
    /// The player behind an index of this hand.
    #[must_use]
    pub fn player(&self, index: PlayerIndex) -> Option<&Player> {
        self.players.get(usize::from(index.0))
    }

    /// The player whose client wrote the hand, if he was dealt in.
    #[must_use]
    pub fn hero(&self) -> Option<&Player> {
        self.player(self.hero?)
    }

    /// The actions of one street of this hand.
    #[must_use]
    pub fn actions_of(&self, street: &StreetLog) -> &[Action] {
        self.actions.get(street.actions.clone()).unwrap_or_default()
    }

    /// The players who won a share beyond their own uncalled bet, by seat.
    pub fn winners(&self) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(|player| player.collected > player.uncalled)
    }

    /// Whether two or more players were unfolded at the end.
    #[must_use]
    pub fn showdown(&self) -> bool {
        let folded = |index: usize| {
            self.actions.iter().any(|action| {
                usize::from(action.player.0) == index && action.kind == ActionKind::Fold
            })
        };
        let unfolded = self.players.iter().enumerate();
        unfolded.filter(|&(i, player)| player.dealt_in && !folded(i)).count() >= 2
    }
}

/// Winamax's id of a hand, without `#`: `7222556-1392314-1425939644`.
///
/// The parts are the table, the number of the hand on it, and the Unix time of its start;
/// only the whole names a hand, and only together with the hero.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandId(pub SmolStr);

impl fmt::Display for HandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The number of a seat, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeatNo(pub u8);

/// The table line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What stands before `(` in a tournament, the whole name in cash.
    pub name: SmolStr,
    /// The number after `#` in a tournament.
    pub number: Option<u32>,
    /// How many seats the table has; it does not shrink when players leave.
    pub max_seats: u8,
    /// Where the button is; the seat can be empty.
    pub button: Option<SeatNo>,
}

/// The tournament of a hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tournament {
    /// Winamax's id, from the table line.
    pub id: SmolStr,
    /// Its name, from the header line.
    pub name: SmolStr,
    /// The level, where the header has one within 0..=999.
    pub level: Option<u16>,
    /// What a seat costs.
    pub buy_in: BuyIn,
}

/// One player of a hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// His seat.
    pub seat: SeatNo,
    /// His name, exactly.
    pub name: SmolStr,
    /// His chips before any post.
    pub stack: Amount,
    /// The bounty on his head, in euros, in a knock-out.
    pub bounty: Option<Amount>,
    /// Whether a line of the hand is his: a post, an action, a deal, a show or a collect.
    pub dealt_in: bool,
    /// His position; `None` when he was not dealt in, and in games without blinds.
    pub position: Option<Position>,
    /// His hole cards where they are known.
    pub cards: Cards,
    /// All chips that he put in.
    pub contributed: Amount,
    /// All chips that he took out, his own uncalled bet included.
    pub collected: Amount,
    /// The unmatched part of the last bet, where it was his.
    pub uncalled: Amount,
}

impl Player {
    /// What the hand changed in his stack.
    #[must_use]
    pub fn net(&self) -> Amount {
        self.collected - self.contributed
    }
}
