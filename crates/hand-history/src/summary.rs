//! How a tournament ended for the player whose client wrote the history.

use chrono::{DateTime, Utc};
use smol_str::SmolStr;

use crate::{Amount, BuyIn, Currency, Limit, Variant, Warning};

/// One block of a summary file. A re-entry appends another block, with a place and a gain of
/// its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TournamentSummary {
    /// Winamax's id of the tournament.
    pub id: SmolStr,
    /// Its name.
    pub name: SmolStr,
    /// Whether it was still open for entries when the block was written: the numbers of
    /// entrants and the prize pool are those of that moment.
    pub late_registration: bool,
    /// Who played; not printed before the middle of 2011.
    pub player: Option<SmolStr>,
    /// What the amounts count: [`Currency::Eur`] or [`Currency::Play`].
    pub currency: Currency,
    /// What this entry costs.
    pub buy_in: BuyIn,
    /// What a rebuy costs, where there are any.
    pub rebuy_cost: Option<BuyIn>,
    /// What an add-on costs, where there are any.
    pub addon_cost: Option<BuyIn>,
    /// How many rebuys the player took.
    pub rebuys: u32,
    /// How many add-ons the player took.
    pub addons: u32,
    /// People registered, not entries.
    pub entrants: Option<u32>,
    /// Rebuys of all players.
    pub total_rebuys: Option<u32>,
    /// Add-ons of all players.
    pub total_addons: Option<u32>,
    /// The prize pool.
    pub prizepool: Option<Amount>,
    /// `tt` for tournaments with a start time, `sng` for those that start when they are full.
    pub mode: Option<SmolStr>,
    /// `normal`, `knockout`, `sitngo`, `doubleornothing`, `flight`, …
    pub format: Option<SmolStr>,
    /// `normal`, `semiturbo`, `turbo`.
    pub speed: Option<SmolStr>,
    /// Which flight of a tournament with several starts; 0 for one with a single start.
    pub flight: Option<u32>,
    /// The schedule of blinds.
    pub levels: Vec<Level>,
    /// When the tournament started.
    pub started_at: Option<DateTime<Utc>>,
    /// How long the player was in it, in seconds.
    pub played_seconds: Option<u32>,
    /// His place; `None` where Winamax prints `... place`.
    pub place: Option<u32>,
    /// What he won.
    pub gain: Gain,
    /// Anything odd that did not stop the parse.
    pub warnings: Vec<Warning>,
}

/// What a player won; nothing of a kind is zero or `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gain {
    /// Money out of the prize pool.
    pub prize: Amount,
    /// Money for the heads of others.
    pub bounty: Amount,
    /// A ticket.
    pub ticket: Option<Ticket>,
}

/// A ticket for another tournament.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// As printed: `Ticket 10€`, `Tremplin Winamax Poker Tour`.
    pub name: SmolStr,
    /// Its face value, where one is printed.
    pub value: Option<Amount>,
}

/// One level of a tournament's schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// The small blind.
    pub small_blind: Amount,
    /// The big blind.
    pub big_blind: Amount,
    /// The ante; zero where there is none.
    pub ante: Amount,
    /// How long the level lasts, in seconds.
    pub seconds: u32,
    /// The game of the level, where it is one that Railbird knows.
    pub game: Option<(Variant, Limit)>,
}
