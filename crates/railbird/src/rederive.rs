//! Reading again what the log has: for `rebuild`, and after an update.

use std::path::Path;

use hand_history::{PARSER_VERSION, Splitter};
use hud::COUNTING_VERSION;
use rayon::prelude::*;
use store::{Derived, Entry, Item, Origin, Outcome, Quarantined, Rebuilt, Seq, Store};

use crate::ingest::{Content, Find};

/// Texts of the quarantine that are looked at together.
const TEXTS_AT_ONCE: usize = 256;

/// Reads everything again: the texts in quarantine, and what the log keeps besides its texts.
/// `tell` learns up to which entry it is done. Returns also how many texts left the quarantine.
///
/// # Errors
/// The log cannot be read or written; what was brought into it stays.
pub(crate) fn rebuild(
    store: &mut Store,
    tell: impl FnMut(Seq),
) -> Result<(Rebuilt, u64), store::Error> {
    let released = retry_quarantine(store)?;
    let derive = |entry: &Entry| Derived::of(&entry.text);
    let rebuilt = store.rebuild(|entries| entries.par_iter().map(derive).collect(), tell)?;
    store.set_derived_by(&version())?;
    Ok((rebuilt, released))
}

/// Reads everything again when the log was last used by another version of the parser, or by
/// one that counts in another way, and when what is counted was found damaged. `tell` learns
/// that it begins. Returns how many texts left the quarantine.
///
/// # Errors
/// The log cannot be read or written; what was brought into it stays.
pub(crate) fn after_an_update(
    store: &mut Store,
    tell: impl FnOnce(u64),
) -> Result<u64, store::Error> {
    if store.derived_by()? == Some(version()) {
        return Ok(0);
    }
    let totals = store.totals();
    if totals.top == Seq(0) && totals.quarantined == 0 {
        store.set_derived_by(&version())?;
        return Ok(0);
    }
    tell(totals.top.0);
    Ok(rebuild(store, |_| {})?.1)
}

/// What everything is derived by.
pub(crate) fn version() -> String {
    format!("parser {PARSER_VERSION}, counting {COUNTING_VERSION}")
}

/// Reads the texts in quarantine again. Those that are hands or summaries now become entries
/// of the log, after all others.
///
/// # Errors
/// The log cannot be read or written; what was brought into it stays.
fn retry_quarantine(store: &mut Store) -> Result<u64, store::Error> {
    let reader = store.reader()?;
    let (mut after, mut all) = (0, 0);
    loop {
        let texts = reader.quarantine(after, TEXTS_AT_ONCE)?;
        let Some(last) = texts.last() else { return Ok(all) };
        after = last.number;
        let mut released = Vec::new();
        for text in &texts {
            if retry(text, store)? {
                released.push(text.number);
            }
        }
        // Should the process end before this, the next attempt finds duplicates.
        store.release(&released)?;
        all += released.len() as u64;
    }
}

/// Whether all of the text is in the log now.
fn retry(text: &Quarantined, store: &mut Store) -> Result<bool, store::Error> {
    let mut splitter = Splitter::new(text.offset, &text.bytes);
    let blocks = std::iter::from_fn(|| splitter.next().or_else(|| splitter.rest()));
    let (file, origin) = (Path::new(&text.file), Origin::Backfill);
    let finds: Vec<Find> = blocks.map(|block| Find::new(&block, origin)).collect();
    let is_read = |find: &Find| !matches!(find.content, Content::Stray(..));
    if finds.is_empty() || !finds.iter().all(is_read) {
        return Ok(false);
    }
    let items: Vec<Item<'_>> = finds.iter().map(|find| find.item(file, origin)).collect();
    let outcomes = store.append(&items, &[])?;
    let is_in = |outcome| matches!(outcome, &Outcome::New { .. } | &Outcome::Duplicate);
    Ok(outcomes.iter().all(is_in))
}

#[cfg(test)]
mod tests;
