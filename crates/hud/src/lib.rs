//! What a HUD counts and shows, folded from hands. It counts; readers divide.

mod table_key;

mod cost;

pub use cost::cost;
pub use table_key::TableKey;
