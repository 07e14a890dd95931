//! What the log knows of players, answered in words of the protocol: for requests over HTTP and
//! for the commands alike.

mod known_session;
mod tournaments;

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use self::known_session::KnownSession;
use crate::pseudonyms::Names;
use chrono::{DateTime, Utc};
use hand_history::Currency;
use hud::{Fact, Scope, TableKey, Totals, play_sessions, winnings};
use store::Reader;
use wire::{Graph, Note, PlaySessions, PlayerStats, ScopeQuery, Shown, Tournaments, nearest};

/// Names and values, as parameters of an address or flags of a command.
type Pairs<'a> = &'a [(String, String)];

/// What a question about results may name.
const OF_RESULTS: [&str; 4] = ["from", "to", "kind", "play"];

/// Answers questions about players.
#[derive(Debug)]
pub(crate) struct Statistics {
    reader: Reader,
    /// Players are called so in questions and answers.
    names: Names,
    /// What was found when somebody asked last for the session that is being played.
    session: Mutex<Option<KnownSession>>,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The question cannot be understood: words for whoever asked.
    Bad(String),
    /// The log does not know the player: words for whoever asked.
    Unknown(String),
    /// The log cannot be read.
    Store(store::Error),
}

impl Statistics {
    pub(crate) const fn new(reader: Reader, names: Names) -> Self {
        Self { reader, names, session: Mutex::new(None) }
    }

    /// The name in the log of whoever is called so.
    pub(crate) fn behind(&self, shown: &str) -> Result<String, Refusal> {
        let all = || self.reader.players("", usize::MAX);
        match self.names.behind(shown, all)? {
            Some(name) => Ok(name),
            // Nobody in the log has the name of a pseudonym.
            None => Ok(shown.to_owned()),
        }
    }

    /// The hands that a question names.
    pub(crate) fn scope(&self, pairs: Pairs<'_>) -> Result<Scope, Refusal> {
        let query = ScopeQuery::read(pairs).map_err(|error| Refusal::Bad(error.to_string()))?;
        let mut scope = query.scope;
        if let Some(key) = &query.table {
            let number = self.table(key)?;
            let words = || Refusal::Bad(format!("table: the log has no hand of {key}"));
            scope.table = Some(number.ok_or_else(words)?);
        }
        if query.session {
            let start = self.session_start()?;
            scope.from = Some(scope.from.map_or(start, |from| from.max(start)));
        }
        Ok(scope)
    }

    /// When the last session of the heroes started: the one that is being played, if one is.
    /// Before their first hand, that is later than any.
    pub(crate) fn session_start(&self) -> Result<DateTime<Utc>, Refusal> {
        let mut remembered = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let followed = match remembered.take() {
            Some(known) => known.followed(&self.reader)?,
            None => None,
        };
        let known = match followed {
            Some(known) => known,
            None => KnownSession::of_all(&self.reader)?,
        };
        let session = remembered.insert(known).session;
        Ok(session.map_or(DateTime::<Utc>::MAX_UTC, |session| session.started_at))
    }

    /// What a player has done; nothing, if the log does not know him.
    pub(crate) fn totals(&self, name: &str, scope: &Scope) -> Result<Totals, Refusal> {
        Ok(self.reader.sums(&self.behind(name)?, scope)?.unwrap_or_default().totals)
    }

    /// The number of a table. Its key may have a hero behind it.
    fn table(&self, key: &TableKey) -> Result<Option<u64>, Refusal> {
        if let Some(number) = self.reader.table(key)? {
            return Ok(Some(number));
        }
        let without_hero = |name: &str| name.rsplit_once('@').map(|(name, _)| name.into());
        let plain = match key {
            TableKey::Table(name) => without_hero(name).map(TableKey::Table),
            TableKey::Tournament(id) => without_hero(id).map(TableKey::Tournament),
        };
        Ok(match plain {
            Some(plain) => self.reader.table(&plain)?,
            None => None,
        })
    }

    /// A player's statistics. A player of whom the log knows nothing has none, but is no
    /// mistake: he may be about to play his first hand.
    pub(crate) fn of_player(&self, name: &str, scope: &Scope) -> Result<PlayerStats, Refusal> {
        let sums = self.reader.sums(&self.behind(name)?, scope)?.unwrap_or_default();
        let shown = Shown { play_money: scope.play_money, ev: sums.is_adjusted };
        Ok(PlayerStats::new(name, &sums.totals, shown, self.note(name)?))
    }

    /// What is noted about a player.
    pub(crate) fn note(&self, name: &str) -> Result<Option<Note>, Refusal> {
        let note = self.reader.note(&self.behind(name)?)?;
        Ok(note.map(|store::Note { text, label, colour }| Note { text, label, colour }))
    }

    /// Refuses a name that the log does not know.
    pub(crate) fn known(&self, name: &str) -> Result<(), Refusal> {
        if self.reader.knows(&self.behind(name)?)? {
            return Ok(());
        }
        let names = self.players("", usize::MAX)?;
        Err(Refusal::Unknown(unknown("player", name, &names)))
    }

    /// Names that begin like this.
    pub(crate) fn players(&self, prefix: &str, limit: usize) -> Result<Vec<String>, Refusal> {
        if !self.names.are_others() {
            return Ok(self.reader.players(prefix, limit)?);
        }
        let names = self.reader.players("", usize::MAX)?;
        let mut shown: Vec<String> = names.iter().map(|name| self.names.shown(name)).collect();
        let prefix = prefix.to_lowercase();
        shown.retain(|name| name.to_lowercase().starts_with(&prefix));
        shown.sort_unstable();
        shown.truncate(limit);
        Ok(shown)
    }

