//! One read of one file: open it, see that it is still the file of the checkpoint, and take what
//! comes after.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::checkpoint::{Checkpoint, FINGERPRINT_WINDOW, Fingerprint};
use crate::scan::Stamp;

/// The most one read delivers, in bytes: twice the longest record that a consumer may know, so that
/// a chunk of this size always holds the end of one.
pub const MAX_CHUNK_BYTES: usize = 2 << 20;

/// How many bytes of the beginning of a file tell when it was begun: a header line or two.
pub const HEAD_BYTES: usize = 1024;

/// What a read found.
#[derive(Debug)]
pub(crate) struct Reading {
    /// Of the file before the read: if it has grown meanwhile, the next scan sees the difference.
    pub(crate) stamp: Stamp,
    /// The file is not the one of the checkpoint; this is its beginning.
    pub(crate) restarted: bool,
    /// Where `bytes` begin.
    pub(crate) offset: u64,
    /// The verified bytes before `offset`.
    pub(crate) prefix: Vec<u8>,
    /// What comes after the checkpoint, without the zeros at its end.
    pub(crate) bytes: Vec<u8>,
    /// Where the read ended: after `bytes` and the zeros that were cut off.
    pub(crate) read_to: u64,
}

impl Reading {
    /// Where `bytes` end.
    pub(crate) const fn end(&self) -> u64 {
        self.offset.saturating_add(self.bytes.len() as u64)
    }

    /// The read reached the end of the file.
    pub(crate) const fn end_of_file(&self) -> bool {
        self.read_to == self.stamp.len
    }

    /// It ended in zeros: they stand where something is about to be written.
    pub(crate) const fn zeros(&self) -> bool {
        self.end() < self.read_to
    }

    /// It was as long as a read can be.
    pub(crate) const fn full(&self) -> bool {
        self.read_to - self.offset == MAX_CHUNK_BYTES as u64
    }
}

/// Why nothing was read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("no such file")]
    Gone,
    #[error("not a regular file")]
    Odd,
    #[error("it changed while it was read")]
    Moving,
    #[error("{MAX_CHUNK_BYTES} zero bytes in a row")]
    Zeros,
    #[error("{0}")]
    Io(io::Error),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Gone,
            io::ErrorKind::UnexpectedEof => Self::Moving,
            _ => Self::Io(error),
        }
    }
}

/// Reads what comes after `from`, up to the end of the file, or to `until` if the file is longer,
/// and never more than [`MAX_CHUNK_BYTES`].
pub(crate) fn read(path: &Path, from: Checkpoint, until: Option<u64>) -> Result<Reading, Trouble> {
    let (mut file, stamp) = open(path)?;
    let verified = verified_prefix(&mut file, from, stamp.len)?;
    let restarted = verified.is_none();
    let offset = if restarted { 0 } else { from.offset };
    let end = until.map_or(stamp.len, |until| until.min(stamp.len));
    let limit = end.saturating_sub(offset).min(MAX_CHUNK_BYTES as u64);
    let mut bytes = read_exactly(&mut file, offset, limit)?;
    let read_to = offset.saturating_add(limit);
    if file.metadata()?.len() < read_to {
        return Err(Trouble::Moving);
    }
    cut_zeros(&mut bytes);
    let prefix = verified.unwrap_or_default();
    let reading = Reading { stamp, restarted, offset, prefix, bytes, read_to };
    if reading.bytes.is_empty() && reading.full() && !reading.end_of_file() {
        return Err(Trouble::Zeros);
    }
    Ok(reading)
}

/// The first bytes of a file, at most [`HEAD_BYTES`].
pub(crate) fn head(path: &Path) -> Result<Vec<u8>, Trouble> {
    let (mut file, stamp) = open(path)?;
    read_exactly(&mut file, 0, stamp.len.min(HEAD_BYTES as u64))
}

fn open(path: &Path) -> Result<(File, Stamp), Trouble> {
    // Opening a FIFO waits for a writer, so it is not opened.
    if !fs::metadata(path)?.is_file() {
        return Err(Trouble::Odd);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok((file, Stamp::of(&metadata))) } else { Err(Trouble::Odd) }
}

/// The bytes before the checkpoint, or `None` if this is not the file it was made of.
fn verified_prefix(
    file: &mut File,
    from: Checkpoint,
    len: u64,
) -> Result<Option<Vec<u8>>, Trouble> {
    if from.offset == 0 {
        return Ok(Some(Vec::new()));
    }
    if len < from.offset {
        return Ok(None);
    }
    let size = from.offset.min(FINGERPRINT_WINDOW as u64);
    let prefix = read_exactly(file, from.offset - size, size)?;
    Ok((Fingerprint::of(&prefix) == from.fingerprint).then_some(prefix))
}

