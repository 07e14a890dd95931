//! Maps that are asked some ten times for each hand.

use std::collections::HashMap;

/// A map whose hashes take a third of the time of the usual ones. It still begins with a random
/// number, so that nobody can choose names that fall together.
pub(crate) type Map<K, V> = HashMap<K, V, foldhash::fast::RandomState>;
