//! What one call of the watcher brought, on its way through splitter, parser and store.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use hand_history::{Block, Hand, HandText, Splitter, parse};
use push::Publication;
use rayon::prelude::*;
use store::{FileCheckpoint, Item, Origin, Outcome};
use watcher::{Checkpoint, Chunk, Watcher};

use crate::publish::publication;

/// From how many texts on it pays to wake the other cores.
const PARALLEL: usize = 64;

/// Hands and strays in the order in which they get into the log.
#[derive(Debug)]
pub(crate) struct Batch {
    chunks: Vec<(Chunk, Checkpoint)>,
    finds: Vec<Find>,
}

/// Something that stands in a chunk.
#[derive(Debug)]
struct Find {
    /// Which of the batch's chunks.
    chunk: usize,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Hand(Box<Hand>, HandText),
    Stray(HandText, String),
}

impl Batch {
    /// Splits and parses chunks. The watcher learns how far each one was understood.
    pub(crate) fn read(chunks: Vec<Chunk>, watcher: &mut Watcher) -> Self {
        let mut texts = Vec::new();
        let mut read = Vec::with_capacity(chunks.len());
        for (index, chunk) in chunks.into_iter().enumerate() {
            let (blocks, consumed) = split(&chunk);
            texts.extend(blocks.into_iter().map(|block| (index, block)));
            let checkpoint = watcher.consumed(&chunk, consumed);
            read.push((chunk, checkpoint));
        }
        let find = |(chunk, block)| content(block).map(|content| Find { chunk, content });
        let finds = match texts.len() {
            ..PARALLEL => texts.into_iter().filter_map(find).collect(),
            _ => texts.into_par_iter().filter_map(find).collect(),
        };
        Self { chunks: read, finds }
    }

    /// How far each file was read; files that brought nothing complete are left out.
    pub(crate) fn checkpoints(&self) -> impl Iterator<Item = (&Path, Checkpoint)> {
        let read = self.chunks.iter();
        read.filter(|(chunk, checkpoint)| checkpoint.offset != chunk.offset)
            .map(|(chunk, checkpoint)| (&*chunk.path, *checkpoint))
    }

    /// The same for the store.
    pub(crate) fn file_checkpoints(&self) -> Vec<(&Path, FileCheckpoint)> {
        let checkpoints = self.checkpoints().map(|(path, checkpoint)| {
            let fingerprint = checkpoint.fingerprint.0;
            (path, FileCheckpoint { offset: checkpoint.offset, fingerprint })
        });
        checkpoints.collect()
    }

    /// The items for the store.
    pub(crate) fn items(&self) -> Vec<Item<'_>> {
        self.finds.iter().filter_map(|find| self.item(find)).collect()
    }

    fn item<'a>(&'a self, find: &'a Find) -> Option<Item<'a>> {
        let (chunk, _) = self.chunks.get(find.chunk)?;
        let file = &*chunk.path;
        Some(match &find.content {
            Content::Hand(hand, text) => Item::Hand { file, hand, text, origin: origin(chunk) },
            Content::Stray(text, reason) => {
                Item::Stray { file, offset: text.offset, bytes: &text.bytes, reason }
            }
        })
    }

    /// The new hands, encoded for the sessions.
    pub(crate) fn publications(&self, outcomes: &[Outcome]) -> Vec<Publication> {
        let publications = self.finds.iter().zip(outcomes).filter_map(|(find, outcome)| {
            let (chunk, _) = self.chunks.get(find.chunk)?;
            match (&find.content, outcome) {
                (Content::Hand(hand, text), Outcome::New(seq)) => {
                    let file = chunk.path.to_string_lossy();
                    Some(publication((*seq, origin(chunk)), hand, (&file, text)))
                }
                _ => None,
            }
        });
        publications.collect()
    }

    /// What was put into quarantine: its place and the reason, in words.
    pub(crate) fn quarantined<'a>(
        &'a self,
        outcomes: &'a [Outcome],
    ) -> impl Iterator<Item = (String, &'a str)> {
        self.finds.iter().zip(outcomes).filter_map(|(find, outcome)| {
            let (chunk, _) = self.chunks.get(find.chunk)?;
            let place = |text: &HandText| format!("{}@{}", chunk.path.display(), text.offset);
            match (&find.content, outcome) {
                (Content::Stray(text, reason), Outcome::Quarantined) => {
                    Some((place(text), reason.as_str()))
                }
                (Content::Hand(_, text), Outcome::Conflict) => {
                    Some((place(text), "the log has a hand with the same id and another text"))
                }
                _ => None,
            }
        })
    }
}

/// The complete blocks of a chunk, and how many bytes they are.
fn split(chunk: &Chunk) -> (Vec<Block>, usize) {
    let mut splitter = Splitter::new(chunk.offset);
    splitter.push(&chunk.bytes);
    let mut blocks: Vec<Block> = std::iter::from_fn(|| splitter.next_block()).collect();
    if chunk.quiet {
        blocks.extend(splitter.finish());
    }
    let consumed = splitter.consumed() - chunk.offset;
    (blocks, usize::try_from(consumed).unwrap_or(chunk.bytes.len()))
}

/// Reads a block. Summaries are known but not kept yet.
fn content(block: Block) -> Option<Content> {
    Some(match block {
        Block::Summary(_) => return None,
        Block::Stray(stray) => {
            let reason = match stray.oversized {
                true => "longer than any hand",
                false => "neither a hand nor a tournament summary",
            };
            let text = HandText { offset: stray.offset, bytes: stray.bytes };
            Content::Stray(text, reason.to_owned())
        }
        // A bug of the parser must cost one hand its place, not all of them.
        Block::Hand(text) => match catch_unwind(AssertUnwindSafe(|| parse(&text))) {
            Ok(Ok(hand)) => Content::Hand(Box::new(hand), text),
            Ok(Err(error)) => {
                let reason = format!("line {}: {}", error.line, error.reason);
                Content::Stray(text, reason)
            }
            Err(_) => Content::Stray(text, "the parser failed on it: please report it".to_owned()),
        },
    })
}

/// How the hands of a chunk came.
fn origin(chunk: &Chunk) -> Origin {
    match chunk.origin {
        watcher::Origin::AtStart => Origin::Backfill,
        watcher::Origin::Grown => Origin::Live,
    }
}
