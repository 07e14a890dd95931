//! What a block of a history file is.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
};

use hand_history::{Block, Hand, ParseError, TournamentSummary, parse, parse_summary};
use hud::Played;
use store::{Item, Origin, Packed};

use crate::fail_points;

/// A block after the parser, as the log keeps it.
#[derive(Debug)]
pub(crate) struct Find {
    /// Where its text starts in its file, and how long it is, in bytes.
    pub(crate) offset: u64,
    pub(crate) length: u64,
    pub(crate) content: Content,
}

/// What a block is.
#[derive(Debug)]
pub(crate) enum Content {
    /// A hand, what is counted of it, and its text. The hand itself is only there if sessions are
    /// to be told of it.
    Hand(Option<Arc<Hand>>, Played, Packed),
    Summary(Arc<TournamentSummary>, Packed),
    /// Neither: its bytes, and why.
    Stray(Vec<u8>, String),
}

impl Find {
    /// Reads a block, and packs its text for the log.
    pub(crate) fn new(block: &Block<'_>, origin: Origin) -> Self {
        let (offset, bytes, content) = match block {
            Block::Hand(text) => {
                let played = caught(|| {
                    let hand = parse(text)?;
                    let played = Played::of(&hand);
                    Ok(((origin == Origin::Live).then(|| Arc::new(hand)), played))
                });
                let content = played
                    .and_then(|(hand, played)| Ok(Content::Hand(hand, played, pack(&text.bytes)?)));
                (text.offset, &*text.bytes, content)
            }
            Block::Summary(text) => {
                let content = caught(|| parse_summary(text)).and_then(|summary| {
                    Ok(Content::Summary(Arc::new(summary), pack(&text.bytes)?))
                });
                (text.offset, &*text.bytes, content)
            }
            Block::Stray(stray) => {
                let reason = stray.reason().to_owned();
                (stray.offset, stray.bytes, Err(reason))
            }
        };
        let length = bytes.len() as u64;
        let content = content.unwrap_or_else(|reason| Content::Stray(bytes.to_vec(), reason));
        Self { offset, length, content }
    }

    /// The same for the store.
    pub(crate) fn item<'a>(&'a self, file: &'a Path, origin: Origin) -> Item<'a> {
        let content = match &self.content {
            Content::Hand(_, played, text) => store::Content::Hand(played, text),
            Content::Summary(summary, text) => store::Content::Summary(summary, text),
            Content::Stray(bytes, reason) => store::Content::Stray { bytes, reason },
        };
        Item { file, offset: self.offset, origin, content }
    }
}

fn pack(text: &[u8]) -> Result<Packed, String> {
    Packed::new(text).map_err(|error| format!("it cannot be packed for the log: {error}"))
}

/// What a parser says, or why it says nothing. A bug of the parser must cost one text its
/// place in the log, not all of them.
fn caught<T>(parser: impl FnOnce() -> Result<T, ParseError>) -> Result<T, String> {
    let parser = || {
        fail_points::panic("in-parser");
        parser()
    };
    match catch_unwind(AssertUnwindSafe(parser)) {
        Ok(Ok(parsed)) => Ok(parsed),
        Ok(Err(error)) => Err(format!("line {}: {}", error.line, error.reason)),
        Err(_) => Err("the parser failed on it: please report it".to_owned()),
    }
}
