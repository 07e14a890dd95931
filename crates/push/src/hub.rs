//! What all sessions share.

use std::sync::Arc;

use crate::{Log, Options, lobby::Lobby};

/// The log, who is here, and the limits.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) log: Log,
    pub(crate) lobby: Lobby,
    pub(crate) options: Arc<Options>,
}
