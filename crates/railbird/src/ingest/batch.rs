//! What one call of the watcher brought, on its way through splitter, parser and store.

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Instant};

use chrono::Utc;
use hand_history::{Block, Hand, Splitter};
use push::{Publication, Timing};
use rayon::prelude::*;
use store::{FileCheckpoint, Item, Origin, Outcome, Seq};
use watcher::{Checkpoint, Chunk, Watcher};

use super::{
    content::{Content, Find},
    unfinished::{Fate, Unfinished},
};
use crate::{open_tables::OpenTables, pseudonyms::Names, publish};

/// From how many bytes on it pays to wake the other cores: some 60 hands.
const PARALLEL: usize = 64 << 10;

/// Hands, summaries and strays of one origin, in the order in which they get into the log.
#[derive(Debug)]
pub(crate) struct Batch {
    origin: Origin,
    /// When the oldest of its bytes were read.
    read_at: Instant,
    /// The file of each chunk, and how far it is read when the batch is in the log; `None`
    /// where nothing in it was complete.
    files: Vec<(Arc<Path>, Option<Checkpoint>)>,
    /// Each with the index of its file.
    finds: Vec<(usize, Find)>,
}

impl Batch {
    /// Splits and parses chunks of one origin. The watcher learns how far each one was
    /// understood; one that is left unanswered it gives again.
    pub(super) fn read(
        origin: watcher::Origin,
        chunks: &[Chunk],
        watcher: &mut Watcher,
        unfinished: &mut Unfinished,
    ) -> Self {
        let bytes: usize = chunks.iter().map(|chunk| chunk.bytes.len()).sum();
        let in_parallel = PARALLEL <= bytes;
        let split: Vec<Split<'_>> = match in_parallel {
            false => chunks.iter().map(Split::new).collect(),
            true => chunks.par_iter().map(Split::new).collect(),
        };
        let mut files = Vec::with_capacity(chunks.len());
        let mut texts = Vec::new();
        for (chunk, split) in chunks.iter().zip(split) {
            let Some((blocks, end)) = split.decide(chunk, unfinished) else { continue };
            let index = files.len();
            texts.extend(blocks.into_iter().map(|block| (index, block)));
            let consumed = usize::try_from(end - chunk.offset).unwrap_or(chunk.bytes.len());
            let checkpoint = watcher.consumed(chunk, consumed);
            let checkpoint = Some(checkpoint).filter(|_| 0 < consumed);
            files.push((Arc::clone(&chunk.path), checkpoint));
        }
        let origin = match origin {
            watcher::Origin::AtStart => Origin::Backfill,
            watcher::Origin::Grown => Origin::Live,
        };
        let find = |(file, block): &(usize, Block<'_>)| (*file, Find::new(block, origin));
        let finds = match in_parallel {
            false => texts.iter().map(find).collect(),
            true => texts.par_iter().map(find).collect(),
        };
        let read_at = chunks.iter().map(|chunk| chunk.read_at).min().unwrap_or_else(Instant::now);
        Self { origin, read_at, files, finds }
    }

    /// Whether there is nothing for the log in it.
    pub(super) fn is_empty(&self) -> bool {
        self.finds.is_empty() && self.checkpoints().next().is_none()
    }

    /// Whether it was played just now.
    pub(super) fn is_live(&self) -> bool {
        self.origin == Origin::Live
    }

    /// How far each file was read.
    pub(super) fn checkpoints(&self) -> impl Iterator<Item = (&Path, Checkpoint)> {
        self.files.iter().filter_map(|(path, checkpoint)| Some((&**path, (*checkpoint)?)))
    }

    /// The same, when the rest is not needed any more.
    pub(super) fn into_checkpoints(self) -> Vec<(Arc<Path>, Checkpoint)> {
        let files = self.files.into_iter();
        files.filter_map(|(path, checkpoint)| Some((path, checkpoint?))).collect()
    }

    /// The same for the store.
    pub(super) fn file_checkpoints(&self) -> Vec<(&Path, FileCheckpoint)> {
        let checkpoints = self.checkpoints().map(|(path, checkpoint)| {
            let fingerprint = checkpoint.fingerprint.0;
            (path, FileCheckpoint { offset: checkpoint.offset, fingerprint })
        });
        checkpoints.collect()
    }

