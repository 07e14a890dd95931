//! Entries of the log as the messages that leave.

use std::{path::Path, sync::Arc};

use hand_history::{Hand, TournamentSummary, parse, parse_summary};
use push::{Form, Frame, Past, PastError, PastPage, PastQuery};
use store::{Entry, Origin, Range, Reader, Seq, Text};
use wire::{Facts, HandJson, NewHand, Place, ServerMessage, Source, TournamentResult};

use crate::pseudonyms::Names;

/// A new live hand, for rooms and filters, and as a message.
pub(crate) fn hand(seq: Seq, hand: Arc<Hand>, source: Source) -> (Arc<Facts>, Frame) {
    let place = place(seq, Origin::Live, false);
    let facts = Arc::new(Facts::of_hand(&hand));
    let frame = Frame::new(move |form| hand_message(&hand, place, form, || source.clone()));
    (facts, frame)
}

/// The same of a new live block of a tournament summary.
pub(crate) fn summary(
    seq: Seq,
    summary: Arc<TournamentSummary>,
    entry: u32,
) -> (Arc<Facts>, Frame) {
    let place = place(seq, Origin::Live, false);
    let facts = Arc::new(Facts::of_summary(&summary));
    let frame = Frame::of(move || result_message(&summary, entry, place));
    (facts, frame)
}

/// Reads the past as messages, from the raw text: what is derived is derived again.
pub(crate) fn past(reader: Arc<Reader>, names: Names) -> Past {
    Arc::new(move |query: PastQuery| {
        let PastQuery { after, up_to, limit, live_only, newest_first, .. } = query;
        let range = Range { after, up_to, limit, live_only, newest_first };
        let entries = reader.entries(range).map_err(|error| failed(&error))?;
        // A page that is not full is the last one.
        let last = entries.last().map(|entry| entry.seq).filter(|_| entries.len() == limit);
        let read_to = match newest_first {
            false => last.unwrap_or(up_to),
            true => last.map_or(after, |last| Seq(last.0.saturating_sub(1))),
        };
        let frames = entries
            .iter()
            .filter_map(|entry| Some((entry.seq, past_message(entry, &query, &names)?.into())));
        Ok(PastPage { frames: frames.collect(), read_to })
    })
}

/// The message of a past entry that is wanted. Its text was one when it came into the log;
/// should this version not read it any more, the others are sent all the same.
fn past_message(entry: &Entry, query: &PastQuery, names: &Names) -> Option<String> {
    let in_log = place(entry.seq, entry.origin, query.replayed);
    let message = match &entry.text {
        Text::Hand(text) => parse(text).map(|hand| {
            let hand = names.hand(hand);
            let place = (text.offset, text.bytes.len() as u64);
            let source = || source(names, Path::new(&entry.file), place);
            let message = || hand_message(&hand, in_log, query.form, source);
            query.wants(&Facts::of_hand(&hand)).then(message)
        }),
        Text::Summary { entry, text } => parse_summary(text).map(|summary| {
            let summary = names.summary(summary);
            let message = || wire::encode(&result_message(&summary, *entry, in_log));
            query.wants(&Facts::of_summary(&summary)).then(message)
        }),
        Text::Damaged(reason) => {
            let seq = entry.seq.0;
            tracing::error!(seq, reason, "an entry is damaged: `railbird db check` tells more");
            return None;
        }
    };
    let log = |error| tracing::error!(seq = entry.seq.0, %error, "cannot read an entry of the log");
    message.map_err(log).ok().flatten()
}

pub(crate) fn failed(error: &store::Error) -> PastError {
    PastError(error.to_string())
}

fn hand_message(hand: &Hand, place: Place, form: Form, source: impl Fn() -> Source) -> String {
    let whole = form.full.then(|| HandJson::new(hand, Some(source())));
    let mut message = NewHand::new(hand, place, whole);
    if form.hides_hole_cards {
        message.hide_hole_cards();
    }
    wire::encode(&ServerMessage::NewHand(Box::new(message)))
}

fn result_message(summary: &TournamentSummary, entry: u32, place: Place) -> ServerMessage {
    ServerMessage::TournamentResult(Box::new(TournamentResult::new(summary, entry, place)))
}

fn place(seq: Seq, origin: Origin, replayed: bool) -> Place {
    let origin = match origin {
        Origin::Live => wire::Origin::Live,
        Origin::Backfill => wire::Origin::Backfill,
    };
    Place { seq: seq.0, origin, replayed }
}

/// Where the text of a hand stands: its first byte, and how many there are.
pub(crate) fn source(names: &Names, file: &Path, (offset, length): (u64, u64)) -> Source {
    Source { file: names.path(file), offset, length }
}