/// `size` is bounded by the callers: a window or a chunk.
fn read_exactly(file: &mut File, offset: u64, size: u64) -> Result<Vec<u8>, Trouble> {
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(MAX_CHUNK_BYTES));
    file.take(size).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < size { Err(Trouble::Moving) } else { Ok(bytes) }
}

fn cut_zeros(bytes: &mut Vec<u8>) {
    let written = bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    bytes.truncate(written);
    // Many chunks wait at once, and a file that was only reserved so far is all zeros.
    bytes.shrink_to_fit();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(bytes: &[u8]) -> Checkpoint {
        Checkpoint { offset: bytes.len() as u64, fingerprint: Fingerprint::of(bytes) }
    }

    fn read_file(content: &[u8], from: Checkpoint, until: Option<u64>) -> Result<Reading, Trouble> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), content).unwrap();
        read(file.path(), from, until)
    }

    #[test]
    fn a_read_goes_on_after_the_checkpoint() {
        let reading = read_file(b"one two", at(b"one "), None).unwrap();
        assert_eq!((reading.offset, reading.bytes.as_slice()), (4, b"two".as_slice()));
        assert!(reading.end_of_file() && !reading.restarted);
        assert_eq!(reading.prefix, b"one ");
    }

    #[test]
    fn another_file_is_read_from_its_first_byte() {
        for content in ["", "on", "ONE two", "something much longer than before"] {
            let reading = read_file(content.as_bytes(), at(b"one "), None).unwrap();
            assert!(reading.restarted, "{content:?}");
            assert_eq!((reading.offset, reading.bytes.as_slice()), (0, content.as_bytes()));
        }
    }

    #[test]
    fn only_the_last_window_before_the_checkpoint_counts() {
        let mut content = vec![b'a'; FINGERPRINT_WINDOW + 1];
        let from = at(&content);
        content[0] = b'b';
        assert!(!read_file(&content, from, None).unwrap().restarted);
        content[1] = b'b';
        assert!(read_file(&content, from, None).unwrap().restarted);
    }

    #[test]
    fn a_read_is_bounded() {
        let content = vec![b'a'; MAX_CHUNK_BYTES + 1];
        let reading = read_file(&content, Checkpoint::START, None).unwrap();
        assert_eq!((reading.bytes.len(), reading.end_of_file()), (MAX_CHUNK_BYTES, false));
        let reading = read_file(&content, Checkpoint::START, Some(10)).unwrap();
        assert_eq!((reading.bytes.len(), reading.end_of_file()), (10, false));
    }

    #[test]
    fn zeros_at_the_end_are_not_written_yet() {
        let reading = read_file(b"one\0two\0\0", Checkpoint::START, None).unwrap();
        assert_eq!((reading.bytes.as_slice(), reading.zeros()), (b"one\0two".as_slice(), true));
        assert!(reading.end_of_file());
    }

    #[test]
    fn zeros_that_were_cut_off_take_no_memory() {
        let content = [b"a".to_vec(), vec![0; 1 << 20]].concat();
        let reading = read_file(&content, Checkpoint::START, None).unwrap();
        assert!(reading.bytes.capacity() < 1_000, "{}", reading.bytes.capacity());
    }

    #[test]
    fn a_head_is_what_a_file_begins_with() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for len in [0, 10, HEAD_BYTES + 1] {
            fs::write(file.path(), vec![b'a'; len]).unwrap();
            assert_eq!(head(file.path()).unwrap().len(), len.min(HEAD_BYTES));
        }
        assert!(matches!(head(&std::env::temp_dir()), Err(Trouble::Odd)));
    }

    #[test]
    fn more_zeros_than_a_chunk_are_trouble_and_not_an_end() {
        let content = [vec![0; MAX_CHUNK_BYTES], b"a".to_vec()].concat();
        assert!(matches!(read_file(&content, Checkpoint::START, None), Err(Trouble::Zeros)));
    }

    #[test]
    fn what_is_no_regular_file_is_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(read(dir.path(), Checkpoint::START, None), Err(Trouble::Odd)));
        let none = dir.path().join("none.txt");
        assert!(matches!(read(&none, Checkpoint::START, None), Err(Trouble::Gone)));
    }
}
