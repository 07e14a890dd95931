//! What the store is asked for over HTTP, which it tells through a function.

use std::sync::Arc;

use wire::Facts;

use crate::{PastError, access::Access};

/// Something that the store is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A hand.
    Hand {
        /// Its id.
        id: String,
        /// Whose viewpoint; without it, the first one.
        hero: Option<String>,
        /// In which format.
        format: HandFormat,
    },
    /// Texts that were put aside, after the one of this number.
    Quarantine {
        /// The number.
        after: i64,
        /// At most so many.
        limit: usize,
    },
    /// The players of the log.
    Players(PlayersQuery),
    /// The statistics of these players, of whom there is one at least.
    StatsOfPlayers {
        /// Their names, as they were asked for.
        names: Vec<String>,
        /// Which hands are counted.
        filters: Parameters,
    },
    /// The statistics of a player.
    StatsOfPlayer {
        /// His name.
        name: String,
        /// Which hands are counted.
        filters: Parameters,
    },
    /// The sessions of a hero.
    Sessions {
        /// His name; without it, whoever the hero is.
        hero: Option<String>,
        /// Which of them.
        filters: Parameters,
    },
    /// The points of a hero's graph.
    Graph {
        /// His name; without it, whoever the hero is.
        hero: Option<String>,
        /// Which hands are in it.
        filters: Parameters,
    },
    /// The tournaments of a hero.
    Tournaments {
        /// His name; without it, whoever the hero is.
        hero: Option<String>,
        /// Which of them.
        filters: Parameters,
    },
}

/// The parameters of a request that are not read here, decoded and in their order. Who answers
/// says which of them are bad.
pub type Parameters = Vec<(String, String)>;

/// Which players are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlayersQuery {
    /// What their names begin with.
    pub prefix: String,
    /// At most so many of those that are shown.
    pub limit: usize,
    /// Who asks, if not all players may be seen.
    pub(crate) reader: Option<Access>,
}

impl PlayersQuery {
    /// Whether who asks may see this player.
    #[must_use]
    pub fn shows(&self, name: &str) -> bool {
        self.reader.as_ref().is_none_or(|reader| reader.shows_player(name))
    }

    /// Whether who asks may see all players.
    #[must_use]
    pub fn shows_all(&self) -> bool {
        self.reader.is_none()
    }
}

/// In which format a single hand is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandFormat {
    /// As `railbird parse` prints it.
    Json,
    /// As the client wrote it.
    Raw,
}

/// What the store has.
#[derive(Clone, Debug)]
pub struct Found {
    /// What decides who may see it; nothing where it is not about one entry.
    pub facts: Option<Facts>,
    /// The text.
    pub body: String,
}

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It says something that cannot be read or is not allowed: words for its author.
    #[error("{0}")]
    Bad(String),
    /// The log knows nothing of the player it names: words for its author.
    #[error("{0}")]
    Unknown(String),
    /// The store does not answer now.
    #[error(transparent)]
    Past(#[from] PastError),
}

/// Looks something up. It may block, as [`Past`](crate::Past) does.
pub type Lookups = Arc<dyn Fn(Lookup) -> Result<Option<Found>, RequestError> + Send + Sync>;
