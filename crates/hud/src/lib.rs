//! What a HUD counts and shows, folded from hands. It counts; readers divide.
//!
//! [`Tables`] is who sits where: hands, summaries and the time go in, [`TableEvent`]s come out.

mod tables;

mod level_change;
mod schedules;
mod table_event;

mod table_state;
mod window_title;

mod table_key;
mod viewpoint;

mod cost;
mod finish;

pub use cost::cost;
pub use level_change::LevelChange;
pub use table_event::{CloseReason, TableEvent};
pub use table_key::TableKey;
pub use table_state::{Seat, TableState};
pub use tables::Tables;
pub use viewpoint::Viewpoint;
