//! Entries of the log as the messages that leave.

use std::{path::Path, sync::Arc};

use hand_history::{Hand, TournamentSummary, parse, parse_summary};
use push::{Form, Frame, Past, PastError, PastPage, PastQuery, Publication};
use store::{Entry, Origin, Range, Reader, Seq, Text};
use wire::{HandJson, NewHand, Place, ServerMessage, Source, TournamentResult};

/// A new live hand.
pub(crate) fn hand(seq: Seq, hand: Arc<Hand>, source: Source) -> Publication {
    let place = place(seq, Origin::Live, false);
    let frame = Frame::new(move |form| {
        let whole = form.full.then(|| HandJson::new(&hand, Some(source.clone())));
        new_hand(NewHand::new(&hand, place, whole))
    });
    Publication { seq, frame }
}

/// A new live block of a tournament summary.
pub(crate) fn summary(seq: Seq, summary: Arc<TournamentSummary>, entry: u32) -> Publication {
    let place = place(seq, Origin::Live, false);
    let frame =
        Frame::new(move |_| tournament_result(TournamentResult::new(&summary, entry, place)));
    Publication { seq, frame }
}

/// Reads the past as messages, from the raw text: what is derived is derived again.
pub(crate) fn past(reader: Reader) -> Past {
    Arc::new(move |query: PastQuery| {
        let range = Range {
            after: query.after,
            up_to: query.up_to,
            limit: query.limit,
            live_only: query.live_only,
        };
        let entries = reader.entries(range).map_err(|error| PastError(error.to_string()))?;
        let page_is_full = entries.len() == query.limit;
        let last = entries.last().map(|entry| entry.seq);
        let read_to = last.filter(|_| page_is_full).unwrap_or(query.up_to);
        let frames = entries.iter().filter_map(|entry| {
            Some((entry.seq, past_message(entry, query.form, query.replayed)?.into()))
        });
        Ok(PastPage { frames: frames.collect(), read_to })
    })
}

/// The message of a past entry. Its text was one when it came into the log; should this
/// version not read it any more, the others are sent all the same.
fn past_message(entry: &Entry, form: Form, replayed: bool) -> Option<String> {
    let place = place(entry.seq, entry.origin, replayed);
    let message = match &entry.text {
        Text::Hand(text) => parse(text).map(|hand| {
            let source = || source(Path::new(&entry.file), text.offset, text.bytes.len() as u64);
            let whole = form.full.then(|| HandJson::new(&hand, Some(source())));
            new_hand(NewHand::new(&hand, place, whole))
        }),
        Text::Summary { entry, text } => parse_summary(text)
            .map(|summary| tournament_result(TournamentResult::new(&summary, *entry, place))),
        Text::Damaged(reason) => {
            let seq = entry.seq.0;
            tracing::error!(seq, reason, "an entry is damaged: `railbird db check` tells more");
            return None;
        }
    };
    let log = |error| tracing::error!(seq = entry.seq.0, %error, "cannot read an entry of the log");
    message.map_err(log).ok()
}

fn new_hand(message: NewHand) -> String {
    wire::encode(&ServerMessage::NewHand(Box::new(message)))
}

fn tournament_result(message: TournamentResult) -> String {
    wire::encode(&ServerMessage::TournamentResult(Box::new(message)))
}

fn place(seq: Seq, origin: Origin, replayed: bool) -> Place {
    let origin = match origin {
        Origin::Live => wire::Origin::Live,
        Origin::Backfill => wire::Origin::Backfill,
    };
    Place { seq: seq.0, origin, replayed }
}

/// Where the text of a hand stands, in bytes.
pub(crate) fn source(file: &Path, offset: u64, length: u64) -> Source {
    Source { file: file.to_string_lossy().into_owned(), offset, length }
}