    /// The names of those whose clients wrote the hands.
    pub(crate) fn heroes(&self) -> Result<Vec<String>, Refusal> {
        Ok(self.reader.heroes()?.iter().map(|name| self.names.shown(name)).collect())
    }

    /// When a hero, or all heroes together, played without a break.
    pub(crate) fn sessions(
        &self,
        hero: Option<&str>,
        pairs: Pairs<'_>,
    ) -> Result<PlaySessions, Refusal> {
        let scope = results_scope(pairs)?;
        let ev_is_known = self.reader.is_adjusted()?;
        let facts = self.facts_of(hero, &scope)?;
        Ok(PlaySessions::new(&play_sessions(&facts), ev_is_known))
    }

    /// What a hero, or all heroes together, had won after each hand.
    pub(crate) fn graph(&self, hero: Option<&str>, pairs: Pairs<'_>) -> Result<Graph, Refusal> {
        let (mut others, mut currency, mut points) = (Vec::new(), Currency::Eur, Graph::POINTS);
        for (name, value) in pairs {
            match name.as_str() {
                "currency" => {
                    let words = [Currency::Eur, Currency::Chips, Currency::Play];
                    let found = words.into_iter().find(|word| wire::currency(*word) == value);
                    let expected = || bad(name, "EUR, CHIPS or PLAY", value);
                    currency = found.ok_or_else(expected)?;
                }
                "points" => {
                    let number = value.parse().ok();
                    let fits = |most: &usize| (2..=Graph::MOST_POINTS).contains(most);
                    let expected = format!("a number from 2 to {}", Graph::MOST_POINTS);
                    points = number.filter(fits).ok_or_else(|| bad(name, &expected, value))?;
                }
                _ => others.push((name.clone(), value.clone())),
            }
        }
        let mut scope = results_scope(&others)?;
        // Whoever asks for it by name means it.
        scope.play_money |= currency == Currency::Play;
        let ev_is_known = self.reader.is_adjusted()?;
        let facts = self.facts_of(hero, &scope)?;
        Ok(Graph::new(&winnings(&facts, currency), currency, points, ev_is_known))
    }

    /// What the tournaments of a hero, or of all heroes, cost and brought.
    pub(crate) fn tournaments(
        &self,
        hero: Option<&str>,
        pairs: Pairs<'_>,
    ) -> Result<Tournaments, Refusal> {
        let scope = results_scope(pairs)?;
        let ev_is_known = self.reader.is_adjusted()?;
        let heroes = self.chosen(hero)?;
        let mut rows = tournaments::played(&self.reader, &heroes, &scope)?;
        for player in rows.iter_mut().filter_map(|row| row.player.as_mut()) {
            *player = self.names.shown(player).into();
        }
        Ok(Tournaments::new(&rows, ev_is_known))
    }

    /// The names in the log of this hero, who has to be one, or of all of them.
    fn chosen(&self, hero: Option<&str>) -> Result<Vec<String>, Refusal> {
        let heroes = self.reader.heroes()?;
        let Some(hero) = hero else { return Ok(heroes) };
        match heroes.into_iter().find(|name| self.names.shown(name) == hero) {
            Some(name) => Ok(vec![name]),
            None => Err(Refusal::Unknown(unknown("hero", hero, &self.heroes()?))),
        }
    }

    fn facts_of(&self, hero: Option<&str>, scope: &Scope) -> Result<Vec<Fact>, Refusal> {
        let mut facts = self.facts(hero)?;
        facts.retain(|fact| scope.takes(fact));
        Ok(facts)
    }

    fn facts(&self, hero: Option<&str>) -> Result<Vec<Fact>, Refusal> {
        let mut facts = Vec::new();
        for hero in self.chosen(hero)? {
            facts.extend(self.reader.facts(&hero)?.unwrap_or_default());
        }
        Ok(facts)
    }
}

/// The hands or tournaments that a question about results names.
fn results_scope(pairs: Pairs<'_>) -> Result<Scope, Refusal> {
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !OF_RESULTS.contains(&name.as_str())) {
        return Err(Refusal::Bad(unknown("parameter", name, &OF_RESULTS)));
    }
    let query = ScopeQuery::read(pairs).map_err(|error| Refusal::Bad(error.to_string()))?;
    Ok(query.scope)
}

fn bad(name: &str, expected: &str, value: &str) -> Refusal {
    Refusal::Bad(format!("{name}: expected {expected}, not {value:?}"))
}

/// That there is no such thing, and what may be meant.
pub(crate) fn unknown<S: AsRef<str>>(what: &str, word: &str, known: &[S]) -> String {
    let near = nearest(word, known.iter().map(AsRef::as_ref));
    match near.as_slice() {
        [] => format!("unknown {what} {word:?}"),
        near => format!("unknown {what} {word:?}: did you mean {}?", near.join(" or ")),
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bad(words) | Self::Unknown(words) => f.write_str(words),
            Self::Store(error) => write!(f, "the log cannot be read: {error}"),
        }
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Bad(_) | Self::Unknown(_) => None,
            Self::Store(error) => std::error::Error::source(error),
        }
    }
}
