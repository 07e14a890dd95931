//! Packed texts in the bytes of a damaged file.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use crate::{Error, packed};

/// How a frame of zstd begins.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// What is looked at together. A text longer than a page of the database is cut by it into
/// parts that lie apart; the tables alone find those.
const WINDOW: usize = 1 << 20;

/// What of it may belong to a frame that begins near its end.
const OVERLAP: usize = 8 << 10;

/// Calls `found` for each text in a file, with where it stands there, in bytes.
pub(super) fn each(
    path: &Path,
    mut found: impl FnMut(u64, Vec<u8>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut file = File::open(path)?;
    let (mut window, mut start) = (Vec::with_capacity(WINDOW + OVERLAP), 0_u64);
    loop {
        let read = read_some(&mut file, &mut window)?;
        let is_last = read == 0;
        // A frame that begins after this is looked at with the next window.
        let end = if is_last { window.len() } else { window.len().saturating_sub(OVERLAP) };
        let mut at = 0;
        while let Some(next) = position(window.get(at..).unwrap_or_default()) {
            at += next;
            if end <= at {
                break;
            }
            if let Some(text) = packed::at_start(window.get(at..).unwrap_or_default()) {
                found(start + at as u64, text)?;
            }
            at += MAGIC.len();
        }
        if is_last {
            return Ok(());
        }
        window.drain(..end);
        start += end as u64;
    }
}

fn position(bytes: &[u8]) -> Option<usize> {
    bytes.windows(MAGIC.len()).position(|four| four == MAGIC)
}

/// Reads up to a window's bytes behind what is left.
fn read_some(file: &mut File, window: &mut Vec<u8>) -> io::Result<usize> {
    file.take(WINDOW as u64).read_to_end(window)
}
