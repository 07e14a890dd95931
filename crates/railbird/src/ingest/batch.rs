//! What one call of the watcher brought, on its way through splitter, parser and store.

use std::{
    collections::{BTreeMap, HashMap},
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use hand_history::{
    Block, Hand, HandText, ParseError, Splitter, Stray, SummaryText, TournamentSummary, parse,
    parse_summary,
};
use push::Publication;
use rayon::prelude::*;
use store::{FileCheckpoint, Item, Origin, Outcome};
use watcher::{Checkpoint, Chunk, Watcher};

use crate::publish;

/// From how many texts on it pays to wake the other cores.
const PARALLEL: usize = 64;

/// Hands, summaries and strays in the order in which they get into the log.
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
    Summary(Box<TournamentSummary>, SummaryText),
    /// Neither, and why.
    Stray(Stray, String),
}

impl Batch {
    /// Splits and parses chunks. The watcher learns how far each one was understood; one that
    /// is left unanswered it gives again.
    pub(crate) fn read(
        chunks: Vec<Chunk>,
        watcher: &mut Watcher,
        unfinished: &mut Unfinished,
    ) -> Self {
        let mut texts = Vec::new();
        let mut read = Vec::with_capacity(chunks.len());
        for chunk in chunks {
            let Some((blocks, consumed)) = split(&chunk, unfinished) else { continue };
            let index = read.len();
            texts.extend(blocks.into_iter().map(|block| (index, block)));
            let checkpoint = watcher.consumed(&chunk, consumed);
            read.push((chunk, checkpoint));
        }
        let find = |(chunk, block)| Find { chunk, content: content(block) };
        let finds = match texts.len() {
            ..PARALLEL => texts.into_iter().map(find).collect(),
            _ => texts.into_par_iter().map(find).collect(),
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
            Content::Summary(summary, text) => {
                Item::Summary { file, summary, text, origin: origin(chunk) }
            }
            Content::Stray(stray, reason) => {
                Item::Stray { file, offset: stray.offset, bytes: &stray.bytes, reason }
            }
        })
    }

    /// The new entries, encoded for the sessions.
    pub(crate) fn publications(&self, outcomes: &[Outcome]) -> Vec<Publication> {
        let publications = self.finds.iter().zip(outcomes).filter_map(|(find, outcome)| {
            let (chunk, _) = self.chunks.get(find.chunk)?;
            let Outcome::New { seq, entry } = *outcome else { return None };
            let place = (seq, origin(chunk));
            match &find.content {
                Content::Hand(hand, text) => {
                    Some(publish::hand(place, hand, (&chunk.path.to_string_lossy(), text)))
                }
                Content::Summary(summary, _) => Some(publish::summary(place, summary, entry)),
                Content::Stray(..) => None,
            }
        });
        publications.collect()
    }

    /// How many texts of each file were put into quarantine, and where and why the first.
    pub(crate) fn quarantined(&self, outcomes: &[Outcome]) -> BTreeMap<&Path, (usize, String)> {
        let mut files = BTreeMap::new();
        for (find, outcome) in self.finds.iter().zip(outcomes) {
            let (offset, reason) = match (&find.content, outcome) {
                (Content::Stray(stray, reason), Outcome::Quarantined) => {
                    (stray.offset, reason.as_str())
                }
                (Content::Hand(_, text), Outcome::Conflict) => {
                    (text.offset, "the log has a hand with the same id and another text")
                }
                _ => continue,
            };
            let Some((chunk, _)) = self.chunks.get(find.chunk) else { continue };
            let first = || (0, format!("at byte {offset}: {reason}"));
            files.entry(&*chunk.path).or_insert_with(first).0 += 1;
        }
        files
    }
}

/// Texts at the ends of quiet files that may not be whole, and since when they wait.
#[derive(Debug, Default)]
pub(crate) struct Unfinished(HashMap<Arc<Path>, (u64, Instant)>);

/// How long a text at the end of a quiet file is given to become whole. Texts of some years
/// never look whole, and must not wait for ever.
const SETTLED: Duration = Duration::from_secs(30);

impl Unfinished {
    /// Whether the text at this place has waited long enough.
    fn has_settled(&mut self, file: &Arc<Path>, offset: u64) -> bool {
        let now = Instant::now();
        let waits = self.0.entry(Arc::clone(file)).or_insert((offset, now));
        if waits.0 != offset {
            *waits = (offset, now);
        }
        SETTLED <= waits.1.elapsed()
    }

    fn forget(&mut self, file: &Path) {
        self.0.remove(file);
    }
}

/// The complete blocks of a chunk, and how many bytes they are. `None` for a quiet file whose
/// only text may still become whole.
fn split(chunk: &Chunk, unfinished: &mut Unfinished) -> Option<(Vec<Block>, usize)> {
    let mut splitter = Splitter::new(chunk.offset);
    splitter.push(&chunk.bytes);
    let mut blocks: Vec<Block> = std::iter::from_fn(|| splitter.next_block()).collect();
    let mut consumed = splitter.consumed();
    let last = if chunk.quiet { splitter.finish() } else { None };
    if let Some(last) = last {
        if last.is_whole() || unfinished.has_settled(&chunk.path, consumed) {
            blocks.push(last);
            consumed = splitter.consumed();
            unfinished.forget(&chunk.path);
        } else if blocks.is_empty() {
            return None;
        }
    }
    let bytes = usize::try_from(consumed - chunk.offset).unwrap_or(chunk.bytes.len());
    Some((blocks, bytes))
}

/// Reads a block.
fn content(block: Block) -> Content {
    match block {
        Block::Hand(text) => match caught(|| parse(&text)) {
            Ok(hand) => Content::Hand(Box::new(hand), text),
            Err(reason) => stray(text.offset, text.bytes, reason),
        },
        Block::Summary(text) => match caught(|| parse_summary(&text)) {
            Ok(summary) => Content::Summary(Box::new(summary), text),
            Err(reason) => stray(text.offset, text.bytes, reason),
        },
        Block::Stray(stray) => {
            let reason = stray.reason().to_owned();
            Content::Stray(stray, reason)
        }
    }
}

fn stray(offset: u64, bytes: Vec<u8>, reason: String) -> Content {
    Content::Stray(Stray { offset, bytes, oversized: false }, reason)
}

/// What a parser says, or why it says nothing. A bug of the parser must cost one text its
/// place in the log, not all of them.
fn caught<T>(parser: impl FnOnce() -> Result<T, ParseError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(parser)) {
        Ok(Ok(parsed)) => Ok(parsed),
        Ok(Err(error)) => Err(format!("line {}: {}", error.line, error.reason)),
        Err(_) => Err("the parser failed on it: please report it".to_owned()),
    }
}

/// How the texts of a chunk came.
fn origin(chunk: &Chunk) -> Origin {
    match chunk.origin {
        watcher::Origin::AtStart => Origin::Backfill,
        watcher::Origin::Grown => Origin::Live,
    }
}
