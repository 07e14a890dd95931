//! What requests over HTTP ask for, beside hands in their order.

use std::{
    path::Path,
    sync::Arc,
    sync::mpsc::{SyncSender, sync_channel},
    time::Duration,
};

use hand_history::parse;
use push::{
    Found, HandFormat, Lookup, Lookups, NoteChange, Notes, PastError, PlayersQuery, RequestError,
};
use store::{Entry, Reader, Text};
use wire::{Facts, HandJson, KnownPlayer, Players, PlayersStats};

use crate::{
    ingest::Work,
    pseudonyms::Names,
    publish::{failed, source},
    statistics::{Refusal, Statistics},
};

/// How long the writer of the log may take for a note: it may be about a commit of hands.
const NOTE_TIMEOUT: Duration = Duration::from_secs(10);

/// Names that are looked at when not everybody may be seen, at most.
const NAMES: usize = 100_000;

/// Looks up what the log has.
pub(crate) fn lookups(reader: Arc<Reader>, statistics: Arc<Statistics>, names: Names) -> Lookups {
    Arc::new(move |lookup| {
        Ok(Some(match lookup {
            Lookup::Hand { format: HandFormat::Raw, .. } | Lookup::Quarantine { .. }
                if names.are_others() =>
            {
                let words = "raw texts name players: they are not shown with --anonymize";
                return Err(RequestError::Bad(words.to_owned()));
            }
            Lookup::Hand { id, hero, format } => {
                let entries = reader.hands(&id).map_err(|error| failed(&error))?;
                let one = |entry| one_hand(entry, hero.as_deref(), format, &names);
                return Ok(entries.iter().find_map(one));
            }
            Lookup::Quarantine { after, limit } => {
                let texts = reader.quarantine(after, limit).map_err(|error| failed(&error))?;
                let next = texts.last().filter(|_| texts.len() == limit).map(|last| last.number);
                let items = texts.iter().map(quarantined).collect();
                for_all(&wire::Quarantine { items, next })
            }
            Lookup::Players(query) => for_all(&players(&statistics, &query)?),
            Lookup::StatsOfPlayers { names, filters } => {
                let scope = statistics.scope(&filters)?;
                let items: Result<_, Refusal> =
                    names.iter().map(|name| statistics.of_player(name, &scope)).collect();
                for_all(&PlayersStats { items: items? })
            }
            Lookup::StatsOfPlayer { name, filters } => {
                let scope = statistics.scope(&filters)?;
                statistics.known(&name)?;
                for_all(&statistics.of_player(&name, &scope)?)
            }
            Lookup::Sessions { hero, filters } => {
                for_all(&statistics.sessions(hero.as_deref(), &filters)?)
            }
            Lookup::Graph { hero, filters } => {
                for_all(&statistics.graph(hero.as_deref(), &filters)?)
            }
            Lookup::Tournaments { hero, filters } => {
                for_all(&statistics.tournaments(hero.as_deref(), &filters)?)
            }
        }))
    })
}

/// Players whose names begin as it is asked, as far as they may be seen.
fn players(statistics: &Statistics, query: &PlayersQuery) -> Result<Players, Refusal> {
    let looked_at = if query.shows_all() { query.limit } else { NAMES };
    let mut names = statistics.players(&query.prefix, looked_at)?;
    names.retain(|name| query.shows(name));
    names.truncate(query.limit);
    let known = |player: String| Ok(KnownPlayer { note: statistics.note(&player)?, player });
    let items: Result<_, Refusal> = names.into_iter().map(known).collect();
    Ok(Players { items: items? })
}

/// Keeps notes, with the writer of the log.
pub(crate) fn notes(work: SyncSender<Work>, statistics: Arc<Statistics>) -> Notes {
    Arc::new(move |change| {
        let (player, note) = match change {
            NoteChange::Put { player, note } => {
                let note = wire::Note::decode(&note);
                (player, Some(note.map_err(|error| RequestError::Bad(error.to_string()))?))
            }
            NoteChange::Delete { player } => (player, None),
        };
        let player = statistics.behind(&player)?;
        let kept = note.as_ref().map(wire::encode);
        let note =
            note.map(|wire::Note { text, label, colour }| store::Note { text, label, colour });
        let (answer, answered) = sync_channel(1);
        let gone = || PastError("the log is being closed".to_owned());
        work.send(Work::Note(player, note, answer)).map_err(|_| gone())?;
        let late = |_| PastError("the log cannot be written now".to_owned());
        let written = answered.recv_timeout(NOTE_TIMEOUT).map_err(late)?;
        written.map_err(|error| failed(&error))?;
        Ok(kept)
    })
}

/// An answer that everybody may see who may ask.
fn for_all(answer: &impl serde::Serialize) -> Found {
    Found { facts: None, body: wire::encode(answer) }
}

impl From<Refusal> for RequestError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Bad(words) => Self::Bad(words),
            Refusal::Unknown(words) => Self::Unknown(words),
            Refusal::Store(error) => Self::Past(failed(&error)),
        }
    }
}

/// The hand of an entry, if it is this hero's.
fn one_hand(entry: &Entry, hero: Option<&str>, format: HandFormat, names: &Names) -> Option<Found> {
    let Text::Hand(text) = &entry.text else { return None };
    let hand = names.hand(parse(text).ok()?);
    let is_his = hero.is_none_or(|hero| hand.hero().is_some_and(|player| player.name == *hero));
    let body = || match format {
        HandFormat::Raw => String::from_utf8_lossy(&text.bytes).into_owned(),
        HandFormat::Json => {
            let source =
                source(names, Path::new(&entry.file), (text.offset, text.bytes.len() as u64));
            wire::encode(&HandJson::new(&hand, Some(source)))
        }
    };
    is_his.then(|| Found { facts: Some(Facts::of_hand(&hand)), body: body() })
}

fn quarantined(text: &store::Quarantined) -> wire::QuarantinedText {
    wire::QuarantinedText {
        number: text.number,
        file: text.file.clone(),
        offset: text.offset,
        reason: text.reason.clone(),
        text: String::from_utf8_lossy(&text.bytes).into_owned(),
    }
}
