//! What is on the disk when the power fails.
//!
//! What was written to a file before a sync of it that has ended is there. Of what was
//! written later any part may be, in sectors of 512 bytes. A name in the directory is there
//! or gone for sure once its file or the directory was synced; of later changes of names the
//! first ones may be.

use std::collections::BTreeMap;

use super::trace::{Act, Event};
use crate::support::Dice;

/// What a disk writes at once.
const SECTOR: usize = 512;

/// Which syncs the disk obeys; those of a log that is not safe are left out to see the loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syncs {
    All,
    /// Without those of each commit, as with `synchronous=NORMAL`.
    OfCheckpoints,
    /// As with `synchronous=OFF`.
    None,
}

/// A file by its content, whatever it was called.
#[derive(Default)]
struct Inode<'a> {
    changes: Vec<&'a Event>,
    /// Where the last sync began that has ended.
    synced: Option<usize>,
}

/// A change of a name, and whether it is on the disk for sure.
struct Naming {
    name: String,
    /// `None` when the name is gone.
    inode: Option<usize>,
    is_sure: bool,
}

/// The files of the directory after a power cut at this place in the trace.
pub(crate) fn after_a_cut(
    events: &[Event],
    cut: usize,
    syncs: Syncs,
    dice: &mut Dice,
) -> BTreeMap<String, Vec<u8>> {
    let mut inodes: Vec<Inode<'_>> = Vec::new();
    let mut namings: Vec<Naming> = Vec::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        if cut <= event.began {
            break;
        }
        match &event.act {
            Act::Create { file, .. } => {
                let inode = *names.entry(file).or_insert_with(|| {
                    let inode = Some(inodes.len());
                    namings.push(Naming { name: file.clone(), inode, is_sure: false });
                    inodes.push(Inode::default());
                    inodes.len() - 1
                });
                inodes[inode].changes.push(event);
            }
            Act::Write { file, .. } | Act::Append { file, .. } | Act::Truncate { file, .. } => {
                if let Some(inode) = names.get(file.as_str()) {
                    inodes[*inode].changes.push(event);
                }
            }
            Act::Remove { file } => {
                names.remove(file.as_str());
                namings.push(Naming { name: file.clone(), inode: None, is_sure: false });
            }
            Act::Sync { file } => {
                if event.ended < cut
                    && obeys(syncs, events, index)
                    && let Some(inode) = names.get(file.as_str())
                {
                    inodes[*inode].synced = Some(event.began);
                    let own = namings.iter_mut().filter(|naming| naming.inode == Some(*inode));
                    own.for_each(|naming| naming.is_sure = true);
                }
            }
            Act::SyncFolder => {
                if event.ended < cut && syncs != Syncs::None {
                    namings.iter_mut().for_each(|naming| naming.is_sure = true);
                }
            }
            Act::Send(_) => {}
        }
    }
    let contents: Vec<Vec<u8>> = inodes.iter().map(|inode| content(inode, dice)).collect();
    let lucky = dice.below(namings.len() + 1);
    let mut files = BTreeMap::new();
    for (index, Naming { name, inode, is_sure }) in namings.into_iter().enumerate() {
        if is_sure || index < lucky {
            files.remove(&name);
            files.extend(inode.map(|inode| (name, contents[inode].clone())));
        }
    }
    files
}

/// Whether the disk obeys this sync.
fn obeys(syncs: Syncs, events: &[Event], index: usize) -> bool {
    let is_of_a_commit = || {
        let Act::Sync { file } = &events[index].act else { return false };
        let mut later = events[index + 1..].iter().filter_map(|event| match &event.act {
            Act::Write { file, .. } => Some(file),
            _ => None,
        });
        file.ends_with("-wal") && later.next().is_none_or(|next| next == file)
    };
    match syncs {
        Syncs::All => true,
        Syncs::OfCheckpoints => !is_of_a_commit(),
        Syncs::None => false,
    }
}

/// What can be read of a file.
fn content(inode: &Inode<'_>, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Nothing of what was not synced, all of it, each change or not, or each sector or not.
    let luck = dice.below(4);
    for change in &inode.changes {
        let is_sure = inode.synced.is_some_and(|synced| change.ended < synced);
        let kept = is_sure || luck == 1 || luck == 3 || luck == 2 && dice.below(2) == 0;
        if !kept {
            continue;
        }
        match &change.act {
            Act::Create { empty: true, .. } => bytes.clear(),
            Act::Truncate { length, .. } => bytes.resize(usize::try_from(*length).unwrap(), 0),
            Act::Append { bytes: new, .. } => bytes.extend_from_slice(new),
            Act::Write { offset, bytes: new, .. } => {
                let offset = usize::try_from(*offset).unwrap();
                bytes.resize(bytes.len().max(offset + new.len()), 0);
                let mut at = 0;
                while at < new.len() {
                    // A sector ends where the disk says, not where the write began.
                    let end = new.len().min(at + SECTOR - (offset + at) % SECTOR);
                    if is_sure || luck != 3 || dice.below(2) == 0 {
                        bytes[offset + at..offset + end].copy_from_slice(&new[at..end]);
                    }
                    at = end;
                }
            }
            _ => {}
        }
    }
    bytes
}