    /// The items for the store.
    pub(super) fn items(&self) -> Vec<Item<'_>> {
        self.with_files().map(|(file, find)| find.item(file, self.origin)).collect()
    }

    /// What the sessions are told when the store has answered, and what it changes at the
    /// tables, which live hands alone do.
    pub(super) fn news(
        &self,
        outcomes: &[Outcome],
        tables: &mut OpenTables,
        names: &Names,
        committed_at: Instant,
    ) -> News {
        if self.origin == Origin::Backfill {
            self.teach(outcomes, tables);
            let seqs = outcomes.iter().filter_map(|outcome| match outcome {
                Outcome::New { seq, .. } => Some(*seq),
                _ => None,
            });
            return News::Backfill(seqs.max().unwrap_or_default());
        }
        let (now, timing) = (Utc::now(), Timing { read_at: self.read_at, committed_at });
        let publications = self.with_files().zip(outcomes).filter_map(|((file, find), outcome)| {
            let Outcome::New { seq, entry } = *outcome else { return None };
            let (facts, frame, derived) = match &find.content {
                Content::Hand(Some(hand), ..) => {
                    let hand = names.shared_hand(hand);
                    let source = publish::source(names, file, (find.offset, find.length));
                    let derived = tables.observe(&hand, seq, now);
                    let (facts, frame) = publish::hand(seq, hand, source);
                    (facts, frame, derived)
                }
                Content::Summary(summary, _) => {
                    let summary = names.shared_summary(summary);
                    let derived = tables.finish(&summary, seq, now);
                    let (facts, frame) = publish::summary(seq, summary, entry);
                    (facts, frame, derived)
                }
                Content::Hand(None, ..) | Content::Stray(..) => return None,
            };
            Some(Publication { seq, facts, frame, derived, timing })
        });
        News::Live(publications.collect())
    }

    /// The live hands that are new in the log.
    pub(super) fn new_hands(&self, outcomes: &[Outcome]) -> Vec<(Seq, &Hand)> {
        if self.origin == Origin::Backfill {
            return Vec::new();
        }
        let hands = self.finds.iter().zip(outcomes).filter_map(|((_, find), outcome)| {
            match (&find.content, outcome) {
                (Content::Hand(Some(hand), ..), Outcome::New { seq, .. }) => Some((*seq, &**hand)),
                _ => None,
            }
        });
        hands.collect()
    }

    /// Has the tables learn the levels of tournaments that were over before.
    fn teach(&self, outcomes: &[Outcome], tables: &mut OpenTables) {
        for ((_, find), outcome) in self.with_files().zip(outcomes) {
            if let (Content::Summary(summary, _), Outcome::New { .. }) = (&find.content, outcome) {
                tables.learn(summary);
            }
        }
    }

    /// How many texts of each file were put into quarantine, and where and why the first.
    pub(super) fn quarantined(&self, outcomes: &[Outcome]) -> BTreeMap<&Path, (usize, String)> {
        let mut files = BTreeMap::new();
        for ((file, find), outcome) in self.with_files().zip(outcomes) {
            let reason = match (&find.content, outcome) {
                (Content::Stray(_, reason), Outcome::Quarantined) => reason.as_str(),
                (_, Outcome::Conflict) => "the log has a hand with the same id and another text",
                _ => continue,
            };
            let first = || (0, format!("at byte {}: {reason}", find.offset));
            files.entry(file).or_insert_with(first).0 += 1;
        }
        files
    }

    fn with_files(&self) -> impl Iterator<Item = (&Path, &Find)> {
        self.finds.iter().filter_map(|(file, find)| Some((&*self.files.get(*file)?.0, find)))
    }
}

/// What the sessions are told of a batch.
#[derive(Debug)]
pub(super) enum News {
    Live(Vec<Publication>),
    /// Entries up to this one, which nobody wants encoded before he asks.
    Backfill(Seq),
}

/// A chunk after the splitter.
#[derive(Debug)]
struct Split<'a> {
    blocks: Vec<Block<'a>>,
    /// Where the last of them ends, in the file.
    end: u64,
    /// A text at the end of a quiet file, and where it ends.
    last: Option<(Block<'a>, u64)>,
    /// A quiet file has more than white space after the complete blocks.
    has_rest: bool,
}

impl<'a> Split<'a> {
    fn new(chunk: &'a Chunk) -> Self {
        let mut splitter = Splitter::new(chunk.offset, &chunk.bytes);
        let blocks: Vec<Block<'_>> = splitter.by_ref().collect();
        let end = splitter.consumed();
        let last = if chunk.quiet { splitter.finish() } else { None };
        let last = last.map(|block| (block, splitter.consumed()));
        let rest = usize::try_from(end - chunk.offset).ok().and_then(|end| chunk.bytes.get(end..));
        let is_text = |byte: &u8| !matches!(byte, 0 | b' ' | b'\r' | b'\n');
        let has_rest = chunk.quiet && rest.is_some_and(|rest| rest.iter().any(is_text));
        Self { blocks, end, last, has_rest }
    }

    /// The complete blocks, and where they end. `None` for a quiet file whose only text may
    /// still become whole.
    fn decide(self, chunk: &Chunk, unfinished: &mut Unfinished) -> Option<(Vec<Block<'a>>, u64)> {
        let Self { mut blocks, mut end, last, has_rest } = self;
        let is_whole = last.as_ref().is_some_and(|(last, _)| last.is_whole());
        if !has_rest || is_whole {
            unfinished.forget(&chunk.path);
        }
        let fate = if has_rest && !is_whole { unfinished.note(chunk) } else { None };
        match (last, fate) {
            (Some((last, last_end)), None) => {
                blocks.push(last);
                end = last_end;
            }
            (Some(_), Some(Fate::Awaited)) if blocks.is_empty() => return None,
            (Some(_), Some(_)) | (None, _) => {}
        }
        Some((blocks, end))
    }
}
