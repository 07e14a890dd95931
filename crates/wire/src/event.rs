//! What the daemon prints to standard output for the programs that start it.

use serde::{Deserialize, Serialize};

/// The one line that `railbird run` prints when clients can connect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename = "listening")]
pub struct Listening {
    /// The first address, `host:port`.
    pub address: String,
    /// All addresses.
    pub addresses: Vec<String>,
}
