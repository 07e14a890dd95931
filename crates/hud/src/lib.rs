//! What a HUD counts and shows, folded from hands. It counts; readers divide.
//!
//! [`Tables`] is who sits where: hands, summaries and the time go in, [`TableEvent`]s come out.
//! [`contributions`] is what each player did in a hand, [`Stat`] by [`Stat`]. A [`Fact`] is what
//! is kept of it; [`Totals`] adds facts up, [`Dimensions`] says where each of them counts, and
//! [`Scope`] which of them are asked for.
//!
//! What a player's facts come to: [`play_sessions`] from sitting down to getting up,
//! [`winnings`] from hand to hand, and [`played_tournaments`] with their [`TournamentSums`].
//!
//! [`AllIn`] is what players could expect when nobody could decide any more.

mod tables;

mod level_change;
mod schedules;
mod table_event;

mod table_state;
mod window_title;

mod table_key;
mod viewpoint;

mod all_in;

mod cost;
mod finish;

mod played_tournament;
mod tournament_sums;

mod play_session;
mod winnings;

mod stat;
mod stats;
mod totals;

mod contribution;
mod largest_remainders;
mod line;
mod line_sum;
mod millionths;
mod tally;

mod dimensions;
mod fact;
mod played;
mod scope;
mod setting;
mod stack_band;

pub use all_in::{AllIn, ev_nets};
pub use contribution::{Contribution, Ending};
pub use cost::cost;
pub use dimensions::{Dimensions, Month, PlayersDealt};
pub use fact::Fact;
pub use level_change::LevelChange;
pub use line::Line;
pub use millionths::Millionths;
pub use play_session::{CurrentSession, PlaySession, play_sessions};
pub use played::Played;
pub use played_tournament::{PlayedTournament, SummaryBlock, TournamentHands, played_tournaments};
pub use scope::Scope;
pub use setting::Setting;
pub use stack_band::StackBand;
pub use stat::{Entry, Measure, Stat};
pub use stats::contributions;
pub use table_event::{CloseReason, TableEvent};
pub use table_key::TableKey;
pub use table_state::{Seat, TableState};
pub use tables::Tables;
pub use tally::Tally;
pub use totals::{Purse, Totals};
pub use tournament_sums::{ExpressoSums, Roi, TournamentSums};
pub use viewpoint::Viewpoint;
pub use winnings::{Winnings, thinned, winnings};

/// Raised with every change after which a hand counts in another way: the counters of a log
/// that was counted by another version are made again.
pub const COUNTING_VERSION: u32 = 1;
