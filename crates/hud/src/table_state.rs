//! What is known of an open table after its last hand.

use chrono::{DateTime, Utc};
use hand_history::{Amount, Currency, Hand, HandId, Kind, Player, Position, SeatNo, Stakes};
use smol_str::SmolStr;

use crate::{TableKey, Viewpoint, window_title};

/// A table as its last hand left it. A pool is one table whose seats are those of its last
/// hand.
///
/// Stacks are in the unit of [`TableState::currency`]; whoever wants them in big blinds
/// divides by that of [`TableState::stakes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableState {
    /// What it is called in messages.
    pub key: Viewpoint,
    /// Cash, pool, tournament or Expresso.
    pub kind: Kind,
    /// The name of the table; in a tournament that of the tournament.
    pub name: SmolStr,
    /// Winamax's id of the tournament.
    pub tournament_id: Option<SmolStr>,
    /// The number of the table in its tournament.
    pub table_number: Option<u32>,
    /// How many seats it has.
    pub max_seats: u8,
    /// Blinds, ante or bet sizes of the last hand.
    pub stakes: Stakes,
    /// What stacks count.
    pub currency: Currency,
    /// The level of a tournament, where the header has one that means something.
    pub level: Option<u16>,
    /// Where the button was; the seat can be empty.
    pub button_seat: Option<SeatNo>,
    /// Whose client shows the table. He may sit out, or have left; `None` until a hand was
    /// dealt to him.
    pub hero: Option<SmolStr>,
    /// Who sits there, by seat; empty seats are left out.
    pub seats: Vec<Seat>,
    /// The last hand.
    pub last_hand_id: HandId,
    /// When it began.
    pub last_played_at: DateTime<Utc>,
}

/// A player in his seat.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Which one.
    pub no: SeatNo,
    /// Who sits there.
    pub name: SmolStr,
    /// His chips after the hand.
    pub stack: Amount,
    /// His position in the hand; `None` when he was not dealt in.
    pub position: Option<Position>,
    /// Whether it is the player whose client shows the table.
    pub is_hero: bool,
    /// Whether he was not dealt in.
    pub sitting_out: bool,
}

impl TableState {
    /// The table as this hand left it, seen by this player.
    pub(crate) fn after(hand: &Hand, key: Viewpoint, hero: Option<SmolStr>) -> Self {
        Self {
            key,
            kind: hand.kind,
            name: hand.table.name.clone(),
            tournament_id: hand.tournament.as_ref().map(|tournament| tournament.id.clone()),
            table_number: hand.table.number,
            max_seats: hand.table.max_seats,
            stakes: hand.stakes.clone(),
            currency: hand.currency,
            level: hand.tournament.as_ref().and_then(|tournament| tournament.level),
            button_seat: hand.table.button,
            seats: hand.players.iter().map(|player| Seat::after(player, hero.as_ref())).collect(),
            hero,
            last_hand_id: hand.id.clone(),
            last_played_at: hand.played_at,
        }
    }

    /// The same table, known to be shown by this player's client.
    pub(crate) fn seen_by(&self, hero: &SmolStr) -> Self {
        let mut state = self.clone();
        for seat in &mut state.seats {
            seat.is_hero = seat.name == *hero;
        }
        state.hero = Some(hero.clone());
        state
    }

    /// The titles that the window of this table may have. The windows of a pool can have a
    /// number behind theirs; [`TableState::matches_window`] knows.
    #[must_use]
    pub fn window_titles(&self) -> Vec<String> {
        match (&self.key.table, self.table_number) {
            (TableKey::Tournament(id), Some(number)) => {
                let mut titles = window_title::of_tournament(&self.name, id, number).to_vec();
                titles.dedup();
                titles
            }
            (TableKey::Tournament(_), None) => Vec::new(),
            (TableKey::Table(name), _) => vec![window_title::of_table(name)],
        }
    }

    /// Whether a window with this title shows this table.
    #[must_use]
    pub fn matches_window(&self, title: &str) -> bool {
        match (&self.key.table, self.kind) {
            (TableKey::Tournament(id), _) => {
                window_title::is_of_tournament(title, id, self.table_number)
            }
            (TableKey::Table(name), Kind::Pool) => window_title::is_of_pool(title, name),
            (TableKey::Table(name), Kind::Cash | Kind::Tournament | Kind::Expresso) => {
                window_title::is_of_table(title, name)
            }
        }
    }

    /// The most that a player who was dealt in could lose: his own chips, or those of the richest
    /// of the others.
    #[must_use]
    pub fn effective_stack(&self, seat: &Seat) -> Option<Amount> {
        let others = self.dealt_in().filter(|other| other.no != seat.no);
        let most = others.map(|other| other.stack).max()?;
        (!seat.sitting_out).then(|| seat.stack.min(most))
    }

    /// What a round of blinds and antes costs, for as many as were dealt in.
    #[must_use]
    pub fn orbit(&self) -> Option<Amount> {
        self.stakes.orbit(self.dealt_in().count())
    }

    fn dealt_in(&self) -> impl Iterator<Item = &Seat> {
        self.seats.iter().filter(|seat| !seat.sitting_out)
    }

    /// Whether the hand was over before this state: it began earlier, or it is the last hand
    /// itself. Hands of one second are in the order of their numbers.
    pub(crate) fn is_after(&self, hand: &Hand) -> bool {
        let last = (self.last_played_at, number(&self.last_hand_id));
        (hand.played_at, number(&hand.id)) < last || hand.id == self.last_hand_id
    }

    /// Whether the hand was played at another table that has the same key.
    ///
    /// In a tournament the number tells. Elsewhere two tables can share a name, one after
    /// the other or one for play money; but where several games take turns, stakes change
    /// at one table, so that its number in the ids must be another one as well.
    pub(crate) fn is_elsewhere(&self, hand: &Hand) -> bool {
        let is_other_instance = || instance(&self.last_hand_id) != instance(&hand.id);
        match (&hand.tournament, self.table_number, hand.table.number) {
            (Some(_), Some(here), Some(there)) => here != there,
            (Some(_), _, _) => is_other_instance(),
            (None, _, _) => {
                let is_other_game = (&self.stakes.text, self.currency, self.kind)
                    != (&hand.stakes.text, hand.currency, hand.kind);
                is_other_game && is_other_instance()
            }
        }
    }

    /// Whether the player whose client shows this table is listed in the hand.
    pub(crate) fn hero_is_listed(&self, hand: &Hand) -> bool {
        let hero = self.hero.as_ref();
        hero.is_some_and(|hero| hand.players.iter().any(|player| player.name == *hero))
    }

    /// Whether this player sits in this very seat.
    pub(crate) fn seats(&self, other: &Seat) -> bool {
        self.seats.iter().any(|seat| seat.no == other.no && seat.name == other.name)
    }
}

impl Seat {
    fn after(player: &Player, hero: Option<&SmolStr>) -> Self {
        Self {
            no: player.seat,
            name: player.name.clone(),
            stack: player.stack + player.net(),
            position: player.position,
            is_hero: hero == Some(&player.name),
            sitting_out: !player.dealt_in,
        }
    }
}

/// The first part of a hand's id: which table dealt it.
fn instance(id: &HandId) -> Option<&str> {
    id.0.split('-').next()
}

/// The second part of a hand's id: the how manieth of its table it is.
fn number(id: &HandId) -> u64 {
    id.0.split('-').nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
}
